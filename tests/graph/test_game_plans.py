"""Plans by all recipes of the game: from what is held, by the shortest way."""

import pytest

from deckard.graph.planner import Planner
from deckard.worlds.tables import load_tables
from tests.strategies import knowing

TABLES = load_tables("1.11.2")
RECIPES = [recipe for item in TABLES.items for recipe in TABLES.ways(item)]


@pytest.fixture(scope="module")
def game():
    """A planner that has verified every recipe of the game."""
    state = knowing(*RECIPES)
    return Planner(state.awm, state.options, TABLES.fuels)


@pytest.mark.parametrize(
    ("item", "have"),
    [
        ("diamond", {"diamond_block": 1}),
        ("torch", {"coal": 1, "stick": 1}),
        ("shield", {"iron_ingot": 1, "planks": 6, "crafting_table": 1}),
        ("iron_ingot", {"iron_nugget": 9, "crafting_table": 1}),
    ],
)
def test_what_is_held_is_one_craft_away(game, item, have):
    (step,) = game.obtain(item, have).steps
    assert (step.recipe.item, step.recipe.how, step.times) == (item, "craft", 1)


def test_nuggets_make_a_shield_by_crafts_alone(game):
    have = {"iron_nugget": 9, "planks": 6, "crafting_table": 1}
    plan = game.obtain("shield", have)
    assert [step.recipe.item for step in plan.steps] == ["iron_ingot", "shield"]


def test_nine_diamonds_are_taken_out_of_one_block_and_more_are_mined(game):
    have = {"diamond_block": 1, "iron_pickaxe": 1}
    steps = game.obtain("diamond", have, 10).steps
    assert sum(step.times for step in steps if step.recipe.how == "collect") == 1
    assert sum(step.quantity for step in steps if step.recipe.how == "craft") >= 9


def test_the_buckets_of_one_cake_suffice_for_many(game):
    plan = game.obtain("cake", {"bucket": 3}, 8)
    assert not plan.missing
    assert "bucket" not in {step.recipe.item for step in plan.steps}
    assert sum(step.times for step in plan.steps if step.recipe.item == "cake") == 8
