"""Relaxed plans: how often each action is run, found from the goal down to raw material.

Each demand takes from the stock what is there and makes the rest by the action that is cheapest at
that moment. A stock runs out, so the costs are found anew when they no longer hold, and one item
may come by several actions. The plan is relaxed in that its runs have no order yet.
"""

import heapq
import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from deckard.graph.plans.actions import Action, Task
from deckard.graph.plans.prices import Assumptions, Prices
from deckard.graph.walk import walk
from deckard.types import Inventory, Item

MOST_RENEWALS = 12
"""How often a relaxed plan finds the costs anew before it takes them to last; chosen."""
ROUNDS_PER_ACTION = 4
"""Demands that a relaxed plan works off at most, for each action; chosen."""
LEAST_ROUNDS = 100


@dataclass(frozen=True)
class Manner:
    """How a relaxed plan counts what is kept and what is given back."""

    thrifty: bool = True
    """Whether a thing that is used up later may be kept until then."""
    late: float = 0
    """Of so many runs of an action, what is given back comes too late to be used."""


@dataclass(frozen=True)
class RelaxedPlan:
    """The runs that give what is demanded, and what they take."""

    runs: Counter[int]
    held: Counter[Item]
    """All that is held at the beginning."""
    missing: Counter[Item]
    """What the runs take and nothing tells how to obtain."""
    keeps: Counter[Item]
    """Things that are at hand until the end."""
    circling: Counter[Item]
    """Things that are given back and come too late: so many circle until the end."""
    scarce: frozenset[Item]
    """Items whose stock did not last."""
    work: int
    """Actions that were priced and demands that were worked off."""


def relaxed_plan(
    task: Task, assumed: Assumptions, manner: Manner, limit: float = math.inf
) -> RelaxedPlan:
    """Return the runs that give what is demanded.

    Args:
        task: What is wanted of whom.
        assumed: What is assumed of costs, and which actions are taken or not.
        manner: How it counts what is kept and what is given back.
        limit: Env steps beyond which the search is given up; what is lacking then is missing.
    """
    regression = _Regression(task, assumed, manner, limit)
    regression.run()
    return regression.result()


