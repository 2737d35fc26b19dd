"""Digging, hitting, using, placing, and how keys act."""

from dataclasses import replace

import pytest

from deckard.worlds.malmo.commands import parse_command
from tests.worlds.malmo.arena import FURNACE, TABLE, Arena, X, Z


def ticks_to_break(arena, limit=400):
    """Hold the attack key until what is in the cross hair is gone; return for how long."""
    for tick in range(1, limit):
        arena.game.tick([parse_command("attack 1")])
        if arena.at() == "air":
            arena.info = arena.look()
            return tick
    return None


@pytest.mark.parametrize(
    ("kind", "tool", "ticks"),
    [
        ("dirt", None, 15), ("log", None, 60), ("stone", None, 150), ("sand", None, 15),
        ("stone", "wooden_pickaxe", 23), ("stone", "stone_pickaxe", 12), ("log", "wooden_axe", 30),
    ],
)  # fmt: skip
def test_blocks_break_after_the_games_number_of_ticks(kind, tool, ticks):
    """Seconds of the Minecraft Wiki's page "Breaking", times 20, rounded up."""
    arena = Arena(**({tool: 1} if tool else {}))
    arena.put(kind)
    assert ticks_to_break(arena) == ticks


def test_a_block_that_was_dug_gives_its_drop_and_is_counted():
    arena = Arena(wooden_pickaxe=1)
    arena.put("stone")
    ticks_to_break(arena)
    assert arena.held == {"wooden_pickaxe": 1, "cobblestone": 1}
    assert arena.stat["mine_block"]["minecraft"]["stone"] == 1
    assert arena.stat["pickup"]["minecraft"]["cobblestone"] == 1
    assert arena.stat["use_item"]["minecraft"]["wooden_pickaxe"] == 1
    assert arena.info["inventory"][0]["cur_durability"] == 58


def test_stone_broken_by_hand_gives_nothing():
    arena = Arena()
    arena.put("stone")
    ticks_to_break(arena)
    assert arena.held == {}


def test_bedrock_is_never_broken():
    arena = Arena(diamond_pickaxe=1)
    arena.put("bedrock")
    assert ticks_to_break(arena, 350) is None


def test_what_takes_longer_than_craftworlds_patience_breaks_too():
    arena = Arena()
    arena.put("furnace")
    assert ticks_to_break(arena) == 350 and arena.held == {}


def test_letting_go_or_looking_away_loses_what_was_dug():
    for interruption in ("attack 0", "camera 40.0 0.0"):
        arena = Arena()
        arena.put("dirt")
        for _ in range(14):
            arena.do("attack 1")
        arena.do(interruption)
        arena.do("camera -40.0 0.0" if "camera" in interruption else "attack 1")
        assert ticks_to_break(arena) == 14, interruption


def test_a_break_speed_multiplier_breaks_faster():
    arena = Arena(start="<BreakSpeedMultiplier>3.0</BreakSpeedMultiplier>")
    arena.put("dirt")
    assert ticks_to_break(arena) == 5


def test_a_tool_that_has_no_use_left_breaks():
    arena = Arena(wooden_pickaxe=1, start="<BreakSpeedMultiplier>100</BreakSpeedMultiplier>")
    for _ in range(60):
        arena.put("stone")
        assert "wooden_pickaxe" in arena.held
        ticks_to_break(arena)
    assert "wooden_pickaxe" not in arena.held
    assert arena.stat["break_item"]["minecraft"]["wooden_pickaxe"] == 1


def with_cow(**items):
    arena = Arena(**items)
    for right, ahead in ((1, 2), (-1, 2), (0, 3)):
        arena.put("bedrock", ahead, 1, right)
        arena.put("bedrock", ahead, 2, right)
    arena.put("stone", 2, 0)
    for down in (1, 2):
        arena.put("air", 1, -down)  # too deep to go there
    arena.do(f"chat /summon cow {X} ~1 {Z + 2}")
    assert arena.at() == "cow"
    return arena


def test_an_animal_is_hit_once_each_time_the_key_is_pressed():
    """FakeMouse.java: a button that is down is not pressed again."""
    arena = with_cow(diamond_sword=1)
    for _ in range(40):
        arena.do("attack 1")
    assert arena.stat["damage_dealt"] == 70
    arena.do("attack 0")
    arena.do("attack 1")
    assert arena.stat["kill_entity"]["cow"] == arena.stat["mob_kills"] == 1
    assert arena.held["beef"] >= 1 and arena.stat["pickup"]["minecraft"]["beef"] >= 1


