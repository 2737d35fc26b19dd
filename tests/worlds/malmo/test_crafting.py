"""Crafting and smelting: the rules of CraftingHelper.java, one by one."""

import pytest

from deckard.worlds.malmo.game import LAGS
from tests.worlds.malmo.arena import Arena


@pytest.mark.parametrize("seed", range(6))
def test_a_craft_shows_one_or_two_ticks_later(seed):
    arena = Arena(seed=seed, log=1)
    arena.do("craft planks")
    assert arena.held == {"log": 1}
    waited = 0
    while arena.held == {"log": 1}:
        arena.do()
        waited += 1
    assert arena.held == {"planks": 4} and waited in LAGS


def test_the_lag_is_now_one_tick_and_now_the_other():
    def lag(seed):
        arena = Arena(seed=seed, log=1)
        arena.do("craft planks", ticks=2)
        return len(arena.held) and "planks" in arena.held

    assert len({lag(seed) for seed in range(8)}) == 2


def test_crafts_are_carried_out_in_the_order_given():
    for seed in range(6):
        arena = Arena(seed=seed, log=1)
        arena.settle("craft planks", "craft stick")
        assert arena.held == {"planks": 2, "stick": 4}


def test_craft_ignores_the_size_of_a_recipe_and_needs_no_table():
    arena = Arena(planks=3, stick=2)
    arena.settle("craft wooden_pickaxe")
    assert arena.held == {"wooden_pickaxe": 1}
    assert arena.stat["craft_item"]["minecraft"]["wooden_pickaxe"] == 1


def test_a_craft_without_its_ingredients_takes_nothing():
    arena = Arena(planks=3, stick=1)
    arena.settle("craft wooden_pickaxe")
    assert arena.held == {"planks": 3, "stick": 1}


def test_one_call_works_one_recipe_once():
    arena = Arena(log=5)
    arena.settle("craft planks")
    assert arena.held == {"log": 4, "planks": 4}
    assert arena.stat["craft_item"]["minecraft"]["planks"] == 4


def test_craft_smelts_without_a_furnace_where_no_recipe_fits_given_fuel():
    arena = Arena(iron_ore=1, coal=1)
    arena.settle("craft iron_ingot")
    assert arena.held == {"iron_ingot": 1}
    arena = Arena(iron_ore=1)
    arena.settle("craft iron_ingot")
    assert arena.held == {"iron_ore": 1}


def test_craft_prefers_a_recipe_to_smelting():
    arena = Arena(iron_ore=1, coal=1, iron_block=1)
    arena.settle("craft iron_ingot")
    assert arena.held == {"iron_ore": 1, "coal": 1, "iron_ingot": 9}


def test_craft_nearby_needs_a_table_that_is_near_and_none_is_not_crafted():
    arena = Arena(planks=3, stick=2, crafting_table=1)
    arena.settle("craftNearby wooden_pickaxe")
    assert "wooden_pickaxe" not in arena.held
    arena.put("stone")
    arena.settle("place crafting_table")
    arena.settle("craftNearby none")
    arena.settle("craftNearby wooden_pickaxe")
    assert arena.held == {"wooden_pickaxe": 1}


def test_craft_nearby_does_not_smelt():
    arena = Arena(iron_ore=1, coal=1, crafting_table=1)
    arena.put("stone")
    arena.settle("place crafting_table")
    arena.settle("craftNearby iron_ingot")
    assert arena.held == {"iron_ore": 1, "coal": 1}


def at_furnace(**items):
    arena = Arena(furnace=1, **items)
    arena.put("stone")
    assert arena.settle("place furnace")["nearby_furnace"]
    return arena


def test_smelt_nearby_needs_a_furnace_and_is_instant():
    arena = Arena(iron_ore=1, coal=1)
    arena.settle("smeltNearby iron_ingot")
    assert arena.held == {"iron_ore": 1, "coal": 1}
    arena = at_furnace(iron_ore=2, coal=1)
    arena.settle("smeltNearby iron_ingot")
    assert arena.held == {"iron_ore": 1, "iron_ingot": 1}


def test_heat_that_is_left_over_is_kept():
    arena = at_furnace(iron_ore=8, coal=1)
    for _ in range(8):
        arena.settle("smeltNearby iron_ingot")
    assert arena.held == {"iron_ingot": 8}
    arena = at_furnace(iron_ore=9, coal=1)
    for _ in range(9):
        arena.settle("smeltNearby iron_ingot")
    assert arena.held == {"iron_ore": 1, "iron_ingot": 8}


def test_what_burns_is_burnt_from_the_first_slot_upward_whatever_it_is():
    arena = at_furnace(iron_ore=1, wooden_pickaxe=1, coal=1)
    arena.settle("smeltNearby iron_ingot")
    assert arena.held == {"iron_ingot": 1, "coal": 1}


def test_a_fuel_that_is_too_small_is_burnt_again_and_again():
    arena = at_furnace(iron_ore=1, stick=3)
    arena.settle("smeltNearby iron_ingot")
    assert arena.held == {"iron_ingot": 1, "stick": 1}
    arena = at_furnace(iron_ore=1, stick=1)
    arena.settle("smeltNearby iron_ingot")
    assert arena.held == {"iron_ore": 1, "stick": 1}


def test_a_bucket_of_lava_leaves_its_bucket():
    arena = at_furnace(iron_ore=1, lava_bucket=1)
    arena.settle("smeltNearby iron_ingot")
    assert arena.held == {"iron_ingot": 1, "bucket": 1}


@pytest.mark.parametrize("verb", ["craft", "smeltNearby"])
def test_charcoal_is_never_made_for_it_is_another_variant_of_coal(verb):
    arena = at_furnace(log=4)
    arena.settle(f"{verb} coal")
    assert arena.held == {"log": 4}
    arena = at_furnace(coal_ore=1, log=1)
    arena.settle(f"{verb} coal")
    assert arena.held == {"coal": 1}


@pytest.mark.parametrize(("given", "made"), [("cactus", "dye"), ("lapis_ore", "dye")])
def test_smelting_never_makes_dye(given, made):
    arena = at_furnace(**{given: 1, "coal": 1})
    arena.settle(f"smeltNearby {made}")
    assert arena.held == {given: 1, "coal": 1}


def test_a_full_inventory_loses_the_product():
    arena = Arena(log=2, **{f"record_{i}": 1 for i in range(35)})
    arena.settle("craft planks")
    assert arena.slot(0) == ("log", 1) and "planks" not in arena.held


def test_worn_armour_is_an_ingredient_and_the_off_hand_is_not():
    arena = Arena()
    arena.do("chat /replaceitem entity @p slot.armor.head minecraft:log 1 0")
    arena.settle("craft planks")
    assert arena.held == {"planks": 4}
    arena = Arena()
    arena.do("chat /replaceitem entity @p slot.weapon.offhand minecraft:log 1 0")
    arena.settle("craft planks")
    assert arena.held == {"log": 1}


def test_the_second_kind_of_log_is_a_log():
    arena = Arena(log2=1)
    arena.settle("craft planks")
    assert arena.held == {"planks": 4}
