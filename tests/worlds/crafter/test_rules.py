"""The tables of the rules, proved: each rule is played, and each short of one thing."""

from collections.abc import Mapping

import pytest

from deckard.types import Recipe
from deckard.worlds import Info
from deckard.worlds.crafter import Crafter
from deckard.worlds.crafter.life import CrafterLife
from deckard.worlds.crafter.names import CARRIED, DO, ITEMS, STATIONS
from deckard.worlds.tables import load_tables
from tests.worlds.craftax.test_rules import gained, short_of_one

TABLES = load_tables("crafter")
RECIPES = [recipe for item in ITEMS for recipe in TABLES.ways(item)]
AHEAD, CORNERS = (0, 1), {"furnace": (-1, 0), "table": (1, 1)}
"""Columns and rows from the agent, which faces down at first."""
TRIES = 80
"""Contacts with grass; that none gives a sapling has a chance of 0.0002."""


@pytest.fixture(scope="module")
def life() -> CrafterLife:
    return Crafter().live(0)


def set_scene(
    life: CrafterLife,
    held: Mapping[str, int],
    blocks: Mapping[tuple[int, int], str],
    ground: str = "grass",
) -> Info:
    """Put the agent of a life on a plain without mobs, with items and blocks; return what is."""
    env = life.batch._envs[0]
    for member in env._world.objects:
        if member is not env._player:
            env._world.remove(member)
    env._world._mat_map[:] = env._world._mat_ids[ground]
    x, y = env._player.pos
    env._player.facing, env._player.sleeping = AHEAD, False
    env._player.inventory.update({i: held.get(i, 0) for i in CARRIED})
    env._player.inventory.update(dict.fromkeys(("health", "food", "drink", "energy"), 9))
    for (right, down), name in blocks.items():
        env._world[x + right, y + down] = name
    return life.step(0)


def play(life: CrafterLife, recipe: Recipe, ground: str = "grass") -> Info:
    """Do what a recipe says on a plain with all that it names at hand; return what was."""
    held = {**recipe.ingredients, **dict.fromkeys(recipe.tools, 1)}
    blocks = {CORNERS[station]: station for station in recipe.stations}
    blocks |= {AHEAD: recipe.source} if recipe.source else {}
    for _ in range(TRIES):
        before = set_scene(life, held, blocks, ground)
        assert before["inventory"] == held and before["near"] == recipe.stations
        life.step(DO) if recipe.how == "collect" else life.craft(recipe.item)
        if recipe.how == "craft" or recipe.item in gained(life, before):
            break
    return before


def test_there_are_fourteen_rules_one_for_each_item():
    assert [recipe.item for recipe in RECIPES] == list(ITEMS)


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_a_rule_works_with_just_what_it_names(life, recipe):
    before = play(life, recipe)
    assert gained(life, before) == {recipe.item}
    held = life.info["inventory"]
    lost = {i: n - held.get(i, 0) for i, n in before["inventory"].items() if n > held.get(i, 0)}
    assert lost == recipe.ingredients
    assert held.get(recipe.item, 0) == (recipe.item not in STATIONS)
    assert life.info["broke"] == recipe.source


SHORT = [
    pytest.param(less, id=f"{recipe.item}-{need}")
    for recipe in RECIPES
    for need, less in short_of_one(recipe)
]


@pytest.mark.parametrize("less", SHORT)
def test_a_rule_short_of_one_thing_gives_nothing_and_takes_nothing(life, less):
    before = play(life, less)
    assert not gained(life, before)
    assert life.info["inventory"] == before["inventory"] and not life.info.get("hindered")
