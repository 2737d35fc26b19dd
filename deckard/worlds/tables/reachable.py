"""The items that can be obtained from nothing, in which order, and what that needs."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from deckard.types import Item
from deckard.worlds.tables import Drop, Tables, Use

SELDOM = 0.05
"""The chance of a drop or use below which it is left to luck; chosen."""
SELDOM_OF_MOBS = 0.5
"""The chance of a mob's drop up to which it is left to luck; chosen."""
STRONG = 20
"""Health of a mob, in half hearts, above which its drops are left to luck: the player's; chosen."""


@dataclass(frozen=True)
class Path:
    """The requirements of one way to an item: all of `needs`, and one of each of `either`."""

    item: Item
    made: bool
    """Whether the item is crafted or smelted, not collected."""
    needs: frozenset[Item]
    either: tuple[frozenset[Item], ...] = ()

    def is_open(self, held: Collection[Item]) -> bool:
        """Whether the held items meet the requirements."""
        return all(need in held for need in self.needs) and all(
            any(one in held for one in some) for some in self.either
        )


def rounds(tables: Tables, by_luck: bool = False) -> dict[Item, int]:
    """Return every item that can be obtained, with its round.

    Round 0 holds the items that a bare hand collects. Each later round holds the items that those
    of earlier rounds allow.

    Args:
        tables: The true recipes.
        by_luck: Whether rare drops and those of strong mobs count.
    """
    obtained, remaining, count = dict[Item, int](), list(paths(tables, by_luck)), 0
    while opened := {path.item for path in remaining if path.is_open(obtained)} - obtained.keys():
        obtained |= dict.fromkeys(sorted(opened), count)
        remaining = [path for path in remaining if path.item not in obtained]
        count += 1
    return obtained


def paths(tables: Tables, by_luck: bool) -> Iterator[Path]:
    """Yield the requirements of every true recipe, of rare ones only with `by_luck`."""
    fuels = frozenset(tables.fuels)
    for recipe in tables.recipes:
        needs = frozenset(recipe.needs)
        yield Path(recipe.item, True, needs, (fuels,) if recipe.how == "smelt" else ())
    for drop in drops(tables, by_luck):
        yield Path(drop.item, False, frozenset(), _one_of(drop.tools))
    for use in uses(tables, by_luck):
        yield Path(use.item, False, frozenset(use.ingredients), _one_of(use.tools))


def drops(tables: Tables, by_luck: bool = True) -> Iterator[Drop]:
    """Yield the drops of natural blocks and of mobs."""
    yield from (drop for _, drop in givers(tables, by_luck))


def givers(tables: Tables, by_luck: bool) -> Iterator[tuple[str, Drop]]:
    """Yield every block and mob with each of its drops, rare ones only with `by_luck`."""
    for name, block in tables.blocks.items():
        for drop in block.drops if block.natural else ():
            if by_luck or drop.chance >= SELDOM:
                yield name, drop
    for name, mob in tables.mobs.items():
        for drop in mob.drops:
            if by_luck or (mob.health <= STRONG and drop.chance > SELDOM_OF_MOBS):
                yield name, drop


def uses(tables: Tables, by_luck: bool) -> Iterator[Use]:
    """Yield the ways without a blow or a recipe, rare ones only with `by_luck`."""
    yield from (use for use in tables.uses if by_luck or (use.chance or 0.0) >= SELDOM)


def _one_of(tools: Collection[Item]) -> tuple[frozenset[Item], ...]:
    return (frozenset(tools),) if tools else ()
