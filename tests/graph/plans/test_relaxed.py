"""How a relaxed plan counts on what is held."""

from deckard.graph.plans.actions import Action, ActionSet, Task
from deckard.graph.plans.prices import Assumptions
from deckard.graph.plans.relaxed import Manner, relaxed_plan
from tests.strategies import collect, craft


def runs(recipes, demand, have, assumed):
    actions = ActionSet(map(Action, recipes), lambda _: 10, lambda *_: 0)
    plan = relaxed_plan(Task(actions, demand, have, {}), assumed, Manner())
    assert not plan.missing
    return {str(recipes[k]): n for k, n in plan.runs.items()}


def test_a_stock_that_one_need_takes_is_not_counted_on_by_another():
    # A nail costs little while ingots are held, and an ingot by nails, too: the gear takes them.
    ore, ingot, by_nails = collect("ore"), craft("ingot", ore=3), craft("ingot", nail=2)
    nail, gear = craft("nail", yields=2, ingot=1), craft("gear", ingot=4)
    recipes = [ore, ingot, by_nails, nail, gear]
    plan = runs(recipes, {"gear": 1}, {"ingot": 3}, Assumptions())
    assert plan == {str(gear): 1, str(ingot): 1, str(ore): 3}


def test_what_is_reserved_is_there_as_a_tool_and_not_used_up():
    salve, by_saw = craft("salve", fern=2), craft("salve", saw=1)
    recipes = [collect("fern", tool="saw"), salve, by_saw]
    plan = runs(recipes, {"salve": 2}, {"saw": 2}, Assumptions(reserved=frozenset({"saw"})))
    assert plan == {str(recipes[0]): 2, str(salve): 1, str(by_saw): 1}
