"""The cheapest recipe of every item, by what running each verified recipe takes.

Costs are expected env steps for one unit. A craft may yield many units, so that a product can be
cheaper than its ingredients. So a recipe is looked at again when one of its needs became cheaper,
but never where that would close a circle. Where every craft yields one unit, this is Knuth's
generalisation of Dijkstra's algorithm (Knuth 1977), which looks at each recipe once.
"""

import heapq
import math
from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from deckard.graph.walk import walk
from deckard.types import Inventory, Item, Recipe, without

TOOL_SHARE = 0.1
"""Share of the cost of a tool or station that one use counts for, as it is kept; chosen."""
EXACT = 1e-9
"""A smaller relative difference of two costs is rounding."""
ALIKE = 1e-6
"""With a smaller relative difference it may depend on other costs which recipe is taken."""
Costs = Mapping[Item, float]
Rank = tuple[float, int, Item]


@dataclass(frozen=True)
class Choice:
    """The cheapest recipe of an item, its cost for one unit in env steps, and its fuel."""

    recipe: Recipe
    cost: float
    fuel: Item | None = None


class CostedRecipe:
    """A recipe prepared for computing its cost often; a smelt has one for each fuel.

    Args:
        recipe: The recipe.
        fuel: What a smelt burns.
        heat: How many smelts one unit of the fuel lasts for.
        item: What the recipe is run for: its item, or one that it gives back.
    """

    __slots__ = ("fuel", "heat", "item", "kept", "lent", "needs", "recipe", "returns", "used",
                 "yields")  # fmt: skip

    def __init__(
        self,
        recipe: Recipe,
        fuel: Item | None = None,
        heat: float = 1.0,
        item: Item | None = None,
    ) -> None:
        self.recipe, self.item = recipe, recipe.item if item is None else item
        self.yields = recipe.products[self.item] if recipe.returns else recipe.yields
        self.fuel, self.heat = fuel, heat
        self.used = tuple(recipe.ingredients.items())
        self.returns: Inventory = recipe.returns and without(recipe.products, {self.item})
        """What a run gives beside."""
        self.lent = {i: min(n, self.returns[i]) for i, n in self.used if i in self.returns}
        """Of what is used, what the same run gives back: it is needed once for all runs."""
        self.kept = tuple(sorted(recipe.kept))
        burnt = () if fuel is None else (fuel,)
        self.needs = tuple(dict.fromkeys((*recipe.ingredients, *self.kept, *burnt)))

    @property
    def products(self) -> Inventory:
        """What one run gives."""
        return {self.item: self.yields, **self.returns}

    def lasts(self, item: Item, n: int, have: float) -> float:
        """How many runs, one after another, a quantity lasts for of which each uses up `n`."""
        if item not in self.lent:
            return have // n
        net = n - self.lent[item]
        if have < n or not net:
            return math.inf if have >= n else 0
        return 1 + (have - n) // net

    def cost(self, steps: float, costs: Costs) -> float:
        """Return the env steps that one unit costs.

        Args:
            steps: Env steps of running the recipe once.
            costs: Env steps of one unit of each need.
        """
        cost = steps + sum([n * costs[item] for item, n in self.used])
        cost += TOOL_SHARE * sum([costs[item] for item in self.kept])
        for item, n in self.lent.items():
            cost -= (1 - TOOL_SHARE) * n * costs[item]
        if self.fuel is not None:
            cost += costs[self.fuel] / self.heat
        return cost / self.yields


class Cheapest:
    """The cheapest recipe of each item that can be obtained.

    Of equals the one with cheaper needs is taken, then the first. The choices are optimal unless
    some circle of recipes gives back more than it takes.
    """

    def __init__(self, recipes: Sequence[CostedRecipe], steps: Callable[[Recipe], float]) -> None:
        self._search = _Search(recipes, steps)
        self.choices = dict[Item, Choice]()
        """The cheapest recipe of each item, in the order of discovery."""
        self.ranks = dict[Item, Rank]()
        """What sorts the choices so that each comes after its needs: the largest cost among an item
        and all that it leads down to, then the depth, then the name."""
        chosen = self._search.done()
        self._search.costs = {}
        for costed in needs_first(chosen):
            self._choose(costed, costed.cost(steps(costed.recipe), self._search.costs))
        self._ordered = sorted(self.ranks.values())

    def ordered(self) -> dict[Item, Choice]:
        """The choices, each after its needs."""
        return {rank[2]: self.choices[rank[2]] for rank in self._ordered}

    def add(self, item: Item, recipes: Iterable[CostedRecipe]) -> bool:
        """Add the recipes of an item that had none.

        Returns:
            Whether all earlier choices still hold. If not, all must be chosen anew: something may
            have become cheaper.
        """
        for costed in recipes:
            self._search.know(costed)
        queue = [item]
        while queue:
            item = queue.pop()
            if item in self.choices or not (ready := self._search.ready(item)):
                continue
            (cost, k), *others = sorted(ready)
            if others and others[0][0] <= cost * (1 + ALIKE):
                return False
            self._choose(self._search.known[k], cost)
            insort(self._ordered, self.ranks[item])
            for user, cost in self._search.made_ready(item):
                queue.append(user)
                if user in self.ranks and cost <= self.ranks[user][0] * (1 + ALIKE):
                    return False
        return True

    def _choose(self, costed: CostedRecipe, cost: float) -> None:
        before = [self.ranks[need] for need in costed.needs]
        dearest = max((rank[0] for rank in before), default=0.0)
        depth = max((rank[1] for rank in before), default=0)
        self._search.costs[costed.item] = cost
        self.choices[costed.item] = Choice(costed.recipe, cost, costed.fuel)
        self.ranks[costed.item] = max(cost, dearest), depth + 1, costed.item