def test_a_hit_before_the_weapon_has_recovered_does_nothing():
    arena = with_cow(iron_sword=1)
    for _ in range(3):
        arena.do("attack 1")
        arena.do("attack 0")
    assert arena.stat["damage_dealt"] == 60


def test_a_cow_is_milked_with_a_bucket():
    arena = with_cow(bucket=2)
    arena.do("use 1")
    assert arena.held == {"bucket": 1, "milk_bucket": 1}
    assert arena.stat["use_item"]["minecraft"]["bucket"] == 1


def test_an_animal_out_of_its_shorter_reach_is_not_met():
    arena = Arena(diamond_sword=1)
    arena.do(f"chat /summon cow {X} ~1 {Z + 4}")
    arena.do("attack 1")
    assert arena.stat["damage_dealt"] == 0


def test_water_is_scooped_and_otherwise_looked_through():
    arena = Arena(bucket=1, dirt=1)
    arena.put("water", 2)
    arena.put("stone", 3)
    arena.do("use 1")
    assert arena.held == {"water_bucket": 1, "dirt": 1}
    arena.do("use 0", "hotbar.2 1")
    arena.do("use 1")
    assert arena.at() == "dirt"


def test_use_puts_a_block_down_where_it_fits():
    arena = Arena(cobblestone=2)
    arena.put("stone")
    arena.do("use 1")
    assert arena.at(ahead=1) == "cobblestone" and arena.held == {"cobblestone": 1}
    arena.do("use 0")
    arena.do("use 1")
    assert arena.held == {"cobblestone": 1}, "the player itself stands in the way"


def test_use_held_down_acts_every_fourth_tick():
    arena = Arena(dirt=9)
    arena.put("stone", ahead=4)
    held = [arena.do("use 1")["inventory"][0]["quantity"] for _ in range(9)]
    assert held == [8, 8, 8, 8, 7, 7, 7, 7, 6]


def test_use_replaces_tall_grass_and_what_craftworld_has_no_block_of_is_not_put_down():
    arena = Arena(dirt=1, planks=1)
    arena.put("tallgrass")
    arena.do("use 1")
    assert arena.at() == "dirt" and arena.held == {"planks": 1}
    arena.do("hotbar.2 1", "use 0")
    arena.do("use 1")
    arena.settle("place planks")
    assert arena.held == {"planks": 1}


def test_place_takes_a_block_from_anywhere_in_the_bag():
    arena = Arena()
    arena.put("stone")
    arena.do("chat /replaceitem entity @p slot.inventory.26 minecraft:crafting_table 2 0")
    arena.settle("place crafting_table")
    assert arena.at(ahead=1) == TABLE
    assert arena.slot(35) == (TABLE, 1)


def test_place_needs_a_block_in_the_cross_hair_within_reach_and_room():
    arena = Arena(crafting_table=1)
    arena.settle("place crafting_table")
    assert arena.held == {TABLE: 1}
    arena.put("stone", ahead=6)
    arena.settle("place crafting_table")
    assert arena.held == {TABLE: 1}
    arena.put("stone", ahead=1)
    arena.settle("place crafting_table")
    assert arena.held == {TABLE: 1}


def test_place_shows_with_the_servers_lag():
    arena = Arena(crafting_table=1)
    arena.put("stone")
    arena.do("place crafting_table")
    assert arena.held == {TABLE: 1}
    arena.do(ticks=2)
    assert arena.held == {} and arena.info["nearby_crafting_table"]


def test_a_station_is_near_only_if_a_hand_has_placed_it():
    arena = Arena()
    arena.put(TABLE, ahead=2)
    arena.do(f"chat /setblock {X} ~1 {Z + 1} minecraft:furnace")
    assert arena.at(ahead=1) == FURNACE
    info = arena.do()
    assert not info["nearby_crafting_table"] and not info["nearby_furnace"]


def placed(width=256, height=160):
    arena = Arena(width=width, height=height, crafting_table=1)
    arena.put("stone", ahead=3)
    arena.settle("place crafting_table")
    assert arena.at(ahead=2) == TABLE
    return arena


@pytest.mark.parametrize(
    ("turn", "seen"),
    [
        ("0 0", True), ("0 34", True), ("0 -34", True), ("0 40", False), ("0 180", False),
        ("20 0", True), ("26 0", False), ("-18 0", True), ("-20 0", False), ("90 0", False),
    ],
)  # fmt: skip
def test_a_station_is_near_only_in_view(turn, seen):
    """35 degrees to the sides, but 35 * 160 / 256 = 21.9 up and down, where it is 2.9 down."""
    arena = placed()
    assert arena.do(f"camera {turn}")["nearby_crafting_table"] is seen


