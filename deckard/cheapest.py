"""The cheapest way to every item, by recipes that are known and what running one takes.

Costs are expected env steps. A craft may yield many, so that what is made can be cheaper than what
it is made from. So a way is taken up again when a need of it became cheaper after it was taken, and
never when that would close a circle. Where crafts yield one this is Knuth's generalisation of
Dijkstra's algorithm, each way looked at once.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from deckard.recipes import Item, Recipe

TOOL_SHARE = 0.1
"""Share of a tool's or station's cost that one use is charged with: it is kept."""
EXACT = 1e-9
"""A relative difference of costs below which it is rounding."""
Costs = Mapping[Item, float]


@dataclass(frozen=True)
class Choice:
    """The cheapest way to an item, its cost a unit, and the fuel it burns."""

    recipe: Recipe
    cost: float
    fuel: Item | None = None


class Way:
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


def cheapest(ways: Sequence[Way], steps: Callable[[Recipe], float]) -> dict[Item, Choice]:
    """Return the cheapest way to each item that has one, each after its needs.

    Of equals the first to be reached is taken: that from what is cheaper, then that which comes
    first. Where no circle of recipes multiplies what goes into it, nothing cheaper is left. They
    come in order of the dearest thing on the way to them.
    """
    chosen = _Search(ways, steps).done()
    ordered, ranks = dict[Item, Choice](), dict[Item, tuple[float, int, Item]]()
    costs = dict[Item, float]()
    for way in _needs_first(chosen):
        costs[way.item] = way.cost(steps(way.recipe), costs)
        ordered[way.item] = Choice(way.recipe, costs[way.item], way.fuel)
        before = [ranks[need] for need in way.needs]
        dearest = max((rank[0] for rank in before), default=0.0)
        depth = max((rank[1] for rank in before), default=0)
        ranks[way.item] = max(costs[way.item], dearest), depth + 1, way.item
    return {item: ordered[item] for item in sorted(ordered, key=ranks.__getitem__)}


class _Search:
    """Takes ways up, those to what is cheapest first, until none makes anything cheaper."""

    def __init__(self, ways: Sequence[Way], steps: Callable[[Recipe], float]) -> None:
        self.known = ways
        self.steps = [steps(way.recipe) for way in ways]
        self.lacking = [len(way.needs) for way in ways]
        self.users = defaultdict[Item, list[int]](list)
        for k, way in enumerate(ways):
            for need in way.needs:
                self.users[need].append(k)
        self.costs, self.chosen = dict[Item, float](), dict[Item, Way]()
        self.heap = list[tuple[float, int]]()

    def done(self) -> Mapping[Item, Way]:
        for k, count in enumerate(self.lacking):
            if not count:
                self._offer(k)
        while self.heap:
            cost, k = heapq.heappop(self.heap)
            if self._is_better(self.known[k], cost):
                self._take(k, cost)
        return self.chosen

    def _offer(self, k: int) -> None:
        heapq.heappush(self.heap, (self.known[k].cost(self.steps[k], self.costs), k))

    def _is_better(self, way: Way, cost: float) -> bool:
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
        queue, seen = list(needs), set[Item]()
        while queue:
            need = queue.pop()
            if need == item:
                return True
            if need not in seen:
                seen.add(need)
                queue += self.chosen[need].needs
        return False


def _needs_first(chosen: Mapping[Item, Way]) -> list[Way]:
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
