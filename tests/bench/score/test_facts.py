import random
from collections import Counter

import pytest

from deckard.bench.score.facts import contradicts
from deckard.journal.events import Proven, Refuted, Verified
from deckard.journal.reader import Entry
from deckard.types import Recipe
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.tables.perturbed import truth
from deckard.worlds.tables.reference import world_reference
from tests.bench.score.checked import check_facts
from tests.recipe_worlds.living import works

TRUE = world_reference(truth("1.11.2")).every
IRON = {"item": "iron_ore", "how": "collect", "source": "iron_ore"}
PICKAXE = {"item": "wooden_pickaxe", "how": "craft", "ingredients": {"planks": 3, "stick": 2}}
TABLE = {"stations": {"crafting_table"}}


def fault(**fields):
    return contradicts(TRUE, Verified(recipe=Recipe(**fields)))


@pytest.mark.parametrize(
    "recipe",
    [
        PICKAXE | TABLE,
        PICKAXE | {"stations": {"crafting_table", "furnace"}},
        PICKAXE | TABLE | {"tools": {"iron_axe"}},
        IRON | {"tools": {"stone_pickaxe"}},
        IRON | {"tools": {"diamond_pickaxe"}},
        IRON | {"tools": {"iron_pickaxe"}, "source": None},
        IRON | {"tools": {"iron_pickaxe"}, "stations": {"furnace"}},
        {"item": "log", "how": "collect", "source": "log", "tools": {"wooden_axe"}},
        {"item": "melon", "how": "collect", "source": "melon_block", "yields": 7},
    ],
)
def test_what_suffices_is_a_true_fact_also_where_less_would_do(recipe):
    assert fault(**recipe) is None


@pytest.mark.parametrize(
    ("recipe", "why"),
    [
        (PICKAXE, "it needs crafting_table"),
        (
            PICKAXE | TABLE | {"ingredients": {"planks": 4, "stick": 2}},
            "it takes 3 planks, 2 stick",
        ),
        (PICKAXE | TABLE | {"ingredients": {"planks": 3}}, "it takes 3 planks, 2 stick"),
        (PICKAXE | TABLE | {"yields": 2}, "it gives 1"),
        (PICKAXE | TABLE | {"how": "smelt"}, "no smelt gives it"),
        (PICKAXE | TABLE | {"returns": {"planks": 1}}, "it gives back nothing"),
        (IRON, "it needs diamond_pickaxe or iron_pickaxe or stone_pickaxe"),
        (
            IRON | {"tools": {"wooden_pickaxe", "iron_pickaxe"}},
            "it needs diamond_pickaxe or iron_pickaxe or stone_pickaxe",
        ),
        (IRON | {"tools": {"iron_pickaxe"}, "source": "stone"}, "it comes from iron_ore"),
        ({"item": "melon", "how": "collect", "yields": 8}, "it gives 3 to 7"),
        ({"item": "bedrock", "how": "collect"}, "no collect gives it"),
    ],
)
def test_a_fact_is_wrong_when_the_world_does_something_else(recipe, why):
    assert fault(**recipe) == why


@pytest.mark.parametrize(
    ("recipe", "need", "why"),
    [
        (PICKAXE | TABLE, "crafting_table", None),
        (PICKAXE | {"stations": {"crafting_table", "furnace"}}, "crafting_table", None),
        (
            PICKAXE | {"stations": {"crafting_table", "furnace"}},
            "furnace",
            "it works without furnace",
        ),
        (PICKAXE | TABLE | {"tools": {"iron_axe"}}, "iron_axe", "it works without iron_axe"),
        (IRON | {"tools": {"iron_pickaxe"}}, "iron_pickaxe", None),
    ],
)
def test_a_proven_need_is_wrong_when_the_world_does_without(recipe, need, why):
    proven = Proven(recipe=Recipe(**recipe), need=need, reason="nothing came")
    assert contradicts(TRUE, proven) == why


