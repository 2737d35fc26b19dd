"""A graph as a planning problem: a domain and a problem in PDDL."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deckard.cli.exports import Form, make_folder
from deckard.errors import ConfigError
from deckard.types import Item
from deckard.view import output

if TYPE_CHECKING:
    from deckard.graph.pddl.task import PlanningTask
    from deckard.runs.snapshot import Source


@dataclass(frozen=True)
class Request:
    """What a planner is to solve, as the user wrote it."""

    wanted: str | None
    """`ITEM=N`, or an item; None: what the graph leads to."""
    have: str = ""
    hypotheses: bool = False


def save_problem(source: "Source", to: Form, request: Request, folder: Path | None) -> None:
    """Write domain.pddl and problem.pddl into a folder."""
    from deckard.graph.pddl import numeric, propositional

    if folder is None:
        raise ConfigError(f"{to} is two files, domain.pddl and problem.pddl: name a folder with -o")
    task = _task(source, request)
    if to is Form.pddl:
        domain, problem = numeric.numeric_domain(task), numeric.numeric_problem(task)
    else:
        domain = propositional.propositional_domain(task)
        problem = propositional.propositional_problem(task)
    make_folder(folder)
    output.save(folder / "domain.pddl", domain.encode())
    output.save(folder / "problem.pddl", problem.encode())


def _task(source: "Source", request: Request) -> "PlanningTask":
    from deckard.graph.pddl.task import Knowledge, planning_task
    from deckard.view.graph.plan import parse_have
    from deckard.view.graph.tree import check_graph_item

    have, (item, quantity) = parse_have(request.have), _wanted(source, request)
    for name in (item, *have):
        check_graph_item(source.whole, name)
    state = source.known
    knowledge = Knowledge(state.awm, state.options, source.fuels, source.rooted)
    return planning_task(knowledge, item, quantity, have, request.hypotheses)


def _wanted(source: "Source", request: Request) -> tuple[Item, int]:
    from deckard.view.graph.plan import parse_wanted

    named = request.wanted or source.target
    if named is None:
        raise ConfigError("a planning problem has a goal: name an item, such as planks or planks=4")
    return parse_wanted(named)