class _Regression:
    """Works demands off, each before its needs."""

    def __init__(self, task: Task, assumed: Assumptions, manner: Manner, limit: float) -> None:
        self.task, self.assumed, self.manner, self.limit = task, assumed, manner, limit
        self.actions = task.actions
        self.runs, self.missing = Counter[int](), Counter[Item]()
        reserved = Counter(assumed.reserved)
        self.keeps, self.circling = Counter(task.kept) + reserved, Counter[Item]()
        self.scarce, self.work, self.steps = set[Item](), 0, 0.0
        self._stock, self._claimed = Counter(task.have) - reserved, Counter[Item]()
        self._todo, self._queue = Counter(task.demand), list[tuple[int, Item]]()
        self._deferred = Counter[Item]()
        """Demands that wait until what the others leave of the stock is known."""
        self._begins = Counter[Item]()
        """What circles begin with: it is made of what is not made of it, after all else."""
        self._renewals, self._is_circular = 0, assumed.circular
        self._left = ROUNDS_PER_ACTION * len(self.actions) + LEAST_ROUNDS
        self._behind = defaultdict[Item, set[Item]](set)
        for k in assumed.forced:
            self._todo.update(self.actions.actions[k].needs)
        self._prices = self._price()
        self._todo.clear()

    def run(self) -> None:
        forced = self.assumed.forced
        for k, times in forced.items():
            action = self.actions.actions[k]
            self.runs[k] = times
            self._stock[action.item] += times * action.yields
        for item, quantity in self.task.demand.items():
            (self._demand if self.assumed.anew else self._claim)(item, quantity)
        for k, times in forced.items():
            self._charge(k, times)
        self._work()
        while self._deferred or self._begins:
            if not self._deferred:
                self._is_circular = False
                self._deferred, self._begins = self._begins, Counter()
            self._todo, self._deferred = self._deferred, Counter()
            self._renew()
            self._work()

    def result(self) -> RelaxedPlan:
        held = Counter(self.task.have) + Counter(self.task.kept)
        own = self.runs, held, self.missing, self.keeps, self.circling
        return RelaxedPlan(*own, frozenset(self.scarce), self.work)

    def _price(self) -> Prices:
        self.work += len(self.actions)
        stock = {item: n for item in self.task.have if (n := self._stock[item])}
        if not self._is_circular:
            assumed = replace(self.assumed, circular=False)
            behind = {} if self.assumed.circular else self._behind
            return Prices(self.actions, assumed, stock, self.keeps, self._todo, behind)
        prices = Prices(self.actions, self.assumed, stock, self.keeps, self._todo)
        self._least = self._least_of(prices)
        return prices

    def _has_begun(self, item: Item) -> bool:
        """Whether nothing that an item is made of is made of it, or enough of that is held."""
        behind = self._prices.behind
        circle = {i for i in walk(behind(item), behind) if item in walk(behind(i), behind)}
        held = self.task.have
        return not circle or any(held.get(i, 0) >= self._least[i] for i in circle)

    def _least_of(self, prices: Prices) -> Counter[Item]:
        """How much of each item is there before all that is chosen may take it."""
        least = Counter[Item]()
        for k in prices.chosen.values():
            least |= Counter(self.actions.actions[k].begins_with())
        return least

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
        while self._queue and self._left and self.steps <= self.limit:
            self._left -= 1
            self.work += 1
            _, item = heapq.heappop(self._queue)
            if self._renewals < MOST_RENEWALS and self._prices.is_stale(item, self._stock):
                self._renew()
                _, item = heapq.heappop(self._queue)
            quantity = self._todo.pop(item)
            k = self._prices.chosen.get(item)
            if self._is_circular:
                quantity += self._begins.pop(item, 0)
                if quantity <= self._least[item] and not self._has_begun(item):
                    self._begins[item] = quantity
                    continue
            if k is None:
                self.missing[item] += quantity
            else:
                self._make(k, item, quantity)
        self.missing += self._todo

    def _make(self, k: int, item: Item, quantity: int) -> None:
        """Run an action as often as it is cheap, and demand what is lacking then once more."""
        yields = self.actions.actions[k].yields
        cheap = self._prices.runs(k, self._stock) if self._renewals < MOST_RENEWALS else math.inf
        times = int(min(-(-quantity // yields), cheap))
        self.runs[k] += times
        if times * yields < quantity:
            self._deferred[item] += quantity - times * yields
        else:
            self._stock[item] += times * yields - quantity
        self._charge(k, times)

    def _charge(self, k: int, times: int) -> None:
        action, whole = self.actions.actions[k], self.runs[k]
        self.steps += times * self.actions.steps[k]
        later = self._claimed.copy() if self.manner.thrifty and action.kept else Counter[Item]()
        for item, n in action.returns.items():
            self._stock[item] += n * times - self._too_late(item, n, times)
        for item, n in action.used:
            self._claim(item, n * times, action.item)
            self._claimed[item] += n * times
        if action.fuel is not None:
            self._claim(action.fuel, action.burns(whole) - action.burns(whole - times), action.item)
        for item in action.kept:
            spare = self.actions.spare(action, whole) if item in action.recipe.tools else 0
            lacking = 1 + spare - max(self.keeps[item], later[item])
            if lacking > 0:
                self._claim(item, lacking, action.item)
            self.keeps[item] = max(self.keeps[item], 1 + spare)

    def _too_late(self, item: Item, n: int, times: int) -> int:
        """How many of what so many runs give back are not there when they could be used."""
        late = self.manner.late
        most = n * min(times, late)
        most = int(most if math.isinf(late) else max(0, most - self.circling[item]))
        self.circling[item] += most
        return most


def without_waste(task: Task, plan: RelaxedPlan) -> Counter[int]:
    """Return the runs of a plan without those that nothing needs, the dearest taken away first.

    It is the idea of action elimination (Nakhost and Müller 2010), for quantities.
    """
    actions, runs = task.actions, Counter(plan.runs)
    spare = plan.held + plan.missing
    spare.subtract(task.demand)
    for k, times in runs.items():
        spare.update({item: n * times for item, n in actions.actions[k].products})
        spare.subtract(actions.actions[k].takes(times))
    is_less = True
    while is_less:
        kept = {item for k in +runs for item in actions.actions[k].kept}
        keeps = Counter({item: plan.keeps[item] for item in {*kept, *task.kept}}) + plan.circling
        dearest = sorted(+runs, key=lambda k: -actions.steps[k])
        is_less = any(_take_away(actions.actions[k], k, runs, spare, keeps) for k in dearest)
    return runs


def _take_away(
    action: Action, k: int, runs: Counter[int], spare: Counter[Item], keeps: Inventory
) -> bool:
    """Take runs of an action away that nothing needs; whether there were any."""
    used = dict(action.used)
    net = {item: n - used.get(item, 0) for item, n in action.products}
    lasts = ((spare[item] - keeps.get(item, 0)) // n for item, n in net.items() if n > 0)
    times = min(runs[k], *lasts) if any(n > 0 for n in net.values()) else 0
    if times <= 0:
        return False
    spare.subtract({item: n * times for item, n in action.products})
    spare.update(action.takes(runs[k]))
    runs[k] -= times
    spare.subtract(action.takes(runs[k]))
    return True
