"""Minecraft as an agent plays it: MineDojo's own package, over stand-ins."""

import sys

import numpy as np
import pytest

from deckard.errors import Aborted, ConfigError, MissingExtra
from deckard.worlds import Practice
from deckard.worlds.malmo.faults import ScriptedFault
from deckard.worlds.minedojo import MineDojo
from deckard.worlds.minedojo.game import HAND, placed, stacks
from deckard.worlds.minedojo.observation import ACTIONS
from tests.worlds.minedojo.minecraft import QUICK, installed, minedojo

ATTACK, FORWARD, LOOK_DOWN = (ACTIONS.index(a) for a in ("attack", "forward", "look_down"))


BENCH = {"crafting_table": 1, "furnace": 1, "planks": 8, "stick": 4, "iron_ore": 2, "coal": 2}


def slot(name, quantity, where="inventory"):
    return {"name": name, "quantity": quantity, "variant": 0, "inventory": where}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"inventory": {"lgo": 1}}, "lgo"),
        ({"inventory": {"stick": 64, "wooden_pickaxe": 35}}, "36 slots"),
        ({"ports": (9000, 9000)}, "twice"),
        ({"biome": "birchforest"}, "birch_forest"),
    ],
)
@installed
def test_a_contradictory_option_is_named_before_anything_starts(options, says):
    with pytest.raises(ConfigError, match=says):
        MineDojo(**options)


@installed
def test_minecrafts_are_started_only_from_a_folder_that_is_there_and_in_one(tmp_path):
    with pytest.raises(ConfigError, match=r"launchClient.*world\.minecraft"):
        MineDojo(minecraft=str(tmp_path)).ready()
    tmp_path.joinpath("launchClient.sh").touch()
    with pytest.raises(ConfigError, match=r"nowhere.*world\.folder"):
        MineDojo(minecraft=str(tmp_path), folder="/nowhere").ready()
    MineDojo(minecraft=str(tmp_path), folder=str(tmp_path)).ready()
    MineDojo(ports=(9000,), minecraft="/nowhere").ready()


def test_what_is_held_is_put_into_slots_by_stacks_and_the_hands_into_the_hand():
    held = {"stick": 70, "wooden_pickaxe": 2}
    assert stacks(held) == [("stick", 64), ("stick", 6), *[("wooden_pickaxe", 1)] * 2]
    slots = {slot: (item, n) for slot, item, n in placed(held, "wooden_pickaxe")}
    assert slots[HAND] == ("wooden_pickaxe", 1) and len(slots) == 4


def test_without_the_package_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.delitem(sys.modules, "cv2", raising=False)
    with pytest.raises(MissingExtra, match="deckard minedojo install"):
        MineDojo()


def with_bench(**options):
    world, [server] = minedojo(1, inventory=BENCH, **{**QUICK, **options})
    return world, server, world.live(3)  # on land, not in a lake


@installed
def test_the_hand_holds_what_is_equipped_and_stays_empty_when_it_is_to_be():
    _, _, life = with_bench(dig=10)
    assert life.info["hand"] is None
    assert life.equip("stick")["hand"] == "stick"
    assert life.equip(None)["hand"] is None
    for action in (LOOK_DOWN, LOOK_DOWN, ATTACK):
        info = life.step(action)
    assert info["hand"] is None and info["broke"] is not None
    assert sum(info["inventory"].values()) > sum(BENCH.values())


@installed
def test_the_mod_is_asked_for_the_world_seed_also_when_it_is_0():
    world, _ = minedojo(1, **QUICK, world_seed=0)
    first = world.live(5).obs
    assert np.array_equal(first, world.live(6).obs)
    other, _ = minedojo(1, **QUICK, world_seed=1)
    assert not np.array_equal(first, other.live(5).obs)


@installed
def test_a_death_ends_a_practice_episode_as_a_failure():
    world, _ = minedojo(1, faults=(ScriptedFault("kill", mission=1, tick=8),), **QUICK)
    envs = world.practice(Practice("diamond", {"stick": 2}, None, 50, 1, 0))
    envs.reset()
    for _ in range(20):
        _, _, dones, infos = envs.step(np.array([0]))
        if dones[0]:
            break
    assert infos[0]["died"] and infos[0]["is_success"] is False
    assert not infos[0]["TimeLimit.truncated"]
    assert envs.reset_infos[0]["inventory"] == {"stick": 2}


@installed
def test_with_a_single_minecraft_practice_ends_the_life():
    world, _ = minedojo(1, **QUICK)
    life = world.live(0)
    envs = world.practice(Practice("log", {}, None, 5, 1, 0))
    envs.reset()
    with pytest.raises(Aborted, match=r"world\.instances"):
        life.step(0)


@installed
def test_more_episodes_than_minecrafts_are_refused():
    world, _ = minedojo(2, **QUICK)
    assert world.most_envs == 1
    with pytest.raises(ConfigError, match=r"world\.instances"):
        world.practice(Practice("log", {}, None, 5, 3, 0))


@installed
def test_the_frame_is_that_of_minedojos_own_decoder():
    world, [server] = minedojo(1, **{**QUICK, "frame": (20, 30)}, observe="rgb")
    life = world.live(2)
    seen = life.obs[: 3 * 20 * 30].reshape(3, 20, 30)
    shown = life.render()
    assert shown.shape == (20, 30, 3)
    assert np.allclose(seen.transpose(1, 2, 0) * 255, shown, atol=0.01)
    pixels = np.frombuffer(server.game.frame(), np.uint8).reshape(20, 30, 3)[::-1]
    assert np.array_equal(shown, pixels)
