"""Needs fall and are met, deeds are done, and who meets no needs dies."""

import numpy as np
import pytest

from deckard.errors import ConfigError
from deckard.worlds import Practice
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.symbolic.faults import MOST_ACTS, Faults

NEEDS = ("drink", "energy", "food")


@pytest.fixture(scope="module")
def world():
    return Symbolic(needs=True)


def act(world, life, name):
    return life.step(list(world.subgoals).index(name))


def test_needs_and_deeds_are_subgoals_and_no_items(world):
    assert {*NEEDS, "place_stone", "eat_cow"} <= {*world.subgoals} - {*world.items}
    assert world.live(0).info["needs"] == {need: 9 for need in NEEDS}


def test_needs_fall_with_the_env_steps_and_are_met_up_to_their_full_level(world):
    life = world.live(0)
    for _ in range(80):
        act(world, life, "log")
    assert life.info["needs"] == {"drink": 4, "energy": 7, "food": 5}
    levels = [act(world, life, "drink")["needs"]["drink"] for _ in range(6)]
    assert levels == sorted(levels) and levels[-1] == 9


def test_who_meets_no_need_dies_within_their_steps(world):
    life, steps = world.live(0), 0
    while not life.info.get("died"):
        steps += act(world, life, "log")["steps"]
    assert steps == 9 * 1500 and life.info["needs"]["drink"] == 0


def test_a_deed_by_craft_takes_its_ingredients_at_its_station():
    life = Symbolic(needs=True, start={"coal": 1, "furnace": 1, "cobblestone": 1}).live(0)
    assert life.craft("light_furnace")["deeds"]["light_furnace"] == 0, "nothing is near"
    life.place("furnace")
    info = life.craft("light_furnace")
    assert info["deeds"]["light_furnace"] == 1 and "coal" not in info["inventory"]
    info = life.craft("place_stone")
    assert info["deeds"]["place_stone"] == 1 and info["inventory"] == {}


def test_a_deed_by_a_tool_is_done_with_it_alone(world):
    life = Symbolic(needs=True, start={"stone_sword": 1}).live(0)
    assert act(world, life, "defeat_zombie")["deeds"]["defeat_zombie"] == 0
    life.equip("stone_sword")
    assert act(world, life, "defeat_zombie")["deeds"]["defeat_zombie"] == 1


@pytest.mark.parametrize("name", ["drink", "eat_cow"])
def test_practice_of_a_need_or_deed_ends_with_reward_when_it_rises(world, name):
    env = world.practice(Practice(name, {}, None, 5, 2, 0))
    env.reset()
    action = list(world.subgoals).index(name)
    _, rewards, dones, infos = env.step(np.full(2, action))
    assert (rewards == 1).all() and dones.all() and all(info["is_success"] for info in infos)


def test_practice_of_a_need_begins_low_and_with_the_others_full(world):
    env = world.practice(Practice("food", {}, None, 5, 1, 0))
    env.reset()
    assert env.reset_infos[0]["needs"] == {"drink": 9, "energy": 9, "food": 3}


def test_nothing_is_practised_with_a_deed_in_hand(world):
    with pytest.raises(ConfigError, match="no item 'eat_cow'"):
        world.practice(Practice("log", {"eat_cow": 1}, None, 5, 1, 0))


def test_a_world_of_few_items_has_the_rules_that_they_allow():
    world = Symbolic(needs=True, version="1.16", items="goals67")
    assert world.deeds >= {"eat_cow", "place_stone"} and set(world.needs) == set(NEEDS)


def test_a_world_without_needs_tells_nothing_of_them():
    world = Symbolic()
    assert world.subgoals == world.items and "survival" not in world.about
    assert not {"needs", "deeds", "died"} & world.live(0).info.keys()


def test_a_life_ends_in_death_within_its_acts_and_loses_what_it_held():
    life = Symbolic(start={"log": 20}, faults=Faults(died=1.0)).live(0)
    infos = [life.equip(None) for _ in range(MOST_ACTS)]
    deaths = [bool(info.get("died")) for info in infos]
    assert any(deaths) and deaths == sorted(deaths), "and stays dead"
    assert infos[-1]["inventory"] == {}


def test_practice_episodes_end_in_death_in_their_share_without_reward_or_truncation():
    world = Symbolic(faults=Faults(died=0.3))
    env = world.practice(Practice("log", {}, None, 1, 1, 0))
    env.reset()
    ends = [env.step(np.array([world.items.index("log")])) for _ in range(200)]
    died = [(r[0], i[0]) for _, r, d, i in ends if i[0].get("died")]
    assert len(died) == pytest.approx(60, abs=20)
    assert all(reward == 0 and not info["is_success"] for reward, info in died)
    assert not any(info["TimeLimit.truncated"] for _, info in died)


def test_nobody_dies_by_faults_that_are_not_asked_for():
    shares = {"aborted": 0.2, "full": 0.3}
    assert "died" not in Symbolic(faults=Faults(**shares)).about["faults"]
    assert Symbolic(faults=Faults(died=0.1)).about["faults"]["died"] == 0.1
