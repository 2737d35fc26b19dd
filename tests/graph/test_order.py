from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED, Belief
from deckard.graph.order import raw_to_finished
from deckard.types import Recipe


def graph(**needs: list[str]) -> AWM:
    recipes = {
        item: Recipe(item=item, how="craft", ingredients=dict.fromkeys(ingredients, 1))
        for item, ingredients in needs.items()
    }
    return AWM.of({i: [Belief(recipe=r, status=VERIFIED)] for i, r in recipes.items()})


def test_items_stand_after_all_that_their_recipes_need():
    awm = graph(furnace=["cobblestone"], table=["planks"], planks=["log"])
    assert raw_to_finished(awm) == ["cobblestone", "log", "furnace", "planks", "table"]


def test_items_in_a_cycle_come_last_and_all_of_them():
    awm = graph(planks=["log", "table"], table=["planks"], stick=["log"])
    assert raw_to_finished(awm) == ["log", "stick", "planks", "table"]


def test_an_empty_graph_has_no_items():
    assert raw_to_finished(AWM()) == []
