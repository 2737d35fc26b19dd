"""What it costs to have a stock of items."""

from collections.abc import Mapping
from itertools import islice

import numpy as np

from deckard.explore.attempts import BulkHistory
from deckard.explore.thrifty.table import Array, CandidateTable
from deckard.types import Item

BARREN = 10
"""Sweeps in vain, after which the next is expected to teach less and less."""
DEAREST = 1e50
"""Env steps that it is as good as never done in: more is not told apart, sums of it are finite."""


class ItemCosts:
    """What each item costs, kept up with a ledger: by its number, as whatever is by items there."""

    def __init__(self, ledger: CandidateTable) -> None:
        self.ledger, self._history = ledger, ledger.state.view(BulkHistory)
        size = len(ledger.names)
        self.price = np.zeros(size)
        """Env steps for one; nothing where it is not known how to obtain it."""
        self.raw, self.reach = np.zeros(size, bool), np.zeros(size, bool)
        """What is not crafted; and what can be obtained without learning anything."""
        self.holds, self.stocked = np.zeros(size, np.intp), np.zeros(size, np.intp)
        """What is held; and the most of it that was in a stock."""
        self._anew = self._known = self._made = 0
        self._unlearnt = ledger.unlearnt.copy()
        self._held: Mapping[Item, int] = {}
        self._had: Mapping[Item, int] = {}
        self.keep_up()

    def keep_up(self) -> None:
        """Take over what is known, held and stocked now."""
        ledger, planner, state = self.ledger, self.ledger.planner, self.ledger.state
        ledger.keep_up()
        known = planner.known()
        turned = (self._unlearnt != ledger.unlearnt) & (self.price > 0)
        self._unlearnt = ledger.unlearnt.copy()
        if self._anew != planner.anew or turned.any():
            self._anew, self._known, self._made = planner.anew, 0, 0
            self.reach[:], self.raw[:], self.price[:] = False, False, 0
        new = islice(reversed(known), len(known) - self._known)
        for item in reversed([*new]):  # each after its needs
            self._price(item)
        self._known = len(known)
        if self._held is not state.holds:
            self._held = state.holds
            self._count(self.holds, state.holds)
        if self._had is not self._history.most:
            self._had = self._history.most
            self._count(self.stocked, self._history.most)

    def _price(self, item: Item) -> None:
        choice, k = self.ledger.planner.known()[item], self.ledger.ids[item]
        self.price[k], self.raw[k] = min(choice.cost, DEAREST), choice.recipe.how != "craft"
        needs = [*choice.recipe.needs, *([choice.fuel] if choice.fuel else [])]
        near = all(self.reach[self.ledger.ids[need]] for need in needs)
        self.reach[k] = near and not self.ledger.unlearnt[k]
        self._made += choice.recipe.how != "collect"

    def _count(self, column: Array, items: Mapping[Item, int]) -> None:
        column[:] = 0
        for item, count in items.items():
            if item in self.ledger.ids:
                column[self.ledger.ids[item]] = count

    @property
    def fertility(self) -> float:
        """Items that a new kind in the stock is expected to teach: so far, made of all known.

        Fewer after many sweeps in a row that were in vain.
        """
        barren = max(1.0, self._history.in_vain / BARREN)
        return (1 + self._made) / (1 + self._known) / barren
