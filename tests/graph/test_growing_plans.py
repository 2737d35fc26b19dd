"""Plans where circles of recipes give more than they take, beside the optimum by hand."""

from collections import Counter

import pytest

from deckard.types import Recipe
from tests.graph.test_planner import planner, use
from tests.strategies import collect, craft, smelt

PLANT, SEED = craft("plant", seed=1), craft("seed", yields=2, plant=1)
VEIN = 20_000
"""Env steps of a collect that is yet to be learnt; a craft takes 2, a smelt 200."""
WHEAT = craft("wheat", plant=1).model_copy(update={"returns": {"seed": 2}})
FUELS = {"log": 1.5, "charcoal": 8.0}
CHARCOAL = smelt("charcoal", None, log=1)


def cost_of(mine, item, have, quantity):
    """What a plan costs. Every step can be taken in its turn, and nothing is missing."""
    plan, held = mine.obtain(item, have, quantity), Counter(have)
    assert not plan.missing
    for step in plan.steps:
        assert not use(held, step, mine.fuels, step.fuel), (step, plan.steps)
    assert held[item] >= have.get(item, 0) + quantity
    return sum(step.times * mine.steps(step.recipe) for step in plan.steps)


@pytest.mark.parametrize("quantity", [1, 2, 3, 7, 8, 15, 16, 63, 500])
def test_one_seed_becomes_many(quantity):
    # Each further seed takes a plant and a craft of two seeds.
    assert cost_of(planner(PLANT, SEED), "seed", {"seed": 1}, quantity) == 4 * quantity
    with_vein = planner(PLANT, SEED, collect("seed"))
    assert cost_of(with_vein, "seed", {"seed": 1}, quantity) == 4 * quantity


@pytest.mark.parametrize("quantity", [2, 3, 8, 16, 64])
def test_one_seed_becomes_many_plants(quantity):
    # Each plant but the first takes a plant, a craft of two seeds, and two plants: 6.
    assert cost_of(planner(PLANT, SEED), "plant", {"seed": 1}, quantity) == 6 * quantity - 4


@pytest.mark.parametrize("quantity", [4, 16, 64])
def test_what_grows_is_collected_once(quantity):
    mine = planner(PLANT, SEED, collect("seed"))
    assert cost_of(mine, "plant", {}, quantity) == VEIN + 6 * quantity - 4


@pytest.mark.parametrize("quantity", [1, 5, 16, 64])
def test_what_gives_its_seeds_back_twice_makes_bread(quantity):
    mine = planner(PLANT, WHEAT, collect("seed"), craft("bread", wheat=3))
    assert cost_of(mine, "bread", {"seed": 1}, quantity) == 14 * quantity


@pytest.mark.parametrize(("quantity", "logs"), [(1, 2), (2, 4), (8, 10), (16, 20), (64, 74)])
def test_charcoal_is_smelted_on_charcoal(quantity, logs):
    # The first is smelted on a log; of eight that one charcoal smelts seven are left.
    mine = planner(collect("log"), CHARCOAL, fuels=FUELS)
    smelts = {1: 1, 2: 2, 8: 9, 16: 18, 64: 73}[quantity]
    assert cost_of(mine, "charcoal", {}, quantity) <= VEIN * logs + 200 * (smelts + 1)


def test_a_life_smelts_nothing_on_itself():
    mine = planner(collect("log"), CHARCOAL, fuels=FUELS)
    have = {"charcoal": 9, "log": 64}
    assert {step.fuel for step in mine.plan(CHARCOAL, have, 16)} <= {"log", None}
    assert {step.fuel for step in mine.gather({"charcoal": 25}, have)} <= {"log", None}


@pytest.mark.parametrize("have", [{}, {"yeast": 1}])
def test_what_grows_by_itself_is_begun_with_one(have):
    yeast = craft("yeast", yields=2, yeast=1)
    mine = planner(yeast, collect("yeast"))
    begun = 0 if have else VEIN - 2
    assert cost_of(mine, "yeast", have, 64) == begun + 2 * 64


def test_a_circle_that_gives_one_in_a_hundred_more_is_run_through():
    mine = planner(craft("cheese", milk=50), craft("milk", yields=51, cheese=1), collect("milk"))
    assert cost_of(mine, "milk", {"milk": 50}, 20) == 20 * 4


def test_what_takes_from_a_circle_leaves_it_what_it_begins_with():
    mine = planner(PLANT, SEED, craft("salad", seed=2), collect("seed"))
    assert cost_of(mine, "salad", {"seed": 2}, 8) == 8 * 2 + 14 * 4


@pytest.mark.parametrize(("stock", "quantity"), [({"gold_ore": 9}, 9), ({}, 4)])
def test_a_catalyst_is_needed_once(stock, quantity):
    gold = Recipe(
        item="gold", how="craft", ingredients={"mercury": 1, "gold_ore": 1}, returns={"mercury": 1}
    )
    mine = planner(collect("mercury"), collect("gold_ore"), gold)
    ores = 0 if stock else quantity
    assert cost_of(mine, "gold", stock, quantity) == VEIN * (1 + ores) + 2 * quantity


def test_of_three_that_go_in_and_two_that_come_back_one_is_lost_each_time():
    dough = craft("dough", yeast=3).model_copy(update={"returns": {"yeast": 2}})
    assert cost_of(planner(collect("yeast"), dough), "dough", {}, 10) == VEIN * 12 + 2 * 10


def test_no_run_is_taken_that_only_replaces_what_it_uses_up():
    mine = planner(craft("slip", yields=2, slip=1))
    assert cost_of(mine, "slip", {"slip": 8}, 2) == 2 * 2
