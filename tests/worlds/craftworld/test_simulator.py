"""Digging, hitting, using, walking: the rules of the game that craftworld keeps."""

import numpy as np
import pytest

from deckard.errors import ConfigError
from deckard.worlds import Practice
from deckard.worlds.craftworld import Craftworld
from deckard.worlds.craftworld.kernels.arrays import ACTIONS, FLOOR
from tests.worlds.craftworld.laboratory import GROUND, WORLD, Laboratory


@pytest.mark.parametrize(
    ("block", "tool", "ticks", "gives"),
    [
        # seconds of the Minecraft Wiki's page "Breaking", times 20
        ("stone", None, 150, {}),
        ("stone", "wooden_pickaxe", 23, {"cobblestone": 1}),
        ("stone", "diamond_pickaxe", 6, {"cobblestone": 1}),
        ("iron_ore", "wooden_pickaxe", 150, {}),
        ("iron_ore", "stone_pickaxe", 23, {"iron_ore": 1}),
        ("diamond_ore", "stone_pickaxe", 75, {}),
        ("diamond_ore", "iron_pickaxe", 15, {"diamond": 1}),
        ("gold_ore", "golden_pickaxe", 25, {}),
        ("log", None, 60, {"log": 1}),
        ("log", "stone_axe", 15, {"log": 1}),
        ("log", "stone_pickaxe", 60, {"log": 1}),
        ("dirt", None, 15, {"dirt": 1}),
        ("clay", None, 18, {"clay_ball": 4}),
        ("crafting_table", None, 75, {"crafting_table": 1}),
        ("furnace", None, 350, None),
        ("bedrock", "diamond_pickaxe", 5, None),
        ("yellow_flower", None, 5, {"yellow_flower": 1}),
        ("leaves", "shears", 5, {"leaves": 1}),
        ("tallgrass", "shears", 5, {"tallgrass": 1}),
    ],
)
def test_a_block_takes_the_ticks_and_gives_the_items_of_the_game(
    block: str, tool: str | None, ticks: int, gives: dict[str, int] | None
) -> None:
    lab = Laboratory(**({tool: 1} if tool else {}))
    lab.hold(tool) if tool else None
    lab.put(block)
    info = lab.do("attack")
    if gives is None:  # unbreakable, or given up
        assert info["broke"] is None and lab.at() == block
        assert info["steps"] == min(ticks, 300)
        return
    got = {item: n for item, n in info["inventory"].items() if item != tool}
    assert got.items() >= gives.items() and (gives or not got)
    assert (info["broke"], info["steps"], lab.at()) == (block, ticks, "air")


def test_the_tool_that_counts_is_the_one_in_the_hand() -> None:
    lab = Laboratory(stone_pickaxe=1, wooden_pickaxe=1)
    for tool, gain in ((None, 0), ("wooden_pickaxe", 0), ("stone_pickaxe", 1)):
        lab.hold(tool)
        lab.put("iron_ore")
        assert lab.do("attack")["inventory"].get("iron_ore", 0) == gain


def test_a_tool_wears_out_and_vanishes_from_the_hand() -> None:
    lab = Laboratory(golden_pickaxe=1)
    lab.hold("golden_pickaxe")
    for use in range(33):
        assert lab.life.info["hand"] == "golden_pickaxe", use
        lab.put("stone")
        lab.do("attack")
    assert lab.life.info["hand"] is None
    assert lab.inventory == {"cobblestone": 33}


def test_soft_plants_do_not_wear_a_tool() -> None:
    lab = Laboratory(golden_pickaxe=1)
    lab.hold("golden_pickaxe")
    for _ in range(40):
        lab.put("yellow_flower")
        lab.do("attack")
    assert lab.inventory["golden_pickaxe"] == 1


def test_sand_above_a_broken_block_falls_down_to_the_ground() -> None:
    lab = Laboratory()
    lab.put("dirt", up=1)
    for up in (2, 3):
        lab.put("sand", up=up)
    lab.do("attack")
    assert [lab.at(up=up) for up in range(4)] == ["sand", "sand", "air", "air"]


def test_plants_pop_off_when_their_ground_goes_and_are_gained() -> None:
    lab = Laboratory()
    lab.put("sand", up=1)
    for up in (2, 3, 4):
        lab.put("reeds", up=up)
    assert lab.do("attack")["inventory"] == {"sand": 1, "reeds": 3}
    assert lab.at(up=2) == "air"


def test_gravel_gives_either_flint_or_gravel_about_one_to_nine() -> None:
    lab = Laboratory()
    for _ in range(400):
        lab.put("gravel")
        lab.do("attack")
    assert lab.inventory.keys() <= {"flint", "gravel"}
    assert 20 <= lab.inventory["flint"] <= 65


