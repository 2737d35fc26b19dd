import pytest

from deckard.types import BulkAttempt
from tests.strategies import craft, smelt
from tests.toy import CRAFTS, Toy, ToyLife
from tests.wake.test_executor import WORKING, doer, skills

TRUE = {recipe.item: recipe for recipe in CRAFTS}
BASKET = craft("basket", stick=1)
MELTED = [smelt("nugget", None, **{item: 1}) for item in ("helmet", "hoe", "basket")]
INGOT = craft("ingot", nugget=2)
HELMET, HOE = craft("helmet", ingot=2), craft("hoe", ingot=1)
TWINS = [craft("left", right=1), craft("right", left=1), craft("left", stick=1)]
TWINS.append(craft("right", stick=1))
CIRCLE = (BASKET, *MELTED, INGOT, HELMET, HOE, *TWINS)


class Foundry(Toy):
    """The toy world, in which nuggets are smelted from a helmet or a hoe before a basket."""

    def __init__(self, more=CIRCLE, **held):
        super().__init__(more=more)
        self.held = held

    def live(self, seed):
        return ToyLife(self, seed, self.held)


def sweep(folder, stock, world):
    mine = skills(folder, TRUE["planks"], TRUE["stick"], *WORKING, *CIRCLE, world=world)
    goal = BulkAttempt(stock=stock, items=("torch",))
    executor = doer(mine, goal)
    return executor, executor.execute(goal)


@pytest.mark.parametrize("held", [{"helmet": 3}, {"hoe": 3}, {"helmet": 3, "hoe": 1}])
def test_what_making_one_item_undoes_is_made_again_together_with_it(tmp_path, held):
    stock = {"helmet": 3, "hoe": 3}
    executor, ending = sweep(tmp_path, stock, Foundry(**held))
    assert ending == "attempted"
    assert executor.life.inventory.items() >= stock.items()
    assert executor.callback.seen.count("nugget") <= 3


def test_more_of_what_making_an_item_undoes_is_obtained_first(tmp_path):
    executor, _ = sweep(tmp_path, {"left": 1, "right": 1}, Foundry(left=1))
    assert executor.life.inventory.items() >= {"left": 1, "right": 1}.items()
    assert len(executor.callback.seen) < 10


def test_what_cannot_be_kept_while_the_rest_is_made_is_done_without(tmp_path):
    executor, _ = sweep(tmp_path, {"left": 1, "right": 1}, Foundry(TWINS[:2], left=1))
    held = executor.life.inventory
    assert (held.get("left", 0), held.get("right", 0)) in {(0, 1), (1, 0)}
    assert len(executor.callback.seen) < 20
