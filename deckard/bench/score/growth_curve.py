"""What a run knew after each entry of its journal, and how much of that was right and proven."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from deckard.bench.score.facts import FactCheck
from deckard.bench.score.graph import has_requirements, reference_for
from deckard.errors import ConfigError
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.graph.needs import needs_of_item
from deckard.journal.fold import apply
from deckard.journal.reader import Entry
from deckard.journal.state import State
from deckard.types import Item
from deckard.worlds.tables.reference import Reference

RIGHT, WRONG, UNCOMPARED = "right", "wrong", "uncompared"


class GrowthPoint(NamedTuple):
    """What the graph of a run amounted to after an entry.

    An item is right when the best of its recipes needs what a true recipe of it needs: the same set
    of items, quantities apart (EGA). The counts of right and wrong are None where the truth is not
    known; an item of which the truth has no recipe is neither.
    """

    entry: int
    env_steps: int
    named: int
    """Items in the graph, those that are only needed among them."""
    verified: int
    verified_right: int | None
    verified_wrong: int | None
    hypothesised: int
    """Items of which a recipe is believed and none verified."""
    hypothesised_right: int | None
    hypothesised_wrong: int | None
    facts: int
    """Recipes verified and needs proven so far, whatever became of them."""
    facts_wrong: int | None
    """Of these, what the world contradicts."""
    needs: int
    """Stations and tools of the verified recipes of all items that are compared."""
    needs_unproven: int
    """Of these, those without which no recipe was seen to fail."""


class GrowthMeasure:
    """The growth of a graph, entry by entry.

    An item is judged again only where what is believed of it may have changed.
    """

    def __init__(self, reference: Reference | None) -> None:
        """Begin before anything was recorded.

        Args:
            reference: The truth; None where it is not known.
        """
        self.reference, self.state = reference, State()
        self.facts = FactCheck(reference.every if reference else {})
        self._counts, self._labels = Counter[tuple[str, str]](), dict[Item, tuple[str, str]]()
        self._needs, self._all_needs = dict[Item, Counter[bool]](), Counter[bool]()

    def take(self, entry: Entry) -> GrowthPoint:
        """Take in the next entry; return what the graph then amounts to."""
        for event in entry.events:
            if isinstance(event, dict):  # an act: it changes nothing of the graph by itself
                continue
            apply(self.state, event, entry.number)
            self._count(event.item)
        self.facts.take(entry)
        return self.point(entry.number, entry.steps)

    def _count(self, item: Item) -> None:
        if item in self._labels:
            self._counts[self._labels[item]] -= 1
        self._labels[item] = self._label(item)
        self._counts[self._labels[item]] += 1
        compared = self.reference is None or item in self.reference.ways
        beliefs = self.state.awm.beliefs(item) if compared else ()
        needs = Counter(need.proven for need in needs_of_item(beliefs))
        self._all_needs.subtract(self._needs.get(item, Counter()))
        self._all_needs.update(needs)
        self._needs[item] = needs

    def _label(self, item: Item) -> tuple[str, str]:
        """The status of an item, and whether the best of its recipes is right."""
        awm, reference = self.state.awm, self.reference
        beliefs = awm.beliefs(item)
        if not beliefs or reference is None or item not in reference.ways:
            return awm.status(item), UNCOMPARED
        is_right = has_requirements(beliefs[0].recipe, reference.ways[item])
        return awm.status(item), RIGHT if is_right else WRONG

    @property
    def right(self) -> int:
        """Items with a verified and right requirement set."""
        return self._counts[VERIFIED, RIGHT]

    def point(self, entry: int, env_steps: int) -> GrowthPoint:
        """Return the counts under the number and the env steps of an entry."""
        return GrowthPoint(
            entry,
            env_steps,
            len(self.state.awm.known),
            *self._counted(VERIFIED),
            *self._counted(HYPOTHESISED),
            self.facts.count,
            len(self.facts.wrong) if self.reference else None,
            self._all_needs.total(),
            self._all_needs[False],
        )

    def _counted(self, status: str) -> tuple[int, int | None, int | None]:
        right, wrong = self._counts[status, RIGHT], self._counts[status, WRONG]
        total = right + wrong + self._counts[status, UNCOMPARED]
        return (total, right, wrong) if self.reference else (total, None, None)


def growth_curve(entries: Iterable[Entry], reference: Reference | None) -> Iterator[GrowthPoint]:
    """Yield a point before anything was recorded, then one for each entry."""
    measure = GrowthMeasure(reference)
    yield measure.point(0, 0)
    for entry in entries:
        yield measure.take(entry)


def truth_of(world: Mapping[str, Any] | None) -> Reference | None:
    """Return the truth of a world by what it says of itself; None where it is not ours to know."""
    try:
        return reference_for(world, None)
    except ConfigError:
        return None
