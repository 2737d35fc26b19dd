"""The stand-in through the unmodified package of MineDojo: what it was made for.

Importing it takes some 7 seconds of CPU, once; without it these tests are skipped.
"""

import importlib.util
import stat
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from deckard.worlds import malmo
from deckard.worlds.malmo.faults import ScriptedFault

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("minedojo") is None,
    reason="MineDojo is not installed: pip install --no-deps minedojo==0.1, and what it needs",
)
FURNISHED = [("log", 3), ("crafting_table", 1), ("furnace", 1), ("iron_ore", 2), ("coal", 1)]


@pytest.fixture(scope="module")
def dojo():
    """Return MineDojo, with the one name that NumPy 2 took from it."""
    from minedojo.sim import spaces

    def init(self, shape):
        super(spaces.Text, self).__init__(shape, np.str_)

    if not hasattr(np, "unicode_"):
        spaces.Text.__init__ = init
    from minedojo.sim.bridge.bridge_env.bridge_env import BridgeEnv

    BridgeEnv.SOCKTIME = 10
    return sys.modules["minedojo"]


@pytest.fixture
def make(dojo):
    """Make simulators over servers of their own; close them in the end."""
    from minedojo.sim import MineDojoSim
    from minedojo.sim.bridge.mc_instance import InstanceManager

    made, contexts = [], []

    def new(faults=(), **given):
        contexts.append(malmo.serve(size=16, faults=faults))
        server = contexts[-1].__enter__()
        InstanceManager.add_existing_instance(server.port)
        options = {"image_size": (16, 24), "event_level_control": False, "world_seed": 1}
        made.append(MineDojoSim(**options | given))
        return server, made[-1]

    yield new
    for sim in made:
        sim._bridge_env.close()
        for instance in sim._bridge_env._instances:
            InstanceManager._instance_pool.remove(instance)
        sim._bridge_env._instances.clear()
    for context in contexts:
        context.__exit__(None, None, None)


def act(sim, ticks=1, **given):
    """Take steps with these keys; return the last observation and info."""
    for _ in range(ticks):
        action = dict(sim.action_space.no_op()) | given
        obs, reward, done, info = sim.step(action)
        assert (reward, done) == (0, False)
    return obs, info


def held(obs):
    slots = obs["inventory"]
    pairs = zip(slots["name"], slots["quantity"], strict=True)
    return {str(name): int(n) for name, n in pairs if n}


def kit(*items):
    from minedojo.sim import InventoryItem

    return [InventoryItem(slot=i, name=name, quantity=n) for i, (name, n) in enumerate(items)]


def test_reset_and_step_give_what_minedojo_promises_without_a_complaint(make, caplog):
    _, sim = make(use_voxel=True, use_lidar=True, lidar_rays=[(0.0, 0.0, 10.0), (0.2, 0.1, 5.0)])
    obs = sim.reset()
    assert obs["rgb"].shape == (3, 16, 24) and obs["rgb"].dtype == np.uint8
    assert obs["voxels"]["block_name"].shape == (3, 3, 3)
    assert obs["rays"]["block_distance"].shape == (2,)
    obs, info = act(sim, ticks=3, forward=1)
    assert obs["life_stats"]["life"].item() == 20 and info["total_time"] == 3
    assert len(obs["full_stats"]) == 84
    assert [r.message for r in caplog.records if r.levelname in ("WARNING", "ERROR")] == []


def test_the_frame_is_upright(make):
    server, sim = make(image_size=(40, 60), generate_world_type="flat")
    obs = sim.reset()
    sky, grass = obs["rgb"][:, 2].mean(axis=1), obs["rgb"][:, -2].mean(axis=1)
    assert sky.argmax() == 2 and grass.argmax() == 1
    whole = np.frombuffer(server.game.frame(), np.uint8).reshape(40, 60, 3)[::-1]
    assert np.array_equal(obs["rgb"].transpose(1, 2, 0), whole)


def test_crafting_shows_after_the_lag_and_in_the_statistics(make):
    _, sim = make(initial_inventory=kit(("log", 3)))
    assert held(sim.reset()) == {"log": 3}
    obs, _ = act(sim, craft="planks")
    assert held(obs) == {"log": 3}
    obs, info = act(sim, ticks=2)
    assert held(obs) == {"log": 2, "planks": 4}
    assert info["stat"]["craft_item"]["minecraft"]["planks"] == 4


def furnished(make, **given):
    """A simulator on a plain, before a wall, that holds what it takes."""
    wall = '<DrawCuboid x1="-8" y1="65" z1="4" x2="8" y2="65" z2="4" type="stone"/>'
    place = {"x": 0.5, "y": 64.0, "z": 0.5, "yaw": 0.0, "pitch": 0.0}
    made = {"generate_world_type": "flat", "start_position": place, "drawing_str": wall}
    return make(initial_inventory=kit(*FURNISHED), **made | given)[1]


def test_a_table_is_placed_by_event_and_crafted_at(make):
    sim = furnished(make, event_level_control=True)
    assert not sim.reset()["nearby_tools"]["table"]
    act(sim, craft="planks")
    act(sim, ticks=3)
    act(sim, craft="stick")
    act(sim, ticks=2)
    act(sim, craft_with_table="wooden_shovel")
    obs, _ = act(sim, ticks=2)
    assert "wooden shovel" not in held(obs)
    act(sim, place="crafting_table")
    obs, _ = act(sim, ticks=2)
    assert obs["nearby_tools"]["table"] and "crafting table" not in held(obs)
    act(sim, craft_with_table="wooden_shovel")
    obs, _ = act(sim, ticks=2)
    assert held(obs)["wooden shovel"] == 1


