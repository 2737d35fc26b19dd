"""What items cost for whoever holds a stock, and by which recipes."""

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from deckard.graph.costs import EXACT, TOOL_SHARE, CostedRecipe, needs_first
from deckard.graph.walk import walk
from deckard.types import Inventory, Item

NOWHERE = 1e60
"""Env steps of one unit that has no recipe: above all that has one."""
CIRCULAR = 1e200
"""Env steps of one unit of a goal whose recipes all lead in a circle."""
NEARER = 1e6
"""How much less that is of each item more distant from the goal, down to `LEAST_CIRCULAR`."""
LEAST_CIRCULAR = 1e90
LEVELS = 20
WORTH = 0.01
"""By how much a circle must make an item cheaper to be run through once more; chosen."""
NO_SHARES: Mapping[Item, float] = {}


class Routes:
    """The recipes that a plan may take, by number.

    Args:
        recipes: The recipes; a smelt once for each fuel.
        steps: Env steps of running each once.
        spare: How many tools so many runs of a recipe take beside the first.
    """

    def __init__(
        self,
        recipes: Iterable[CostedRecipe],
        steps: Callable[[CostedRecipe], float],
        spare: Callable[[CostedRecipe, int], int],
    ) -> None:
        self.recipes, self.spare = list(recipes), spare
        self.steps = [steps(recipe) for recipe in self.recipes]
        self.gives_back = False
        """Whether any recipe gives something back."""
        self.of, self.users = defaultdict[Item, list[int]](list), defaultdict[Item, list[int]](list)
        for k, recipe in enumerate(self.recipes):
            self.of[recipe.item].append(k)
            self.gives_back |= bool(recipe.returns)
            for need in recipe.needs:
                self.users[need].append(k)
        self.last_resorts = [(NOWHERE, -1, item) for item in self.users if item not in self.of]
        """For each item: that it comes from nowhere, and what that costs."""
        for distance, item in enumerate(self.of):
            least = CIRCULAR / NEARER ** min(distance, LEVELS)
            self.last_resorts.append((max(LEAST_CIRCULAR, least), -1, item))

    def fuel_units(self, k: int, times: int) -> int:
        """Units of its fuel that so many runs burn."""
        return math.ceil(times / self.recipes[k].heat) if self.recipes[k].fuel else 0


@dataclass(frozen=True)
class Guide:
    """What a draft is to do otherwise than at first sight."""

    scarce: frozenset[Item] = frozenset()
    """Items whose stock will not last: what is used of them counts as made."""
    shares: Mapping[int, Mapping[Item, float]] = field(default_factory=dict)
    """For a recipe, the share of what it keeps that one run counts for."""
    banned: frozenset[int] = frozenset()
    """Recipes that are not taken."""
    share: float = TOOL_SHARE
    """The same share for every recipe that `shares` does not have."""
    circular: bool = False
    """Whether an item may be made of what is made of it: a circle can give more than it takes."""
    anew: bool = False
    """Whether all that is wanted is made anew, so that what is held of it may be used up."""
    forced: Mapping[int, int] = field(default_factory=dict)
    """Runs that are taken in any case."""
    credit: float = 0.0
    """The share of what something costs that a recipe is the cheaper for giving it back."""


