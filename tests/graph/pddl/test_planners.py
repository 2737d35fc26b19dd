"""Planners of others solve what is exported, and their plans work."""

import kairos
import pytest

from deckard.graph.pddl.task import Knowledge, planning_task
from deckard.runs.snapshot import open_source
from deckard.view.graph.plan import plan_item
from deckard.worlds.symbolic import Symbolic
from tests.cli.test_app import deckard
from tests.graph.pddl.acting import carry_out
from tests.graph.pddl.solving import Files, counted_plan, numeric_plan, read_problem


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run that verified what leads to an iron pickaxe."""
    folder = tmp_path_factory.mktemp("run")
    words = ["-s", "world=symbolic", "-s", "target=iron_pickaxe", "-o", folder]
    assert deckard("run", *words).exit_code == 0
    return folder


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
        return Files(tmp_path / form, planning_task(knowledge, item, quantity, have))

    return export


@pytest.mark.parametrize(
    ("item", "quantity", "have"),
    [
        ("stone_pickaxe", 1, {}),
        ("stick", 13, {"planks": 1}),
        ("iron_pickaxe", 1, {}),
        ("iron_pickaxe", 1, {"iron_ingot": 3, "stick": 2, "crafting_table": 1}),
    ],
)
def test_a_numeric_plan_is_found_and_works(exported, item, quantity, have):
    files = exported("pddl", item, quantity, **have)
    plan, _ = numeric_plan(read_problem(files))
    assert carry_out(files.task, plan, Symbolic(start=have))[item] >= quantity


@pytest.mark.parametrize("item", ["stone_pickaxe", "iron_pickaxe"])
def test_a_propositional_plan_is_found_and_works(exported, item):
    files = exported("pddl-propositional", item)
    assert carry_out(files.task, counted_plan(files), Symbolic())[item] == 1


def test_the_best_numeric_plan_costs_what_ours_does(run, exported):
    files, source = exported("pddl", "stone_pickaxe"), open_source(run)
    _, cost = numeric_plan(read_problem(files), best=True)
    ours = plan_item(source.known, source.fuels, "stone_pickaxe", {})
    assert cost == pytest.approx(sum(ours.costs))


def test_the_propositional_form_is_read_by_unified_planning_too(exported):
    files = exported("pddl-propositional", "stone_pickaxe")
    problem = read_problem(files)
    assert len(problem.actions) > len(files.task.operators)
    plan, _ = numeric_plan(problem)
    held = carry_out(files.task, plan, Symbolic())
    assert held["stone_pickaxe"] == 1


@pytest.mark.parametrize("form", ["pddl", "pddl-propositional"])
def test_kairos_reads_both_forms_itself(exported, form):
    files = exported(form, "stone_pickaxe")
    domain = kairos.load_domain(files.domain)
    result = kairos.Planner().solve(kairos.load_problem(files.problem, domain), timeout=60)
    assert result.status == kairos.Status.SOLVED
