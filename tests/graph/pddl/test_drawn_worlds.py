"""What is known of drawn worlds is exported right: the plans of planners work there."""

import sys

import pytest

from deckard.errors import NoPlan
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED, Belief
from deckard.graph.pddl.task import Knowledge, planning_task
from deckard.graph.planner import Planner
from tests.graph.pddl.acting import carry_out
from tests.graph.pddl.solving import FORMS, counted_plan, numeric_plan, read_problem, write_task
from tests.graph.pddl.test_task import collect, craft, knowledge, smelt
from tests.recipe_worlds.drawn import Drawn

MOST_COUNTED = 12
"""Operators with which pyperplan finds a plan within seconds; with more some take minutes."""


def whole_truth(world):
    """Knowledge of every true recipe; of several crafts of an item the one that an act means."""
    known = {}
    for item in world.items:
        ways = {(way.how, way.source): way for way in world.truth.tables.ways(item)[::-1]}
        known[item] = [Belief(recipe=way, status=VERIFIED) for way in ways.values()]
    return Knowledge(AWM.of(known), {}, world.truth.tables.fuels, world.rooted)


def largest_task(world, most=sys.maxsize):
    """The task of the item that the most operators lead to, of those with so many at most."""
    tasks, known = [], whole_truth(world)
    planner = Planner(known.awm, {}, known.fuels)
    for item in world.items:
        try:
            planner.obtain(item, {}, 1)
            tasks.append(planning_task(known, item))
        except NoPlan:
            continue
    tasks = [task for task in tasks if len(task.operators) <= most]
    return max(tasks, key=lambda task: len(task.operators))


@pytest.mark.parametrize("seed", range(20))
def test_a_numeric_plan_works_in_a_drawn_world(seed, tmp_path):
    world = Drawn(seed)
    task = largest_task(world)
    plan, _ = numeric_plan(read_problem(write_task(task, "numeric", tmp_path)))
    assert carry_out(task, plan, world)[task.item] >= 1


@pytest.mark.parametrize("seed", range(10))
def test_a_propositional_plan_works_in_a_drawn_world(seed, tmp_path):
    world = Drawn(seed)
    task = largest_task(world, MOST_COUNTED)
    plan = counted_plan(write_task(task, "propositional", tmp_path))
    assert carry_out(task, plan, world)[task.item] >= 1


def odd_task():
    """A task of all that a recipe can name, with names that PDDL does not allow."""
    table = craft("not", **{"Planks": 4})
    pot = craft("x-1", stations=["not"], **{"a\n(b é": 8})
    soup = craft("soup", returns={"N3": 1}, stations=["not", "x-1"], **{"水": 1, "brick--2": 1})
    brick = smelt("brick--2", **{"a\n(b é": 1}).model_copy(update={"stations": pot.stations})
    known = knowledge(
        *(collect("log:2"), craft("Planks", 4, **{"log:2": 1}), table, pot, soup, brick),
        *(collect("a\n(b é", "shovel", "not"), collect("水", N3=1)),
        fuels={"Planks": 1.5},
    )
    return planning_task(known, "soup", have={"N3": 1})


@pytest.mark.parametrize("form", FORMS)
def test_odd_names_and_all_that_a_recipe_can_name_are_planned_with(form, tmp_path):
    task = odd_task()
    files = write_task(task, form, tmp_path)
    plan = counted_plan(files) if form == "propositional" else numeric_plan(read_problem(files))[0]
    done = {task.operator(name).text for name in plan}
    assert done >= {operator.text for operator in task.operators if operator.recipe}
    assert "burn 1 Planks" in done