def test_in_a_picture_that_is_as_high_as_wide_the_view_is_as_tall_as_wide():
    assert placed(64, 64).do("camera 30 0")["nearby_crafting_table"]


def test_a_station_is_near_within_five_blocks_of_the_head():
    arena = placed()
    assert arena.do(f"chat /tp {X + 0.5} ~ {Z - 2}")["nearby_crafting_table"]
    assert not arena.do(f"chat /tp {X + 0.5} ~ {Z - 3}")["nearby_crafting_table"]


def test_a_station_that_was_broken_is_not_near():
    arena = placed()
    ticks_to_break(arena)
    assert arena.held == {TABLE: 1} and not arena.info["nearby_crafting_table"]


def test_a_table_that_is_used_opens_nothing_but_is_counted():
    arena = placed()
    arena.do("use 1")
    assert arena.stat["crafting_table_interaction"] == 1


def test_equip_brings_the_first_such_stack_into_the_hand_or_onto_the_body():
    arena = Arena(dirt=1, iron_axe=1, iron_helmet=1)
    arena.settle("equip iron_axe")
    assert (arena.slot(0), arena.slot(1)) == (("iron_axe", 1), ("dirt", 1))
    arena.do("hotbar.5 1")
    arena.settle("equip dirt")
    assert arena.slot(4) == ("dirt", 1) and arena.info["current_item_index"] == 4
    arena.settle("equip iron_helmet")
    assert arena.slot(39) == ("iron_helmet", 1)


@pytest.mark.parametrize(("item", "slot"), [("pumpkin", 39), ("elytra", 38), ("shield", 40)])
def test_some_things_are_worn_that_are_no_armour(item, slot):
    arena = Arena(dirt=1, **{item: 1})
    arena.settle(f"equip {item}")
    assert arena.slot(slot) == (item, 1) and arena.slot(0) == ("dirt", 1)


def test_equip_heeds_a_variant_where_one_is_named():
    arena = Arena(dirt=1)
    arena.do("chat /replaceitem entity @p slot.hotbar.3 minecraft:planks 1 2")
    arena.do("chat /replaceitem entity @p slot.hotbar.2 minecraft:planks 1 1")
    arena.settle("equip planks#2")
    assert arena.info["inventory"][0]["variant"] == 2
    arena.settle("equip planks#7")
    assert arena.info["inventory"][0]["variant"] == 2


def test_swap_exchanges_two_slots_and_0_with_0_nothing():
    arena = Arena(dirt=3)
    arena.settle("swapInventoryItems 0 0")
    assert arena.slot(0) == ("dirt", 3)
    arena.settle("swapInventoryItems 0 40")
    assert arena.slot(40) == ("dirt", 3)
    for words in ("0 41", "-1 0", "a b", "1"):
        arena.settle(f"swapInventoryItems {words}")
    assert arena.slot(40) == ("dirt", 3)


def test_drop_lets_one_go_each_time_the_key_is_pressed():
    arena = Arena(dirt=3)
    arena.do("drop 1")
    arena.do("drop 1")
    assert arena.held == {"dirt": 2}
    arena.do("drop 0")
    arena.do("drop 1")
    assert arena.held == {"dirt": 1} and arena.stat["drop"]["minecraft"]["dirt"] == 2


def test_what_no_handler_of_the_mission_lets_through_does_nothing():
    arena = Arena(log=1)
    arena.game.mission = replace(arena.game.mission, handlers=frozenset(("CameraCommands",)))
    arena.settle("craft planks", "chat /clear", "drop 1")
    assert arena.held == {"log": 1}
    assert arena.do("camera 5 0")["pitch"] == 5


@pytest.mark.parametrize(
    "line", ["", " ", "fly 1", "camera", "camera up down", "camera nan 0", "hotbar.0 1",
             "hotbar. 1", "forward yes", "craft", "place", "equip", "chat", "chat hi",
             "pickItem 1"],
)  # fmt: skip
def test_a_line_that_means_nothing_does_nothing(line):
    arena = Arena(dirt=1)
    before = {k: v for k, v in arena.do().items() if k not in ("stat", "total_time", "world_time")}
    arena.settle(line)
    assert {k: arena.info[k] for k in before} == before | {
        k: arena.info[k] for k in ("sun_brightness", "sky_light_level")
    }
