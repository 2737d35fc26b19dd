import json

import pytest

from deckard.dream.answers.fuel import without_fuel
from deckard.dream.answers.parse import parse_recipe
from deckard.errors import BadCompletion
from deckard.types import Recipe
from deckard.worlds.tables import load_tables

ITEMS = load_tables("1.11.2").items
INGOT = Recipe(
    item="iron_ingot", how="smelt", ingredients={"iron_ore": 1}, stations=frozenset({"furnace"})
)


def understood(**fields):
    """What an answer about an iron ingot comes to; ore is smelted unless it says else."""
    usual = {"item": "iron_ingot", "method": "smelt", "station": "furnace"}
    text = json.dumps({**usual, "ingredients": {"iron_ore": 1}, **fields})
    return parse_recipe("iron_ingot", text, ITEMS)


@pytest.mark.parametrize(
    ("entries", "smelted"),
    [
        ([("iron_ore", 1), ("coal", 1)], ["iron_ore"]),
        ([("Charcoal", 1), ("minecraft:sand", 8)], ["minecraft:sand"]),
        ([("log", 1), ("coal", 1)], ["log"]),
        ([("oak_log", 1), ("planks", 2)], ["oak_log", "planks"]),
        ([("beef", 1), ("oak planks", 2)], ["beef"]),
        ([("sand", 1), ("clay", 0.125)], ["sand"]),
        ([("sand", 1), ("clay", "1/8")], ["sand"]),
        ([("sand", 1), ("bamboo (as fuel)", 2)], ["sand"]),
        ([("sand", 1), ("bamboo", "2 (fuel)")], ["sand"]),
        ([("sand", 1), ("any_fuel", 1), ("furnace fuel", 1)], ["sand"]),
        ([("coal", 0.5), ("coal_block", 1)], ["coal_block"]),
        ([("coal", 8)], ["coal"]),
        ([("coal", 0.125)], ["coal"]),
        ([("fuel", 1)], ["fuel"]),
        ([("sand", 1), ("dye", 1)], ["sand", "dye"]),
        ([(None, 1), (5, 2)], [None, 5]),
        ([], []),
    ],
)
def test_fuel_is_set_aside_where_something_else_is_smelted(entries, smelted):
    assert [name for name, _ in without_fuel(entries)] == smelted


@pytest.mark.parametrize(
    "ingredients",
    [
        {"iron_ore": 1, "coal": 1},
        {"iron_ore": 1, "coal": 0.125},
        {"iron_ore": 1, "coal": "1/8"},
        {"iron_ore": 1, "coal": ".125"},
        {"iron_ore": 1, "coal": 100_000},
        [{"item": "iron_ore", "quantity": 1}, {"item": "coal", "quantity": 0.125}],
        "1 iron_ore and 0.125 coal",
    ],
)
def test_the_fuel_of_a_smelt_is_no_ingredient_and_counts_one_unit_at_least(ingredients):
    parsed = understood(ingredients=ingredients)
    assert parsed.recipe == INGOT
    assert parsed.unknown == {}
    assert parsed.burnt == {"coal": 1}


def test_a_word_for_any_fuel_is_nothing_that_the_recipe_lacks():
    assert understood(ingredients={"iron_ore": 1, "any_fuel": 1})[::2] == (INGOT, {})


@pytest.mark.parametrize("tool", ["coal", "0.125 coal", "planks (fuel)", {"coal": 1}])
def test_fuel_is_no_tool_of_a_smelt(tool):
    parsed = understood(tool=tool)
    assert (parsed.recipe, parsed.unknown) == (INGOT, {})
    assert len(parsed.burnt) == 1


@pytest.mark.parametrize(
    "station", ["furnace with coal", "furnace + coal", "a lit furnace", "furnace fueled by coal"]
)
def test_fuel_beside_the_furnace_is_no_station(station):
    assert understood(station=station)[::2] == (INGOT, {})


@pytest.mark.parametrize("coal", [0.125, "1 (fuel)"])
def test_a_craft_in_a_furnace_that_burns_something_is_a_smelt(coal):
    parsed = understood(method="craft", ingredients={"iron_ore": 1, "coal": coal})
    assert parsed.recipe == INGOT


def test_coal_is_an_ingredient_of_a_craft():
    made = understood(method="craft", ingredients={"iron_ore": 1, "coal": 1}).recipe
    assert (made.how, made.ingredients) == ("craft", {"iron_ore": 1, "coal": 1})
    with pytest.raises(BadCompletion, match="not a whole number"):
        understood(method="craft", station="crafting_table", ingredients={"coal": 0.125})
