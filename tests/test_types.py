import pytest
from hypothesis import given
from pydantic import ValidationError

from deckard.types import Gain, Recipe, covers, without
from tests.strategies import collect, craft, inventories, learnt, recipes, smelt


@given(recipes())
def test_a_recipe_survives_being_written_as_json(recipe):
    assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe


@given(recipes())
def test_source_and_yield_do_not_make_another_way(recipe):
    other = recipe.model_copy(update={"source": "elsewhere", "yields": 9})
    assert other.demands == recipe.demands


@pytest.mark.parametrize(
    "change",
    [
        {"how": "smelt"},
        {"ingredients": {"log": 2}},
        {"tools": frozenset({"stone_axe"})},
        {"stations": frozenset({"furnace"})},
    ],
)
def test_anything_that_is_demanded_makes_another_recipe(change):
    recipe = craft("planks", "table", log=1)
    assert recipe.model_copy(update=change).demands != recipe.demands


def test_needs_are_ingredients_in_their_quantity_and_one_of_what_is_kept():
    recipe = smelt("ingot", ore=3).model_copy(update={"tools": frozenset({"tongs"})})
    assert recipe.needs == {"furnace": 1, "tongs": 1, "ore": 3}


def test_what_is_used_up_and_also_kept_is_needed_once_more():
    recipe = craft("shelf", "table", table=2, log=1)
    assert recipe.needs == {"table": 3, "log": 1}
    assert recipe.kept == {"table"}


def test_a_recipe_reads_as_words():
    assert str(craft("planks", yields=4, log=1)) == "craft 4 planks from 1 log"
    assert str(collect("coal", "coal_ore", "pick")) == "collect coal from coal_ore with pick"
    assert str(smelt("ingot", ore=1)) == "smelt ingot from 1 ore at furnace"


@pytest.mark.parametrize(
    "wrong",
    [{"yields": 0}, {"ingredients": {"log": 0}}, {"how": "steal"}, {"colour": "red"}],
)
def test_an_absurd_recipe_cannot_be_made(wrong):
    with pytest.raises(ValidationError):
        Recipe.model_validate({"item": "planks", "how": "craft"} | wrong)


def test_a_value_cannot_be_changed():
    with pytest.raises(ValidationError):
        craft("planks", log=1).yields = 2


def test_fuel_is_not_counted_as_lost():
    before, after = {"ore": 2, "log": 3}, {"ore": 1, "log": 1, "ingot": 1}
    gain = Gain(item="ingot", how="smelt", before=before, after=after, fuel={"log": 2})
    assert gain.lost == {"ore": 1}
    assert gain.gained == 1


def test_fuel_that_is_also_an_ingredient_is_counted_once():
    gain = Gain(item="coal", how="smelt", before={"log": 5}, after={"coal": 1}, fuel={"log": 1})
    assert gain.lost == {"log": 4}


def test_what_a_step_gave_back_is_not_lost():
    before, after = {"bucket": 1, "egg": 1}, {"bucket": 1, "cake": 1}
    assert Gain(item="cake", how="craft", before=before, after=after).lost == {"egg": 1}


def test_reliability_is_the_share_of_measured_episodes():
    assert learnt(collect("log"), episodes=50, successes=40).reliability == 0.8


def test_an_option_of_one_decision_is_relied_on_however_seldom_it_succeeds():
    seldom = {"episodes": 100, "successes": 1}
    assert learnt(collect("log"), decisions=1, **seldom).reliable
    assert not learnt(collect("log"), decisions=2, **seldom).reliable
    assert not learnt(collect("log"), decisions=0, episodes=100, successes=0).reliable


@given(inventories, inventories)
def test_an_inventory_covers_exactly_what_it_has_at_least_as_much_of(have, need):
    missing = [i for i, n in need.items() if n > have.get(i, 0)]
    assert covers(have, need) == (not missing)


@given(inventories, inventories)
def test_without_leaves_out_the_named_items_alone(inventory, gone):
    rest = without(inventory, gone)
    assert rest == {i: n for i, n in inventory.items() if i not in gone}
