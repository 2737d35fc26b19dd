"""A draft of a plan: demands are worked off from the goal down to raw material.

Each demand takes from the stock what is there and makes the rest by the recipe that is cheapest at
that moment. A stock runs out, so the costs are found anew when they no longer hold, and one item
may come by several recipes.
"""

import heapq
import math
from collections import Counter, defaultdict

from deckard.graph.plans.prices import Guide, Prices, Routes
from deckard.types import Inventory, Item

MOST_RENEWALS = 12
"""How often a draft finds the costs anew before it takes them to last; chosen."""
ROUNDS_PER_RECIPE = 20
"""Demands that a draft works off at most, for each recipe; chosen."""


class Draft:
    """The runs that give what is demanded, and what they take.

    Args:
        routes: The recipes.
        demand: How much of each item is to be there at the end.
        have: What is held.
        guide: What to do otherwise than at first sight.
        kept: What is at hand and not to be used up.
        thrifty: Whether a thing that is used up later may be kept until then.
        late: Of so many runs of a recipe, what is given back comes too late to be used.
    """

    def __init__(
        self,
        routes: Routes,
        demand: Inventory,
        have: Inventory,
        guide: Guide,
        kept: Inventory,
        thrifty: bool = True,
        late: float = 0,
    ) -> None:
        self.routes, self.guide, self.thrifty, self.late = routes, guide, thrifty, late
        self.runs, self.missing = Counter[int](), Counter[Item]()
        self.keeps: Counter[Item]
        """Things that are at hand until the end."""
        self.scarce = set[Item]()
        """Items whose stock did not last."""
        self.circling = Counter[Item]()
        """Things that are given back and come too late: so many circle until the end."""
        self.held = Counter(have) + Counter(kept)
        """All that is held at the beginning."""
        self._have, self._stock, self.keeps = have, Counter(have), Counter(kept)
        self._claimed, self._todo = Counter[Item](), Counter[Item]()
        self._queue = list[tuple[int, Item]]()
        self._deferred = Counter[Item]()
        """Demands that wait until what the others leave of the stock is known."""
        self._renewals = 0
        self._behind = defaultdict[Item, set[Item]](set)
        self._prices = self._price()
        for k, times in guide.forced.items():
            self.runs[k] = times
            self._stock[routes.recipes[k].item] += times * routes.recipes[k].yields
        for item, quantity in demand.items():
            (self._demand if guide.anew else self._claim)(item, quantity)
        for k, times in guide.forced.items():
            self._charge(k, times)
        self._work()
        while self._deferred:
            self._todo, self._deferred = self._deferred, Counter()
            self._renew()
            self._work()

    def _price(self) -> Prices:
        stock = {item: n for item in self._have if (n := self._stock[item])}
        behind = {} if self.guide.circular else self._behind
        return Prices(self.routes, self.guide, stock, self.keeps, behind)

    def _renew(self) -> None:
        self._renewals += 1
        self._prices = self._price()
        ranks = self._prices.ranks
        self._queue = [(-ranks.get(item, -1), item) for item in self._todo]
        heapq.heapify(self._queue)

    def _claim(self, item: Item, quantity: int, user: Item | None = None) -> None:
        """Take so much from the stock, and demand the rest."""
        taken = min(self._stock[item], quantity)
        self._stock[item] -= taken
        if taken < quantity:
            if taken:
                self.scarce.add(item)
            self._demand(item, quantity - taken)
            if user is not None:
                self._behind[user].add(item)

    def _demand(self, item: Item, quantity: int) -> None:
        if item not in self._todo:
            heapq.heappush(self._queue, (-self._prices.ranks.get(item, -1), item))
        self._todo[item] += quantity

    def _work(self) -> None:
        """Work off all demands, each before its needs."""
        left = ROUNDS_PER_RECIPE * len(self.routes.recipes) + ROUNDS_PER_RECIPE
        while self._queue and left:
            left -= 1
            _, item = heapq.heappop(self._queue)
            if self._renewals < MOST_RENEWALS and self._is_stale(item):
                self._renew()
                _, item = heapq.heappop(self._queue)
            quantity = self._todo.pop(item)
            k = self._prices.chosen.get(item)
            if k is None:
                self.missing[item] += quantity
            else:
                self._make(k, item, quantity)
        self.missing += self._todo

    def _is_stale(self, item: Item) -> bool:
        """Whether an item's recipe costs more now than when it was chosen."""
        k = self._prices.chosen.get(item)
        if k is None:
            return False
        before = self._prices.stock
        return any(
            before.get(need, 0) and self._stock[need] < min(before[need], n)
            for need, n in self.routes.recipes[k].used
        )

    def _make(self, k: int, item: Item, quantity: int) -> None:
        """Run a recipe as often as it is cheap, and demand what is lacking then once more."""
        yields = self.routes.recipes[k].yields
        cheap = self._prices.runs(k) if self._renewals < MOST_RENEWALS else math.inf
        times = int(min(-(-quantity // yields), cheap))
        self.runs[k] += times
        if times * yields < quantity:
            self._deferred[item] += quantity - times * yields
        else:
            self._stock[item] += times * yields - quantity
        self._charge(k, times)

    def _charge(self, k: int, times: int) -> None:
        recipe, total = self.routes.recipes[k], self.runs[k]
        later = Counter(self._claimed) if self.thrifty else Counter[Item]()
        for item, n in recipe.returns.items():
            self._stock[item] += n * times - self._too_late(item, n, times)
        for item, n in recipe.used:
            self._claim(item, n * times, recipe.item)
            self._claimed[item] += n * times
        if recipe.fuel is not None:
            units = self.routes.fuel_units(k, total) - self.routes.fuel_units(k, total - times)
            self._claim(recipe.fuel, units, recipe.item)
        for item in recipe.kept:
            spare = self.routes.spare(recipe, total) if item in recipe.recipe.tools else 0
            lacking = 1 + spare - max(self.keeps[item], later[item])
            if lacking > 0:
                self._claim(item, lacking, recipe.item)
            self.keeps[item] = max(self.keeps[item], 1 + spare)

    def _too_late(self, item: Item, n: int, times: int) -> int:
        """How many of what so many runs give back are not there when they could be used."""
        most = n * min(times, self.late)
        late = int(most if math.isinf(self.late) else max(0, most - self.circling[item]))
        self.circling[item] += late
        return late
