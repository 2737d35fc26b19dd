"""What any plan costs at least."""

import heapq
import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from deckard.graph.costs import CostSearch
from deckard.graph.plans.actions import ActionSet, Task
from deckard.graph.plans.prices import Assumptions, Prices
from deckard.graph.walk import walk
from deckard.types import Item

WITHOUT_TOOLS = Assumptions(share=0.0, circular=True, credit=1.0)
"""No plan is cheaper than with tools for nothing, and whatever is held in plenty."""


class _Hardest(CostSearch):
    """Env steps to the first unit of each item: of what an action takes, the hardest alone counts.

    It is the heuristic h_max (Bonet and Geffner 2001).
    """

    def __init__(self, actions: ActionSet, held: Collection[Item]) -> None:
        super().__init__()
        self.actions, self._steps = actions.actions, actions.steps
        for action in self.actions:
            self._wait([item for item in action.needs if item not in held])
        self._begin()

    def cost(self, k: int) -> float:
        """Env steps of one run, and of the hardest of its needs."""
        return self._steps[k] + max([self.costs[item] for item in self._waits[k]], default=0.0)

    def _is_better(self, cost: float, k: int, item: Item) -> bool:
        return item not in self.costs


class Bound(NamedTuple):
    """What every plan has."""

    steps: float
    """Env steps that it takes at least."""
    made: frozenset[Item]
    """Items that it makes."""


def lower_bound(task: Task) -> Bound:
    """Return what any plan takes at least.

    What only one action gives is made by it, with what it keeps: in whole runs, unless what is left
    over may serve for what several actions give. What is needed of that costs a share of a run at
    least. And no plan is cheaper than its hardest item.
    """
    prices = Prices(task.actions, WITHOUT_TOOLS, task.have, task.kept, task.demand)
    forced = _Forced(task, prices)
    forced.run()
    hardest = _Hardest(task.actions, {*task.have, *task.kept}).costs
    shares = sum(n * prices.costs.get(item, 0.0) for item, n in forced.open.items())
    steps = max([forced.steps + shares, *(hardest.get(item, 0.0) for item in forced.needed)])
    return Bound(steps, frozenset(forced.needed))


class _Forced:
    """The runs that every plan has, and what is needed beside."""

    def __init__(self, task: Task, prices: Prices) -> None:
        self.actions, self.steps, self.open = task.actions, 0.0, defaultdict[Item, float](float)
        self.needed = set[Item]()
        self._held, self._ranks = {*task.have, *task.kept}, prices.ranks
        self._todo = defaultdict[Item, float](float, task.demand)
        self._stock = defaultdict[Item, float](float, task.have)
        self._tools = set[Item]()
        self._queue = [(-self._ranks.get(item, -1), item) for item in self._todo]
        self._several = {i for i, own in self.actions.of.items() if len(own) != 1}
        self._several.update(i for action in self.actions.actions for i in action.returns)
        self._serving = {*walk(self._several, self.actions.needs)}
        """What may be used up for something that several actions give."""

    def run(self) -> None:
        heapq.heapify(self._queue)
        while self._queue:
            _, item = heapq.heappop(self._queue)
            lacking = max(self._todo.pop(item, 0), item in self._tools) - self._stock[item]
            self._stock[item] = max(0, -lacking)
            if lacking > 0:
                self._make(item, lacking)
                self.needed.add(item)

    def _make(self, item: Item, quantity: float) -> None:
        own = self.actions.of.get(item, [])
        if not own or item in self.needed or item in self._several:
            self.open[item] += quantity
        else:
            times = quantity / self.actions.actions[own[0]].yields
            self._force(own[0], times if item in self._serving else math.ceil(times))
        self._keep(own)

    def _force(self, k: int, times: float) -> None:
        action = self.actions.actions[k]
        self.steps += times * self.actions.steps[k]
        for item, n in action.returns.items():
            self._stock[item] += n * times
        for item, n in action.used:
            self._need(item)
            self._todo[item] += n * times
        if action.fuel is not None:
            self._need(action.fuel)
            self._todo[action.fuel] += math.ceil(times / action.heat)

    def _keep(self, own: Sequence[int]) -> None:
        """Need the tools and stations that all actions of an item have in common."""
        common = [{*self.actions.actions[k].kept} for k in own]
        for item in set.intersection(*common) - self._held - self.needed if own else ():
            self._need(item)
            self._tools.add(item)

    def _need(self, item: Item) -> None:
        if item not in self._todo and item not in self._tools:
            heapq.heappush(self._queue, (-self._ranks.get(item, -1), item))
