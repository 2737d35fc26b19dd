"""Terrains and lives of world files."""

import numpy as np
import pytest

from deckard.worlds import Practice
from tests.worlds.crafter.mars.files import FILES, mars_world
from tests.worlds.rollouts import digests


def test_two_processes_with_one_seed_live_the_same_1000_steps():
    imports = "from tests.worlds.crafter.mars.files import FILES, mars_world"
    world = 'mars_world(FILES["everything"]())'
    assert len(digests(imports, world, {"sapling": 1}, 500)) == 1


def test_a_picture_draws_nothing_from_the_chances_of_the_life():
    world = mars_world(FILES["everything"]())
    lives = world.live(3), world.live(3)
    for k in range(60):
        lives[0].render()
        assert lives[0].step(k % 6) == lives[1].step(k % 6)


def terrain(name: str) -> np.ndarray:
    """The names of the materials of a terrain."""
    world = mars_world(FILES[name]()).live(5).batch._envs[0]._world
    return np.array([str(world._mat_names[n]) for n in range(13)])[world._mat_map]


def test_the_terrain_follows_the_file():
    before, after = terrain("plain"), terrain("terrain")
    assert before[32, 32] == "grass" and after[32, 32] == "sand"
    swapped = (before == "iron") | (before == "diamond")
    assert swapped.any() and (after[before == "iron"] == "diamond").all()
    meadow = (before == "grass") & (after != "sand")
    assert (after[meadow] == "path").all() and (after[before == "tree"] == "tree").all()
    assert {*np.unique(after[before == "sand"])} == {"stone"}


@pytest.mark.parametrize("name", FILES)
def test_practice_starts_with_its_kit_and_no_more(name):
    envs = mars_world(FILES[name]()).practice(Practice("wood", {"iron": 2}, None, 20, 2, 0))
    envs.reset()
    assert [info["inventory"] for info in envs.reset_infos] == [{"iron": 2}] * 2


def test_practice_of_a_need_begins_below_what_is_full_in_the_file():
    tree = FILES["plain"]()
    tree["items"]["drink"] = {"max": 3, "initial": 3}
    envs = mars_world(tree).practice(Practice("drink", {}, None, 20, 1, 0))
    envs.reset()
    assert envs.reset_infos[0]["needs"]["drink"] == 2


def test_a_craft_of_which_there_is_no_room_for_all_is_not_tried():
    life = mars_world(FILES["tasks"]()).live(0)
    env = life.batch._envs[0]
    env._player.inventory.update({"iron": 1, "iron_sword": 8})
    x, y = env._player.pos
    env._world[x + 1, y + 1] = "furnace"
    life.step(0)
    info = life.craft("iron_sword")
    assert info["hindered"] and info["inventory"] == {"iron": 1, "iron_sword": 8}
