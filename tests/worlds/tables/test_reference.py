import pytest

from deckard.errors import ConfigError, GraphError
from deckard.worlds.tables import load_tables
from deckard.worlds.tables.reachable import rounds
from deckard.worlds.tables.reference import (
    BY_LUCK,
    NO_WAY,
    find_reference,
    item_sets,
    select_items,
    version_reference,
)  # fmt: skip


def test_the_67_goals_can_all_be_obtained_in_1_16():
    goals = item_sets()["goals67"]["items"]
    assert len(set(goals)) == 67
    reference = version_reference("1.16").only(goals)
    assert list(reference.ways) == goals
    assert reference.excluded == {}


def test_a_reference_holds_every_true_way():
    ways = {way.recipe.how for way in version_reference("1.16").ways["coal"]}
    assert ways == {"collect", "craft", "smelt"}
    stations = {
        next(iter(w.recipe.stations), None) for w in version_reference("1.16").ways["iron_ingot"]
    }
    assert {"furnace", "blast_furnace"} <= stations


def test_every_item_is_compared_or_left_out_with_a_reason():
    for version in ("1.11.2", "1.16"):
        reference, tables = version_reference(version), load_tables(version)
        assert reference.ways.keys() | reference.excluded.keys() == set(tables.items)
        assert not reference.ways.keys() & reference.excluded.keys()
        assert reference.ways.keys() == rounds(tables).keys()
        assert reference.left_out
    assert version_reference("1.11.2").excluded["bedrock"] == NO_WAY
    assert version_reference("1.11.2").excluded["elytra"] == BY_LUCK


def test_items_are_a_named_set_or_a_list():
    assert select_items(None) is None
    assert select_items("log,stick") == ["log", "stick"]
    assert len(select_items("goals67")) == 67


def test_a_reference_that_lacks_every_item_is_named():
    with pytest.raises(ConfigError, match=r"Minecraft 1\.11\.2 lacks every one of the 1 items"):
        version_reference("1.11.2").only(["unobtainium"])


def test_what_is_no_reference_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"neither a file nor a version of 1\.11\.2, 1\.16\.5"):
        find_reference("1.99")
    path = tmp_path / "graph.json"
    path.write_text('{"deckard_graph": 99}', encoding="utf-8")
    with pytest.raises(GraphError, match="a graph of version 99"):
        find_reference(str(path))
