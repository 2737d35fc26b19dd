import jax
import numpy as np
import pytest
from stable_baselines3.common.env_checker import check_env

from deckard.errors import Aborted, ConfigError, MissingExtra
from deckard.policies.subgoal_gym_env import SubgoalGymEnv
from deckard.worlds import Practice
from deckard.worlds.craftax import Craftax
from deckard.worlds.crafter import install
from deckard.worlds.crafter.names import ACTIONS, CARRIED, DO, SIGHTS
from tests.worlds.craftax.stages import AHEAD, BESIDE, CORNER, a_life, put_mob
from tests.worlds.rollouts import digests

LEFT, RIGHT, UP, DOWN = range(1, 5)
TREE = 4 * SIGHTS.index("tree")


def test_without_the_extra_one_line_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(install, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra) as raised:
        Craftax()
    assert str(raised.value) == (
        "the world craftax needs the package jax: pip install 'deckard-awm[craftax]'"
    )


def test_what_jax_compiles_is_kept_for_the_next_process():
    Craftax().live(0)
    assert jax.config.jax_compilation_cache_dir is not None


def test_a_version_with_other_rules_is_refused_by_name_unless_a_flag_says_so(monkeypatch):
    monkeypatch.setattr(install.GamePackage, "digest", lambda self: "other")
    monkeypatch.setattr(install.GamePackage, "version", lambda self: "2.0.0")
    with pytest.raises(ConfigError, match=r"craftax 2\.0\.0 .* craftax 1\.6\.1, .*any_rules"):
        Craftax()
    assert Craftax(any_rules=True).about["rules_sha256"] == "other"


def test_the_nearest_of_a_kind_is_perceived_by_its_offset():
    life = a_life({}, {(-3, 2): "tree", (0, 4): "tree"})
    near, up, right, _ = life.obs[TREE : TREE + 4]
    assert (near, up, right) == (1 - 3 / 8, 0, 1)
    life = a_life({}, {(-3, 1): "tree", (3, 4): "tree"})
    assert tuple(life.obs[TREE + 1 : TREE + 3]) == (0.75, 0.25)


@pytest.mark.parametrize("offset", [(-4, 0), (0, 5), (4, 0), (0, -5)])
def test_what_lies_outside_the_games_view_is_not_perceived(offset):
    assert not a_life({}, {offset: "tree"}).obs[TREE]


def test_an_observation_tells_what_is_faced_held_felt_and_near():
    life = a_life({"wood": 9, "iron_sword": 1}, {AHEAD: "lava", BESIDE: "table"}, player_drink=3)
    obs = life.obs
    assert obs[68:76].tolist() == [1, 0, 1, 0, 1, 1, 1, 1]
    assert obs[76:80].tolist() == [0, 0, 1, 0]
    assert obs[80:84].tolist() == [0, 0, 1, 0]
    assert np.flatnonzero(obs[84:102]).tolist() == [SIGHTS.index("lava")]
    assert dict(zip(CARRIED, obs[104:116].tolist(), strict=True))["wood"] == 1
    assert obs[116:120] == pytest.approx([1, 1, 1 / 3, 1])
    assert obs[121:124].tolist() == [0, 1, 0]


def test_moves_are_absolute_and_the_place_follows_them():
    life = a_life()
    x, _, z = life.info["place"]
    moves = (LEFT, UP, UP, RIGHT, RIGHT, DOWN)
    places = [life.step(move)["place"] for move in moves]
    assert [(a - x, c - z) for a, _, c in places] == [
        (-1, 0), (-1, 1), (-1, 2), (0, 2), (1, 2), (1, 1),
    ]  # fmt: skip
    assert life.info["facing"] == (0, 1)


@pytest.mark.parametrize(
    ("blocks", "held", "broke"),
    [
        ({AHEAD: "stone"}, {}, "stone"),
        ({AHEAD: "water"}, {}, "water"),
        ({AHEAD: "tree"}, {"wood": 8}, "tree"),
        ({AHEAD: "tree"}, {"wood": 9}, None),
        ({AHEAD: "stone"}, {"wood_pickaxe": 1, "stone": 9}, None),
        ({}, {"sapling": 9}, None),
        ({AHEAD: "plant"}, {}, None),
        ({AHEAD: "ripe_plant"}, {}, "plant"),
    ],
)
def test_a_contact_is_with_what_is_faced_but_for_a_full_stack(blocks, held, broke):
    life = a_life(held, blocks)
    assert life.step(0)["broke"] is None
    assert life.step(DO)["broke"] == broke


@pytest.mark.parametrize(("health", "broke"), [(1, "cow"), (2, None)])
def test_a_contact_with_a_mob_is_the_blow_that_kills_it(health, broke):
    life = a_life()
    put_mob(life, "cows", AHEAD, health)
    assert life.step(DO)["broke"] == broke


def test_who_sleeps_uses_nothing_and_wakes_before_it_crafts():
    life = a_life({"wood": 1}, {AHEAD: "tree", CORNER: "table"}, player_energy=8)
    life.step(ACTIONS.index("sleep"))
    assert life.step(DO)["broke"] is None and life.obs[121] == 1
    info = life.craft("wood_pickaxe")
    assert info["inventory"] == {"wood_pickaxe": 1} and info["steps"] > 5


def test_to_sleep_is_a_craft_that_lasts_until_the_agent_is_rested():
    life = a_life(player_energy=7)
    info = life.craft("energy")
    assert info["needs"]["energy"] == 9 and info["deeds"]["wake_up"] == 1 and info["steps"] > 9
    assert life.obs[121] == 0 and not info.get("hindered")


