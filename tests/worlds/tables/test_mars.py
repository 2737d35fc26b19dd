"""The truth that is derived from world files of Mars."""

import json

import pytest

from deckard.bench.score.recipes import world_truth
from deckard.errors import ConfigError
from deckard.types import Recipe
from deckard.worlds.tables import Tables
from deckard.worlds.tables.reference import NO_WAY, world_reference
from tests.worlds.crafter.mars.files import FILES, mars_world, plain


def kept(tree: dict) -> dict:
    """What a manifest keeps of the world of a file."""
    return json.loads(json.dumps(mars_world(tree).about))


def tables(tree: dict) -> Tables:
    return world_truth(kept(tree)).tables


def test_the_score_needs_no_more_than_the_manifest():
    reference = world_reference(world_truth(kept(FILES["tasks"]())))
    (way,) = reference.ways["table"]
    assert way.recipe == Recipe(item="table", how="craft", ingredients={"wood": 4})
    assert reference.name.startswith("the world of Mars ")


def test_tables_of_another_file_are_refused():
    about = kept(plain())
    about["mars"]["tasks"]["make"]["wood_sword"]["uses"] = {"wood": 5}
    with pytest.raises(ConfigError, match="other tables"):
        world_truth(about)


def test_what_has_to_be_held_is_a_tool_whatever_it_is():
    (iron,) = tables(FILES["tasks"]()).ways("iron")[1:]
    assert (iron.source, iron.tools, iron.yields) == ("iron", frozenset({"sapling"}), 3)


def test_a_station_is_needed_as_the_file_says_and_all_of_several_are():
    tree = plain()
    tree["make"]["wood_sword"]["nearby"] = ["table", "furnace"]
    (sword,) = tables(tree).ways("wood_sword")
    assert sword.stations == {"table", "furnace"}


def test_what_one_draw_leaves_nothing_for_is_never_received():
    tree = plain()
    chances = {"wood": 0.75, "coal": 0.5, "iron": 0.5}
    tree["collect"]["tree"]["receive"] = {
        item: {"amount": 1, "probability": chance} for item, chance in chances.items()
    }
    drops = tables(tree).blocks["tree"].drops
    assert [(drop.item, drop.chance) for drop in drops] == [("wood", 0.75), ("coal", 0.25)]


def test_levels_are_no_items():
    tree = plain()
    tree["collect"]["water"]["receive"] = {"food": 2, "drink": 1, "coal": 1}
    assert [drop.item for drop in tables(tree).blocks["water"].drops] == ["coal"]


def test_what_no_place_holds_is_no_source():
    tree = plain()
    tree["name2name"]["tree"] = "stone"
    reference = world_reference(world_truth(kept(tree)))
    assert reference.excluded["wood"] == NO_WAY
    tree["collect"]["stone"]["leaves"]["material"] = "tree"
    assert "wood" in world_reference(world_truth(kept(tree))).ways


def test_a_craft_that_the_file_leaves_out_is_none():
    tree = plain()
    del tree["make"]["iron_sword"], tree["place"]["furnace"]
    truth = tables(tree)
    assert not truth.ways("iron_sword") and not truth.ways("furnace")
    life = mars_world(tree).live(0)
    life.batch._envs[0]._player.inventory.update({"stone": 9})
    life.step(0)
    assert life.craft("furnace")["inventory"] == {"stone": 9}
