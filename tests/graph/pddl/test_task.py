import pytest

from deckard.errors import NoPlan
from deckard.graph.awm import AWM
from deckard.graph.beliefs import Belief
from deckard.graph.pddl.operators import HEAT
from deckard.graph.pddl.task import Knowledge, planning_task
from deckard.types import Recipe

TABLE = frozenset({"table"})


def collect(item, *tools, **ingredients):
    tools = frozenset(tools)
    return Recipe(item=item, how="collect", source=item, tools=tools, ingredients=ingredients)


def craft(item, yields=1, stations=(), returns=None, **ingredients):
    made = Recipe(item=item, how="craft", ingredients=ingredients, yields=yields)
    return made.model_copy(update={"stations": frozenset(stations), "returns": dict(returns or {})})


def smelt(item, **ingredients):
    return Recipe(item=item, how="smelt", ingredients=ingredients, stations=frozenset({"furnace"}))


def knowledge(*verified, believed=(), fuels=None, rooted=()):
    beliefs = {}
    for status, recipes in (("verified", verified), ("hypothesised", believed)):
        for recipe in recipes:
            beliefs.setdefault(recipe.item, []).append(Belief(recipe=recipe, status=status))
    return Knowledge(AWM.of(beliefs), {}, fuels or {}, rooted)


LOG, PLANKS = collect("log"), craft("planks", 4, log=1)
STONE = collect("stone", "wooden_pickaxe", "iron_pickaxe")
PICKAXE = craft("wooden_pickaxe", stations=TABLE, planks=5)
PLACE = craft("table", planks=4)
WAY = (LOG, PLANKS, PLACE, PICKAXE, STONE)


def names(task):
    return {operator.name for operator in task.operators}


def test_a_task_holds_what_leads_to_the_goal_and_nothing_else():
    task = planning_task(knowledge(*WAY), "table")
    assert names(task) == {"collect-log", "craft-planks", "craft-table"}
    assert task.items == ["log", "planks", "table"]


def test_a_station_is_put_down_and_a_collect_leads_away_from_it():
    task = planning_task(knowledge(*WAY), "wooden_pickaxe")
    assert task.operator("craft-wooden_pickaxe").near == TABLE
    assert task.operator("place-table").loses == {"table": 1}
    assert task.operator("take-table").gains == {"table": 1}
    assert task.operator("collect-log").leaves == TABLE
    assert task.operator("craft-planks").leaves == frozenset()


def test_all_stations_of_a_set_are_near():
    anvil = craft("sword", stations=("table", "furnace"), planks=1)
    task = planning_task(knowledge(*WAY, anvil, craft("furnace", log=1)), "sword")
    assert task.operator("craft-sword").near == {"table", "furnace"}
    assert task.operator("collect-log").leaves == {"table", "furnace"}


def test_a_rooted_station_is_not_taken_up():
    task = planning_task(knowledge(*WAY, rooted=("table",)), "wooden_pickaxe")
    assert "place-table" in names(task)
    assert "take-table" not in names(task)


def test_any_one_of_the_tools_that_can_be_had_does():
    task = planning_task(knowledge(*WAY), "stone")
    assert [o.needs for o in task.operators if o.recipe and o.recipe.item == "stone"] == [
        {"wooden_pickaxe": 1}
    ]
    both = planning_task(knowledge(*WAY), "stone", have={"iron_pickaxe": 1})
    needs = {o.name: o.needs for o in both.operators if o.recipe and o.recipe.item == "stone"}
    assert needs == {"collect-stone": {"iron_pickaxe": 1}, "collect2-stone": {"wooden_pickaxe": 1}}


def test_what_is_used_up_and_also_kept_is_held_once_more():
    graft = Recipe(
        item="graft", how="collect", tools=frozenset({"log"}), ingredients={"log": 2}, source="tree"
    )
    operator = planning_task(knowledge(LOG, graft), "graft").operator("collect-graft")
    assert operator.needs == {"log": 3}
    assert operator.loses == {"log": 2}


def test_what_a_craft_gives_back_is_gained():
    cake = craft("cake", returns={"bucket": 3}, milk=3)
    milk = collect("milk", bucket=1)
    task = planning_task(knowledge(cake, milk), "cake", have={"bucket": 3})
    assert task.operator("craft-cake").gains == {"cake": 1, "bucket": 3}


