"""The score of a run at every entry of its journal, and the entries at which it was worst."""

from collections.abc import Sequence
from dataclasses import dataclass

from deckard.bench.score.facts import FactCheck
from deckard.bench.score.growth_curve import GrowthMeasure, GrowthPoint
from deckard.graph.needs import NeedOfRecipe, needs_of_graph
from deckard.journal.reader import Entry, read_growth
from deckard.worlds.tables.reference import Reference


@dataclass(frozen=True)
class NeedsAt:
    """The needs of verified recipes after an entry."""

    entry: int
    env_steps: int
    of: int
    """All stations and tools of the verified recipes of the items that are compared."""
    unproven: tuple[NeedOfRecipe, ...]
    """Of these, what was only seen with its recipe."""


@dataclass(frozen=True)
class ThroughTime:
    """What was wrong or not proven at any entry of a journal."""

    entries: int
    """Entries of the journal."""
    facts: FactCheck
    """Every fact that was recorded. Wrong ones count from their entry on: most are at the last."""
    worst: NeedsAt
    """The needs after the entry at which most were not proven, the first such."""
    end: NeedsAt
    """The needs after the last entry."""


def score_through_time(entries: Sequence[Entry], reference: Reference) -> ThroughTime:
    """Score a run at every entry of its journal.

    Args:
        entries: The journal.
        reference: The true recipes. Facts count of every item that it knows, needs of those that
            are compared.
    """
    measure = GrowthMeasure(reference)
    last = worst = measure.point(0, 0)
    for entry in entries:
        last = measure.take(entry)
        worst = max(worst, last, key=lambda point: point.needs_unproven)
    ends = (_needs_at(point, entries, reference) for point in (worst, last))
    return ThroughTime(len(entries), measure.facts, *ends)


def _needs_at(point: GrowthPoint, entries: Sequence[Entry], reference: Reference) -> NeedsAt:
    state = read_growth(entry for entry in entries if entry.number <= point.entry)
    needs = needs_of_graph(state.awm, reference.ways)
    unproven = tuple(need for need in needs if not need.proven)
    return NeedsAt(point.entry, point.env_steps, len(needs), unproven)
