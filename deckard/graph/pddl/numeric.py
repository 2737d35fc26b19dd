"""The numeric form: PDDL 2.1 with numeric fluents (Fox and Long 2003), all in whole acts.

`(held ITEM)` counts what is in the inventory, `(heat)` the smelts that what was burnt lasts for,
and `(total-cost)` the expected env steps.
"""

from collections.abc import Iterator

from deckard.graph.pddl.names import pddl_name
from deckard.graph.pddl.operators import HEAT, Operator
from deckard.graph.pddl.task import PlanningTask
from deckard.graph.pddl.text import action, domain_text, near, number, placed, problem_text, remark
from deckard.types import Item

REMARKS = """\
Crafting as deckard learnt it: the numeric form (PDDL 2.1).
(held ITEM) counts the inventory, (total-cost) expected env steps.
A station must be put down to be near; a collect leads away from all that stand.
A collect gives at least so much; tools do not wear out."""
FUEL = "(heat) is for how many smelts the fuel burnt so far still lasts."
NO_FUEL = "Smelts take no fuel here: only a run knows what burns in its world."


def numeric_domain(task: PlanningTask) -> str:
    """Return the domain, as the text of a file."""
    return domain_text(
        remarks=[*REMARKS.splitlines(), *_fuel(task)],
        requirements=":strips :typing :fluents :action-costs",
        types="item",
        constants=[f"{' '.join(map(pddl_name, task.items))} - item"],
        predicates=["(near ?station - item)"],
        functions=["(held ?item - item)", *[_count(HEAT)] * task.burns, "(total-cost)"],
        actions=[_action(operator) for operator in task.operators],
    )


def numeric_problem(task: PlanningTask) -> str:
    """Return the problem, as the text of a file."""
    counted = [*task.items, *[HEAT] * task.burns]
    held = [f"(= {_count(item)} {task.have.get(item, 0)})" for item in counted]
    return problem_text(
        task,
        init=[*held, "(= (total-cost) 0)"],
        goal=f"(>= {_count(task.item)} {task.quantity})",
        metric="(:metric minimize (total-cost))",
    )


def _fuel(task: PlanningTask) -> list[str]:
    return ([FUEL] if task.burns else [NO_FUEL]) if task.smelts else []


def _action(operator: Operator) -> str:
    needs = [f"(>= {_count(item)} {number(n)})" for item, n in operator.needs.items()]
    effects = [*_effects(operator), *placed(operator)]
    return f"{remark(operator.text)}\n  {action(operator.name, needs + near(operator), effects)}"


def _effects(operator: Operator) -> Iterator[str]:
    """Yield the effects: no fluent changes twice, which readers take differently."""
    for item in dict.fromkeys([*operator.loses, *operator.gains]):
        change = operator.gains.get(item, 0) - operator.loses.get(item, 0)
        if change:
            verb = "increase" if change > 0 else "decrease"
            yield f"({verb} {_count(item)} {number(abs(change))})"
    if operator.steps:
        yield f"(increase (total-cost) {number(operator.steps)})"


def _count(item: Item) -> str:
    return "(heat)" if item == HEAT else f"(held {pddl_name(item)})"
