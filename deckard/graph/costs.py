"""What items cost, by what running recipes takes.

Costs are expected env steps for one unit. A craft may yield many units, so that a product can be
cheaper than its ingredients. So a recipe is looked at again when one of its needs became cheaper,
but never where that would close a circle. Where every craft yields one unit, this is Knuth's
generalisation of Dijkstra's algorithm (Knuth 1977), which looks at each recipe once.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from deckard.graph.plans.actions import Action
from deckard.graph.walk import walk
from deckard.types import Inventory, Item

TOOL_SHARE = 0.1
"""Share of the cost of a tool or station that one use counts for, as it is kept; chosen."""
EXACT = 1e-9
"""A smaller relative difference of two costs is rounding."""
NOWHERE = 1e60
"""Env steps of one unit that has no recipe: above all that has one."""


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


def worth(things: Inventory, costs: Mapping[Item, float]) -> float:
    """Env steps that some things would cost, as far as they can be obtained."""
    priced = ((n, costs.get(item, NOWHERE)) for item, n in things.items())
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
