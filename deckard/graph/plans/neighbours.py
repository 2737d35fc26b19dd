"""The neighbours of a plan: what could be assumed otherwise than in it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from deckard.graph.costs import TOOL_SHARE
from deckard.graph.plans.actions import Action, ActionSet, total
from deckard.graph.plans.prices import Assumptions
from deckard.types import Inventory, Item

if TYPE_CHECKING:
    from deckard.graph.plans.search import Solution

Shares = Mapping[int, Mapping[Item, float]]


def neighbours(plan: "Solution", needed: Collection[Item]) -> Iterator[Assumptions]:
    """Yield what to assume otherwise than in a plan.

    Args:
        plan: The plan.
        needed: What every plan makes.
    """
    assumed, shares = plan.assumed, shares_of(plan)
    if shares != assumed.shares:
        yield replace(assumed, shares=shares)
    yield from _other_prices(plan, shares)
    for group in _groups(plan, needed):
        banned = assumed.banned | group
        yield replace(assumed, banned=banned, shares=shares)
        if assumed.scarce:
            yield Assumptions(banned=banned, shares=shares)
    for item in sorted(assumed.scarce):
        yield replace(assumed, scarce=assumed.scarce - {item})
    for item in sorted(_used_up_tools(plan) - assumed.reserved):
        yield replace(assumed, reserved=assumed.reserved | {item}, shares=shares)
    for k in sorted(assumed.banned):
        yield replace(assumed, banned=assumed.banned - {k}, shares=shares)
    for k, times in _others(plan):
        yield replace(assumed, forced={**assumed.forced, k: times}, shares=shares)


def shares_of(plan: "Solution") -> Shares:
    """The share of each tool that one run counts for: none where others have it made."""
    actions = plan.task.actions
    made, keeps = total(plan.runs, actions), Counter[Item]()
    for k in plan.runs:
        keeps.update(actions.actions[k].kept)
    return {
        k: {item: _share(action, keeps[item] > (k in plan.runs), made) for item in action.kept}
        for k, action in enumerate(actions.actions)
        if action.kept
    }


def _share(action: Action, is_shared: bool, made: Inventory) -> float:
    if is_shared:
        return 0.0
    return min(1.0, action.yields / made[action.item]) if made[action.item] else TOOL_SHARE


def _other_prices(plan: "Solution", shares: Shares) -> Iterator[Assumptions]:
    """Yield that what is given back counts or not, and that a stock will not last."""
    assumed, scarce = plan.assumed, plan.assumed.scarce | plan.scarce
    if plan.task.actions.gives_back:
        yield replace(assumed, shares=shares, credit=1 - TOOL_SHARE - assumed.credit)
    if plan.scarce - assumed.scarce:
        yield replace(assumed, scarce=scarce)
        yield replace(assumed, scarce=scarce, shares=shares)


def _groups(plan: "Solution", needed: Collection[Item]) -> Iterator[frozenset[int]]:
    """Yield actions to leave out together: of one recipe, fuel, tool or station."""
    of, actions = plan.task.actions.of, plan.task.actions.actions
    groups = dict[frozenset[int], None]()
    made = {actions[k].item for k in plan.runs}
    for k in sorted(plan.runs, key=lambda k: -plan.runs[k] * plan.task.actions.steps[k]):
        action = actions[k]
        groups[frozenset({k})] = None
        alike = (other for other in of[action.item] if actions[other].recipe is action.recipe)
        groups[frozenset(alike)] = None
        kept = (*action.recipe.kept, *([action.fuel] if action.fuel else []))
        groups.update((_keepers(plan.task.actions, item), None) for item in kept if item in made)
    makers = [frozenset(of[item]) for item in needed]
    yield from (group for group in groups if not any(own <= group for own in makers))


def _keepers(actions: ActionSet, item: Item) -> frozenset[int]:
    """The actions that need an item and do not use it up."""
    users = actions.users[item]
    return frozenset(k for k in users if item not in dict(actions.actions[k].used))


def _used_up_tools(plan: "Solution") -> set[Item]:
    """What is held, is used up in a plan, and may be needed as a tool or station."""
    actions, have = plan.task.actions.actions, plan.task.have
    used = {item for k in plan.runs for item, _ in actions[k].used if item in have}
    return used.intersection(item for action in actions for item in action.kept)


def _others(plan: "Solution") -> Iterator[tuple[int, int]]:
    """Yield actions that a plan could take more often, instead of others, and how often."""
    actions = plan.task.actions
    for item, quantity in total(plan.runs, actions).items():
        for k in actions.of[item] if len(actions.of[item]) > 1 else ():
            action, most = actions.actions[k], max(1, quantity // actions.actions[k].yields)
            more = (plan.runs[k] + n for n in _lasting(action, plan.left))
            often = {1, most // 2, most, *_lasting(action, plan.task.have), *more}
            yield from ((k, int(n)) for n in sorted(often) if plan.runs[k] + 1 <= n <= most)


def _lasting(action: Action, stock: Inventory) -> Iterator[float]:
    """Yield for how many runs of an action each thing lasts that is held."""
    for item, n in action.used:
        if item in stock:
            yield action.lasts(item, n, stock[item])
    if action.fuel is not None and action.fuel in stock:
        yield stock[action.fuel] * action.heat
