import pytest

from deckard.dream.answers.fuel import without_fuel


@pytest.mark.parametrize(
    ("entries", "smelted"),
    [
        ([("iron_ore", 1), ("coal", 1)], ["iron_ore"]),
        ([("Charcoal", 1), ("minecraft:sand", 8)], ["minecraft:sand"]),
        ([("log", 1), ("coal", 1)], ["log"]),
        ([("oak_log", 1), ("planks", 2)], ["oak_log", "planks"]),
        ([("beef", 1), ("oak planks", 2)], ["beef"]),
        ([("sand", 1), ("clay", 0.125)], ["sand"]),
        ([("sand", 1), ("clay", "1/8")], ["sand"]),
        ([("sand", 1), ("bamboo (as fuel)", 2)], ["sand"]),
        ([("coal", 0.5), ("coal_block", 1)], ["coal_block"]),
        ([("coal", 8)], ["coal"]),
        ([("coal", 0.125)], ["coal"]),
        ([("fuel", 1)], ["fuel"]),
        ([("sand", 1), ("dye", 1)], ["sand", "dye"]),
        ([(None, 1), (5, 2)], [None, 5]),
        ([], []),
    ],
)
def test_fuel_is_set_aside_where_something_else_is_smelted(entries, smelted):
    assert [name for name, _ in without_fuel(entries)] == smelted
