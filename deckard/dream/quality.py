"""Faults: how well a language model answered, counted from the journal alone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from deckard.graph.awm import AWM
from deckard.graph.beliefs import HYPOTHESISED
from deckard.graph.walk import walk
from deckard.journal.events import Dreamed, Event, Misdreamed
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.types import Item, Recipe


@dataclass
class AnswerQuality:
    """Counts over a run's answers; each answer is counted once, as it was in the end."""

    usable: int = 0
    """Answers that held a usable recipe. Of samples that said the same, one."""
    faults: Counter[str] = field(default_factory=Counter)
    """Answers that held none, by what was wrong (see `errors.Fault`)."""
    circles: int = 0
    """Usable recipes that closed a circle among the hypotheses of their time."""
    grounded: Counter[tuple[str, Item]] = field(default_factory=Counter)
    """Names that were replaced: what was said, and what it was taken for."""
    repaired: Counter[str] = field(default_factory=Counter)
    """First answers that could not be read, by fault, where asking again mended it."""

    @property
    def unusable(self) -> int:
        """Answers that held no usable recipe."""
        return self.faults.total()

    def document(self) -> dict[str, Any]:
        """Return the counts for other programs."""
        return {
            "usable": self.usable,
            "unusable": self.unusable,
            "faults": dict(sorted(self.faults.items())),
            "circles": self.circles,
            "repaired": dict(sorted(self.repaired.items())),
            "grounded": [
                {"said": said, "meant": meant, "times": times}
                for (said, meant), times in sorted(self.grounded.items())
            ],
        }


def count(entries: Iterable[Sequence[Event]]) -> AnswerQuality:
    """Count the answers in the entries of a journal."""
    counts, state = AnswerQuality(), State()
    for number, events in enumerate(entries, 1):
        for event in events:
            _count(counts, event, state.awm)
            apply(state, event, number)
    return counts


def _count(counts: AnswerQuality, event: Event, awm: AWM) -> None:
    match event:
        case Misdreamed(fault=fault):
            counts.faults[fault] += 1
        case Dreamed(recipe=recipe, grounded=grounded, first_fault=first):
            counts.usable += 1
            counts.circles += closes_circle(awm, recipe)
            counts.grounded.update(grounded.items())
            counts.repaired.update([first] if first else [])


def closes_circle(awm: AWM, recipe: Recipe) -> bool:
    """Whether a recipe needs what, by hypotheses alone, leads down to its own item.

    What is verified is obtained without it, so no circle passes there.
    """

    def needs(item: Item) -> list[Item]:
        if awm.is_verified(item):
            return []
        return [need for r in awm.recipes(item, HYPOTHESISED) for need in r.needs]

    return recipe.item in walk(recipe.needs, needs)
