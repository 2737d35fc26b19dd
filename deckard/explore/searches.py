"""Where and how items were searched for: what explorers keep of collects."""

from collections import Counter, defaultdict

from deckard.journal.events import Event, Practised, Pursued
from deckard.journal.state import Fold, State
from deckard.types import Item, Recipe

BLIND = 50_000
"""Decisions without a success after which the search for an unperceivable source is given up."""


class Searches(Fold):
    """How often each item was to be collected, and by what."""

    def __init__(self) -> None:
        self.episodes = Counter[tuple[Item, Item | None]]()
        """Practice episodes and pursuits in vain of an item, with one thing in the hand.

        A pursuit that could not begin is none of them.
        """
        self.practices = Counter[tuple[Item, Item | None]]()
        """The same, where all episodes of a practice count as one search."""
        self.sources = defaultdict[Item, set[str]](set)
        """Blocks and mobs that were broken or used while an item was practised."""

    def apply(self, event: Event, state: State, entry: int) -> None:
        """Count a collect."""
        match event:
            case Practised(recipe=recipe, outcome=outcome):
                self.episodes[recipe.item, _hand(state, recipe)] += outcome.episodes
                self.practices[recipe.item, _hand(state, recipe)] += 1
                self.sources[recipe.item] |= {contact.source for contact in outcome.contacts}
            case Pursued(recipe=recipe, ending="attempted" | "stuck" | "died"):
                if recipe.how == "collect":
                    self.episodes[recipe.item, _hand(state, recipe)] += 1
                    self.practices[recipe.item, _hand(state, recipe)] += 1

    def counts(self, walks: bool) -> Counter[tuple[Item, Item | None]]:
        """Return how often each item was searched for, with one thing in the hand.

        Args:
            walks: Whether policies take several decisions. Then a practice learns one, and is one
                search; else each of its episodes is.
        """
        return self.practices if walks else self.episodes


def _hand(state: State, recipe: Recipe) -> Item | None:
    """The tool that a collect can have been tried with: one that can be obtained."""
    return next((tool for tool in sorted(recipe.tools) if state.awm.is_obtainable(tool)), None)
