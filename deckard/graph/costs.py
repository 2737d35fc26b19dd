"""The cheapest way to every item, by recipes that are known and what running one takes.

Costs are expected env steps. A craft may yield many, so that what is made can be cheaper than what
it is made from. So a way is taken up again when a need of it became cheaper after it was taken, and
never when that would close a circle. Where crafts yield one this is Knuth's generalisation of
Dijkstra's algorithm, each way looked at once.
"""

import heapq
from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from deckard.graph.walk import walk
from deckard.types import Item, Recipe

TOOL_SHARE = 0.1
"""Share of a tool's or station's cost that one use is charged with: it is kept."""
EXACT = 1e-9
"""A relative difference of costs below which it is rounding."""
ALIKE = 1e-6
"""A relative difference of costs below which it may depend on the others which way is taken."""
Costs = Mapping[Item, float]
Rank = tuple[float, int, Item]


@dataclass(frozen=True)
class Choice:
    """The cheapest way to an item, its cost a unit, and the fuel it burns."""

    recipe: Recipe
    cost: float
    fuel: Item | None = None


class CostedRecipe:
    """A recipe, a smelt with the fuel that it burns, made ready to be reckoned with often."""

    __slots__ = ("fuel", "heat", "item", "kept", "needs", "recipe", "used", "yields")

    def __init__(self, recipe: Recipe, fuel: Item | None = None, heat: float = 1.0) -> None:
        self.recipe, self.item, self.yields = recipe, recipe.item, recipe.yields
        self.fuel, self.heat = fuel, heat
        self.used = tuple(recipe.ingredients.items())
        self.kept = tuple(sorted(recipe.kept))
        burnt = () if fuel is None else (fuel,)
        self.needs = tuple(dict.fromkeys((*recipe.ingredients, *self.kept, *burnt)))

    def cost(self, steps: float, costs: Costs) -> float:
        """Env steps that a unit costs, where running the recipe takes `steps`."""
        cost = steps + sum([n * costs[item] for item, n in self.used])
        cost += TOOL_SHARE * sum([costs[item] for item in self.kept])
        if self.fuel is not None:
            cost += costs[self.fuel] / self.heat
        return cost / self.yields


class Cheapest:
    """The cheapest way to each item that has one.

    Of equals the first to be reached is taken: that from what is cheaper, then that which comes
    first. Where no circle of recipes multiplies what goes into it, nothing cheaper is left.
    """

    def __init__(self, ways: Sequence[CostedRecipe], steps: Callable[[Recipe], float]) -> None:
        self._search = _Search(ways, steps)
        self.choices = dict[Item, Choice]()
        """As they came to be known."""
        self.ranks = dict[Item, Rank]()
        """What sorts them: the dearest thing on the way to them first, so each after its needs."""
        chosen = self._search.done()
        self._search.costs = {}
        for way in _needs_first(chosen):
            self._choose(way, way.cost(steps(way.recipe), self._search.costs))
        self._ordered = sorted(self.ranks.values())

    def ordered(self) -> dict[Item, Choice]:
        """The choices, each after its needs."""
        return {rank[2]: self.choices[rank[2]] for rank in self._ordered}

    def add(self, item: Item, ways: Iterable[CostedRecipe]) -> bool:
        """Add ways to an item that had none; whether all that was chosen is left as it was.

        If not, it is to be chosen anew from all: something may have become cheaper.
        """
        for way in ways:
            self._search.know(way)
        queue = [item]
        while queue:
            item = queue.pop()
            if item in self.choices or not (found := self._search.ready(item)):
                continue
            (cost, k), *others = sorted(found)
            if others and others[0][0] <= cost * (1 + ALIKE):
                return False
            self._choose(self._search.known[k], cost)
            insort(self._ordered, self.ranks[item])
            for user, cost in self._search.made_ready(item):
                queue.append(user)
                if user in self.ranks and cost <= self.ranks[user][0] * (1 + ALIKE):
                    return False
        return True

    def _choose(self, way: CostedRecipe, cost: float) -> None:
        before = [self.ranks[need] for need in way.needs]
        dearest = max((rank[0] for rank in before), default=0.0)
        depth = max((rank[1] for rank in before), default=0)
        self._search.costs[way.item] = cost
        self.choices[way.item] = Choice(way.recipe, cost, way.fuel)
        self.ranks[way.item] = max(cost, dearest), depth + 1, way.item


class _Search:
    """Takes ways up, those to what is cheapest first, until none makes anything cheaper."""

    def __init__(self, ways: Iterable[CostedRecipe], steps: Callable[[Recipe], float]) -> None:
        self.known, self.steps, self.steps_of = list[CostedRecipe](), list[float](), steps
        self.leading, self.users = (
            defaultdict[Item, list[int]](list),
            defaultdict[Item, list[int]](list),
        )
        for way in ways:
            self.know(way)
        self.lacking = [len(way.needs) for way in self.known]
        self.costs, self.chosen = dict[Item, float](), dict[Item, CostedRecipe]()
        self.heap = list[tuple[float, int]]()

    def know(self, way: CostedRecipe) -> None:
        """Take one more way into account."""
        self.leading[way.item].append(len(self.known))
        for need in way.needs:
            self.users[need].append(len(self.known))
        self.known.append(way)
        self.steps.append(self.steps_of(way.recipe))

    def ready(self, item: Item) -> list[tuple[float, int]]:
        """The ways to an item whose every need has a cost, each with its own."""
        return [(self._cost(k), k) for k in self.leading.get(item, ()) if self._is_ready(k)]

    def made_ready(self, need: Item) -> list[tuple[Item, float]]:
        """What an item is needed for whose every need has a cost, and the cost that way."""
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

    def _is_better(self, way: CostedRecipe, cost: float) -> bool:
        old = self.costs.get(way.item)
        if old is None:
            return True
        if cost >= old * (1 - EXACT):
            return False
        return self.chosen[way.item] is way or not self._rest_on(way.item, way.needs)

    def _take(self, k: int, cost: float) -> None:
        way = self.known[k]
        fresh = way.item not in self.costs
        self.costs[way.item], self.chosen[way.item] = cost, way
        for user in self.users[way.item]:
            self.lacking[user] -= fresh
            if not self.lacking[user]:
                self._offer(user)

    def _rest_on(self, item: Item, needs: Iterable[Item]) -> bool:
        """Whether what is chosen obtains any of the needs from the item."""
        return item in walk(needs, lambda need: self.chosen[need].needs)


def _needs_first(chosen: Mapping[Item, CostedRecipe]) -> list[CostedRecipe]:
    """The ways, each after those to its needs."""
    lacking, users = dict[Item, int](), defaultdict[Item, list[Item]](list)
    for item, way in chosen.items():
        lacking[item] = len(way.needs)
        for need in way.needs:
            users[need].append(item)
    ordered = [way for item, way in chosen.items() if not lacking[item]]
    for way in ordered:
        for user in users[way.item]:
            lacking[user] -= 1
            if not lacking[user]:
                ordered.append(chosen[user])
    return ordered