class _Search:
    """Takes recipes of the cheapest items first, until none makes anything cheaper."""

    def __init__(self, recipes: Iterable[CostedRecipe], steps: Callable[[Recipe], float]) -> None:
        self.known, self.steps, self.steps_of = list[CostedRecipe](), list[float](), steps
        self.leading, self.users = (
            defaultdict[Item, list[int]](list),
            defaultdict[Item, list[int]](list),
        )
        for costed in recipes:
            self.know(costed)
        self.lacking = [len(costed.needs) for costed in self.known]
        self.costs, self.chosen = dict[Item, float](), dict[Item, CostedRecipe]()
        self.heap = list[tuple[float, int]]()

    def know(self, costed: CostedRecipe) -> None:
        """Add one more recipe."""
        self.leading[costed.item].append(len(self.known))
        for need in costed.needs:
            self.users[need].append(len(self.known))
        self.known.append(costed)
        self.steps.append(self.steps_of(costed.recipe))

    def ready(self, item: Item) -> list[tuple[float, int]]:
        """The recipes of an item whose every need has a cost, each with its own cost."""
        return [(self._cost(k), k) for k in self.leading.get(item, ()) if self._is_ready(k)]

    def made_ready(self, need: Item) -> list[tuple[Item, float]]:
        """The items that need an item and whose every need has a cost, each with its cost."""
        users = self.users.get(need, ())
        return [(self.known[k].item, self._cost(k)) for k in users if self._is_ready(k)]

    def _is_ready(self, k: int) -> bool:
        return all(need in self.costs for need in self.known[k].needs)

    def _cost(self, k: int) -> float:
        return self.known[k].cost(self.steps[k], self.costs)

    def done(self) -> Mapping[Item, CostedRecipe]:
        for k, count in enumerate(self.lacking):
            if not count:
                self._offer(k)
        while self.heap:
            cost, k = heapq.heappop(self.heap)
            if self._is_better(self.known[k], cost):
                self._take(k, cost)
        return self.chosen

    def _offer(self, k: int) -> None:
        heapq.heappush(self.heap, (self._cost(k), k))

    def _is_better(self, costed: CostedRecipe, cost: float) -> bool:
        old = self.costs.get(costed.item)
        if old is None:
            return True
        if cost >= old * (1 - EXACT):
            return False
        return self.chosen[costed.item] is costed or not self._rest_on(costed.item, costed.needs)

    def _take(self, k: int, cost: float) -> None:
        costed = self.known[k]
        fresh = costed.item not in self.costs
        self.costs[costed.item], self.chosen[costed.item] = cost, costed
        for user in self.users[costed.item]:
            self.lacking[user] -= fresh
            if not self.lacking[user]:
                self._offer(user)

    def _rest_on(self, item: Item, needs: Iterable[Item]) -> bool:
        """Whether what is chosen obtains any of the needs from the item."""
        return item in walk(needs, lambda need: self.chosen[need].needs)


def needs_first(
    chosen: Mapping[Item, CostedRecipe],
    needs_of: Callable[[CostedRecipe], Iterable[Item]] = lambda costed: costed.needs,
) -> list[CostedRecipe]:
    """Return the recipes, each after those of its needs that are chosen.

    Args:
        chosen: The recipe of each item.
        needs_of: Which needs of a recipe count.
    """
    lacking, users = dict[Item, int](), defaultdict[Item, list[Item]](list)
    for item, costed in chosen.items():
        needs = [need for need in needs_of(costed) if need in chosen]
        lacking[item] = len(needs)
        for need in needs:
            users[need].append(item)
    ordered = [costed for item, costed in chosen.items() if not lacking[item]]
    for costed in ordered:
        for user in users[costed.item]:
            lacking[user] -= 1
            if not lacking[user]:
                ordered.append(chosen[user])
    return ordered
