"""Crafting, smelting and stations in a life."""

import pytest

from deckard.worlds.craftworld.life import STATIONS
from tests.worlds.craftworld.laboratory import WORLD, Laboratory


def test_a_craft_takes_the_ingredients_and_gives_the_yield_in_one_step() -> None:
    lab = Laboratory(log=2)
    info = lab.life.craft("planks")
    assert info["inventory"] == {"log": 1, "planks": 4} and info["steps"] == 1


def test_a_craft_that_needs_a_table_needs_one_near() -> None:
    lab = Laboratory(planks=9, stick=2, crafting_table=1)
    assert "wooden_pickaxe" not in lab.life.craft("wooden_pickaxe")["inventory"]
    info = lab.life.place("crafting_table")
    assert info["near"] == {"crafting_table"} and "crafting_table" not in info["inventory"]
    info = lab.life.craft("wooden_pickaxe")
    assert info["inventory"] == {"planks": 6, "wooden_pickaxe": 1}


def test_a_station_is_near_within_four_blocks() -> None:
    lab = Laboratory(crafting_table=1)
    lab.life.place("crafting_table")  # one ahead
    for distance in (2, 3, 4):
        assert lab.do("back")["near"] == {"crafting_table"}, distance
    assert lab.do("back")["near"] == frozenset()
    assert lab.life.take("crafting_table")["inventory"] == {}


def test_taking_a_table_costs_the_ticks_of_breaking_it() -> None:
    lab = Laboratory(crafting_table=1)
    lab.life.place("crafting_table")
    info = lab.life.take("crafting_table")
    assert info["inventory"] == {"crafting_table": 1} and info["near"] == frozenset()
    assert (info["broke"], info["steps"]) == ("crafting_table", 75)


def test_a_furnace_is_only_taken_with_a_pickaxe_in_the_hand() -> None:
    lab = Laboratory(furnace=1, wooden_pickaxe=1)
    lab.life.place("furnace")
    info = lab.life.take("furnace")
    assert info["near"] == {"furnace"} and info["steps"] == 1 and info["broke"] is None
    lab.hold("wooden_pickaxe")
    info = lab.life.take("furnace")
    assert info["inventory"] == {"furnace": 1, "wooden_pickaxe": 1} and info["steps"] == 53


def test_a_station_that_was_broken_is_not_near() -> None:
    lab = Laboratory(crafting_table=1)
    lab.life.place("crafting_table")
    lab.do("look_down")
    info = lab.do("attack")
    assert info["broke"] == "crafting_table" and info["near"] == frozenset()


def test_a_station_is_placed_beside_when_the_front_is_barred_and_kept_when_walled_in() -> None:
    lab = Laboratory(crafting_table=1)
    for up in (-1, 0, 1):
        for ahead, right in ((1, 0), (0, -1), (-1, 0)):
            lab.put("stone", ahead, up, right)
    lab.life.place("crafting_table")
    assert lab.at(ahead=0, up=0, right=1) == "crafting_table"
    lab = Laboratory(crafting_table=1)
    for up in (-1, 0, 1):
        for ahead, right in ((1, 0), (0, -1), (-1, 0), (0, 1)):
            lab.put("stone", ahead, up, right)
    info = lab.life.place("crafting_table")
    assert info["inventory"] == {"crafting_table": 1} and info["near"] == frozenset()


def a_furnace(**held: int) -> Laboratory:
    lab = Laboratory(furnace=1, **held)
    lab.life.place("furnace")
    return lab


def test_heat_that_is_left_over_smelts_the_next_items() -> None:
    lab = a_furnace(iron_ore=4, planks=4)
    burnt = [lab.life.smelt("iron_ingot", "planks") for _ in range(4)]
    assert [info["fuel"] for info in burnt] == [{"planks": 1}, {"planks": 1}, {}, {"planks": 1}]
    assert [info["steps"] for info in burnt] == [200] * 4
    assert lab.inventory == {"iron_ingot": 4, "planks": 1}


def test_a_weak_fuel_burns_in_as_many_units_as_it_takes() -> None:
    lab = a_furnace(iron_ore=2, stick=3)
    assert lab.life.smelt("iron_ingot", "stick")["fuel"] == {"stick": 2}
    info = lab.life.smelt("iron_ingot", "stick")
    assert info["fuel"] == {} and info["steps"] == 1
    assert info["inventory"] == {"iron_ingot": 1, "iron_ore": 1, "stick": 1}


def test_one_log_cannot_be_both_smelted_and_burnt() -> None:
    lab = a_furnace(log=1)
    assert lab.life.smelt("coal", "log")["inventory"] == {"log": 1}
    lab.give(log=1)
    assert lab.life.smelt("coal", "log")["inventory"] == {"coal": 1}


@pytest.mark.parametrize("fuel", ["cobblestone", "nonsense"])
def test_what_does_not_burn_smelts_nothing(fuel: str) -> None:
    lab = a_furnace(iron_ore=1, cobblestone=5)
    assert lab.life.smelt("iron_ingot", fuel)["inventory"] == {"cobblestone": 5, "iron_ore": 1}


def test_the_hand_is_empty_when_what_it_held_was_crafted_away() -> None:
    lab = Laboratory(log=1)
    assert lab.hold("log")["hand"] == "log"
    assert lab.life.craft("planks")["hand"] is None


def test_only_stations_can_be_placed() -> None:
    lab = Laboratory(dirt=1)
    assert lab.life.place("dirt")["inventory"] == {"dirt": 1}
    assert WORLD.stations == STATIONS
