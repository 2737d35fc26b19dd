"""Batches: what to gather so that everything unknown can be attempted with it at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from deckard.explore.attempts import BulkHistory
from deckard.explore.thrifty.columns import Bools, Floats, Ints
from deckard.explore.thrifty.costs import ItemCosts
from deckard.explore.thrifty.histories import HistoryColumns
from deckard.explore.thrifty.table import CandidateTable
from deckard.graph.planner import CRAFT_STEPS
from deckard.types import CRAFT_HOWS, GRID_SLOTS, Item


@dataclass(frozen=True)
class CraftBatch:
    """A stock to have, and what it would be good for."""

    counts: Ints
    """How much of each kind that can be had."""
    steps: float
    """Env steps to gather it, and to attempt everything."""
    fresh: int
    """Kinds of which there never was as much."""
    left: Bools
    """Whether each item is one that was never attempted with all of the stock."""
    unattempted: Bools
    """Whether each item is one of these that was never attempted at all."""

    @property
    def breadth(self) -> int:
        """Kinds that the stock has."""
        return int(np.count_nonzero(self.counts))


class BatchDesigner:
    """Designs batches to attempt some unknown items with.

    Args:
        table: The candidates of a state.
        costs: What items cost.
        unknown: Whether each item is to be attempted.
    """

    def __init__(self, table: CandidateTable, costs: ItemCosts, unknown: Bools) -> None:
        self.table, self.costs, self.unknown = table, costs, unknown
        self._history = table.state.view(BulkHistory)
        is_held = np.ones(len(table.names), bool)
        is_held[[table.ids[i] for i in table.goal.unheld if i in table.ids]] = False
        kinds = self._kinds = np.flatnonzero(costs.is_reachable & is_held)
        lasting = costs.held.copy()
        lasting[[table.ids[i] for i in self._history.remade if i in table.ids]] = 0
        self._steps, self._held = costs.steps[kinds], lasting[kinds]
        stations = np.zeros(len(table.names), np.intp)
        stations[[table.ids[s] for s in table.goal.stations if s in table.ids]] = 1
        self._stations = stations[kinds]
        """Of each station one, which stands by."""
        self._size = int(unknown.sum())
        self._plenty = self._history.bearable(GRID_SLOTS)
        self._had = np.maximum(costs.stocked(self._size)[kinds], self._stations)

    def batches(self) -> Iterator[tuple[CraftBatch, float]]:
        """Yield batches that verify most for their env steps, each with its value."""
        options = self.table.options
        consumed = self.table.used > 0
        raw = consumed | self.costs.is_raw
        everything = np.ones(len(consumed), bool)
        more = self._stations if self._plenty > 1 else 0
        values = 1.0, options.raw_stock_value, options.full_stock_value
        for plenty, value in zip((consumed, raw, everything), values, strict=True):
            wanted = np.where(plenty[self._kinds], self._plenty + more, 1)
            batch = self._batch(wanted)
            is_new = batch.fresh and batch.left.any() and not self._is_tried(batch)
            if is_new or (batch.breadth and batch.unattempted.any()):
                yield batch, value

    def stock(self, counts: Ints) -> dict[Item, int]:
        """The counts of each kind, by name."""
        there = np.flatnonzero(counts)
        names = (self.table.names[k] for k in self._kinds[there].tolist())
        return dict(zip(names, counts[there].tolist(), strict=True))

    def _is_tried(self, batch: CraftBatch) -> bool:
        """Whether everything was attempted with a stock already."""
        return self._history.is_tried(self.stock(batch.counts), self._size)

    def _batch(self, wanted: Ints) -> CraftBatch:
        """The batch of some of what is wanted that verifies most for its env steps."""
        lacking = np.maximum(0, wanted - self._held) * self._steps
        old = np.where(wanted > self._had, self._stations, wanted)
        fresh = np.flatnonzero(wanted > self._had)
        fresh = fresh[np.argsort(lacking[fresh], kind="stable")]
        steps = lacking[fresh]
        least = (np.maximum(0, old - self._held) * self._steps).sum() + self._attempt_steps
        totals = np.cumsum(np.concatenate([[least], steps]))
        enough, taken, left = 1, 0, self.unknown & False
        for taken in chain(self._stops(totals, steps), [len(fresh)]):
            if taken >= enough or taken == len(fresh):
                counts = old.copy()
                counts[fresh[:taken]] = wanted[fresh[:taken]]
                if (left := self._never(counts)).any():
                    break
                enough = 2 * taken  # to look whether something is left takes long
        return CraftBatch(counts, float(totals[taken]), taken, left, left & self._unattempted)

    @cached_property
    def _unattempted(self) -> Bools:
        """What of the unknown was never attempted, alone or in bulk."""
        unattempted = self.unknown & (self.table.failed == 0)
        for k in np.flatnonzero(unattempted).tolist():
            unattempted[k] = not self._history.has_attempted(self.table.names[k])
        return unattempted

    @property
    def _attempt_steps(self) -> int:
        """Env steps of attempts at everything: by hand, and in both manners at each station."""
        return CRAFT_STEPS * int(self.unknown.sum()) * (1 + 2 * int(self._stations.sum()))

    def _stops(self, totals: Floats, steps: Floats) -> Iterator[int]:
        """After how many of the fresh kinds one more costs more than those before on average."""
        taken = np.arange(1, len(steps))
        yield from map(int, 1 + np.flatnonzero(steps[1:] > totals[1:-1] / taken))

    def _never(self, counts: Ints) -> Bools:
        """What of the unknown was never attempted with all of a stock."""
        stock = np.maximum(0, counts - self._stations)
        hows = CRAFT_HOWS if stock[self.fuels].any() else CRAFT_HOWS[:1]
        untried = np.ones(len(self.table.histories), bool)
        untried[self._histories.numbers] = self._histories.untried(
            self.stock(stock), hows, self.near
        )
        return self.unknown & untried[self.table.failed]

    @cached_property
    def near(self) -> frozenset[Item]:
        """The stations that can be had."""
        ids, reachable = self.table.ids, self.costs.is_reachable
        stations = self.table.goal.stations
        return frozenset(s for s in stations if s in ids and reachable[ids[s]])

    @cached_property
    def fuels(self) -> Bools:
        """Which of the kinds burn."""
        burns = np.zeros(len(self.table.names), bool)
        burns[[self.table.ids[f] for f in self.table.goal.fuels if f in self.table.ids]] = True
        return burns[self._kinds]

    @cached_property
    def _histories(self) -> HistoryColumns:
        """Histories of failures that the unknown have, but for that without any."""
        there = np.flatnonzero(np.bincount(self.table.failed[self.unknown], minlength=1))
        return self.table.histories.among(there[there > 0])
