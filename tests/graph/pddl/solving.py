"""Planners of others at work on what is exported."""

import warnings
from dataclasses import dataclass
from pathlib import Path

import up_kairos
from pyperplan.planner import HEURISTICS, SEARCHES, search_plan
from unified_planning.engines import PlanGenerationResultStatus, ValidationResultStatus
from unified_planning.io import PDDLReader
from unified_planning.shortcuts import OneshotPlanner, PlanValidator, get_environment

from deckard.graph.pddl.numeric import numeric_domain, numeric_problem
from deckard.graph.pddl.propositional import propositional_domain, propositional_problem
from deckard.graph.pddl.task import PlanningTask

SOLVED = {
    PlanGenerationResultStatus.SOLVED_OPTIMALLY,
    PlanGenerationResultStatus.SOLVED_SATISFICING,
}
FORMS = {
    "numeric": (numeric_domain, numeric_problem),
    "propositional": (propositional_domain, propositional_problem),
}


@dataclass(frozen=True)
class Files:
    """A domain and a problem in a folder, and the task that they are of."""

    folder: Path
    task: PlanningTask

    @property
    def domain(self):
        return str(self.folder / "domain.pddl")

    @property
    def problem(self):
        return str(self.folder / "problem.pddl")


def write_task(task, form, folder):
    """Write a task in one of the FORMS."""
    for part, text in zip(("domain", "problem"), FORMS[form], strict=True):
        (folder / f"{part}.pddl").write_text(text(task), encoding="utf-8")
    return Files(folder, task)


def read_problem(files):
    """Return the problem as Unified Planning reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return PDDLReader().parse_problem(files.domain, files.problem)


def numeric_plan(problem, best=False):
    """The plan of Kairos, by Unified Planning, whose own validator must agree; and its cost."""
    environment = get_environment()
    environment.credits_stream = None
    up_kairos.register(environment)
    with OneshotPlanner(name="kairos", params={"anytime": best}) as planner:
        result = planner.solve(problem, timeout=60)
    assert result.status in SOLVED
    with PlanValidator(name="sequential_plan_validator") as validator:
        validation = validator.validate(problem, result.plan)
    assert validation.status is ValidationResultStatus.VALID
    costs = [float(cost) for cost in (validation.metric_evaluations or {}).values()]
    return [action.action.name for action in result.plan.actions], sum(costs)


def counted_plan(files):
    """The plan of pyperplan for the propositional form."""
    plan = search_plan(files.domain, files.problem, SEARCHES["gbf"], HEURISTICS["hadd"])
    return [operator.name for operator in plan]
