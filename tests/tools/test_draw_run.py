from xml.etree import ElementTree

import pytest

from deckard.journal.journal import read_journal
from tools.draw_run import WRONG, draw, moments

TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture(scope="module")
def entries(finished):
    return list(read_journal(finished.folder / "journal.jsonl"))


def words(picture):
    return [text.text for text in ElementTree.fromstring(picture).iter(TEXT)]


def test_every_panel_names_every_item_on_the_way_to_the_target(entries):
    said = words(draw(entries, "iron_pickaxe"))
    for item in ("log", "planks", "furnace", "iron_ingot", "iron_pickaxe"):
        assert said.count(item) == 3


def test_the_panels_are_a_growing_part_of_the_journal(entries):
    until = [number for _, _, number in moments(entries, "iron_pickaxe")]
    assert until == sorted(set(until))
    assert until[-1] == len(entries)


def test_nothing_is_marked_wrong_before_anything_was_tried(entries):
    dreamed = entries[: moments(entries, "iron_pickaxe")[0][2]]
    assert WRONG not in draw(dreamed, "iron_pickaxe")


def test_the_same_journal_gives_the_same_picture(entries):
    assert draw(entries, "iron_pickaxe") == draw(entries, "iron_pickaxe")


def test_every_item_has_one_place_in_all_panels_and_no_two_share_one(entries):
    picture = ElementTree.fromstring(draw(entries, "iron_pickaxe"))
    spots = [
        (text.text, text.get("x"), text.get("y"))
        for text in picture.iter(TEXT)
        if text.get("font-size") == "12"
    ]
    assert len(spots) == 3 * len(set(spots))
    assert len({spot[1:] for spot in spots}) == len(set(spots))
