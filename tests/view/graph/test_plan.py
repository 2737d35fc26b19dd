import pytest

from deckard.errors import NoPlan
from deckard.view.graph import plan as planned
from tests.strategies import collect, craft, knowing, smelt
from tests.view.examples import STATE

KNOWN = knowing(
    collect("log"),
    craft("planks", log=1, yields=4),
    craft("crafting_table", planks=4),
    dreamed=(craft("chest", "crafting_table", planks=8, nail=1),),
)


def test_a_plan_has_the_order_the_raw_materials_and_what_is_unknown():
    found = planned.plan_item(KNOWN, {}, "chest", {})
    assert [(s.recipe.item, s.times) for s in found.steps] == [
        ("log", 3),
        ("planks", 3),
        ("crafting_table", 1),
        ("chest", 1),
    ]
    assert (found.raw, found.unknown) == ({"log": 3}, ("nail",))
    assert found.statuses[-1] == "hypothesised"
    said = str(planned.plan_text(found))
    assert "missing raw materials: 3 log" in said
    assert "nothing is known of: nail" in said
    assert "expected: at least 60,010 env steps" in said


def test_what_a_plan_lacks_is_what_nothing_is_known_of_and_not_what_waits_for_it():
    state = knowing(dreamed=(collect("ore", "ore", "pick"), craft("ingot", "furnace", ore=1)))
    assert planned.plan_item(state, {}, "ingot", {}).unknown == ("furnace", "pick")
    held = planned.plan_item(state, {}, "ingot", {"furnace": 1, "pick": 1})
    assert ([step.recipe.item for step in held.steps], held.unknown) == (["ore", "ingot"], ())


def test_a_plan_lacks_what_only_a_circle_leads_to():
    state = knowing(dreamed=(craft("a", b=1), craft("b", c=1), craft("c", b=1)))
    assert planned.plan_item(state, {}, "a", {}).unknown == ("c",)


SMELTING = knowing(collect("log"), collect("ore"), smelt("ingot", ore=1))


def test_a_plan_says_what_is_burnt():
    found = planned.plan_item(SMELTING, {"log": 1.5}, "ingot", {"furnace": 1})
    assert dict(found.burnt) == {"log": 1}
    assert "fuel: 1 log" in str(planned.plan_text(found))
    assert planned.plan_json(found)["fuel"] == {"log": 1}


def test_a_plan_without_a_world_leaves_fuel_out_and_says_so():
    found = planned.plan_item(SMELTING, {}, "ingot", {"furnace": 1})
    assert [step.recipe.item for step in found.steps] == ["ore", "ingot"]
    assert "fuel is left out" in str(planned.plan_text(found))


def test_what_is_held_is_not_obtained_again():
    found = planned.plan_item(
        KNOWN, {}, "chest", planned.parse_have("crafting_table, planks=7,nail")
    )
    assert [(s.recipe.item, s.times) for s in found.steps] == [
        ("log", 1),
        ("planks", 1),
        ("chest", 1),
    ]
    assert found.unknown == ()


def test_a_learnt_policy_says_how_many_steps_a_collect_takes():
    found = planned.plan_item(STATE, {}, "planks", {})
    assert found.costs == pytest.approx((120 / 0.97, 2))
    assert "expected: 126 env steps" in str(planned.plan_text(found))
    assert planned.plan_json(found)["env_steps"] == pytest.approx(120 / 0.97 + 2)


@pytest.mark.parametrize("have", ["log=x", "log=-1", "log=2=3"])
def test_what_is_held_must_be_items_with_quantities(have):
    with pytest.raises(NoPlan, match="--have log=2,stick=1"):
        planned.parse_have(have)


def test_what_is_held_is_named_once():
    with pytest.raises(NoPlan, match="'log' twice"):
        planned.parse_have("log=1,stick=2,log=2")


def test_there_is_no_plan_for_what_nothing_is_known_of():
    with pytest.raises(NoPlan, match="'nail'"):
        planned.plan_item(KNOWN, {}, "nail", {})
