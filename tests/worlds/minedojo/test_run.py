"""The whole agent in Minecraft, from a dream to a verified target, over stand-ins."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from deckard import resources as share
from deckard.config import load_config
from deckard.journal.journal import journal_lines
from deckard.runs.manifest import read_manifest
from tests.worlds.minedojo.minecraft import installed, served

WORLD = {
    "name": "minedojo", "frame": [16, 16], "box": [6, 2, 6], "turn": 90, "break_speed": 10,
    "mobs": False, "restarts": 20,
}  # fmt: skip


def a_run(folder, target, **world):
    """Run the agent with scripted policies after a target; return how it ended."""
    servers = served(2, size=32)
    chosen = WORLD | {"ports": [server.port for server in servers]} | world
    own = "wake.measure=10", "trainer={name: tests.seeker:Seeker}"
    return arrived(going(folder, target, chosen, own), target)


def arrived(ended, target):
    """Return how a run ended, which is at its target."""
    assert ended.reason == f"target verified: {target}"
    return ended


def journal(folder):
    """The entries of a run apart from when they were made."""
    return [entry["events"] for entry in journal_lines(folder / "journal.jsonl")]


def going(folder, target, world, own=()):
    """Run the agent for a target, with what is the default in Minecraft but for `own`."""
    from deckard.runs.run import run

    chosen = [f"world.{key}={json.dumps(value)}" for key, value in world.items() if key != "name"]
    overrides = [f"target={target}", f"world.name={world['name']}", *chosen, *own]
    return run(load_config(share.find_resource("configs", "iron_pickaxe"), overrides), folder)


@installed
def test_the_agent_obtains_a_wooden_pickaxe_in_minecraft(tmp_path):
    ended = a_run(tmp_path / "run", "wooden_pickaxe", crafting="strict")
    state = ended.state
    assert state.obtained["wooden_pickaxe"] and state.aborted == state.restarts == 0
    [recipe] = ended.state.awm.recipes("wooden_pickaxe", "verified")
    assert recipe.stations == {"crafting_table"}
    assert dict(recipe.ingredients) == {"planks": 3, "stick": 2}
    assert read_manifest(tmp_path / "run")["world"]["crafting"] == "strict"


@installed
@pytest.mark.slow
def test_the_agent_obtains_a_stone_pickaxe_in_minecraft(tmp_path):
    ended = a_run(tmp_path / "run", "stone_pickaxe")
    [recipe] = ended.state.awm.recipes("cobblestone", "verified")
    assert recipe.source == "stone"
    known = ended.state.awm
    assert all(known.is_verified(item) for item in ("stone_pickaxe", "wooden_pickaxe", "log"))


@installed
@pytest.mark.slow
def test_ppo_learns_the_way_to_a_stone_pickaxe_in_minecraft(tmp_path):
    servers = served(3, size=32)
    world = WORLD | {"ports": [server.port for server in servers]}
    state = arrived(going(tmp_path / "run", "stone_pickaxe", world), "stone_pickaxe").state
    for item in ("log", "cobblestone"):
        assert state.options[item].successes > state.options[item].episodes / 2


@installed
@pytest.mark.slow
def test_two_runs_of_one_seed_are_identical_in_minecraft(tmp_path):
    for name in ("one", "other"):
        a_run(tmp_path / name, "wooden_pickaxe")
    assert journal(tmp_path / "one") == journal(tmp_path / "other")


@installed
@pytest.mark.slow
def test_ppo_learns_the_same_twice_in_minecraft(tmp_path):
    own = "trainer.budget=768", "wake.measure=10", "max_steps=9000"
    for name in ("one", "other"):
        world = WORLD | {"ports": [server.port for server in served(3, size=32)]}
        going(tmp_path / name, "wooden_pickaxe", world, own)
    one, other = journal(tmp_path / "one"), journal(tmp_path / "other")
    assert one == other and any("practised" in str(entry) for entry in one)


@installed
@pytest.mark.slow
def test_a_run_in_which_all_goes_wrong_comes_to_the_same_and_leaves_nothing():
    """Takes two minutes of CPU, and some ten by the clock."""
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, str(root / "benchmarks" / "faults.py")], cwd=root)
    assert done.returncode == 0
