from deckard.graph.costs import CostedRecipe
from deckard.graph.plans.prices import Routes
from deckard.graph.plans.schedule import Store, in_order, in_turns
from tests.strategies import craft

ROD = craft("rod", yields=4, brick=2)
PRESS = craft("press", brick=1, rod=1).model_copy(update={"returns": {"brick": 1}})
MILK = craft("milk_bucket", bucket=1)
CAKE = craft("cake", milk_bucket=3).model_copy(update={"returns": {"bucket": 3}})


def store(*recipes, **have):
    routes = Routes(map(CostedRecipe, recipes), lambda _: 1, lambda *_: 0)
    return Store(routes, have, {})


def test_what_comes_back_parts_the_runs_of_what_uses_it():
    ordered = in_order(store(MILK, CAKE, bucket=3), {0: 6, 1: 2})
    assert ordered == [(0, 3), (1, 1), (0, 3), (1, 1)]


def test_too_few_to_begin_with_are_no_order():
    assert in_order(store(MILK, CAKE, bucket=2), {0: 6, 1: 2}) is None


def test_in_turns_what_is_given_back_is_used_before_all_else_of_it_is_gone():
    runs = {1: 1, 0: 2}
    assert in_order(store(ROD, PRESS, brick=4), runs) is None
    assert in_turns(store(ROD, PRESS, brick=4), runs) == [(0, 1), (1, 1), (0, 1)]
    assert in_turns(store(ROD, PRESS, brick=3), runs) is None