def test_a_furnace_is_placed_by_the_use_key_and_smelted_at(make):
    sim = furnished(make)
    sim.reset()
    act(sim, **{"hotbar.3": 1})
    obs, _ = act(sim, use=1)
    assert obs["nearby_tools"]["furnace"] and "furnace" not in held(obs)
    act(sim, smelt="iron_ingot")
    obs, info = act(sim, ticks=2)
    assert held(obs)["iron ingot"] == held(obs)["coal"] == 1
    assert held(obs)["log"] == 2  # which lay before the coal and burns as well
    assert info["stat"]["craft_item"]["minecraft"]["iron_ingot"] == 1


def test_voxels_are_where_the_game_has_the_blocks(make):
    size = {"xmin": -2, "xmax": 2, "ymin": -1, "ymax": 2, "zmin": -1, "zmax": 4}
    sim = furnished(make, use_voxel=True, voxel_size=size)
    names = sim.reset()["voxels"]["block_name"]
    assert names.shape == (5, 4, 6)
    assert (names[:, 0] == "grass block").all() and (names[:, 2, 5] == "stone").all()
    assert (names == "stone").sum() == 5


def test_a_fast_reset_kills_spreads_and_gives_the_kit_again(make):
    from minedojo.sim.wrappers import FastResetWrapper

    server, sim = make(initial_inventory=kit(("dirt", 5)))
    fast = FastResetWrapper(sim, random_teleport_range=20)
    before = fast.reset()["location_stats"]["pos"]
    act(fast, ticks=5, forward=1)
    sim.clear_inventory()
    obs = fast.reset()
    assert held(obs) == {"dirt": 5} and obs["life_stats"]["life"].item() == 20
    assert not np.array_equal(obs["location_stats"]["pos"], before)
    assert server.missions == 1 and fast.prev_info["stat"]["deaths"] == 1


def test_death_does_not_end_the_episode_and_the_player_comes_again(make):
    _, sim = make(initial_inventory=kit(("dirt", 5)), faults=[ScriptedFault("kill", tick=3)])
    sim.reset()
    act(sim, ticks=2)
    obs, info = act(sim)
    assert info["living_death_event_fired"] and obs["life_stats"]["life"].item() == 0
    obs, info = act(sim)
    assert obs["life_stats"]["life"].item() == 20 and held(obs) == {}


def test_a_dropped_connection_ends_the_episode_and_the_next_reset_works(make):
    server, sim = make(
        faults=[ScriptedFault("drop", tick=2), ScriptedFault("busy", "mission", mission=2)]
    )
    sim.reset()
    act(sim)
    assert sim.step(dict(sim.action_space.no_op()))[2] is True
    sim.reset()
    act(sim)
    assert [fault.do for fault in server.faults] == ["drop", "busy"]


@pytest.mark.parametrize("on", ["quit", "mission", "peek"])
def test_a_reset_that_is_dropped_fails_once_and_then_works(make, on):
    _, sim = make(faults=[ScriptedFault("drop", on)])
    with pytest.raises((TypeError, AttributeError)):
        sim.reset()
    sim.reset()
    act(sim)


@pytest.mark.parametrize(("seed", "same"), [(1, True), ("word", True), (0, False), ("0", False)])
def test_a_full_reset_makes_the_same_world_again_unless_the_seed_is_0(make, seed, same):
    """MineDojo sends nothing for the number 0, and to the mod "0" is no seed."""
    _, sim = make(image_size=(32, 32), world_seed=seed)
    frames = [sim.reset()["rgb"] for _ in range(2)]
    assert np.array_equal(*frames) is same


@pytest.fixture
def launcher(dojo, tmp_path, monkeypatch):
    """MineDojo's launcher, which starts the stand-in where it would start Minecraft."""
    from minedojo.sim.bridge.mc_instance import instance

    home = tmp_path / "Malmo" / "Minecraft"
    (home / "run").mkdir(parents=True)
    (tmp_path / "Malmo" / "Schemas").mkdir()
    script = home / "launchClient.sh"
    root = Path(malmo.__file__).parents[3]
    script.write_text(
        f'#!/bin/sh\ncd "{root}" && exec "{sys.executable}" -m deckard malmo-serve --size 16 "$@"\n'
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(instance, "MC_DIR", str(home))
    monkeypatch.setattr(instance, "SCHEMAS_DIR", str(tmp_path / "Malmo" / "Schemas"))
    monkeypatch.setenv("MALMO_MINECRAFT_OUTPUT_LOGDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.mark.slow
def test_minedojos_own_launcher_starts_and_stops_it_and_nothing_is_left(launcher):
    """Takes 15 seconds of CPU more, for MineDojo's watchdog imports all of it again, twice."""
    from minedojo.sim import MineDojoSim

    sim = MineDojoSim(image_size=(16, 24), event_level_control=False)
    sim.reset()
    act(sim, forward=1)
    (instance,) = sim._bridge_env._instances
    pid, folder = instance.minecraft_process.pid, Path(instance.instance_dir)
    assert folder.exists()
    sim.close()
    deadline = time.monotonic() + 60  # the watchdog may still be starting
    while (_lives(pid) or _about(folder)) and time.monotonic() < deadline:
        instance.minecraft_process.poll()  # MineDojo reaps none that ends by itself
        time.sleep(0.1)
    assert not folder.exists() and not _lives(pid)
    assert not _about(folder), "neither is MineDojo's watchdog left"


def _about(folder):
    """Processes whose command names a folder."""
    commands = {path: path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline")}
    return [path for path, command in commands.items() if str(folder).encode() in command]


def _lives(pid):
    status = Path(f"/proc/{pid}/stat")
    return (
        status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    )
