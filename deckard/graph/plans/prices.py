"""What items cost for whoever holds a stock, and by which actions."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from deckard.graph.costs import NOWHERE, TOOL_SHARE, CostSearch, needs_first, worth
from deckard.graph.plans.actions import Action, ActionSet
from deckard.graph.walk import walk
from deckard.types import Inventory, Item

CIRCULAR = 1e200
"""Env steps of one unit of a goal whose recipes all lead in a circle."""
NEARER = 1e6
"""How much less that is of each item more distant from the goal, down to `LEAST_CIRCULAR`."""
LEAST_CIRCULAR = 1e90
LEVELS = 20
WORTH = 1e-4
"""By how much a circle must make an item cheaper to be run through once more; chosen: where a round
gives 1 % more than it takes, costs are found 1 % too high."""
NO_SHARES: Mapping[Item, float] = {}
NOTHING_BEHIND: Mapping[Item, Collection[Item]] = {}


@dataclass(frozen=True)
class Assumptions:
    """What is assumed of costs, and which actions are taken or not, in a relaxed plan."""

    scarce: frozenset[Item] = frozenset()
    """Items whose stock will not last: what is used of them counts as made."""
    shares: Mapping[int, Mapping[Item, float]] = field(default_factory=dict)
    """For an action, the share of what it keeps that one run counts for."""
    banned: frozenset[int] = frozenset()
    """Actions that are not taken."""
    share: float = TOOL_SHARE
    """The same share for every action that `shares` does not have."""
    circular: bool = False
    """Whether an item may be made of what is made of it: a circle can give more than it takes."""
    anew: bool = False
    """Whether all that is wanted is made anew, so that what is held of it may be used up."""
    reserved: frozenset[Item] = frozenset()
    """Items of which one that is held is not used up, as it may be needed as a tool or station."""
    forced: Mapping[int, int] = field(default_factory=dict)
    """Runs that are taken in any case."""
    credit: float = 0.0
    """The share of what something costs that an action is the cheaper for giving it back."""


class Prices(CostSearch):
    """The cheapest action of each item for whoever holds a stock.

    Args:
        actions: The actions.
        assumed: What is assumed of costs.
        stock: What is held and not yet claimed.
        kept: What is at hand until the end.
        wanted: The items whose costs are asked for, with all that they lead down to.
        behind: What the plan so far makes each item of: nothing of that is made of it in turn.
    """

    def __init__(
        self,
        actions: ActionSet,
        assumed: Assumptions,
        stock: Inventory,
        kept: Collection[Item],
        wanted: Collection[Item],
        behind: Mapping[Item, Collection[Item]] = NOTHING_BEHIND,
    ) -> None:
        super().__init__()
        self.actions, self.assumed, self.stock, self.kept = actions.actions, assumed, stock, kept
        self._steps, self._made_of = actions.steps, behind
        self.free = {item: n for item, n in stock.items() if item not in assumed.scarce}
        """Units of each item that cost nothing."""
        for action in self.actions:
            self._wait(self._bought(action))
        self._begin()
        if any(item not in self.costs for item in wanted):
            self._presume(actions)
        self.ordered = self._needs_first(wanted)
        """What is chosen of what is wanted and all that it leads down to, needs first."""
        self.ranks = {action.item: rank for rank, action in enumerate(self.ordered)}
        self._units = dict[Item, float]()
        """How many units each cost holds for: until the stock that it counts on runs out."""
        for action in self.ordered if self.free else ():
            runs = self.runs(self.chosen[action.item], self.free)
            self._units[action.item] = runs * action.yields

    def cost(self, k: int) -> float:
        """Env steps of one unit by an action, when its needs are taken from the stock first."""
        action, costs, free, assumed = self.actions[k], self.costs, self.free, self.assumed
        cost = self._steps[k]
        for item, n in action.used:
            if (rest := n - free.get(item, 0)) > 0:
                cost += rest * costs[item]
                if item in action.lent:
                    cost -= (1 - assumed.share) * min(rest, action.lent[item]) * costs[item]
        cost += self._kept_cost(k, action) if action.kept else 0.0
        if action.fuel is not None and not free.get(action.fuel):
            cost += costs[action.fuel] / action.heat
        if action.returns and assumed.credit:
            cost = max(self._steps[k], cost - assumed.credit * worth(action.returns, costs))
        return cost / action.yields

    def _kept_cost(self, k: int, action: Action) -> float:
        shares, share = self.assumed.shares.get(k, NO_SHARES), self.assumed.share
        lacking = [item for item in action.kept if not self._is_at_hand(item)]
        return sum([shares.get(item, share) * self.costs[item] for item in lacking])

    def has_all(self, k: int) -> bool:
        """Whether all that an action takes has a cost."""
        return all(item in self.costs for item in self._waits[k])

    def first(self, k: int) -> float:
        """Env steps of the first run of an action, with all its tools and stations."""
        action = self.actions[k]
        kept = sum(self.costs[item] for item in action.kept if not self._is_at_hand(item))
        return self.cost(k) * action.yields + (1 - self.assumed.share) * kept

    def runs(self, k: int, left: Inventory) -> float:
        """How many runs of an action its cost holds for, at least one.

        Args:
            k: The action.
            left: What is left of the stock.
        """
        least = math.inf
        if not self.free:
            return least
        action = self.actions[k]
        for item, n in action.used:
            have = left.get(item, 0) if self.free.get(item) else self._units.get(item, math.inf)
            least = min(least, action.lasts(item, n, have))
        if action.fuel is not None and self.free.get(action.fuel):
            least = min(least, left.get(action.fuel, 0) * action.heat // 1)
        return max(1.0, least)

    def is_stale(self, item: Item, left: Inventory) -> bool:
        """Whether what an item leads down to was to be had from the stock, and is not any more.

        Args:
            item: The item.
            left: What is left of the stock.
        """
        if not self.free:
            return False
        items = walk([item], super()._behind)
        actions = (self.actions[k] for i in items if (k := self.chosen.get(i)) is not None)
        return any(self._lacks(action, left) for action in actions)

    def _lacks(self, action: Action, left: Inventory) -> bool:
        """Whether less is left of the stock than one run was to take from it."""
        units = (*action.used, *([(action.fuel, 1)] if action.fuel else []))
        return any(left.get(item, 0) < min(self.free.get(item, 0), n) for item, n in units)

    def behind(self, item: Item) -> Sequence[Item]:
        """What an item is made of that the stock does not give."""
        return super()._behind(item)

    def _is_at_hand(self, item: Item) -> bool:
        return item in self.kept or self.stock.get(item, 0) > 0

    def _bought(self, action: Action) -> Sequence[Item]:
        """What an action takes that the stock does not give."""
        if not self.stock and not self.kept:
            return action.needs
        bought = [item for item, n in action.used if n > self.free.get(item, 0)]
        bought += [item for item in action.kept if not self._is_at_hand(item)]
        if action.fuel is not None and not self.free.get(action.fuel):
            bought.append(action.fuel)
        return [*dict.fromkeys(bought)]

    def _offer(self, k: int) -> None:
        if k not in self.assumed.banned:
            super()._offer(k)

    def _presume(self, actions: ActionSet) -> None:
        """Give what cannot be obtained a cost, too: first what comes from nowhere, then what is
        made in circles, the most distant first."""
        levels = enumerate(actions.of)
        circles = [(max(LEAST_CIRCULAR, CIRCULAR / NEARER ** min(d, LEVELS)), i) for d, i in levels]
        nowhere = [(NOWHERE, item) for item in self._waiting if item not in actions.of]
        for cost, item in (*nowhere, *sorted(circles)):
            if item not in self.costs:
                self._price(item, cost)
                self._settle()

    def _is_better(self, cost: float, k: int, item: Item) -> bool:
        old = self.costs.get(item)
        if self.assumed.circular:
            return old is None or cost < old * (1 - WORTH)
        if old is None and self._made_of:
            return not self._leads_back(k, item)
        return super()._is_better(cost, k, item)

    def _behind(self, item: Item) -> Sequence[Item]:
        return [*super()._behind(item), *self._made_of.get(item, ())]

    def _needs_first(self, wanted: Collection[Item]) -> list[Action]:
        items = walk(wanted, super()._behind)
        chosen = {i: self.actions[k] for i in items if (k := self.chosen.get(i)) is not None}
        return needs_first(chosen, lambda action: self._waits[self.chosen[action.item]])
