import numpy as np
import pytest

from deckard.errors import ConfigError
from deckard.registry import build_component
from deckard.worlds import KNOWN, Practice
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.tables.reference import item_sets

LATER = "1.16"


def collect(world, life, item, hand=None):
    """Attempt to collect an item from anywhere; return the info, and whether it was gained."""
    life.equip(hand)
    before = life.info["inventory"].get(item, 0)
    info = life.step(world.items.index(item))
    return info, info["inventory"].get(item, 0) > before


def chances(world, item, hand=None, times=2000):
    life = world.live(0)
    return np.mean([collect(world, life, item, hand)[1] for _ in range(times)])


def test_a_collect_by_the_right_hand_gives_the_item_and_takes_its_steps():
    world = Symbolic(collect_steps=70, start={"wooden_pickaxe": 1})
    info, won = collect(world, world.live(0), "cobblestone", "wooden_pickaxe")
    assert won
    assert info["steps"] == 70
    assert info["broke"] in ("stone", "cobblestone")


@pytest.mark.parametrize(("hand", "item"), [(None, "iron_ore"), ("wooden_pickaxe", "iron_ore")])
def test_a_collect_by_the_wrong_hand_takes_a_time_out_and_shows_what_was_broken(hand, item):
    world = Symbolic(timeout=900, start={"wooden_pickaxe": 1})
    info, won = collect(world, world.live(0), item, hand)
    assert not won
    assert info["steps"] == 900
    assert info["broke"] == "iron_ore"


def test_what_is_never_found_takes_a_time_out_and_shows_nothing():
    world = Symbolic()
    info, won = collect(world, world.live(0), "iron_pickaxe")
    assert (won, info["steps"], info["broke"]) == (False, 1000, None)


def test_an_attempt_looks_where_it_is_told_to():
    world = Symbolic(start={"wooden_pickaxe": 1})
    life, sources = world.live(0), list(world.sights)
    life.equip("wooden_pickaxe")
    for source in ("stone", "cobblestone"):
        sought = world.items.index("cobblestone") + len(world.items) * (1 + sources.index(source))
        assert life.step(sought)["broke"] == source


def test_an_attempt_at_a_source_gets_nothing_from_another_that_asks_for_less():
    world = Symbolic(perturbed=0.6, perturbed_seed=2001, start={"wooden_pickaxe": 1})
    life, sources = world.live(0), list(world.sights)
    life.equip("wooden_pickaxe")
    gains = {}
    for source in ("ender_chest", "obsidian"):
        place = len(world.items) * (1 + sources.index(source))
        before = life.info["inventory"].get("obsidian", 0)
        assert life.step(world.items.index("obsidian") + place)["broke"] == source
        gains[source] = life.info["inventory"].get("obsidian", 0) - before
    assert gains == {"ender_chest": 8, "obsidian": 0}


def test_an_attempt_succeeds_with_its_chance():
    assert chances(Symbolic(), "log") == 1
    assert chances(Symbolic(chance=0.3), "log") == pytest.approx(0.3, abs=0.04)
    assert chances(Symbolic(chance={"log": 0.6}), "log") == pytest.approx(0.6, abs=0.04)
    assert chances(Symbolic(chance={"log": 0.6}), "dirt") == 1


@pytest.mark.parametrize("chance", [1.5, "often", {"log": 2}, (0.2, 0.3, 0.4)])
def test_what_is_no_chance_is_told_in_one_line(chance):
    with pytest.raises(ConfigError, match=r"chance: should be a share from 0 to 1, two .* \(got"):
        build_component("world", KNOWN, "symbolic", chance=chance)


def test_chances_may_be_drawn_for_each_item_from_the_seed():
    one, again, other = (Symbolic(chance=(0.2, 0.9), seed=s).setting.ground for s in (1, 1, 2))
    assert one.chances == again.chances != other.chances
    assert 0.2 <= min(one.chances.values()) < 0.3 < 0.8 < max(one.chances.values()) <= 0.9


def test_rare_items_lie_farther_and_what_comes_seldom_takes_longer():
    near, far = Symbolic(), Symbolic(rarity=5.0)
    steps = [w.setting.ground.deeds["dirt"][0].steps for w in (near, far)]
    assert steps[0] == 100 < steps[1] <= 500
    flint = near.setting.ground.deeds["flint"][0]
    assert (flint.steps, flint.odds) == (1000, 1.0)  # one in ten of the gravel
    sapling = Symbolic(version=LATER).setting.ground.deeds["sapling"][0]
    assert (sapling.steps, sapling.odds) == (1000, pytest.approx(0.5))  # one in twenty


def test_what_comes_by_luck_or_from_the_strong_is_not_collected():
    for version in ("1.11.2", "1.16"):
        deeds = Symbolic(version=version).setting.ground.deeds
        assert "iron_ingot" not in deeds  # of zombies and golems
        assert not {"apple", "elytra", "nether_star"} & deeds.keys()


