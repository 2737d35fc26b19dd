"""What an attempt is worth."""

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from deckard.explore import Decision
from deckard.explore.searches import Searches
from deckard.explore.thrifty.batches import CraftBatch, Stocks
from deckard.explore.thrifty.candidates import HYPOTHESIS, PROOF, SEARCH, SWEEP
from deckard.explore.thrifty.costs import ItemCosts
from deckard.explore.thrifty.table import HOWS, Array
from deckard.explore.thrifty.trust import Verdicts
from deckard.graph.planner import CRAFT_STEPS, UNLEARNT_STEPS
from deckard.types import BulkAttempt

DOUBT = 0.001
"""A chance below which an idea is not taken up."""
PERSISTENCE = 1000
"""How much smaller it is where one that was taken up is given up: collects fail by chance, too."""
LEAST = (DOUBT**2, DOUBT, DOUBT, DOUBT, 0.0)
"""The same for each kind of lead: a hypothesis is nearly free to try, a proof ends otherwise."""
WAITS = 4
"""How far it is looked ahead to what waits for an item."""
PROVEN = 0.2
"""What it is worth to learn that a verified recipe needs less, beside learning another item."""


class CandidateValues:
    """The prices of a moment; all is by the rows of the ledger, or by its numbers of items."""

    def __init__(self, shop: ItemCosts) -> None:
        self.shop, self.ledger, self.state = shop, shop.ledger, shop.ledger.state
        self.columns = self.ledger.columns

    def best(self, wanted: Array, order: Iterator[int]) -> Decision | None:
        """What costs least for each item that it may teach, of those wanted.

        Of equals hypotheses come first, then sweeps, and so on; of those again what is first in the
        order of the items, which is only drawn as far as that takes.
        """
        among = np.zeros(len(self.ledger.names), bool)
        among[wanted] = True
        prices, sweeps = self.prices(among), list(self.sweeps(among))
        least = min(prices.min(initial=np.inf), *(price for price, _ in sweeps), np.inf)
        if least == np.inf:
            return None
        rows = np.flatnonzero(prices == least)
        kinds = self.columns.kind[rows]
        first = kinds.min(initial=SWEEP)
        if first == SWEEP and (equal := [sweep for price, sweep in sweeps if price == least]):
            return self._all_of(equal[0], wanted, order)
        return self.ledger.recipe(self._first(rows[kinds == kinds.min()], wanted, order))

    def _first(self, rows: Array, wanted: Array, order: Iterable[int]) -> int:
        """The first of some leads of a kind, by the order of their items."""
        if self.columns.kind[rows[0]] == HYPOTHESIS:  # those of what is unknown come before
            known = self.ledger.verified[self.columns.item[rows]]
            rows = rows[known == known.min()]
        items = self.columns.item[rows]
        if items[0] == items[-1]:
            return int(rows[0])
        places = {int(k): k for k in np.searchsorted(wanted, items)}
        item = wanted[next(k for k in order if k in places)]
        return int(rows[items == item][0])

    def _all_of(
        self, found: tuple[Stocks, CraftBatch], wanted: Array, order: Iterable[int]
    ) -> BulkAttempt:
        """The attempt with a stock: of what is not verified first, in the order of the items."""
        stocks, stock = found
        items = [k for k in wanted[list(order)].tolist() if stock.left[k]]
        items.sort(key=lambda k: bool(self.ledger.verified[k]))
        names = tuple(self.ledger.names[k] for k in items)
        return BulkAttempt(stock=stocks.things(stock.counts), items=names)

    def prices(self, among: Array) -> Array:
        """Env steps for each item learnt by each lead; infinite where it is not to be followed."""
        columns = self.columns
        chance, worth = self._chances, self.worth[columns.item]
        share = np.where(columns.kind == SEARCH, self.doubt[columns.item], 1.0)
        share[columns.kind == PROOF], worth[columns.kind == PROOF] = PROVEN, 1.0
        follow = columns.offered & among[columns.item]
        least = np.array(LEAST)[columns.kind]
        follow &= (self._trusted * columns.factor >= least) & (chance >= least / PERSISTENCE)
        lessons = np.maximum(chance * share * worth, 1e-9)
        return np.where(follow, self._costs / lessons, np.inf)

    @cached_property
    def _chances(self) -> Array:
        """The chance that each lead teaches something."""
        columns, reliability = self.columns, self.ledger.reliability
        chance = self._trusted * columns.factor
        power = np.ones(len(chance))
        tried = np.flatnonzero(columns.tries > 0)
        for tries in np.unique(columns.tries[tried]).tolist():
            power[tried[columns.tries[tried] == tries]] = (1 - reliability) ** tries
        vain = chance * power  # by Bayes' rule
        return np.where(columns.tries < 0, chance, vain / (vain + 1 - chance) * reliability)

    @cached_property
    def _trusted(self) -> Array:
        """The weight of each lead by the trust in it."""
        trust = [*map(self.state.view(Verdicts).trust, HOWS)]
        return self.columns.weight * np.array([*trust, 1.0])[self.columns.how]

    @cached_property
    def doubt(self) -> Array:
        """The chance that no craft of an item is right that was dreamed and not tried yet."""
        left, size = self.columns.open, len(self.ledger.names)
        return 1 - np.bincount(self.columns.item[left], self._trusted[left], size)

    @cached_property
    def worth(self) -> Array:
        """The items that one is expected to teach: itself, and its share in what waits for it.

        And in what waits for that, so many times over.
        """
        columns, size = self.columns, len(self.ledger.names)
        waits = ~self.ledger.verified[columns.need]
        waits &= columns.waiting[columns.row]
        row, need = columns.row[waits], columns.need[waits]
        chance, share = self._trusted[row], np.bincount(row)[row]
        item, worth = columns.item[row], np.full(size, 1.0)
        added, to = np.ones(size + len(row)), np.concatenate([np.arange(size), need])
        for _ in range(WAITS):
            added[size:] = chance * worth[item] / share
            worth = np.bincount(to, added, size)
        return worth

    @cached_property
    def _costs(self) -> Array:
        """Env steps of each attempt, with what is held; needs that none obtains cost nothing.

        But for proofs: those that cannot be had are waited for, or there would be nothing to see.
        """
        columns, shop = self.columns, self.shop
        lacking = np.maximum(0, columns.count - shop.holds[columns.need])
        price = shop.price[columns.need]
        price[(columns.kind[columns.row] == PROOF) & (price == 0)] = UNLEARNT_STEPS
        cost = np.bincount(columns.row, lacking * price, len(columns.item))
        return cost + np.where(columns.collect, self.practice, CRAFT_STEPS)

    @cached_property
    def practice(self) -> float:
        """Env steps that a practice takes, by those that were."""
        times = sum(self.state.view(Searches).episodes.values())
        return (self.state.practice_steps + UNLEARNT_STEPS / 20) / (times + 1)

    def sweeps(self, among: Array) -> Iterator[tuple[float, tuple[Stocks, CraftBatch]]]:
        """Attempts at all that is to be learnt among some items, each with its price."""
        ledger = self.ledger
        stocks = Stocks(ledger, self.shop, among & (~ledger.verified | ledger.unlearnt))
        for stock, worth in stocks.worth_trying():
            doubt = self.doubt[stock.left].sum() / stocks.unknown.sum()
            lessons = worth * self.shop.fertility * stock.fresh * doubt
            yield float(stock.cost / max(lessons, 1e-9)), (stocks, stock)
