"""An agent that knows nothing, in small worlds each of which is strange in one way."""

import pytest

from deckard.graph.beliefs import VERIFIED
from deckard.worlds import symbolic
from deckard.worlds.symbolic.faults import Faults
from tests.recipe_worlds.drawn import Drawn, small_world
from tests.recipe_worlds.living import live
from tests.strategies import craft, smelt

BARE = ()
SEEDS = range(8)


def verified(world):
    """What an agent verified in a world, in words; no fact may be wrong at any entry."""
    ended, wrong = live(world)
    assert wrong == []
    awm = ended.state.awm
    return {str(recipe) for item in world.items for recipe in awm.recipes(item, VERIFIED)}


def unlearnt(world, seed=0):
    """What of a world an agent did not learn; no fact may be wrong at any entry."""
    ended, wrong = live(world, seed=seed)
    assert wrong == []
    return [item for item in world.items if not ended.state.awm.is_verified(item)]


def returning(recipe, **returns):
    """The same recipe, which gives something back."""
    return recipe.model_copy(update={"returns": returns})


def ring(size):
    """A world of things each of which is made of the next, if that is held."""
    names = "bcdefghi"[:size]
    first = [craft(item, r=1) for item in names]
    around = [craft(a, **{b: 1}) for a, b in zip(names, names[1:] + names[0], strict=True)]
    return small_world({"r": BARE}, [*around, *first, craft("z", **dict.fromkeys(names, 1))])


@pytest.mark.parametrize("size", [2, 3, 7])
def test_things_that_undo_each_other_around_a_ring_are_held_together(size):
    assert unlearnt(Drawn(ring(size))) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_craft_gives_back_is_made_otherwise_where_the_world_uses_it_up(seed):
    assert unlearnt(Drawn(20415), seed) == []


RETURN_ONLY = {
    "tool": small_world(
        {"r": BARE, "o": ("chip_pickaxe",)}, [returning(craft("pot", r=1), chip_pickaxe=1)]
    ),
    "rooted station": small_world(
        {"r": BARE},
        [returning(craft("pot", r=1), bench=1), craft("z", "bench", r=1)],
        rooted=["bench"],
    ),
    "ingredient of a tool": small_world(
        {"r": BARE, "o": ("a_pickaxe",)},
        [returning(craft("pot", r=1), chip=1), craft("a_pickaxe", chip=2)],
    ),
}


@pytest.mark.parametrize("kind", RETURN_ONLY)
def test_what_comes_only_as_something_given_back_is_put_to_use(kind):
    world = Drawn(RETURN_ONLY[kind])
    returned = {item for recipe in world.truth.tables.recipes for item in recipe.returns}
    assert {*unlearnt(world)} == returned


CURD, STEW = (
    returning(smelt(item, None, **{of: 1}), bucket=1)
    for item, of in (("curd", "milk"), ("stew", "soup"))
)
DAIRIES = dict.fromkeys(("milk", "soup", "coal"), BARE)


@pytest.mark.parametrize("heat", [0.5, 1.5])
def test_what_a_smelt_gives_back_is_told_from_what_is_left_of_its_fuel(heat):
    world = Drawn(small_world(DAIRIES, [CURD, STEW, craft("z", curd=1)], {"coal": heat}))
    assert verified(world) >= {str(CURD), str(STEW)}


def test_what_may_be_left_of_the_only_fuel_is_not_settled_and_the_product_can_be_used():
    world = Drawn(small_world(DAIRIES, [CURD, STEW, craft("z", curd=1)], {"coal": 1.0}))
    curd = "smelt curd from 1 milk, perhaps giving back 1 bucket"
    assert verified(world) >= {curd, "craft z from 1 curd"}


def test_it_is_settled_once_the_fuel_leaves_nothing_with_something_else():
    glass = smelt("glass", None, coal=1)
    world = Drawn(small_world(DAIRIES, [CURD, STEW, glass], {"coal": 1.0}))
    assert verified(world) >= {str(STEW), str(glass)}


CAKE = returning(craft("cake", milk=1, egg=1), bucket=1)


@pytest.mark.parametrize("seed", range(4))
def test_a_life_whose_inventory_is_full_ends_and_the_next_one_learns(monkeypatch, seed):
    monkeypatch.setattr(symbolic, "SLOTS", 5)
    recipes = [CAKE, craft("toy", cake=2)]
    world = Drawn(small_world({"milk": BARE, "egg": BARE}, recipes), faults=Faults(full=0.3))
    assert unlearnt(world, seed) == ["bucket"]


def test_what_is_needed_and_given_back_is_learnt_where_it_was_lacking_before():
    hammer, plate = craft("hammer", ore=1), returning(craft("plate", hammer=1, ore=1), hammer=1)
    assert verified(Drawn(small_world({"ore": BARE}, [hammer, plate]))) >= {str(plate)}


def test_a_fuel_that_a_craft_gives_back_before_it_can_be_made_is_burnt():
    assert unlearnt(Drawn(31017), 31017) == []


def test_two_things_that_are_made_of_each_other_are_gathered_together():
    assert unlearnt(Drawn(31061), 31061) == []
