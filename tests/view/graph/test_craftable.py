import pytest

from deckard.errors import NoPlan
from deckard.view.graph.craftable import craftable, craftable_json, craftable_text
from deckard.view.graph.plan import parse_wanted
from tests.strategies import collect, craft, knowing, smelt

STATE = knowing(
    collect("log"),
    craft("planks", yields=4, log=1),
    craft("stick", yields=4, planks=2),
    craft("box", "table", planks=8),
    smelt("coal", None, log=1),
    dreamed=(craft("sword", stick=1, planks=2),),
)


def items(makeable):
    return [one.recipe.item for one in makeable]


def test_what_is_at_hand_can_be_made_as_often_as_it_lasts():
    made = craftable(STATE, {}, {"planks": 5, "stick": 1})
    assert {one.recipe.item: one.times for one in made.now} == {"stick": 2, "sword": 1}


def test_what_lacks_one_item_says_which_and_how_many():
    made = craftable(STATE, {}, {"planks": 5, "table": 1})
    assert {one.recipe.item: one.lacks for one in made.short} == {
        "box": ("planks", 3),
        "coal": ("log", 1),
        "planks": ("log", 1),
        "sword": ("stick", 1),
    }


def test_a_smelt_takes_fuel_beside_what_it_smelts():
    fuels = {"log": 1.5}
    assert "coal" in items(craftable(STATE, fuels, {"log": 2}).now)
    for held, most in (3, 1), (5, 3), (6, 3), (10, 6):
        times = {one.recipe.item: one.times for one in craftable(STATE, fuels, {"log": held}).now}
        assert times["coal"] == most, "what is smelted cannot burn"
    short = {one.recipe.item: one.lacks for one in craftable(STATE, fuels, {"log": 1}).short}
    assert short["coal"] == ("fuel", 1)


def test_a_station_that_is_also_used_up_is_counted_once_more():
    state = knowing(craft("shelf", "table", table=2))
    assert craftable(state, {}, {"table": 5}).now[0].times == 2
    assert craftable(state, {}, {"table": 2}).short[0].lacks == ("table", 1)


def test_text_and_json_have_both_lists():
    made = craftable(STATE, {}, {"planks": 2})
    assert "up to 1 x" in str(craftable_text(made)) and "lacks 1 log" in str(craftable_text(made))
    document = craftable_json(made)
    assert document["now"][0]["recipe"]["item"] == "stick"
    assert {"log": 1} in [one["lacks"] for one in document["short"]]


def test_a_quantity_is_read_after_the_item():
    assert (parse_wanted("stick=16"), parse_wanted("stick")) == (("stick", 16), ("stick", 1))
    for text in ("stick=", "=3", "stick=x", "stick=0", "stick=-1"):
        with pytest.raises(NoPlan, match="write stick=16"):
            parse_wanted(text)


def test_what_a_craft_gives_back_serves_the_next():
    stamp = craft("plate", ingot=1, hammer=1).model_copy(update={"returns": {"hammer": 1}})
    made = craftable(knowing(stamp), {}, {"ingot": 5, "hammer": 1})
    assert made.now[0].times == 5
