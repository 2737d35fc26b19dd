"""The cheapest recipe of every item, by what running each verified recipe takes.

Costs are expected env steps for one unit. A craft may yield many units, so that a product can be
cheaper than its ingredients. So a recipe is looked at again when one of its needs became cheaper,
but never where that would close a circle. Where every craft yields one unit, this is Knuth's
generalisation of Dijkstra's algorithm (Knuth 1977), which looks at each recipe once.
"""

import heapq
from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from deckard.graph.plans.actions import Action
from deckard.graph.walk import walk
from deckard.types import Item, Recipe

TOOL_SHARE = 0.1
"""Share of the cost of a tool or station that one use counts for, as it is kept; chosen."""
EXACT = 1e-9
"""A smaller relative difference of two costs is rounding."""
ALIKE = 1e-6
"""With a smaller relative difference it may depend on other costs which recipe is taken."""
NOWHERE = 1e60
"""Env steps of one unit that has no recipe: above all that has one."""
Rank = tuple[float, int, Item]


@dataclass(frozen=True)
class Choice:
    """The cheapest recipe of an item, its cost for one unit in env steps, and its fuel."""

    recipe: Recipe
    cost: float
    fuel: Item | None = None


class CostSearch:
    """Takes actions of the cheapest items first, until none makes anything cheaper.

    A subclass says what an action costs.
    """

    def __init__(self) -> None:
        self.actions = list[Action]()
        self.costs, self.chosen = dict[Item, float](), dict[Item, int]()
        """What one unit of each item costs, and the number of the action that gives it."""
        self._waits = list[Sequence[Item]]()
        """For each action, the items that must have a cost before it has one."""
        self._waiting = defaultdict[Item, list[int]](list)
        """For each item, the actions that wait for it."""
        self._lacking = list[int]()
        self._heap = list[tuple[float, int, Item]]()

    def cost(self, k: int) -> float:
        """Env steps of one unit by an action whose needs have costs."""
        raise NotImplementedError

    def _wait(self, needs: Sequence[Item]) -> None:
        """Let the next action wait for its needs."""
        for need in needs:
            self._waiting[need].append(len(self._waits))
        self._waits.append(needs)

    def _begin(self) -> None:
        """Take the actions that wait for nothing, and all that they lead to."""
        self._lacking = list(map(len, self._waits))
        for k, count in enumerate(self._lacking):
            if not count:
                self._offer(k)
        self._settle()

    def _settle(self) -> None:
        while self._heap:
            cost, k, item = heapq.heappop(self._heap)
            if self._is_better(cost, k, item):
                self.chosen[item] = k
                self._price(item, cost)

    def _price(self, item: Item, cost: float) -> None:
        """Give an item a cost, and offer the actions that it allows or makes cheaper."""
        is_first = item not in self.costs
        self.costs[item] = cost
        for user in self._waiting.get(item, ()):
            self._lacking[user] -= is_first
            if not self._lacking[user]:
                self._offer(user)

    def _offer(self, k: int) -> None:
        heapq.heappush(self._heap, (self.cost(k), k, self.actions[k].item))

    def _is_better(self, cost: float, k: int, item: Item) -> bool:
        """Whether an action is cheaper than what is chosen, and closes no circle."""
        old = self.costs.get(item)
        if old is None:
            return True
        if cost >= old * (1 - EXACT):
            return False
        return self.chosen.get(item) == k or not self._leads_back(k, item)

    def _leads_back(self, k: int, item: Item) -> bool:
        """Whether what is chosen obtains any need of an action from an item."""
        return item in walk(self._waits[k], self._behind)

    def _behind(self, item: Item) -> Sequence[Item]:
        """What the choice of an item waits for."""
        k = self.chosen.get(item)
        return () if k is None else self._waits[k]


