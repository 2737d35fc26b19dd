"""The text of PDDL files, as both forms share it."""

import json
from collections.abc import Iterable, Sequence

from deckard.graph.pddl.names import pddl_name
from deckard.graph.pddl.operators import Operator
from deckard.graph.pddl.task import PlanningTask

DOMAIN = "crafting"
DIGITS = 6
"""Digits after the point of a number."""


def domain_text(
    remarks: Iterable[str],
    requirements: str,
    types: str,
    constants: Sequence[str],
    predicates: Sequence[str],
    functions: Sequence[str],
    actions: Iterable[str],
) -> str:
    """Return a domain, with what it says of itself at its head."""
    parts = [
        f"(:requirements {requirements})",
        f"(:types {types})",
        *(_block(":constants", constants), _block(":predicates", predicates)),
        *([_block(":functions", functions)] if functions else []),
        *actions,
    ]
    return _file(remarks, f"(domain {DOMAIN})", parts)


def problem_text(task: PlanningTask, init: Sequence[str], goal: str, metric: str = "") -> str:
    """Return the problem of a task."""
    parts = [
        f"(:domain {DOMAIN})",
        _block(":init", init),
        f"(:goal {_all([goal])})",
        *([metric] if metric else []),
    ]
    name = f"(problem obtain-{task.quantity}-{pddl_name(task.item)})"
    return _file([f"To hold {task.quantity} {task.item}."], name, parts)


def action(name: str, preconditions: Sequence[str], effects: Sequence[str]) -> str:
    """Return an action without parameters."""
    return (
        f"(:action {name}\n    :parameters ()\n"
        f"    :precondition {_all(preconditions)}\n"
        f"    :effect {_all(effects)})"
    )


def _all(parts: Iterable[str]) -> str:
    return f"({' '.join(['and', *parts])})"


def near(operator: Operator) -> list[str]:
    """Return the preconditions that stations stand near."""
    return [f"(near {pddl_name(item)})" for item in sorted(operator.near)]


def placed(operator: Operator) -> list[str]:
    """Return what an operator changes of the stations nearby, as effects."""
    puts = [f"(near {pddl_name(operator.puts)})"] if operator.puts else []
    return puts + [f"(not (near {pddl_name(item)}))" for item in sorted(operator.leaves)]


def remark(text: str) -> str:
    """Return a line of a comment; what would end the line, or is not ASCII, is escaped."""
    return f"; {json.dumps(text)[1:-1]}"


def number(value: float) -> str:
    """Return a number as PDDL writes it: digits and perhaps a point, never an exponent."""
    text = f"{value:.{DIGITS}f}"
    return text.rstrip("0").rstrip(".")


def _file(remarks: Iterable[str], head: str, parts: Iterable[str]) -> str:
    body = "".join(f"\n  {part}" for part in parts)
    return "".join(f"{remark(line)}\n" for line in remarks) + f"(define {head}{body})\n"


def _block(word: str, lines: Sequence[str]) -> str:
    return f"({word}" + "".join(f"\n    {line}" for line in lines) + ")"