def test_crafts_and_smelts_take_a_few_steps_and_what_the_tables_say():
    world = Symbolic(start={"log": 3, "iron_ore": 2, "furnace": 1, "coal": 1})
    life = world.live(0)
    assert life.craft("planks")["inventory"]["planks"] == 4
    assert life.info["steps"] == 4
    assert life.smelt("iron_ingot", "coal")["inventory"].get("iron_ingot") is None
    assert life.place("furnace")["near"] == {"furnace"}
    first, second = life.smelt("iron_ingot", "coal"), life.smelt("iron_ingot", "coal")
    assert (first["fuel"], second["fuel"], first["steps"]) == ({"coal": 1}, {}, 10)
    assert second["inventory"]["iron_ingot"] == 2


def test_a_station_is_taken_up_by_what_would_not_lose_it():
    world = Symbolic(start={"furnace": 1, "crafting_table": 1, "wooden_pickaxe": 1})
    life = world.live(0)
    life.place("furnace"), life.place("crafting_table")
    assert life.take("crafting_table")["near"] == {"furnace"}
    assert life.take("furnace")["near"] == {"furnace"}
    life.equip("wooden_pickaxe")
    assert life.take("furnace")["inventory"]["furnace"] == 1


def test_what_is_filled_is_used_up():
    world = Symbolic(start={"bucket": 1})
    info, won = collect(world, world.live(0), "milk_bucket", "bucket")
    assert won
    assert "bucket" not in info["inventory"]
    assert info["hand"] is None


def test_practice_has_what_stable_baselines3_asks_of_episodes():
    from stable_baselines3 import PPO

    from deckard.policies.ppo import SubgoalVecEnv
    from deckard.policies.subgoal_env import SubgoalEnv
    from deckard.worlds.evidence import EvidenceRecorder

    world = Symbolic()
    episodes = world.practice(Practice("log", {}, None, 3, 4, 0))
    env = SubgoalVecEnv(SubgoalEnv(episodes, EvidenceRecorder("log"), world.sights["log"]))
    PPO("MlpPolicy", env, n_steps=4, batch_size=8, n_epochs=1).learn(16)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"version": "1.2"}, r"no tables for Minecraft '1\.2'"),
        ({"start": {"unobtainium": 1}}, "'unobtainium' is no item of 1.11.2"),
        ({"chance": {"unobtainium": 1}}, "'unobtainium' is no item of 1.11.2"),
        ({"timeout": 10}, "never ends within a timeout of 10"),
        ({"perturbed": 2.0}, "perturbed is a share from 0 to 1"),
        ({"chance": (0.9, 0.1)}, "name the smaller bound first"),
    ],
)
def test_an_option_that_makes_no_sense_is_named(options, said):
    with pytest.raises(ConfigError, match=said):
        Symbolic(**options)


def test_the_stations_of_a_later_version_are_its_own():
    assert {"blast_furnace", "smithing_table", "smoker"} < set(Symbolic(version=LATER).stations)


@pytest.mark.parametrize("seed", [2, 3, 9])
def test_goals_that_a_perturbed_world_makes_take_a_fight_can_be_had_there(seed):
    world = Symbolic(version="1.16", items="goals67", perturbed=0.3, perturbed_seed=seed)
    assert {*item_sets()["goals67"]["items"]} <= {*world.items}
    assert any(mob.drops for mob in world.setting.tables.mobs.values())


class Handless(Symbolic):
    hands = False


class Rooted(Symbolic):
    rooted = frozenset({"furnace"})


def test_without_hands_a_tool_counts_when_it_is_held():
    world = Handless(start={"wooden_pickaxe": 1})
    life = world.live(0)
    life.equip("wooden_pickaxe")
    assert life.info["hand"] is None
    assert collect(world, life, "cobblestone")[1]
    assert not collect(world, Handless().live(0), "cobblestone")[1]


def test_a_rooted_station_is_not_taken_up_but_left_by_any_decision():
    world = Rooted(start={"furnace": 1, "crafting_table": 1})
    life = world.live(0)
    life.place("furnace")
    life.place("crafting_table")
    life.take("furnace")
    assert life.info["near"] == {"furnace", "crafting_table"}
    life.step(0)
    assert life.info["near"] == {"crafting_table"}
    assert "furnace" not in life.info["inventory"]


CAKE = {"milk_bucket": 3, "sugar": 2, "egg": 1, "wheat": 3, "crafting_table": 1}


def test_a_craft_gives_back_the_containers_of_what_it_uses_up():
    life = Symbolic(start=CAKE).live(0)
    life.place("crafting_table")
    assert life.craft("cake")["inventory"] == {"cake": 1, "bucket": 3}


def test_a_bucket_of_lava_that_burns_leaves_its_bucket():
    life = Symbolic(start={"lava_bucket": 1, "iron_ore": 2, "furnace": 1}).live(0)
    life.place("furnace")
    assert life.smelt("iron_ingot", "lava_bucket")["inventory"] == {
        "iron_ore": 1, "iron_ingot": 1, "bucket": 1
    }  # fmt: skip
    info = life.smelt("iron_ingot", "lava_bucket")
    assert (info["inventory"], info["fuel"]) == ({"iron_ingot": 2, "bucket": 1}, {})


def test_a_set_of_items_of_another_version_is_refused_with_the_version_to_give():
    with pytest.raises(ConfigError, match=r"in Minecraft 1\.11\.2 .*: add version=1\.16"):
        Symbolic(items="goals67")