@pytest.mark.parametrize(
    ("mob", "always", "hits"),
    [("cow", "beef", 10), ("pig", "porkchop", 10), ("sheep", "wool", 8), ("chicken", "chicken", 4)],
)
def test_a_mob_dies_of_as_many_fist_blows_as_it_has_health(
    mob: str, always: str, hits: int
) -> None:
    lab = Laboratory()
    lab.mob(mob)
    for _ in range(hits - 1):
        info = lab.do("attack")
        assert info["broke"] is None and info["inventory"] == {} and info["steps"] == 10
    info = lab.do("attack")
    assert info["broke"] == mob and info["inventory"][always] >= 1 and lab.at(up=0) == "air"


def test_a_sword_needs_fewer_blows() -> None:
    lab = Laboratory(iron_sword=1)
    lab.hold("iron_sword")
    lab.mob("cow")
    assert lab.do("attack")["broke"] is None
    assert lab.do("attack")["broke"] == "cow"


def test_a_bucket_in_the_hand_milks_a_cow_and_scoops_water() -> None:
    lab = Laboratory(bucket=3)
    lab.hold("bucket")
    lab.mob("cow")
    info = lab.do("use")
    assert info["inventory"] == {"bucket": 2, "milk_bucket": 1} and info["broke"] == "cow"
    lab = Laboratory(bucket=1)
    lab.put("water")
    assert lab.do("use")["inventory"] == {"bucket": 1}, "the hand is empty"
    lab.hold("bucket")
    info = lab.do("use")
    assert info["inventory"] == {"water_bucket": 1} and info["hand"] == "water_bucket"


def test_shears_give_wool_without_killing_and_not_twice_at_once() -> None:
    lab = Laboratory(shears=1)
    lab.hold("shears")
    lab.mob("sheep")
    wool = lab.do("use")["inventory"]["wool"]
    assert 1 <= wool <= 3 and lab.at(up=0) == "sheep"
    assert lab.do("use")["inventory"]["wool"] == wool
    lab.simulator.bodies["clock"] += 1000
    assert lab.do("use")["inventory"]["wool"] > wool


def test_a_mob_that_was_hit_runs_away() -> None:
    lab = Laboratory()
    lab.mob("cow")
    lab.simulator.put((8, 10, GROUND + 1), 0)
    lab.simulator.put((8, 10, GROUND + 2), 0)
    lab.do("attack", *["noop"] * 60)
    assert lab.at(up=0) == "air"


def test_a_block_one_high_is_stepped_upon_and_two_bar_the_way() -> None:
    lab = Laboratory()
    lab.put("stone", up=0)
    assert lab.do("forward")["steps"] == 5
    body = lab.simulator.bodies[0]
    assert (body["z"], body["y"]) == (9, GROUND + 2)
    lab.put("stone", ahead=2, up=1)
    lab.put("stone", ahead=2, up=2)
    lab.do("forward")
    assert body["z"] == 9
    lab.do("back")
    assert (body["z"], body["y"]) == (8, GROUND + 1)


def test_the_agent_falls_through_a_shaft_without_harm() -> None:
    lab = Laboratory()
    for up in range(-20, 0):
        lab.put("air", up=up)
    lab.do("forward")
    assert lab.simulator.bodies["y"][0] == GROUND + 1 - 20


def test_the_world_wraps_around() -> None:
    lab = Laboratory()
    lab.do(*["forward"] * 32)
    assert (lab.simulator.bodies["x"][0], lab.simulator.bodies["z"][0]) == (8, 8)


def test_up_puts_a_block_below_dirt_first() -> None:
    lab = Laboratory(sand=1, dirt=1, cobblestone=1)
    for left in ({"sand": 1, "cobblestone": 1}, {"sand": 1}, {}, {}):
        assert lab.do("up")["inventory"] == left
    assert [lab.at(0, up) for up in range(3)] == ["dirt", "cobblestone", "sand"]
    assert lab.simulator.bodies["y"][0] == GROUND + 4


def test_nothing_is_put_below_under_a_low_ceiling() -> None:
    lab = Laboratory(dirt=1)
    lab.put("stone", ahead=0, up=2)
    assert lab.do("up")["inventory"] == {"dirt": 1}


def test_the_agent_can_climb_to_the_top_of_the_world_and_look_around() -> None:
    lab = Laboratory(dirt=64)
    lab.do(*["up"] * 64, "look_up", "look_up", "attack", "forward")
    assert WORLD.observation_space.contains(lab.life.obs)


def test_the_agent_cannot_dig_through_the_bottom_of_the_world() -> None:
    lab = Laboratory(diamond_pickaxe=1)
    lab.hold("diamond_pickaxe")
    lab.do("look_down", "look_down", *["attack"] * 80)
    assert lab.simulator.bodies["y"][0] == FLOOR
    assert WORLD.observation_space.contains(lab.life.obs)


def columns(lab: Laboratory, sight: str) -> list[float]:
    first = WORLD.sights[sight]
    return [round(float(x), 3) for x in lab.life.obs[first : first + 4]]


