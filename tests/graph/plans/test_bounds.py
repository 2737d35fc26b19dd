"""No plan is cheaper than its bound."""

import pytest

from deckard.graph.plans.actions import Action, ActionSet, Task
from deckard.graph.plans.bounds import lower_bound
from tests.recipe_worlds.problems import draw_problem
from tests.strategies import collect, craft

LOG, PLANKS = collect("log"), craft("planks", yields=4, log=1)


def task(*recipes, demand, **have):
    actions = ActionSet(map(Action, recipes), lambda _: 10, lambda *_: 0)
    return Task(actions, demand, have, {})


def test_what_one_action_alone_gives_is_counted_in_whole_runs():
    assert lower_bound(task(LOG, PLANKS, demand={"planks": 5})).steps == 2 * 10 + 2 * 10


def test_a_station_that_every_way_needs_is_counted_once():
    table, door = craft("table", planks=4), craft("door", "table", planks=2)
    bound = lower_bound(task(LOG, PLANKS, table, door, demand={"door": 2}))
    assert bound.steps == 10 * (2 + 2 + 1 + 2)


def test_what_is_left_over_of_a_run_may_serve_for_what_several_actions_give():
    chips = craft("log", planks=2)
    assert lower_bound(task(LOG, PLANKS, chips, demand={"planks": 5})).steps < 2 * 10 + 2 * 10


def test_a_bound_names_what_every_plan_makes():
    spruce = craft("planks", yields=4, spruce=1)
    table = craft("table", planks=4)
    bound = lower_bound(task(LOG, PLANKS, spruce, table, demand={"table": 1}))
    assert bound.made == {"table", "planks"}


def test_what_is_held_costs_nothing():
    assert lower_bound(task(LOG, PLANKS, demand={"planks": 4}, log=1)).steps == 10


@pytest.mark.parametrize("seed", range(0, 400, 20))
def test_no_plan_of_a_drawn_world_is_cheaper_than_its_bound(seed):
    world = draw_problem(seed)
    planner = world.planner()
    plan = planner.obtain(world.item, world.have, world.quantity)
    kept = {world.item: world.have[world.item]} if world.item in world.have else {}
    stock = {item: n for item, n in world.have.items() if item not in kept}
    demand = {world.item: world.quantity}
    actions = planner._catalogue().actions(demand, stock)
    bound = lower_bound(Task(actions, demand, stock, kept)).steps
    cost = sum(step.times * world.steps(step.recipe) for step in plan.steps)
    assert plan.missing or bound <= cost * 1.011 + 1
