"""The cheapest recipe of every item, kept up as recipes and their costs change."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from deckard.graph.costs import TOOL_SHARE, CostSearch, needs_first, worth
from deckard.graph.plans.actions import Action
from deckard.graph.walk import walk
from deckard.types import Inventory, Item, Recipe


@dataclass(frozen=True)
class Choice:
    """The cheapest recipe of an item, its cost for one unit in env steps, and its fuel."""

    recipe: Recipe
    cost: float
    fuel: Item | None = None


class Choices(Mapping[Item, Choice]):
    """The cheapest recipe of each item: a view of a search, in no order.

    Args:
        search: What has chosen.
    """

    def __init__(self, search: CostSearch) -> None:
        self._search = search

    def __getitem__(self, item: Item) -> Choice:
        search = self._search
        action = search.actions[search.chosen[item]]
        return Choice(action.recipe, search.costs[item], action.fuel)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._search.costs)

    def __len__(self) -> int:
        return len(self._search.costs)


class Cheapest(CostSearch):
    """The cheapest recipe of each item that can be obtained; of equals the first.

    The costs are the least that satisfy the recipes, whatever the order in which these came, unless
    some circle of recipes gives back more than it takes. So a change is followed through what it
    changes alone. What such a circle takes, and what is cheaper for what it gives back, is chosen
    anew with all the rest when it changes: there the order matters.

    Args:
        actions: The actions of each item, those before that are taken of equals.
        steps: Env steps of running a recipe once.
    """

    def __init__(
        self, actions: Mapping[Item, Sequence[Action]], steps: Callable[[Recipe], float]
    ) -> None:
        super().__init__()
        self.choices = Choices(self)
        self._of, self._steps_of = dict[Item, list[int]](), steps
        self._steps, self._places = list[float](), list[int]()
        """For each action, env steps of one run, and its place among those of its item."""
        self._credit = dict[int, float]()
        """Env steps that a run of an action counts for less, as it gives something else back."""
        self._touched = dict[Item, None]()
        """Items whose choice or cost changed."""
        self._circles = set[int]()
        """Actions that were not taken, as what they take is made of what they give."""
        self._giving = dict[int, Inventory]()
        """What actions give beside, and did not take."""
        self._unsure = set[Item]()
        """Items on which choices depend by more than by their cost."""
        self._is_sure = True
        for item, own in actions.items():
            self._replace(item, own)
        self._begin()
        self._is_mutual = self._give_credit()
        """Whether what is given back is cheaper for what is given back."""
        self._unsure.update(walk(self._open_circles(), self._all_needs))

    def cost(self, k: int) -> float:
        """Env steps of one unit, with a share of each tool, and of what the same run gives back."""
        action, costs = self.actions[k], self.costs
        if lent := action.lent:
            used = [(n - (1 - TOOL_SHARE) * lent.get(i, 0)) * costs[i] for i, n in action.used]
        else:
            used = [n * costs[item] for item, n in action.used]
        cost = self._steps[k] + sum(used) + TOOL_SHARE * sum([costs[item] for item in action.kept])
        if action.fuel is not None:
            cost += costs[action.fuel] / action.heat
        if k in self._credit:
            cost = max(self._steps[k], cost - self._credit[k])
        return cost / action.yields

    def ordered(self) -> list[Item]:
        """The items that can be obtained, each after the needs of its choice, cheap ones first.

        They are sorted by the largest cost among an item and all that it leads down to.
        """
        ranks = dict[Item, tuple[float, int, Item]]()
        for item in self.needs_first(self.chosen):
            before = [ranks[need] for need in self._waits[self.chosen[item]]]
            dearest = max((rank[0] for rank in before), default=0.0)
            depth = max((rank[1] for rank in before), default=0)
            ranks[item] = max(self.costs[item], dearest), depth + 1, item
        return sorted(ranks, key=lambda item: ranks[item])

    def needs_first(self, items: Iterable[Item]) -> list[Item]:
        """Return items in an order in which each comes after the needs of its choice."""
        chosen = {item: self.actions[self.chosen[item]] for item in items}
        return [action.item for action in needs_first(chosen)]

    def update(self, actions: Mapping[Item, Sequence[Action]]) -> Collection[Item] | None:
        """Take in other actions, or other env steps, of some items.

        Returns:
            The items whose costs or choices changed. None if all must be chosen anew.
        """
        if self._is_mutual or not self._unsure.isdisjoint(actions):
            return None
        self._touched, self._circles, self._is_sure = {}, set(), True
        lost = [item for item, own in actions.items() if self._replace(item, own)]
        dropped = [*walk(lost, self._users)]
        self._drop(dropped)
        for item in dict.fromkeys((*actions, *dropped)):
            for k in self._of[item]:
                if not self._lacking[k]:
                    self._offer(k)
        self._settle()
        if not self._is_sure or self._open_circles() or not self.costs.keys() >= {*dropped}:
            return None
        return self._touched if self._unsure.isdisjoint(self._touched) else None

    def depending(self, items: Iterable[Item]) -> list[Item]:
        """Return what the choices of some items lead up to, themselves first."""
        return self.needs_first(walk(items, self._users))

    def _replace(self, item: Item, actions: Sequence[Action]) -> bool:
        """Replace the actions of an item; whether its cost counts on what is no longer so."""
        before = {id(self.actions[k]): k for k in self._of.get(item, ())}
        steps = {k: self._steps[k] for k in before.values()}
        self._of[item] = own = [before.pop(id(one), -1) for one in actions]
        for place, action in enumerate(actions):
            if own[place] < 0:
                own[place] = self._know(action)
            k = own[place]
            self._steps[k], self._places[k] = self._steps_of(action.recipe), place
        for k in before.values():
            for need in self._waits[k]:
                self._waiting[need].remove(k)
        chosen = self.chosen.get(item)
        return chosen is not None and (chosen not in own or self._steps[chosen] > steps[chosen])

    def _know(self, action: Action) -> int:
        """Add one more action; its number."""
        self._lacking.append(sum(need not in self.costs for need in action.needs))
        self._wait(action.needs)
        self.actions.append(action)
        self._steps.append(0.0)
        self._places.append(0)
        if given := other_returns(action):
            self._giving[len(self.actions) - 1] = given
        return len(self.actions) - 1

    def _drop(self, items: Sequence[Item]) -> None:
        """Take their costs from items, as if nothing were known of them."""
        for item in items:
            del self.costs[item], self.chosen[item]
            for user in self._waiting.get(item, ()):
                self._lacking[user] += 1

    def _offer(self, k: int) -> None:
        self._is_sure &= k not in self._giving
        super()._offer(k)

    def _price(self, item: Item, cost: float) -> None:
        self._touched[item] = None
        super()._price(item, cost)

    def _is_better(self, cost: float, k: int, item: Item) -> bool:
        if not self._is_less(cost, k, item):
            return False
        if item in self.costs and self.chosen[item] != k and self._leads_back(k, item):
            self._circles.add(k)
            return False
        return True

    def _is_less(self, cost: float, k: int, item: Item) -> bool:
        old = self.costs.get(item)
        return old is None or (cost, self._places[k]) < (old, self._places[self.chosen[item]])

    def _leads_back(self, k: int, item: Item) -> bool:
        """Look down from the action and up from the item at once: mostly one of them is short."""
        needs, down = set(self._waits[k]), walk(self._waits[k], self._behind)
        up = walk([item], self._users)
        return any(low == item or high in needs for low, high in zip(down, up, strict=False))

    def _users(self, item: Item) -> list[Item]:
        """The items whose choice takes an item."""
        users = ((k, self.actions[k].item) for k in self._waiting.get(item, ()))
        return [user for k, user in users if self.chosen.get(user) == k]

    def _give_credit(self) -> bool:
        """Count what actions give beside; whether that makes it cheaper in turn.

        It is worth what it costs without that.
        """
        ready = [k for k in sorted(self._giving) if not self._lacking[k]]
        given = {item for k in ready for item in self._giving[k]}
        for k in ready:
            self._credit[k] = (1 - TOOL_SHARE) * worth(self._giving[k], self.costs)
        self._touched = {}
        for k in ready:
            self._offer(k)
        self._settle()
        self._unsure |= given
        return not given.isdisjoint(self._touched)

    def _open_circles(self) -> list[Item]:
        """Items that would be cheaper by what is made of them."""
        circles = ((self.cost(k), k, self.actions[k].item) for k in sorted(self._circles))
        return [item for cost, k, item in circles if self._is_less(cost, k, item)]

    def _all_needs(self, item: Item) -> list[Item]:
        return [need for k in self._of.get(item, ()) for need in self._waits[k]]


def other_returns(action: Action) -> Inventory:
    """What a run gives beside, and did not take."""
    rest = ((item, n - action.lent.get(item, 0)) for item, n in action.returns.items())
    return {item: n for item, n in rest if n > 0}
