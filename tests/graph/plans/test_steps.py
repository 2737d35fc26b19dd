from deckard.graph.plans.steps import KeptPlan, Step, shortage
from tests.strategies import collect, craft, smelt

LOG, PLANKS = collect("log"), craft("planks", yields=4, log=1)
TABLE = craft("crafting_table", planks=4)
CHARCOAL = smelt("charcoal", "furnace", log=1)
FUELS = {"planks": 1.5}


def test_nothing_is_short_where_each_step_takes_what_those_before_it_give():
    assert not shortage([Step(LOG, 1), Step(PLANKS, 1), Step(TABLE, 1)], {}, FUELS)


def test_what_steps_take_and_nothing_gives_is_short():
    assert shortage([Step(PLANKS, 3), Step(TABLE, 1)], {"log": 1}, FUELS) == {"log": 2}


def test_fuel_and_a_station_are_short_too():
    steps = [Step(CHARCOAL, 3, "planks")]
    assert shortage(steps, {"log": 3}, FUELS) == {"planks": 2, "furnace": 1}


def test_a_tool_that_one_step_needs_serves_the_next():
    stone = collect("cobblestone", "stone", "pickaxe")
    assert shortage([Step(stone, 3), Step(stone, 3)], {}, FUELS) == {"pickaxe": 1}


def kept(*steps, **have):
    plan = KeptPlan(FUELS)
    plan.keep(list(steps), have)
    plan.drop(steps[0])
    return plan


def test_a_plan_is_kept_while_its_steps_give_what_they_should():
    make, table = Step(PLANKS, 1), Step(TABLE, 1)
    assert kept(make, table, log=1).rest({"planks": 4}) == [table]


def test_a_plan_is_given_up_when_a_step_gave_less():
    assert kept(Step(PLANKS, 1), Step(TABLE, 1), log=1).rest({"planks": 3}) == []


def test_what_was_lacking_from_the_beginning_does_not_end_a_plan():
    make, table = Step(PLANKS, 1), Step(TABLE, 2)
    assert kept(make, table, log=1).rest({"planks": 4}) == [table]


def test_what_one_run_gives_back_is_not_short_in_the_next():
    plate = craft("plate", ingot=1, hammer=1).model_copy(update={"returns": {"hammer": 1}})
    assert shortage([Step(plate, 3), Step(plate, 2)], {"ingot": 5}, {}) == {"hammer": 1}
