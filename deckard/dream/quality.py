"""How well a language model answered, counted from the journal alone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from deckard.graph.awm import AWM
from deckard.graph.beliefs import HYPOTHESISED
from deckard.graph.walk import walk
from deckard.journal.events import Dreamed, Event, Misdreamed, Voided
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.types import Item, JsonObject, Recipe


@dataclass
class AnswerQuality:
    """Counts of a run's answers; an answer that was repaired counts once, as repaired."""

    usable: int = 0
    """Answers that held a usable recipe. Equal samples count once."""
    partial: int = 0
    """Usable answers of which some names mean no item of the world."""
    faults: Counter[str] = field(default_factory=Counter)
    """Answers without a usable recipe, by fault (see `errors.Fault`)."""
    circles: int = 0
    """Usable recipes that closed a circle among the hypotheses at that time."""
    grounded: Counter[tuple[str, Item]] = field(default_factory=Counter)
    """Names that were replaced: the name in the answer, and the item it was read as."""
    repaired: Counter[str] = field(default_factory=Counter)
    """First answers that a second question repaired, by their fault."""

    @property
    def unusable(self) -> int:
        """Answers that held no usable recipe."""
        return self.faults.total()

    def document(self) -> JsonObject:
        """Return the counts for other programs."""
        return {
            "usable": self.usable,
            "partial": self.partial,
            "unusable": self.unusable,
            "faults": dict(sorted(self.faults.items())),
            "circles": self.circles,
            "repaired": dict(sorted(self.repaired.items())),
            "grounded": [
                {"said": name, "meant": item, "times": times}
                for (name, item), times in sorted(self.grounded.items())
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
        case Voided(fault=fault):
            counts.faults = counts.faults - Counter([fault])
        case Dreamed(recipe=recipe, grounded=grounded, first_fault=first, unknown=unknown):
            counts.usable += 1
            counts.partial += bool(unknown)
            counts.circles += closes_circle(awm, recipe)
            counts.grounded.update(grounded.items())
            counts.repaired.update([first] if first and not unknown else [])


def closes_circle(awm: AWM, recipe: Recipe) -> bool:
    """Whether hypotheses lead from a recipe's requirements down to its own item.

    A verified item can be obtained without it, so no circle passes through one.
    """

    def needs(item: Item) -> list[Item]:
        if awm.is_verified(item):
            return []
        return [need for r in awm.recipes(item, HYPOTHESISED) for need in r.needs]

    return recipe.item in walk(recipe.needs, needs)
