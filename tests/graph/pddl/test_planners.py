"""Planners of others solve what is exported, and their plans work."""

import warnings
from types import SimpleNamespace

import kairos
import pytest
import up_kairos
from pyperplan.planner import HEURISTICS, SEARCHES, search_plan
from unified_planning.engines import PlanGenerationResultStatus, ValidationResultStatus
from unified_planning.io import PDDLReader
from unified_planning.shortcuts import OneshotPlanner, PlanValidator, get_environment

from deckard.graph.pddl.task import Knowledge, planning_task
from deckard.runs.snapshot import open_source
from deckard.view.graph.plan import plan_item
from deckard.worlds.symbolic import Symbolic
from tests.cli.test_app import deckard
from tests.graph.pddl.acting import carry_out

SOLVED = {
    PlanGenerationResultStatus.SOLVED_OPTIMALLY,
    PlanGenerationResultStatus.SOLVED_SATISFICING,
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run that verified what leads to an iron pickaxe."""
    folder = tmp_path_factory.mktemp("run")
    words = ["-s", "world=symbolic", "-s", "target=iron_pickaxe", "-o", folder]
    assert deckard("run", *words).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def planners():
    """Unified Planning with Kairos."""
    environment = get_environment()
    environment.credits_stream = None
    up_kairos.register(environment)


@pytest.fixture
def exported(run, tmp_path):
    """Export a problem of the run, and return its files and what they stand for."""

    def export(form, item, quantity=1, **have):
        held = ",".join(f"{name}={n}" for name, n in have.items())
        words = ["--to", form, f"{item}={quantity}", "--have", held, "-o", tmp_path / form]
        result = deckard("graph", "export", run, *words)
        assert (result.exit_code, result.output) == (0, "")
        source = open_source(run)
        knowledge = Knowledge(source.known.awm, source.known.options, source.fuels)
        return SimpleNamespace(
            domain=str(tmp_path / form / "domain.pddl"),
            problem=str(tmp_path / form / "problem.pddl"),
            task=planning_task(knowledge, item, quantity, have),
        )

    return export


def parsed(files):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return PDDLReader().parse_problem(files.domain, files.problem)


def solved(problem, best=False):
    """The plan of Kairos, by Unified Planning, whose own validator must agree."""
    with OneshotPlanner(name="kairos", params={"anytime": best}) as planner:
        result = planner.solve(problem, timeout=60)
    assert result.status in SOLVED
    with PlanValidator(name="sequential_plan_validator") as validator:
        validation = validator.validate(problem, result.plan)
    assert validation.status is ValidationResultStatus.VALID
    return result.plan, validation


def names(plan):
    return [action.action.name for action in plan.actions]


@pytest.mark.parametrize(
    ("item", "quantity", "have"),
    [
        ("stone_pickaxe", 1, {}),
        ("stick", 13, {"planks": 1}),
        ("iron_pickaxe", 1, {}),
        ("iron_pickaxe", 1, {"iron_ingot": 3, "stick": 2, "crafting_table": 1}),
    ],
)
def test_a_numeric_plan_is_found_and_works(exported, planners, item, quantity, have):
    files = exported("pddl", item, quantity, **have)
    plan, _ = solved(parsed(files))
    world = Symbolic(start=have)
    assert carry_out(files.task, names(plan), world)[item] >= quantity


@pytest.mark.parametrize("item", ["stone_pickaxe", "iron_pickaxe"])
def test_a_propositional_plan_is_found_and_works(exported, item):
    files = exported("pddl-propositional", item)
    solution = search_plan(files.domain, files.problem, SEARCHES["gbf"], HEURISTICS["hff"])
    plan = [operator.name for operator in solution]
    assert carry_out(files.task, plan, Symbolic())[item] == 1


def test_the_best_numeric_plan_costs_what_ours_does(run, exported, planners):
    files, source = exported("pddl", "stone_pickaxe"), open_source(run)
    _, validation = solved(parsed(files), best=True)
    ours = plan_item(source.known, source.fuels, "stone_pickaxe", {})
    [cost] = validation.metric_evaluations.values()
    assert float(cost) == pytest.approx(sum(ours.costs))


def test_the_propositional_form_is_read_by_unified_planning_too(exported, planners):
    files = exported("pddl-propositional", "stone_pickaxe")
    problem = parsed(files)
    assert len(problem.actions) > len(files.task.operators)
    plan, _ = solved(problem)
    held = carry_out(files.task, names(plan), Symbolic())
    assert held["stone_pickaxe"] == 1


@pytest.mark.parametrize("form", ["pddl", "pddl-propositional"])
def test_kairos_reads_both_forms_itself(exported, form):
    files = exported(form, "stone_pickaxe")
    domain = kairos.load_domain(files.domain)
    result = kairos.Planner().solve(kairos.load_problem(files.problem, domain), timeout=60)
    assert result.status == kairos.Status.SOLVED
