"""Stocks: what to gather so that everything unknown can be attempted with it at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from deckard.explore.attempts import BulkHistory
from deckard.explore.thrifty.costs import ItemCosts
from deckard.explore.thrifty.table import Array, CandidateTable
from deckard.graph.planner import CRAFT_STEPS
from deckard.types import Failure, How, Item, covers

SLOTS = 9
"""Slots of a crafting grid: no craft uses up more of one thing."""
HOWS: tuple[How, ...] = ("craft", "smelt")


@dataclass(frozen=True)
class CraftBatch:
    """What to have, and what that would be good for; items by their numbers."""

    counts: Array
    """How much of each kind of what can be had."""
    cost: float
    """Env steps to gather it, and to attempt everything."""
    fresh: int
    """Kinds of which there was never as much."""
    left: Array
    """Whether each item is one that was never attempted with all of it."""


class Stocks:
    """The stocks of a moment, to try some unknown items with; `unknown` says of each if it is."""

    def __init__(self, ledger: CandidateTable, shop: ItemCosts, unknown: Array) -> None:
        self.ledger, self.shop, self.unknown = ledger, shop, unknown
        self._history = ledger.state.view(BulkHistory)
        kinds = self._kinds = np.flatnonzero(shop.reach)
        self._prices, self._holds = shop.price[kinds], shop.holds[kinds]
        stands = np.zeros(len(ledger.names), np.intp)
        stands[[ledger.ids[s] for s in ledger.goal.stations if s in ledger.ids]] = 1
        self._stands = stands[kinds]
        """Of each station one, which stands by."""
        self._had = np.maximum(shop.stocked[kinds], self._stands)

    def worth_trying(self) -> Iterator[tuple[CraftBatch, float]]:
        """Stocks that teach most for their price, each with how its lessons count."""
        consumed, raw = self.ledger.used > 0, self.shop.raw
        for many, worth in (consumed, 1.0), (consumed | raw, 0.3), (raw | True, 0.1):
            stock = self._stock(np.where(many[self._kinds], SLOTS + self._stands, 1))
            if stock.fresh and stock.left.any() and not self._is_swept(stock):
                yield stock, worth

    def things(self, counts: Array) -> dict[Item, int]:
        """What there is so much of, by name."""
        there = np.flatnonzero(counts)
        names = (self.ledger.names[k] for k in self._kinds[there].tolist())
        return dict(zip(names, counts[there].tolist(), strict=True))

    def _is_swept(self, stock: CraftBatch) -> bool:
        """Whether everything was attempted with a stock already."""
        size = np.count_nonzero(stock.counts)
        alike = [stock for stock in self._history.stocks if len(stock) == size]
        return bool(alike) and frozenset(self.things(stock.counts).items()) in alike

    def _stock(self, wanted: Array) -> CraftBatch:
        """The stock of some of what is wanted that teaches most for its price."""
        lacking = np.maximum(0, wanted - self._holds) * self._prices
        old = np.where(wanted > self._had, self._stands, wanted)
        fresh = np.flatnonzero(wanted > self._had)
        fresh = fresh[np.argsort(lacking[fresh], kind="stable")]
        prices = lacking[fresh]
        least = (np.maximum(0, old - self._holds) * self._prices).sum() + self._attempts
        costs = np.cumsum(np.concatenate([[least], prices]))
        enough, taken, left = 1, 0, self.unknown & False
        for taken in chain(self._stops(costs, prices), [len(fresh)]):
            if taken >= enough or taken == len(fresh):
                counts = old.copy()
                counts[fresh[:taken]] = wanted[fresh[:taken]]
                if (left := self._never(counts)).any():
                    break
                enough = 2 * taken  # to look whether something is left takes long
        return CraftBatch(counts, float(costs[taken]), taken, left)

    @property
    def _attempts(self) -> int:
        """Env steps of attempts at everything."""
        return CRAFT_STEPS * int(self.unknown.sum()) * (1 + 2 * int(self._stands.sum()))

    def _stops(self, costs: Array, prices: Array) -> Iterator[int]:
        """After how many of the fresh kinds one more costs more than those before on average."""
        taken = np.arange(1, len(prices))
        yield from map(int, 1 + np.flatnonzero(prices[1:] > costs[1:-1] / taken))

    def _never(self, counts: Array) -> Array:
        """What of the unknown was never attempted with all of a stock."""
        histories = self.ledger.histories
        untried = np.ones(len(histories), bool)
        attempt = _Attempt(self, np.maximum(0, counts - self._stands))
        for number in self._histories:
            untried[number] = attempt.is_untried(histories[number])
        return self.unknown & untried[self.ledger.failed]

    @cached_property
    def near(self) -> list[Item]:
        """The stations that can be had."""
        ids, reach = self.ledger.ids, self.shop.reach
        return [s for s in self.ledger.goal.stations if s in ids and reach[ids[s]]]

    @cached_property
    def fuels(self) -> Array:
        """Which of the kinds burn."""
        burns = np.zeros(len(self.ledger.names), bool)
        burns[[self.ledger.ids[f] for f in self.ledger.goal.fuels if f in self.ledger.ids]] = True
        return burns[self._kinds]

    @cached_property
    def _histories(self) -> list[int]:
        """Histories of failures that the unknown have, but for none at all."""
        there = np.flatnonzero(np.bincount(self.ledger.failed[self.unknown]))
        return [k for k in there.tolist() if k]


class _Attempt:
    """An attempt at making things of what there is of each kind of some stocks."""

    def __init__(self, stocks: Stocks, have: Array) -> None:
        self.stocks, self.have = stocks, have
        self._size = int(np.count_nonzero(have))
        self._covers = dict[int, bool]()

    def is_untried(self, failures: Sequence[Failure]) -> bool:
        """Whether some way of making an item of it was never tried, which failed so far so."""
        if not self._failed(failures, "craft", frozenset()):
            return True
        ways = [(how, frozenset({s})) for s in self.stocks.near for how in self._hows]
        return any(not self._failed(failures, how, near) for how, near in ways)

    def _failed(self, failures: Sequence[Failure], how: How, near: frozenset[Item]) -> bool:
        return any(f.how == how and f.near >= near and self._is_in(f) for f in failures)

    def _is_in(self, failure: Failure) -> bool:
        """Whether all of it was at hand in a failure."""
        if id(failure) not in self._covers:
            many = len(failure.before) >= self._size
            self._covers[id(failure)] = many and covers(failure.before, self._things)
        return self._covers[id(failure)]

    @cached_property
    def _hows(self) -> tuple[How, ...]:
        return HOWS if self.have[self.stocks.fuels].any() else HOWS[:1]

    @cached_property
    def _things(self) -> dict[Item, int]:
        return self.stocks.things(self.have)
