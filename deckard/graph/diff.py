"""The differences between two graphs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from deckard.graph.awm import AWM
from deckard.graph.beliefs import Belief
from deckard.types import Recipe

FIELDS = ("how", "ingredients", "stations", "tools", "yields", "source", "returns", "unsettled")
"""The fields of a recipe that are compared."""
Differs = Callable[[Recipe], tuple[tuple[str, ...], Recipe | None]]
"""From a recipe to the nearest one of another graph, and the fields in which they differ."""


@dataclass(frozen=True)
class Change:
    """A recipe of the first graph, its counterpart in the second, and the differing fields."""

    old: Belief
    new: Recipe
    new_status: str
    fields: tuple[str, ...]
    """Includes `status` if only one of the graphs has the recipe verified."""
    is_wrong: bool = False
    """Whether the second graph, being the truth, contradicts the recipe."""

    def values(self, field: str) -> tuple[object, object]:
        """Return the values of a field in the first and the second graph."""
        if field == "status":
            return self.old.status, self.new_status
        return getattr(self.old.recipe, field), getattr(self.new, field)


@dataclass(frozen=True)
class Differences:
    """The differences between two graphs, items in alphabetical order."""

    changed: tuple[Change, ...]
    """Recipes of the first graph whose counterpart in the second differs."""
    missing: tuple[Belief, ...]
    """Recipes of the first graph with no counterpart in the second."""
    added: tuple[Belief, ...]
    """Recipes of the second graph with no counterpart in the first."""
    same: int
    """The number of recipes that both graphs have."""
    inexact: tuple[Change, ...] = ()
    """Recipes of the first graph that work in truth, but ask for more or claim less."""


def diff_graphs(one: AWM, other: AWM) -> Differences:
    """Return the differences between two graphs."""
    changed, missing, matched = list[Change](), list[Belief](), set[int]()
    for item in sorted(one.known):
        counterparts = _counterparts(one.beliefs(item), other.beliefs(item))
        for belief, near in zip(one.beliefs(item), counterparts, strict=True):
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


def _counterparts(ones: Sequence[Belief], others: Sequence[Belief]) -> list[Belief | None]:
    """Return for each belief the counterpart that differs least; each is used once."""
    counterparts: list[Belief | None] = [None] * len(ones)
    pairs = [(_apart(a, b), k, m) for k, a in enumerate(ones) for m, b in enumerate(others)]
    left = set(range(len(others)))
    for _, k, m in sorted(pairs):
        if counterparts[k] is None and m in left:
            counterparts[k] = others[m]
            left.remove(m)
    return counterparts


def _apart(one: Belief, other: Belief) -> tuple[int, bool]:
    return len(differing_fields(one.recipe, other.recipe)), one.status != other.status


def differing_fields(one: Recipe, other: Recipe) -> tuple[str, ...]:
    """Return the fields in which two recipes of an item differ."""
    return tuple(f for f in FIELDS if getattr(one, f) != getattr(other, f))


def _beliefs(awm: AWM) -> Iterator[Belief]:
    for item in sorted(awm.known):
        yield from awm.beliefs(item)
