"""How many items a run knew, and how many of them rightly, after each entry of its journal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from deckard.bench.score.graph import has_requirements, reference_for
from deckard.errors import ConfigError
from deckard.graph.awm import AWM
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
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


def growth_curve(entries: Iterable[Entry], reference: Reference | None) -> Iterator[GrowthPoint]:
    """Yield a point before anything was recorded, then one for each entry.

    An item is judged again only where what is believed of it may have changed.
    """
    state, counts, labels = State(), Counter[tuple[str, str]](), dict[Item, tuple[str, str]]()
    yield _point(state.awm, counts, 0, 0, reference)
    for entry in entries:
        for event in entry.events:
            if isinstance(event, dict):  # an act: it changes nothing of the graph by itself
                continue
            apply(state, event, entry.number)
            if event.item in labels:
                counts[labels[event.item]] -= 1
            labels[event.item] = _label(state.awm, event.item, reference)
            counts[labels[event.item]] += 1
        yield _point(state.awm, counts, entry.number, entry.steps, reference)


def _label(awm: AWM, item: Item, reference: Reference | None) -> tuple[str, str]:
    """The status of an item, and whether the best of its recipes is right."""
    beliefs = awm.beliefs(item)
    if not beliefs or reference is None or item not in reference.ways:
        return awm.status(item), UNCOMPARED
    is_right = has_requirements(beliefs[0].recipe, reference.ways[item])
    return awm.status(item), RIGHT if is_right else WRONG


def _point(
    awm: AWM,
    counts: Counter[tuple[str, str]],
    entry: int,
    env_steps: int,
    reference: Reference | None,
) -> GrowthPoint:
    def counted(status: str) -> tuple[int, int | None, int | None]:
        right, wrong = counts[status, RIGHT], counts[status, WRONG]
        total = right + wrong + counts[status, UNCOMPARED]
        return (total, right, wrong) if reference else (total, None, None)

    return GrowthPoint(entry, env_steps, len(awm.known), *counted(VERIFIED), *counted(HYPOTHESISED))


def truth_of(world: Mapping[str, Any] | None) -> Reference | None:
    """Return the truth of a world by what it says of itself; None where it is not ours to know."""
    try:
        return reference_for(world, None)
    except ConfigError:
        return None
