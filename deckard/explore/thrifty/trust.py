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
            self.counts[recipe.how, True] += any(r.demands == recipe.demands for r in hypotheses)
            for old in event.corrects:
                self.counts[old.how, False] += old in hypotheses and old.demands != recipe.demands

    def trust(self, how: How, prior_right: float, prior_wrong: float) -> float:
        """Return the share of hypotheses that is expected to be right.

        The rule of succession: the mean of a beta distribution.

        Args:
            how: The manner of the hypotheses.
            prior_right: Hypotheses that count as right before any was judged.
            prior_wrong: Hypotheses that count as wrong before any was judged.
        """
        right, wrong = self.counts[how, True], self.counts[how, False]
        return (right + prior_right) / (right + wrong + (prior_right + prior_wrong))
