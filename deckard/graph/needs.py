"""Needs: what verified recipes were seen with, and whether it was shown that they take it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED, Belief, Beliefs
from deckard.graph.merged import merged
from deckard.types import Item, Recipe


@dataclass(frozen=True)
class NeedOfRecipe:
    """A station of a verified recipe, or its tool, of which any one of `names` suffices."""

    recipe: Recipe
    names: tuple[Item, ...]
    because: int | None
    """The entry of the journal that showed that it fails without; None if none did."""

    @property
    def proven(self) -> bool:
        """Whether a failure without it was seen."""
        return self.because is not None

    @property
    def text(self) -> str:
        """Its names, and how it is known: `iron_axe or stone_axe (only seen with)`."""
        names = " or ".join(self.names)
        return f"{names} ({f'proven by entry {self.because}' if self.proven else 'only seen with'})"

    def __str__(self) -> str:
        return f"{' or '.join(self.names)} of: {self.recipe}"


def needs_of_graph(awm: AWM, items: Iterable[Item]) -> tuple[NeedOfRecipe, ...]:
    """Return the needs of the verified recipes of some items, each station and tool once.

    Ingredients are used up before the agent's eyes and need no proof.
    """
    return tuple(need for item in items for need in needs_of_item(awm.beliefs(item)))


def needs_of_item(beliefs: Beliefs) -> Iterator[NeedOfRecipe]:
    """Yield the needs of an item's verified recipes; several that differ in the tool are one."""
    for belief in merged(belief for belief in beliefs if belief.status == VERIFIED):
        yield from needs_of_belief(belief)


def needs_of_belief(belief: Belief) -> Iterator[NeedOfRecipe]:
    """Yield the stations of a verified recipe, and its tools as one need."""
    recipe, proven = belief.recipe, belief.proven
    for station in sorted(recipe.stations):
        yield NeedOfRecipe(recipe, (station,), proven.get(station))
    if recipe.tools:
        tools = tuple(sorted(recipe.tools))
        yield NeedOfRecipe(
            recipe, tools, min((proven[t] for t in tools if t in proven), default=None)
        )
