"""Needs: what verified recipes were seen with, and whether it was shown that they take it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED, Beliefs
from deckard.graph.merged import merged
from deckard.types import Item, Recipe


@dataclass(frozen=True)
class SeenNeed:
    """A station of a verified recipe, or its tool, of which any one of `names` suffices."""

    recipe: Recipe
    names: tuple[Item, ...]
    proven: bool
    """Whether a failure without it was seen."""

    def __str__(self) -> str:
        return f"{' or '.join(self.names)} of: {self.recipe}"


def seen_needs(awm: AWM, items: Iterable[Item]) -> tuple[SeenNeed, ...]:
    """Return the needs of the verified recipes of some items, each station and tool once.

    Ingredients are used up before the agent's eyes and need no proof.
    """
    return tuple(need for item in items for need in needs_of_item(awm.beliefs(item)))


def needs_of_item(beliefs: Beliefs) -> Iterator[SeenNeed]:
    """Yield the needs of an item's verified recipes; several that differ in the tool are one."""
    for belief in merged(belief for belief in beliefs if belief.status == VERIFIED):
        recipe, proven = belief.recipe, belief.proven
        for station in sorted(recipe.stations):
            yield SeenNeed(recipe, (station,), station in proven)
        if recipe.tools:
            tools = tuple(sorted(recipe.tools))
            yield SeenNeed(recipe, tools, not recipe.tools.isdisjoint(proven.keys()))