def test_the_nearest_of_a_kind_is_seen_where_it_is() -> None:
    lab = Laboratory()
    assert columns(lab, "log") == [0, 0, 0, 0]
    lab.put("log", ahead=3, up=1)
    assert columns(lab, "log") == [round(1 / 1.75, 3), 3 / 8, 0, 0]
    lab.put("log", ahead=0, up=1, right=-2)
    assert columns(lab, "log") == [round(1 / 1.5, 3), 0, -2 / 8, 0]
    lab.do("left")  # it looks along -x now
    assert columns(lab, "log") == [round(1 / 1.5, 3), 2 / 8, 0, 0]


def test_voxels_show_what_is_buried_and_visible_does_not() -> None:
    lab = Laboratory()
    lab.put("diamond_ore", ahead=1, up=-3)
    assert columns(lab, "diamond_ore")[0] > 0
    hidden = Craftworld(sensing="visible").live(0)
    hidden.simulator.cells[:], hidden.simulator.roofs[:] = lab.simulator.cells, lab.simulator.roofs
    for name in ("x", "z", "y", "yaw", "pitch"):
        hidden.simulator.bodies[name] = lab.simulator.bodies[name]
    hidden.step(ACTIONS.index("noop"))
    first = WORLD.sights["diamond_ore"]
    assert not hidden.obs[first : first + 4].any()
    assert hidden.obs[WORLD.sights["stone"]] > 0


def test_a_wall_hides_what_is_behind_it_from_the_rays_but_grass_does_not() -> None:
    for cover, seen in (("stone", False), ("tallgrass", True)):
        lab = Laboratory()
        lab.put("gold_ore", ahead=9, up=1)
        assert columns(lab, "gold_ore")[1] == 9 / 8
        for right in range(-8, 9):
            for up in range(8):
                lab.put(cover, ahead=6, up=up, right=right)
        assert (columns(lab, "gold_ore")[0] > 0) == seen


@pytest.mark.parametrize(
    "options",
    [
        {"sensing": "rgb"},
        {"size": 30},
        {"version": "0.1"},
        {"regenerate": 0},
        {"sight": 100},
        {"box": (0, 9)},
        {"rays": (9, 7, 1)},
    ],
)
def test_an_option_that_makes_no_sense_is_a_config_error(options: dict) -> None:
    with pytest.raises(ConfigError):
        Craftworld(**options)


@pytest.mark.parametrize(
    ("item", "start", "hand"),
    [("nonsense", {}, None), ("log", {"nonsense": 1}, None), ("log", {}, "stone_axe")],
)
def test_a_task_that_makes_no_sense_is_a_config_error(
    item: str, start: dict, hand: str | None
) -> None:
    with pytest.raises(ConfigError):
        WORLD.practice(Practice(item, start, hand, 10, 1, 0))


def test_at_least_thirty_five_items_can_be_collected() -> None:
    rules = WORLD.setting.rules
    assert len({*rules.drops["item"], *rules.uses["item"]}) >= 35


def test_random_play_keeps_every_world_sound() -> None:
    task = Practice("diamond", {"dirt": 9, "iron_pickaxe": 1}, "iron_pickaxe", 500, 16, 0)
    envs = WORLD.practice(task)
    envs.reset()
    rng = np.random.default_rng(0)
    for _ in range(400):
        envs.step(rng.integers(0, WORLD.action_space.n, 16))
    simulator, kinds = envs.simulator, WORLD.setting.rules.kinds
    for i in range(16):
        body = simulator.bodies[i]
        for up in (0, 1):
            kind = simulator.get((body["x"], body["z"], body["y"] + up), i)
            assert not kinds[kind]["solid"]
        living = simulator.mobs[i][simulator.mobs[i]["health"] > 0]
        for mob in living:
            assert simulator.get((mob["x"], mob["z"], mob["y"]), i) == mob["kind"]
        assert (kinds["mob"][simulator.cells[i]]).sum() == len(living)
    assert (simulator.counts >= 0).all()


def test_tunnelling_digs_at_the_head_first_then_at_the_feet_and_goes_on() -> None:
    lab = Laboratory(diamond_pickaxe=1)
    lab.hold("diamond_pickaxe")
    lab.put("stone", up=1)
    lab.put("dirt", up=0)
    start = lab.life.info["place"]
    info = lab.do("tunnel")
    assert (info["broke"], info["steps"], info["place"]) == ("stone", 6, start)
    info = lab.do("tunnel")
    assert (info["broke"], info["steps"]) == ("dirt", 15 + 5)
    assert info["place"] == (start[0], start[1], start[2] + 1)
    assert lab.do("tunnel")["steps"] == 5, "nothing in the way: a step like any other"


def test_tunnelling_into_what_cannot_be_broken_takes_time_and_moves_nobody() -> None:
    lab = Laboratory()
    lab.put("bedrock", up=0)
    start = lab.life.info["place"]
    info = lab.do("tunnel")
    assert info["place"] == start and info["broke"] is None and info["steps"] >= 5


def test_tunnelling_hits_an_animal_in_the_way() -> None:
    lab = Laboratory()
    lab.mob("chicken")
    for _ in range(4):
        info = lab.do("tunnel")
    assert info["broke"] == "chicken" and info["inventory"]["chicken"] == 1