def test_who_is_not_tired_waits_before_it_sleeps():
    info = a_life().craft("wake_up")
    assert info["deeds"]["wake_up"] == 1 and info["needs"]["energy"] == 9 and info["steps"] > 31


def test_who_is_woken_by_a_blow_has_not_tried():
    life = a_life(player_energy=7)
    put_mob(life, "zombies", AHEAD, 5)
    info = life.craft("energy")
    assert info["hindered"] and info["needs"]["energy"] == 7 and info["needs"]["health"] < 9


def test_where_no_free_cell_is_faced_a_station_is_placed_after_a_step_aside():
    life = a_life({"wood": 2}, {AHEAD: "water"})
    info = life.craft("table")
    assert info["near"] == {"table"} and info["steps"] == 2 and not info["inventory"]


def test_a_station_that_has_no_room_shows_nothing():
    walls = {(r, c): "stone" for r in (-1, 0, 1) for c in (-1, 0, 1) if (r, c) != (0, 0)}
    info = a_life({"wood": 2}, walls).craft("table")
    assert info["hindered"] and info["inventory"] == {"wood": 2} and info["steps"] == 1


def test_a_step_aside_never_leaves_a_station():
    """The furnace shall be tried near the table, where the agent stands."""
    walls = {(r, c): "water" for r in (-1, 0, 1) for c in (-1, 0, 1) if (r, c) != (0, 0)}
    blocks = {**walls, (1, 0): "grass", (2, 0): "grass", (3, 0): "grass", (-1, 0): "table"}
    info = a_life({"stone": 1}, blocks).craft("furnace")
    assert info["hindered"] and info["inventory"] == {"stone": 1}


def test_a_station_is_counted_where_it_is_made_also_beside_another_one():
    life = a_life({"wood": 4})
    assert [life.craft("table")["deeds"]["table"] for _ in "ab"] == [1, 2]


DEEDS_DONE = [
    ("collect_drink", {AHEAD: "water"}, {}, DO),
    ("eat_plant", {AHEAD: "ripe_plant"}, {}, DO),
    ("place_stone", {AHEAD: "water"}, {"stone": 1}, None),
    ("place_plant", {}, {"sapling": 1}, None),
]


@pytest.mark.parametrize(("deed", "blocks", "held", "action"), DEEDS_DONE)
def test_a_deed_is_counted_by_the_games_own_achievement_each_time(deed, blocks, held, action):
    life = a_life({i: 2 for i in held}, blocks)
    for times in (1, 2) if deed != "eat_plant" else (1,):
        info = life.craft(deed) if action is None else life.step(action)
        assert info["deeds"][deed] == times and sum(info["deeds"].values()) == times


@pytest.mark.parametrize(("need", "kind", "rise"), [("drink", "water", 1), ("food", "cow", 6)])
def test_a_need_that_is_practised_begins_low_and_rises_by_its_act(need, kind, rise):
    envs = Craftax().practice(Practice(need, {}, None, 9, 2, 0))
    envs.reset()
    assert [info["needs"][need] for info in envs.reset_infos] == [3, 3]
    life = a_life({}, {AHEAD: kind} if kind == "water" else {}, **{f"player_{need}": 3})
    if kind == "cow":
        put_mob(life, "cows", AHEAD, 1)
    assert life.step(DO)["needs"][need] == 3 + rise


def test_who_dies_is_told_so_and_does_nothing_any_more():
    life = a_life({}, {AHEAD: "lava"})
    assert life.step(UP)["died"]
    with pytest.raises(Aborted, match="died"):
        life.step(0)


def test_practice_ends_with_death_and_is_not_truncated():
    envs = Craftax().practice(Practice("diamond", {}, None, 5000, 4, 0))
    envs.reset()
    for _ in range(400):  # the idle are eaten sooner or later
        _, rewards, dones, infos = envs.step(np.zeros(4, np.int64))
        for i in np.flatnonzero(dones):
            assert infos[i]["died"] and not infos[i]["is_success"]
            assert not infos[i]["TimeLimit.truncated"] and not rewards[i]
        if dones.any():
            return
    raise AssertionError("nobody died")


def test_a_station_of_the_start_stands_beside_the_agent():
    envs = Craftax().practice(Practice("iron", {"table": 1, "wood": 1}, None, 5, 2, 0))
    envs.reset()
    for info in envs.reset_infos:
        assert info["near"] == {"table"} and info["inventory"] == {"wood": 1}


def test_two_processes_with_one_seed_live_the_same_2000_steps():
    imports = "from deckard.worlds.craftax import Craftax"
    assert len(digests(imports, "Craftax()", {"stone_pickaxe": 1}, 2000)) == 1


def test_nothing_is_compiled_again_for_another_task_or_after_the_first_step():
    compiled: list[str] = []
    jax.monitoring.register_event_duration_secs_listener(
        lambda name, *_, **__: compiled.append(name)
    )
    world = Craftax()
    for item, most in (("wood", 9), ("coal", 7)):
        world.live(0).step(0)
        envs = world.practice(Practice(item, {}, None, most, 3, 0))
        envs.reset()
        for _ in range(20):
            envs.step(np.full(3, LEFT))
        if item == "wood":
            compiled.clear()
    assert not [name for name in compiled if "compile" in name]


@pytest.mark.filterwarnings("ignore")
def test_both_environment_checkers_pass():
    from gymnasium.utils.env_checker import check_env as check_gymnasium

    env = SubgoalGymEnv(Craftax(), Practice("wood", {}, None, 50, 1, 0), "tree")
    check_env(env)
    check_gymnasium(env, skip_render_check=True)
