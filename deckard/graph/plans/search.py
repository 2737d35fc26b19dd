"""The search for the cheapest plan: a relaxed plan, and others that do one thing otherwise.

The first one counts a share of a tool for each use, and a stock as free while it lasts. The next
ones count what the best so far shows: a tool by its uses, a scarce stock at what making more costs
(slope scaling of fixed charges, Kim and Pardalos 1999). Then the cheapest neighbour of the best is
the next best, until none is cheaper: an action left out, taken more often, or a tool kept. It is an
anytime search: it ends when its work is done, counted in actions priced and demands worked off.
"""

import heapq
import math
import sys
from collections import Counter
from dataclasses import dataclass, replace
from itertools import product

from deckard.graph.plans.actions import Action, Task
from deckard.graph.plans.bounds import Bound, lower_bound
from deckard.graph.plans.neighbours import neighbours, shares_of
from deckard.graph.plans.prices import Assumptions, Prices
from deckard.graph.plans.relaxed import Manner, RelaxedPlan, relaxed_plan, without_waste
from deckard.graph.plans.schedule import Store, by_circles, in_order, in_turns
from deckard.graph.walk import walk
from deckard.types import Inventory, Item

QUICK, THOROUGH = 450, 20_000
"""Work of a search: actions priced and demands worked off. Chosen: a plan is worked off by the
first while it is made in few milliseconds, the second is for those who only ask for a plan."""
SHARE = 1 / 2
"""Share of the work after which other things are made first; chosen."""
SCALINGS = 2
"""Plans in a row that share the tools as the one before uses them; chosen."""
CLOSE = 1.01
"""So much above what any plan takes, a plan is not searched any further; chosen."""
FUTILE = 1.1
"""So many times as dear as the best so far, a relaxed plan is given up. It is above 1, as runs that
nothing needs are taken away from a plan afterwards."""
MOST_WAYS = 8
"""Actions of each item between which a plan chooses: so many that are cheap for one unit of many,
and so many that are cheap for the first; chosen."""

GROWING = Assumptions(circular=True)
"""What is made of an item may be more of it."""
Cost = tuple[int, float]
"""Units that are missing, and env steps."""
ENDLESS: Cost = (sys.maxsize, math.inf)


@dataclass(frozen=True)
class Solution:
    """A plan that can be worked off."""

    task: Task
    runs: Counter[int]
    """How often each action is run, the last one first."""
    ordered: tuple[tuple[Action, int], ...]
    missing: Inventory
    """What it takes and nothing tells how to obtain."""
    left: Inventory
    """What is held in the end beside what is wanted."""
    cost: Cost
    assumed: Assumptions
    scarce: frozenset[Item]


def narrowed(task: Task) -> Task:
    """Return a task with the cheapest actions of each item that it leads down to."""
    actions = task.actions
    prices = Prices(actions, Assumptions(), task.have, task.kept, task.demand)
    chosen = dict[Item, list[int]]()

    def cost(k: int) -> float:
        return prices.cost(k) if prices.has_all(k) else math.inf

    def first(k: int) -> float:
        return prices.first(k) if prices.has_all(k) else math.inf

    def needs(item: Item) -> list[Item]:
        own = actions.of.get(item, [])
        if len(own) > 2 * MOST_WAYS:
            ways = (heapq.nsmallest(MOST_WAYS, own, key=key) for key in (cost, first))
            own = sorted({k for group in ways for k in group})
        chosen[item] = own
        return [need for k in own for need in actions.actions[k].needs]

    for _ in walk(task.demand, needs, breadth_first=True):
        pass
    return replace(task, actions=actions.only(k for own in chosen.values() for k in own))


