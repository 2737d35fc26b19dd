from xml.etree import ElementTree

import pytest

from deckard.journal import read
from deckard.recipes import Recipe
from tools.draw_run import WRONG, draw, moments, short

TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.fixture(scope="module")
def entries(finished):
    return list(read(finished.folder / "journal.jsonl"))


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


@pytest.mark.parametrize(
    ("recipe", "said"),
    [
        (Recipe(item="stick", how="craft", ingredients={"planks": 2}), "craft: 2 planks"),
        (Recipe(item="log", how="collect", source="log"), "collect from log"),
        (Recipe(item="log", how="collect"), "collect"),
    ],
)
def test_a_recipe_is_told_in_the_few_words_that_fit_a_box(recipe, said):
    assert short(recipe) == said