class Cheapest(CostSearch):
    """The cheapest recipe of each item that can be obtained.

    Of equals the one with cheaper needs is taken, then the first. The choices are optimal unless
    some circle of recipes gives back more than it takes.

    Args:
        actions: The actions.
        steps: Env steps of running a recipe once.
    """

    def __init__(self, actions: Iterable[Action], steps: Callable[[Recipe], float]) -> None:
        super().__init__()
        self.choices = dict[Item, Choice]()
        """The cheapest recipe of each item, in the order of discovery."""
        self.ranks = dict[Item, Rank]()
        """What sorts the choices so that each comes after its needs: the largest cost among an item
        and all that it leads down to, then the depth, then the name."""
        self._of, self._steps_of = defaultdict[Item, list[int]](list), steps
        self._steps = list[float]()
        self._returned = set[Item]()
        """What some recipe gives back: its cost makes that recipe cheaper."""
        for action in actions:
            self._know(action)
        self._begin()
        for action in needs_first({i: self.actions[k] for i, k in self.chosen.items()}):
            k = self.chosen[action.item]
            self._choose(k, self.cost(k))
        self._ordered = sorted(self.ranks.values())

    def cost(self, k: int) -> float:
        """Env steps of one unit, with a share of each tool; what is given back counts."""
        action, costs = self.actions[k], self.costs
        cost = self._steps[k] + sum([n * costs[item] for item, n in action.used])
        cost += TOOL_SHARE * sum([costs[item] for item in action.kept])
        if action.fuel is not None:
            cost += costs[action.fuel] / action.heat
        if action.returns:
            cost = max(self._steps[k], cost - (1 - TOOL_SHARE) * worth(action, costs))
        return cost / action.yields

    def ordered(self) -> dict[Item, Choice]:
        """The choices, each after its needs."""
        return {rank[2]: self.choices[rank[2]] for rank in self._ordered}

    def add(self, item: Item, actions: Iterable[Action]) -> bool:
        """Add the actions of an item that had none.

        Returns:
            Whether all earlier choices still hold. If not, all must be chosen anew: something may
            have become cheaper.
        """
        for action in actions:
            self._know(action)
        queue = [item]
        while queue:
            item = queue.pop()
            if item in self.choices or not (ready := self._ready(item)):
                continue
            (cost, k), *others = sorted(ready)
            if item in self._returned or self.actions[k].returns:
                return False
            if others and others[0][0] <= cost * (1 + ALIKE):
                return False
            self._choose(k, cost)
            insort(self._ordered, self.ranks[item])
            users = [user for user in self._waiting.get(item, ()) if self._is_ready(user)]
            if any(self._makes_cheaper(user) for user in users):
                return False
            queue += [self.actions[user].item for user in users]
        return True

    def _know(self, action: Action) -> None:
        """Add one more action."""
        self._of[action.item].append(len(self.actions))
        self._wait(action.needs)
        self._returned.update(action.returns)
        self.actions.append(action)
        self._steps.append(self._steps_of(action.recipe))

    def _ready(self, item: Item) -> list[tuple[float, int]]:
        """The actions of an item whose every need has a cost, each with its own cost."""
        return [(self.cost(k), k) for k in self._of.get(item, ()) if self._is_ready(k)]

    def _is_ready(self, k: int) -> bool:
        return all(need in self.costs for need in self.actions[k].needs)

    def _makes_cheaper(self, k: int) -> bool:
        """Whether an action may make what is chosen already cheaper."""
        rank = self.ranks.get(self.actions[k].item)
        return rank is not None and self.cost(k) <= rank[0] * (1 + ALIKE)

    def _choose(self, k: int, cost: float) -> None:
        action = self.actions[k]
        before = [self.ranks[need] for need in action.needs]
        dearest = max((rank[0] for rank in before), default=0.0)
        depth = max((rank[1] for rank in before), default=0)
        self.costs[action.item] = cost
        self.choices[action.item] = Choice(action.recipe, cost, action.fuel)
        self.ranks[action.item] = max(cost, dearest), depth + 1, action.item


def worth(action: Action, costs: Mapping[Item, float]) -> float:
    """Env steps that what an action gives back would cost, as far as it can be obtained."""
    priced = ((n, costs.get(item, NOWHERE)) for item, n in action.returns.items())
    return sum(n * cost for n, cost in priced if cost < NOWHERE)


def needs_first(
    chosen: Mapping[Item, Action],
    needs_of: Callable[[Action], Iterable[Item]] = lambda action: action.needs,
) -> list[Action]:
    """Return the actions, each after those of its needs that are chosen.

    Args:
        chosen: The action of each item.
        needs_of: Which needs of an action count.
    """
    lacking, users = dict[Item, int](), defaultdict[Item, list[Item]](list)
    for item, action in chosen.items():
        needs = [need for need in needs_of(action) if need in chosen]
        lacking[item] = len(needs)
        for need in needs:
            users[need].append(item)
    ordered = [action for item, action in chosen.items() if not lacking[item]]
    for action in ordered:
        for user in users[action.item]:
            lacking[user] -= 1
            if not lacking[user]:
                ordered.append(chosen[user])
    return ordered
