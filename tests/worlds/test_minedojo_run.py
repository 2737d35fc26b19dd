"""The whole agent in Minecraft, from a dream to a verified target, over stand-ins."""

import json

import pytest

from deckard import share
from deckard.config import load
from deckard.malmo.faults import Fault
from deckard.manifest import read
from deckard.worlds.minedojo import instance
from tests.worlds.minecraft import installed, served

WORLD = {
    "name": "minedojo", "frame": [16, 16], "box": [6, 2, 6], "turn": 90, "break_speed": 10,
    "mobs": False, "restarts": 20,
}  # fmt: skip
TARGET = "stick"
FAULTS = (
    Fault("drop", "step", every=331),
    Fault("garbage", "step", every=997),
    Fault("empty", "step", every=1499),
    Fault("done", "step", every=2003),
    Fault("drop", "quit", every=2),
    Fault("drop", "mission", every=2),
    Fault("garbage", "peek", every=3),
    Fault("drop", "peek", every=4),
)


class Unwatched:
    """Looks on at a run and does not care."""

    def practising(self, recipe, progress, steps):
        """See how practice goes."""

    def measuring(self, recipe, steps):
        """See a policy measured."""

    def pursuing(self, goal, doing):
        """See what is done."""

    def asking(self, item):
        """See a question asked."""

    def recorded(self, events, state):
        """See an entry."""


def a_run(folder, target, faults=(), **world):
    """Run the agent after a target; return the state it comes to, and the stand-ins."""
    servers = served(2, faults, size=32)
    chosen = WORLD | {"ports": [server.port for server in servers]} | world
    own = "wake.measure=10", "trainer={name: tests.seeker:Seeker}"
    return going(folder, target, chosen, own), servers


def going(folder, target, world, own=()):
    """Run the agent after a target, with what is the default in Minecraft but for `own`."""
    from deckard.run import run

    chosen = [f"world.{key}={json.dumps(value)}" for key, value in world.items() if key != "name"]
    overrides = [f"target={target}", f"world.name={world['name']}", *chosen, *own]
    ended = run(load(share.find("configs", "iron_pickaxe"), overrides), folder, Unwatched())
    assert ended.reason == f"target verified: {target}"
    return ended


def way_to(state, target):
    """The verified recipes on the way to an item."""
    recipes, due = set(), [target]
    while due:
        for recipe in state.awm.recipes(due.pop(), "verified"):
            if recipe not in recipes:
                recipes.add(recipe)
                due += recipe.needs
    return recipes


@installed
def test_the_agent_obtains_a_wooden_pickaxe_in_minecraft(tmp_path):
    ended, _ = a_run(tmp_path / "run", "wooden_pickaxe", crafting="strict")
    assert ended.state.obtained["wooden_pickaxe"] and ended.state.aborted == ended.restarts == 0
    [recipe] = ended.state.awm.recipes("wooden_pickaxe", "verified")
    assert recipe.station == "crafting_table"
    assert dict(recipe.ingredients) == {"planks": 3, "stick": 2}
    assert read(tmp_path / "run")["world"]["crafting"] == "strict"


@installed
@pytest.mark.slow
def test_the_agent_obtains_a_stone_pickaxe_in_minecraft(tmp_path):
    ended, _ = a_run(tmp_path / "run", "stone_pickaxe")
    [recipe] = ended.state.awm.recipes("cobblestone", "verified")
    assert recipe.source == "stone"
    assert {r.item for r in way_to(ended.state, "stone_pickaxe")} >= {"wooden_pickaxe", "log"}


@installed
@pytest.mark.slow
def test_ppo_learns_the_way_to_a_stone_pickaxe_in_minecraft(tmp_path):
    servers = served(3, size=32)
    world = WORLD | {"ports": [server.port for server in servers]}
    state = going(tmp_path / "run", "stone_pickaxe", world).state
    for item in ("log", "cobblestone"):
        assert state.options[item].successes > state.options[item].episodes / 2


@installed
@pytest.mark.slow
def test_two_hundred_faults_lead_to_the_same_graph(tmp_path, monkeypatch):
    monkeypatch.setattr(instance, "PAUSE", 0.01)
    calm, _ = a_run(tmp_path / "calm", TARGET)
    ended, servers = a_run(tmp_path / "stormy", TARGET, FAULTS, full_reset=1)
    assert sum(len(server.faults) for server in servers) >= 200
    assert ended.state.aborted > 0 and ended.restarts > 0
    assert way_to(ended.state, TARGET) == way_to(calm.state, TARGET)
