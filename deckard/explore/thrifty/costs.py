"""What it costs to have a stock of items."""

from collections.abc import Mapping
from itertools import islice

import numpy as np

from deckard.explore.attempts import BulkHistory
from deckard.explore.thrifty.columns import Ints
from deckard.explore.thrifty.table import CandidateTable
from deckard.graph.plans.cheapest import Choice
from deckard.types import Item

MOST_STEPS = 1e50
"""Env steps; higher costs are not told apart, so that sums stay finite."""


class ItemCosts:
    """The cost of each item, which follows a candidate table; items by their numbers there."""

    def __init__(self, table: CandidateTable) -> None:
        self.table, self._history = table, table.state.view(BulkHistory)
        size = len(table.names)
        self.steps = np.zeros(size)
        """Env steps for one unit; 0 where no verified recipe obtains the item."""
        self.is_raw = np.zeros(size, bool)
        """Whether the item is collected or smelted."""
        self.is_reachable = np.zeros(size, bool)
        """Whether it can be obtained without learning a policy."""
        self.held: Ints = np.zeros(size, np.intp)
        """How many are held, or placed within reach."""
        self._is_made = np.zeros(size, bool)
        """Whether the item is crafted or smelted."""
        self._anew = self._revised = self._known = 0
        self._unlearnt = table.unlearnt.copy()
        self._held: Mapping[Item, int] = {}
        self._stocked = dict[int, Ints]()
        self._stocks = 0
        self.keep_up()

    def keep_up(self) -> None:
        """Take in what is known, held and stocked now."""
        table, planner, state = self.table, self.table.planner, self.table.state
        table.keep_up()
        choices, revised = planner.known(), planner.revised()
        turned = (self._unlearnt != table.unlearnt) & (self.steps > 0)
        self._unlearnt = table.unlearnt.copy()
        if self._anew != planner.anew or turned.any():
            self._anew, self._revised = planner.anew, 0
            self.is_reachable[:], self.is_raw[:], self._is_made[:] = False, False, False
            self.steps[:] = 0
        for item in islice(revised, self._revised, None):  # each after its needs
            self._cost(item, choices[item])
        self._revised, self._known = len(revised), len(choices)
        if self._held is not state.holds:
            self._held = state.holds
            self.held = self._counts(state.holds)

    def stocked(self, size: int) -> Ints:
        """The most of each item that was in a stock with which so many items were attempted."""
        if self._stocks != self._history.version:
            self._stocks, self._stocked = self._history.version, {}
        if size not in self._stocked:
            self._stocked[size] = self._counts(self._history.most(size))
        return self._stocked[size]

    def _cost(self, item: Item, choice: Choice) -> None:
        k = self.table.ids[item]
        self.steps[k] = min(choice.cost, MOST_STEPS)
        self.is_raw[k] = choice.recipe.how != "craft"
        needs = [*choice.recipe.needs, *([choice.fuel] if choice.fuel else [])]
        has_needs = all(self.is_reachable[self.table.ids[need]] for need in needs)
        self.is_reachable[k] = has_needs and not self.table.unlearnt[k]
        self._is_made[k] = choice.recipe.how != "collect"

    def _counts(self, items: Mapping[Item, int]) -> Ints:
        column = np.zeros(len(self.table.names), np.intp)
        for item, count in items.items():
            if item in self.table.ids:
                column[self.table.ids[item]] = count
        return column

    @property
    def items_per_kind(self) -> float:
        """Items that one more kind in a stock is expected to verify.

        The share of items with a verified recipe that are made; less after many bulk attempts in
        vain, one after the other.
        """
        in_vain = max(1.0, self._history.in_vain / self.table.options.barren_attempts)
        return (1 + int(self._is_made.sum())) / (1 + self._known) / in_vain
