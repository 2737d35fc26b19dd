"""What can be obtained at all, from nothing, and in which order."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from deckard.types import Item
from deckard.worlds.tables import Drop, Tables, Use

SELDOM, SELDOM_OF_MOBS, STRONG = 0.05, 0.5, 20
"""What digging gives less often, what mobs give no more often, and what stronger mobs give at all
(health, in half hearts) is no way to count on."""


@dataclass(frozen=True)
class Path:
    """What one way to an item takes: all of `needs`, and of each of `either` one."""

    item: Item
    made: bool
    """Whether it is crafted or smelted, and not collected."""
    needs: frozenset[Item]
    either: tuple[frozenset[Item], ...] = ()

    def is_open(self, held: Collection[Item]) -> bool:
        """Whether it can be gone with what is held."""
        return all(need in held for need in self.needs) and all(
            any(one in held for one in some) for some in self.either
        )


def rounds(tables: Tables, by_luck: bool = False) -> dict[Item, int]:
    """Return every item that can be obtained, and after how many rounds.

    Round 0 is what a bare hand collects; in each later round everything is obtained that what was
    obtained before allows. What is no way to count on is left out, if not `by_luck`.
    """
    found, left, count = dict[Item, int](), list(paths(tables, by_luck)), 0
    while opened := {path.item for path in left if path.is_open(found)} - found.keys():
        found |= dict.fromkeys(sorted(opened), count)
        left = [path for path in left if path.item not in found]
        count += 1
    return found


def leads(tables: Tables) -> dict[Item, int]:
    """Return how many items lead to every one that can be counted on, by the ways with the fewest.

    Each need by its own best way: what two of them could have in common is not looked for.
    """
    found, ways = dict[Item, frozenset[Item]](), list(paths(tables, False))
    while better := _shorter(found, ways):
        found |= better
    return {item: len(behind) for item, behind in found.items()}


def _shorter(
    found: Mapping[Item, frozenset[Item]], ways: Iterable[Path]
) -> dict[Item, frozenset[Item]]:
    """Ways that are open and take fewer items than what was found."""
    better = dict[Item, frozenset[Item]]()
    for path in ways:
        if not path.is_open(found):
            continue
        behind = path.needs.union(*(found[need] for need in path.needs))
        for some in path.either:
            can = [behind | found[one] | {one} for one in sorted(some) if one in found]
            behind = min(can, key=len)
        known = better.get(path.item, found.get(path.item))
        if known is None or len(behind) < len(known):
            better[path.item] = behind
    return better


def paths(tables: Tables, by_luck: bool) -> Iterator[Path]:
    """Yield what every true way takes, those by luck if told to."""
    fuels = frozenset(tables.fuels)
    for recipe in tables.recipes:
        needs = frozenset(recipe.needs)
        yield Path(recipe.item, True, needs, (fuels,) if recipe.how == "smelt" else ())
    for drop in drops(tables, by_luck):
        yield Path(drop.item, False, frozenset(), _one_of(drop.tools))
    for use in uses(tables, by_luck):
        yield Path(use.item, False, frozenset(use.ingredients), _one_of(use.tools))


def drops(tables: Tables, by_luck: bool = True) -> Iterator[Drop]:
    """Yield what blocks that are found give, and mobs."""
    yield from (drop for _, drop in givers(tables, by_luck))


def givers(tables: Tables, by_luck: bool) -> Iterator[tuple[str, Drop]]:
    """Yield every block and mob with each of its drops; without luck, those to count on."""
    for name, block in tables.blocks.items():
        for drop in block.drops if block.natural else ():
            if by_luck or drop.chance >= SELDOM:
                yield name, drop
    for name, mob in tables.mobs.items():
        for drop in mob.drops:
            if by_luck or (mob.health <= STRONG and drop.chance > SELDOM_OF_MOBS):
                yield name, drop


def uses(tables: Tables, by_luck: bool) -> Iterator[Use]:
    """Yield what is obtained with neither a blow nor a recipe; without luck, what to count on."""
    yield from (use for use in tables.uses if by_luck or (use.chance or 0.0) >= SELDOM)


def _one_of(tools: Collection[Item]) -> tuple[frozenset[Item], ...]:
    return (frozenset(tools),) if tools else ()
