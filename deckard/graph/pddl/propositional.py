"""The propositional form: PDDL 1.2 with types, for planners without numbers.

Counts are objects `n0`, `n1`, ... up to a bound for each item: the most that one operator or the
goal needs at once. `(exactly ITEM n3)` is the count, and `(held ITEM n2)` that it is two at least.
Each numeric operator becomes one action for every combination of counts that allows it.

It is sound: what lies beyond a bound counts as lost, so a plan works with what is then left over,
too. It approximates thrice: costs are left out, a plan may collect again what a bound has cut, and
heat is whole smelts, eight at most.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import floor, prod
from typing import NamedTuple

from deckard.errors import NoPlan
from deckard.graph.pddl.names import pddl_name
from deckard.graph.pddl.operators import HEAT, Operator
from deckard.graph.pddl.task import PlanningTask
from deckard.graph.pddl.text import action, domain_text, near, placed, problem_text, remark
from deckard.types import Item

MOST_HEAT = 8
"""Smelts of which heat is counted: those of one coal; chosen."""
MOST_ACTIONS = 50_000
"""Actions of a domain at most: some ten megabytes; chosen."""
REMARKS = """\
Crafting as deckard learnt it: the propositional form.
(exactly ITEM n3) is the count in the inventory, (held ITEM n2) that it is two at least.
An action ends with the counts before it; what goes beyond the last count is lost.
A station must be put down to be near; a collect leads away from all that stand.
Costs are left out: each action counts as one."""
Bounds = Mapping[Item, int]


def propositional_domain(task: PlanningTask) -> str:
    """Return the domain, as the text of a file.

    Raises:
        NoPlan: It would have too many actions.
    """
    bounds = _bounds(task)
    counts = " ".join(f"n{n}" for n in range(max(bounds.values()) + 1))
    return domain_text(
        remarks=REMARKS.splitlines(),
        requirements=":strips :typing",
        types="item count",
        constants=[f"{' '.join(map(_name, sorted(bounds)))} - item", f"{counts} - count"],
        predicates=[
            "(held ?item - item ?count - count)",
            "(exactly ?item - item ?count - count)",
            "(near ?station - item)",
        ],
        functions=[],
        actions=_actions(task, bounds),
    )


def propositional_problem(task: PlanningTask) -> str:
    """Return the problem, as the text of a file."""
    init = list[str]()
    for item, bound in _bounds(task).items():
        count = min(task.have.get(item, 0), bound)
        init += [_held(item, n + 1) for n in range(count)]
        init.append(_exactly(item, count))
    return problem_text(task, init, _held(task.item, task.quantity))


def _bounds(task: PlanningTask) -> dict[Item, int]:
    """How many of each item are counted."""
    bounds = dict.fromkeys(task.items, 1)
    if task.burns:
        bounds[HEAT] = MOST_HEAT
    bounds[task.item] = task.quantity
    for operator in task.operators:
        for item, needed in operator.needs.items():
            bounds[item] = max(bounds[item], needed)
    return bounds


def _actions(task: PlanningTask, bounds: Bounds) -> list[str]:
    actions = list[str]()
    for operator in task.operators:
        changed = [*dict.fromkeys([*operator.loses, *operator.gains])]
        counts = [range(operator.needs.get(item, 0), bounds[item] + 1) for item in changed]
        if len(actions) + prod(map(len, counts)) > MOST_ACTIONS:
            raise NoPlan(
                f"the propositional form of {task.quantity} {task.item} has more than "
                f"{MOST_ACTIONS:,} actions: ask for less, or for the numeric form (--to pddl)"
            )
        changes = [
            [_Change(i, n, _after(operator, i, n, bounds)) for n in own]
            for i, own in zip(changed, counts, strict=True)
        ]
        ground = [_action(operator, each) for each in product(*changes) if _gives(operator, each)]
        actions += [f"{remark(operator.text)}\n  {ground[0]}", *ground[1:]] if ground else []
    return actions


class _Change(NamedTuple):
    """What an action makes of the count of an item."""

    item: Item
    before: int
    after: int


Changes = Sequence[_Change]


def _after(operator: Operator, item: Item, before: int, bounds: Bounds) -> int:
    after = before - operator.loses.get(item, 0) + operator.gains.get(item, 0)
    return min(bounds[item], floor(after))


def _gives(operator: Operator, changes: Changes) -> bool:
    """Whether there is something more afterwards."""
    return bool(operator.puts) or any(change.after > change.before for change in changes)


def _action(operator: Operator, changes: Changes) -> str:
    changed = {change.item for change in changes}
    needs = [_held(item, n) for item, n in operator.needs.items() if item not in changed]
    needs += [_exactly(change.item, change.before) for change in changes]
    effects = [effect for change in changes for effect in _effects(*change)]
    suffix = "-".join(str(change.before) for change in changes)
    return action(
        f"{operator.name}--{suffix}", [*needs, *near(operator)], [*effects, *placed(operator)]
    )


def _effects(item: Item, before: int, after: int) -> Iterator[str]:
    """Yield the effects that take an item from one count to another."""
    if before == after:
        return
    yield f"(not {_exactly(item, before)})"
    yield _exactly(item, after)
    yield from (_held(item, n) for n in range(before + 1, after + 1))
    yield from (f"(not {_held(item, n)})" for n in range(after + 1, before + 1))


def _name(item: Item) -> str:
    return "heat" if item == HEAT else pddl_name(item)


def _held(item: Item, count: int) -> str:
    return f"(held {_name(item)} n{count})"


def _exactly(item: Item, count: int) -> str:
    return f"(exactly {_name(item)} n{count})"
