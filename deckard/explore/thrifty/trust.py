"""How far the language model is trusted, by what of its hypotheses was judged so far."""

from collections import Counter

from deckard.graph.beliefs import HYPOTHESISED
from deckard.journal.events import Event, Refuted, Verified
from deckard.journal.state import Fold, State
from deckard.types import How


class Verdicts(Fold):
    """How many hypotheses proved right, and how many wrong."""

    def __init__(self) -> None:
        self.counts = Counter[tuple[How, bool]]()
        """Hypotheses by how, and whether they proved right."""

    def apply(self, event: Event, state: State, entry: int) -> None:
        """Count what a verdict says of hypotheses."""
        if isinstance(event, Refuted):
            self.counts[event.recipe.how, False] += 1
        elif isinstance(event, Verified):
            recipe, hypotheses = event.recipe, state.awm.recipes(event.item, HYPOTHESISED)
            self.counts[recipe.how, True] += any(r.way == recipe.way for r in hypotheses)
            for old in event.corrects:
                self.counts[old.how, False] += old in hypotheses and old.way != recipe.way

    def trust(self, how: How) -> float:
        """The share of hypotheses that is expected to be right.

        Laplace's rule of succession, (right + 1) / (judged + 2), with one more that was right.
        """
        right, wrong = self.counts[how, True], self.counts[how, False]
        return (right + 2) / (right + wrong + 3)
