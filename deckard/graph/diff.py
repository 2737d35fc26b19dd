"""What one graph says otherwise than another."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from deckard.graph.awm import AWM
from deckard.graph.beliefs import Belief
from deckard.types import Item, Recipe

FIELDS = ("how", "ingredients", "station", "tools", "yields", "source")
Differs = Callable[[Recipe], tuple[tuple[str, ...], Recipe | None]]
"""For a recipe the fields in which it differs from the nearest of the other graph, and that one."""


@dataclass(frozen=True)
class Change:
    """A recipe of the one graph, what the other says instead, and in which fields."""

    old: Belief
    new: Recipe
    new_status: str
    fields: tuple[str, ...]
    """`status` among them when it is held for true in only one of the graphs."""

    def values(self, field: str) -> tuple[object, object]:
        """What the two say in a field."""
        if field == "status":
            return self.old.status, self.new_status
        return getattr(self.old.recipe, field), getattr(self.new, field)


@dataclass(frozen=True)
class Differences:
    """All in which two graphs differ; items in alphabetical order."""

    changed: tuple[Change, ...]
    """Recipes of the first graph that the second does not have, beside the nearest it has."""
    missing: tuple[Belief, ...]
    """Recipes of the first graph with no counterpart in the second."""
    added: tuple[Belief, ...]
    """Recipes of the second graph with no counterpart in the first."""
    same: int
    """Recipes of the first graph that the second has too."""


def diff_graphs(one: AWM, other: AWM) -> Differences:
    """Return what the second graph says otherwise than the first."""
    changed, missing, matched = list[Change](), list[Belief](), set[int]()
    for item in sorted(one.known):
        partners = _partners(one.beliefs(item), other.beliefs(item))
        for belief, near in zip(one.beliefs(item), partners, strict=True):
            if near is None:
                missing.append(belief)
                continue
            matched.add(id(near))
            fields = differing_fields(belief.recipe, near.recipe)
            fields += ("status",) if belief.status != near.status else ()
            if fields:
                changed.append(Change(belief, near.recipe, near.status, fields))
    added = tuple(b for b in _beliefs(other) if id(b) not in matched)
    same = sum(1 for _ in _beliefs(one)) - len(changed) - len(missing)
    return Differences(tuple(changed), tuple(missing), added, same)


def _partners(ones: Sequence[Belief], others: Sequence[Belief]) -> list[Belief | None]:
    """For each belief the one of the others that differs least and is nobody else's partner."""
    partners: list[Belief | None] = [None] * len(ones)
    pairs = [(_apart(a, b), k, m) for k, a in enumerate(ones) for m, b in enumerate(others)]
    left = set(range(len(others)))
    for _, k, m in sorted(pairs):
        if partners[k] is None and m in left:
            partners[k] = others[m]
            left.remove(m)
    return partners


def _apart(one: Belief, other: Belief) -> tuple[int, bool]:
    return len(differing_fields(one.recipe, other.recipe)), one.status != other.status


def differing_fields(one: Recipe, other: Recipe) -> tuple[str, ...]:
    """Return the fields in which two recipes of an item differ."""
    return tuple(f for f in FIELDS if getattr(one, f) != getattr(other, f))


def _beliefs(awm: AWM) -> Iterator[Belief]:
    for item in sorted(awm.known):
        yield from awm.beliefs(item)


def items(differences: Differences) -> set[Item]:
    """Return the items of which the graphs say different things."""
    beliefs = [*differences.missing, *differences.added, *(c.old for c in differences.changed)]
    return {belief.recipe.item for belief in beliefs}
