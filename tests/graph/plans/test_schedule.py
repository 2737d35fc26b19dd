from deckard.graph.plans.actions import Action
from deckard.graph.plans.schedule import Store, in_order, in_turns
from tests.strategies import craft, smelt

ROD = Action(craft("rod", yields=4, brick=2))
PRESS = Action(craft("press", brick=1, rod=1).model_copy(update={"returns": {"brick": 1}}))
MILK = Action(craft("milk_bucket", bucket=1))
CAKE = Action(craft("cake", milk_bucket=3).model_copy(update={"returns": {"bucket": 3}}))


def test_what_comes_back_parts_the_runs_of_what_uses_it():
    ordered = in_order(Store({"bucket": 3}, {}), {MILK: 6, CAKE: 2})
    assert ordered == [(MILK, 3), (CAKE, 1), (MILK, 3), (CAKE, 1)]


def test_too_few_to_begin_with_are_no_order():
    assert in_order(Store({"bucket": 2}, {}), {MILK: 6, CAKE: 2}) is None


def test_in_turns_what_is_given_back_is_used_before_all_else_of_it_is_gone():
    runs = {PRESS: 1, ROD: 2}
    assert in_order(Store({"brick": 4}, {}), runs) is None
    assert in_turns(Store({"brick": 4}, {}), runs) == [(ROD, 1), (PRESS, 1), (ROD, 1)]
    assert in_turns(Store({"brick": 3}, {}), runs) is None


def test_a_station_is_not_burnt_in_its_own_smelt():
    pot = Action(smelt("pot", "log", clay=1), "log", 1.5)
    assert not Store({"log": 1, "clay": 1}, {}).most(pot, 1)
    assert Store({"log": 2, "clay": 1}, {}).most(pot, 1) == 1