class Prices:
    """The cheapest recipe of each item for whoever holds a stock.

    Args:
        routes: The recipes.
        guide: What to do otherwise.
        stock: What is held and not yet claimed.
        kept: What is at hand until the end.
        behind: What the plan so far makes each item of: nothing of that is made of it in turn.
    """

    def __init__(
        self,
        routes: Routes,
        guide: Guide,
        stock: Inventory,
        kept: Collection[Item],
        behind: Mapping[Item, Collection[Item]],
    ) -> None:
        self.routes, self.guide, self.stock, self.kept = routes, guide, stock, kept
        self.behind, scarce = behind, guide.scarce
        self.free = {item: n for item, n in stock.items() if item not in scarce}
        """Units of each item that cost nothing."""
        self.costs, self.chosen = dict[Item, float](), dict[Item, int]()
        self.units = dict[Item, float]()
        """How many units each cost holds for: until the stock that it counts on runs out."""
        self._heap = list[tuple[float, int, Item]]()
        self._lacking = list[int]()
        self._fill()
        chosen = {item: self.routes.recipes[k] for item, k in self.chosen.items()}
        ordered = needs_first(chosen, self._bought)
        self.ranks = {recipe.item: rank for rank, recipe in enumerate(ordered)}

    def cost(self, k: int) -> float:
        """Env steps of one unit by a recipe, when its needs are taken from the stock first."""
        recipe, costs = self.routes.recipes[k], self.costs
        cost = self.routes.steps[k]
        for item, n in recipe.used:
            if (rest := n - self.free.get(item, 0)) > 0:
                cost += rest * costs[item]
                if item in recipe.lent:
                    cost -= (1 - self.guide.share) * min(rest, recipe.lent[item]) * costs[item]
        shares = self.guide.shares.get(k, NO_SHARES)
        for item in recipe.kept:
            if not self._is_at_hand(item):
                cost += shares.get(item, self.guide.share) * costs[item]
        if recipe.fuel is not None and not self.free.get(recipe.fuel):
            cost += costs[recipe.fuel] / recipe.heat
        if recipe.returns and self.guide.credit:
            cost = max(self.routes.steps[k], cost - self._credit(recipe))
        return cost / recipe.yields

    def _credit(self, recipe: CostedRecipe) -> float:
        """Env steps that what a recipe gives back is worth, as far as it has a cost yet."""
        costs = ((n, self.costs.get(i, NOWHERE)) for i, n in recipe.returns.items())
        return self.guide.credit * sum(n * cost for n, cost in costs if cost < NOWHERE)

    def runs(self, k: int) -> float:
        """How many runs of a recipe its cost holds for, at least one."""
        least = math.inf
        recipe = self.routes.recipes[k]
        for item, n in recipe.used:
            have = self.free.get(item) or self.units.get(item, math.inf)
            least = min(least, recipe.lasts(item, n, have))
        if recipe.fuel is not None and (units := self.free.get(recipe.fuel)):
            least = min(least, units * recipe.heat // 1)
        return max(1.0, least)

    def _is_at_hand(self, item: Item) -> bool:
        return item in self.kept or self.stock.get(item, 0) > 0

    def _bought(self, recipe: CostedRecipe) -> list[Item]:
        """What a recipe takes that the stock does not give."""
        if not self.stock and not self.kept:
            return list(recipe.needs)
        free, used = self.free, dict(recipe.used)
        return [item for item in recipe.needs if not self._is_given(recipe, item, used, free)]

    def _is_given(
        self, recipe: CostedRecipe, item: Item, used: Mapping[Item, int], free: Inventory
    ) -> bool:
        """Whether the stock gives all that a recipe takes of an item."""
        if used.get(item, 0) > free.get(item, 0):
            return False
        if item == recipe.fuel and not free.get(item):
            return False
        return item not in recipe.kept or self._is_at_hand(item)

    def _fill(self) -> None:
        """Take the cheapest recipes first, until none makes anything cheaper."""
        bought = [self._bought(recipe) for recipe in self.routes.recipes]
        self._lacking = [len(needs) for needs in bought]
        self._heap = self.routes.last_resorts.copy()
        self._offer(k for k, count in enumerate(self._lacking) if not count)
        heapq.heapify(self._heap)
        while self._heap:
            cost, k, item = heapq.heappop(self._heap)
            if not self._is_better(cost, k, item, bought):
                continue
            users = [user for user in self.routes.users.get(item, ()) if item in bought[user]]
            if item not in self.costs:
                for user in users:
                    self._lacking[user] -= 1
            self._take(cost, k, item)
            self._offer(user for user in users if not self._lacking[user])

    def _offer(self, ready: Iterable[int]) -> None:
        """Offer recipes whose needs all have a cost."""
        for k in ready:
            if k not in self.guide.banned:
                heapq.heappush(self._heap, (self.cost(k), k, self.routes.recipes[k].item))

    def _take(self, cost: float, k: int, item: Item) -> None:
        self.costs[item] = cost
        if k >= 0:
            self.chosen[item] = k
            self.units[item] = self.runs(k) * self.routes.recipes[k].yields

    def _is_better(self, cost: float, k: int, item: Item, bought: list[list[Item]]) -> bool:
        """Whether a recipe is cheaper than what is chosen, and closes no circle."""
        old = self.costs.get(item)
        if old is None and (k < 0 or not self.behind):
            return True
        if old is not None and (k < 0 or cost >= old * (1 - EXACT)):
            return False
        if self.guide.circular:
            return old is None or cost < old * (1 - WORTH)
        if self.chosen.get(item) == k:
            return True

        def behind(need: Item) -> list[Item]:
            own = bought[self.chosen[need]] if need in self.chosen else []
            return [*own, *self.behind.get(need, ())]

        return item not in walk(bought[k], behind)