def test_so_many_more_are_wanted_than_are_held():
    assert planning_task(knowledge(*WAY), "planks", 4, {"planks": 3}).quantity == 7


def test_a_smelt_takes_the_heat_of_what_is_on_the_way_or_held():
    brick = (smelt("brick", clay=1), collect("clay"), craft("furnace", log=8))
    fuels = {"log": 1.5, "stick": 0.5, "coal": 8.0, "lava": 100.0}
    known = knowledge(LOG, *brick, craft("stick", log=1), collect("coal"), fuels=fuels)
    task = planning_task(known, "brick", have={"lava": 1})
    assert {n for n in names(task) if n.startswith("burn")} == {"burn-log", "burn-lava"}
    assert task.operator("burn-log").gains == {HEAT: 1.5}
    assert task.operator("smelt-brick").loses == {"clay": 1, HEAT: 1}


def test_a_smelt_takes_the_cheapest_fuel_where_none_is_on_the_way():
    brick = (smelt("brick", clay=1), collect("clay"), craft("furnace", clay=8))
    fuels = {"log": 1.5, "stick": 0.5, "coal": 8.0}
    known = knowledge(LOG, *brick, craft("stick", log=1), collect("coal"), fuels=fuels)
    task = planning_task(known, "brick")
    assert {"burn-coal", "collect-coal"} <= names(task)
    assert "burn-log" not in names(task)


def test_as_many_units_are_burnt_as_heat_one_smelt():
    brick = (smelt("brick", clay=1), collect("clay"), craft("furnace", clay=8))
    known = knowledge(*brick, fuels={"stick": 0.4})
    operator = planning_task(known, "brick", have={"stick": 9}).operator("burn-stick")
    assert operator.loses == {"stick": 3}
    assert operator.gains[HEAT] == pytest.approx(1.2)


def test_a_smelt_takes_no_fuel_where_it_is_unknown_what_burns():
    task = planning_task(
        knowledge(smelt("brick", clay=1), collect("clay"), craft("furnace")), "brick"
    )
    assert task.operator("smelt-brick").loses == {"clay": 1}


def test_hypotheses_count_where_nothing_is_verified_and_they_are_asked_for():
    wrong = craft("planks", 2, log=1)
    known = knowledge(LOG, PLANKS, believed=[wrong, PLACE])
    with pytest.raises(NoPlan, match=r"no recipe of 'table' is verified.*--hypotheses"):
        planning_task(known, "table")
    task = planning_task(known, "table", hypotheses=True)
    assert names(task) == {"collect-log", "craft-planks", "craft-table"}


def test_a_hypothesis_that_lacks_what_its_proposer_named_is_left_out():
    awm = AWM.of({"log": [Belief(recipe=LOG, status="verified")]})
    awm.hypothesise(PLANKS, unknown={"glue": "ingredient"})
    with pytest.raises(NoPlan, match=r"no recipe of 'planks' is known: pursue it in a run first$"):
        planning_task(Knowledge(awm, {}, {}), "planks", hypotheses=True)


def test_what_cannot_be_had_is_named_with_the_cure():
    known = knowledge(PLANKS, craft("a", b=1), craft("b", a=1), believed=[LOG])
    with pytest.raises(NoPlan, match=r"it takes log; hold some \(--have\).*--hypotheses"):
        planning_task(known, "planks")
    with pytest.raises(NoPlan, match=r"made of what is made of it; hold some \(--have\)$"):
        planning_task(known, "a")
    with pytest.raises(NoPlan, match="no recipe of 'ore' is known"):
        planning_task(known, "ore", hypotheses=True)
    assert names(planning_task(known, "a", have={"b": 1})) == {"craft-a", "craft-b"}


def test_an_action_leads_back_to_its_operator_in_either_form():
    odd = (collect("a:"), craft("B", **{"a:": 2}))
    task = planning_task(knowledge(*odd), "B")
    assert task.operator("(COLLECT-X-A-3A-)").recipe == odd[0]
    assert task.operator("collect-x-a-3a---2-0").recipe == odd[0]
    assert task.operator("craft-x--42---2-0").recipe == odd[1]
