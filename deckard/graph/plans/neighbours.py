"""The neighbours of a plan: what could be assumed otherwise than in it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from deckard.graph.costs import TOOL_SHARE
from deckard.graph.plans.actions import Action, ActionSet, total
from deckard.graph.plans.prices import Assumptions
from deckard.types import Inventory, Item

if TYPE_CHECKING:
    from deckard.graph.plans.search import Solution

Shares = Mapping[int, Mapping[Item, float]]


def neighbours(plan: "Solution") -> Iterator[Assumptions]:
    """Yield what to assume otherwise than in a plan."""
    assumed, shares = plan.assumed, shares_of(plan)
    if shares != assumed.shares:
        yield replace(assumed, shares=shares)
    yield from _other_prices(plan, shares)
    for group in _groups(plan):
        banned = assumed.banned | group
        yield replace(assumed, banned=banned, shares=shares)
        if assumed.scarce:
            yield Assumptions(banned=banned, shares=shares)
    for item in sorted(assumed.scarce):
        yield replace(assumed, scarce=assumed.scarce - {item})
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


def _groups(plan: "Solution") -> Iterator[frozenset[int]]:
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
    for group in groups:
        if any(len(of[actions[k].item]) > 1 for k in group):
            yield group


def _keepers(actions: ActionSet, item: Item) -> frozenset[int]:
    """The actions that need an item and do not use it up."""
    users = actions.users[item]
    return frozenset(k for k in users if item not in dict(actions.actions[k].used))


def _others(plan: "Solution") -> Iterator[tuple[int, int]]:
    """Yield actions that a plan does not take, and how often they could be run instead."""
    actions = plan.task.actions
    for item, quantity in total(plan.runs, actions).items():
        for k in actions.of[item] if len(actions.of[item]) > 1 else ():
            most = max(1, quantity // actions.actions[k].yields)
            often = {1, most // 2, most, min(most, _lasting(actions.actions[k], plan.task.have))}
            yield from ((k, times) for times in sorted(often - {0}))


def _lasting(action: Action, have: Inventory) -> int:
    """How many runs of an action what is held lasts for."""
    return int(min((action.lasts(i, n, have.get(i, 0)) for i, n in action.used), default=0))
