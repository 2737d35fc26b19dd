"""Plans against the least cost that an exact solver finds, in random worlds of recipes."""

from collections import Counter
from itertools import count, islice

import pytest

from tests.graph.test_planner import use
from tests.recipe_worlds.optimum import Program
from tests.recipe_worlds.problems import draw_problem
from tests.recipe_worlds.staged import StagedProgram

QUICK, SLOW, STAGED = 60, 1_000, 12
"""Worlds of each test."""
CLOSE = 1.05


def planned(world):
    """What a plan costs; None when something is missing. Every step can be taken in its turn."""
    plan = world.planner().obtain(world.item, world.have, world.quantity)
    if plan.missing:
        return None
    held = Counter(world.have)
    for step in plan.steps:
        assert not use(held, step, world.fuels, step.fuel), step
    assert held[world.item] >= world.have.get(world.item, 0) + world.quantity
    return sum(step.times * world.steps(step.recipe) for step in plan.steps)


def ratios(worlds, seeds):
    """How much more the plan of each solvable world costs than the best, by its seed.

    What the solver finds is no plan where it cannot be worked off: then its cost says little. In
    the worlds of odd seeds things grow, and something that is smelted burns.
    """
    solved = ((seed, draw_problem(seed)) for seed in seeds)
    pairs = ((seed, world, Program(world).optimum()) for seed, world in solved)
    feasible = ((seed, world, best) for seed, world, best in pairs if best is not None)
    for seed, world, best in islice(feasible, worlds):
        cost = planned(world)
        assert cost is not None, f"no plan in world {seed}, where the solver has one"
        if best.is_plan:
            yield seed, cost / max(1.0, best.cost)


def check_close(worlds, share, seeds):
    """At least a share of the plans is close to the best."""
    compared = dict(ratios(worlds, seeds))
    far = {seed: round(ratio, 3) for seed, ratio in compared.items() if ratio > CLOSE}
    assert len(far) <= (1 - share) * len(compared), far


def test_where_the_solver_finds_a_plan_there_is_one_and_nearly_always_as_cheap():
    check_close(QUICK, 0.95, count())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("share", "first"), [(0.99, 0), pytest.param(0.95, 1, id="where things grow")]
)
def test_of_many_worlds_nearly_all_plans_are_as_cheap_as_the_solvers(share, first):
    check_close(SLOW // 2, share, count(first, 2))


def unsettled():
    """The worlds in which things grow, and the solver's solution cannot be worked off."""
    worlds = map(draw_problem, count(1, 2))
    solved = ((world, Program(world).optimum()) for world in worlds)
    return (world for world, best in solved if best is not None and not best.is_plan)


@pytest.mark.slow
def test_where_things_grow_most_plans_are_as_cheap_as_those_that_the_solver_makes_in_stages():
    worlds = list(islice(unsettled(), STAGED))
    costs = [(planned(world), StagedProgram(world).least_cost()) for world in worlds]
    assert all(cost is not None for cost, _ in costs)
    close = [cost <= CLOSE * least for cost, least in costs if least is not None]
    assert sum(close) >= len(close) * 2 / 3, costs