def test_every_true_recipe_is_a_true_fact_in_a_perturbed_world_too():
    tables = truth("1.11.2", 0.3, 1001).tables
    true = world_reference(truth("1.11.2", 0.3, 1001)).every
    recipes = [recipe for item in tables.items for recipe in tables.ways(item)]
    assert [r for r in recipes if contradicts(true, Verified(recipe=r))] == []


def test_what_a_perturbed_world_changed_is_no_fact_of_it():
    world = truth("1.11.2", 0.3, 1001)
    true = world_reference(world).every
    swapped = [c for c in world.changes if c.kind in ("ingredients", "quantities")]
    assert len(swapped) > 20
    for change in swapped:
        assert all(contradicts(true, Verified(recipe=old)) for old in change.old), change


def changed(recipe, rng):
    """Other recipes of the item, each another in one thing."""
    yield {}
    yield {"stations": recipe.stations ^ {rng.choice(("crafting_table", "furnace", "anvil"))}}
    if recipe.how != "collect":
        item = rng.choice(sorted(recipe.ingredients))
        yield {"ingredients": recipe.ingredients | {item: recipe.ingredients[item] + 1}}
        yield {"yields": recipe.yields + 1}
        if recipe.yields > 1:
            yield {"yields": recipe.yields - 1}
        if recipe.returns:
            yield {"returns": {}}
    elif not recipe.ingredients:
        yield {"tools": frozenset()}
        yield {"tools": frozenset({rng.choice(TOOLS)})}
        yield {"source": rng.choice(("stone", "log", "cow"))}


TOOLS = ("wooden_pickaxe", "stone_pickaxe", "iron_pickaxe", "diamond_pickaxe", "shears")


@pytest.mark.parametrize(("rate", "seed"), [(0.0, 0), (0.3, 1001), (0.6, 2001)])
def test_a_fact_is_wrong_just_when_the_world_itself_does_not_do_what_it_says(rate, seed):
    world, rng = Symbolic(perturbed=rate, perturbed_seed=seed), random.Random(seed)
    true, tables = world_reference(truth("1.11.2", rate, seed)), world.setting.tables
    judged = Counter()
    for item in true.ways:
        deeds = world.setting.ground.deeds.get(item, ())
        often = {(deed.source, deed.tools) for deed in deeds if deed.odds == 1}
        recipe = rng.choice(tables.ways(item))
        if recipe.ingredients == {"prismarine_shard": 9}:
            continue  # the world takes the craft of 4
        if recipe.how == "collect" and (recipe.source, recipe.tools) not in often:
            continue  # the symbolic world leaves it to luck
        recipe = recipe.by_tool()[0]
        for change in changed(recipe, rng):
            asked = recipe.model_copy(update=change)
            is_true = contradicts(true.every, Verified(recipe=asked)) is None
            assert works(world, asked) == is_true, asked
            judged[is_true] += 1
    assert min(judged[True], judged[False]) > 200


def test_a_wrong_fact_is_kept_with_its_entry_whatever_follows():
    wrong = Recipe(**PICKAXE)
    tabled = Recipe(**(PICKAXE | {"stations": {"crafting_table", "furnace"}}))
    entries = [
        Entry(1, "", 10, (Verified(recipe=Recipe(**(PICKAXE | TABLE))),), b""),
        Entry(2, "", 25, (Verified(recipe=wrong),), b""),
        Entry(3, "", 30, (Refuted(recipe=wrong, reason="it failed"),), b""),
        Entry(4, "", 40, (Proven(recipe=tabled, need="furnace", reason="none"),), b""),
    ]
    check = check_facts(entries, TRUE)
    assert check.count == 3
    assert [str(fact) for fact in check.wrong] == [
        f"entry 2, 25 env steps: {wrong}: it needs crafting_table",
        f"entry 4, 40 env steps: furnace for {tabled}: it works without furnace",
    ]


def test_an_item_that_the_truth_says_nothing_of_is_not_judged():
    assert fault(item="moon_rock", how="collect") is None