class Search:
    """Searches for the cheapest plan.

    Args:
        task: What is wanted of whom.
        most: Work after which no further plan is begun.
        is_needed: Whether the work goes on as long as there is no plan.
    """

    def __init__(self, task: Task, most: float = THOROUGH, is_needed: bool = True) -> None:
        self.task, self.actions, self.most = task, task.actions, most
        self._is_needed = is_needed
        self.work = 0
        """Actions that were priced and demands that were worked off so far."""
        self._bound: Bound | None = None

    def first(self) -> Solution | None:
        """Return the first plan that comes up; None when no relaxed plan can be worked off."""
        first = self._solve(Assumptions())
        if first is None or first.missing:
            scarce = Assumptions(scarce=frozenset(self.task.have))
            others = scarce, GROWING, Assumptions(share=1.0), Assumptions(share=0.0)
            first = _cheapest(first, *map(self._solve, others))
        self._is_needed &= first is None or bool(first.missing)
        return first

    def good(self) -> Solution | None:
        """Return a plan that no small change makes cheaper; None when none can be worked off."""
        best = self.first()
        if best is None or not self._has_others(best):
            return best
        if not self._is_enough(best):
            best = self._scaled(best)
            best = self._solve(GROWING, best.cost) or best
        while not self._is_enough(best):
            better = self._better(best)
            if better is None:
                break
            best = better
        return best

    def best(self) -> Solution | None:
        """Return the cheapest plan that comes up; None when none can be worked off."""
        best = self.good()
        if best is None or self._is_enough(best):
            return best
        for item in self._firsts(best):
            if self.work < self.most:
                best = self._after(item, best) or best
        return best

    def _scaled(self, plan: Solution) -> Solution:
        """The cheapest of plans each of which shares the tools as the one before uses them."""
        plans = [plan]
        for _ in range(SCALINGS):
            shares = shares_of(plans[-1])
            if shares == plans[-1].assumed.shares:
                break
            other = self._solve(replace(plans[-1].assumed, shares=shares))
            if other is None:
                break
            plans.append(other)
        return min(plans, key=lambda plan: plan.cost)

    def _is_enough(self, plan: Solution) -> bool:
        """Whether hardly any plan can be cheaper."""
        if self._bound is None:
            self._bound = lower_bound(self.task)
            self.work += 2 * len(self.actions)
        return plan.cost <= (0, self._bound.steps * CLOSE)

    def anew(self) -> Solution | None:
        """Return a plan that may use up what is held of what is wanted, and makes it anew."""
        anew = (replace(assumed, anew=True) for assumed in (Assumptions(), GROWING))
        return _cheapest(*map(self._solve, (*anew, GROWING)))

    def _firsts(self, plan: Solution) -> list[Item]:
        """What could be made before all else, so that other things become cheaper."""
        actions, of = self.actions.actions, self.actions.of
        kept = (item for action in actions for item in action.kept)
        made = (actions[k].item for k in plan.runs if len(of[actions[k].item]) > 1)
        lacking = (i for i in (*kept, *made) if i in of and not self.task.have.get(i))
        return list(dict.fromkeys(lacking))

    def _after(self, item: Item, best: Solution) -> Solution | None:
        """A plan that obtains one of an item before all else, if it is cheaper than the best."""
        first = Search(replace(self.task, demand={item: 1}), self.most - self.work, False)
        before = first.first()
        self.work += first.work
        if before is None or before.missing:
            return None
        store = Store(self.task.have, {})
        for action, times in before.ordered:
            store.run(action, times)
        below = best.cost[0], best.cost[1] - before.cost[1]
        rest = Search(replace(self.task, have=+store.held), self.most - self.work, False)
        ways = Assumptions(), best.assumed, GROWING
        plan = _cheapest(*(rest._solve(assumed, below) for assumed in ways))
        self.work += rest.work
        return plan and _joined(before, plan)

    def _better(self, best: Solution) -> Solution | None:
        """The cheapest neighbour of the best plan so far, if it is cheaper."""
        better = None
        needed = self._bound.made if self._bound else ()
        for assumed in neighbours(best, needed):
            if self.work >= SHARE * self.most:
                break
            better = self._solve(assumed, (better or best).cost) or better
        return better

    def _has_others(self, plan: Solution) -> bool:
        """Whether anything of a plan could be made by another action."""
        return any(len(self.actions.of[self.actions.actions[k].item]) > 1 for k in plan.runs)

    def _solve(self, assumed: Assumptions, below: Cost = ENDLESS) -> Solution | None:
        """A relaxed plan in order, without waste; None when it cannot be worked off.

        None, too, when it does not cost less than `below`: then no order is looked for.
        """
        late = (0, 1, math.inf) if self.actions.gives_back else (0,)
        limit = math.inf if below[0] else FUTILE * below[1]
        for number, (thrifty, runs_late) in enumerate(product((True, False), late)):
            if number and not self._is_needed and self.work >= self.most:
                break
            plan = relaxed_plan(self.task, assumed, Manner(thrifty, runs_late), limit)
            self.work += plan.work
            for runs in (without_waste(self.task, plan), plan.runs):
                if self._cost(plan, runs) >= below:
                    return None
                if solution := self._ordered(plan, runs, assumed):
                    return solution
        return None

    def _cost(self, plan: RelaxedPlan, runs: Counter[int]) -> Cost:
        return plan.missing.total(), sum(n * self.actions.steps[k] for k, n in runs.items())

    def _ordered(
        self, plan: RelaxedPlan, runs: Counter[int], assumed: Assumptions
    ) -> Solution | None:
        """Runs in an order in which they can be worked off; None if none is found."""
        actions, task = self.actions, self.task
        run = {actions.actions[k]: n for k, n in runs.items() if n}
        orders = (in_order, by_circles, in_turns) if actions.gives_back else (in_order, by_circles)
        for order in orders:
            store = Store(plan.held, plan.missing)
            if (ordered := order(store, run)) is not None:
                break
        wanted = Counter(task.demand) + Counter(task.kept)
        if ordered is None or any(store.held[item] < n for item, n in wanted.items()):
            return None
        cost, left = self._cost(plan, runs), store.held - wanted
        runs = Counter({k: n for k, n in runs.items() if n})
        return Solution(task, runs, tuple(ordered), plan.missing, left, cost, assumed, plan.scarce)


def _joined(before: Solution, rest: Solution) -> Solution:
    runs, cost = rest.runs + before.runs, (rest.cost[0], rest.cost[1] + before.cost[1])
    return replace(rest, runs=runs, ordered=before.ordered + rest.ordered, cost=cost)


def _cheapest(*plans: Solution | None) -> Solution | None:
    """The cheapest of some plans, the first of equals."""
    return min(filter(None, plans), key=lambda plan: plan.cost, default=None)
