import pytest

from deckard.config import Component, RunConfig
from deckard.errors import ConfigError
from deckard.events import Verified
from deckard.recipes import Recipe
from deckard.score import score
from deckard.view import scored
from tests.view.examples import ENTRIES, PLANKS, STONE, WRONG_TABLE, pursued

CONFIG = RunConfig(target="furnace")
DOUBTFUL = Recipe(
    item="stick", how="craft", ingredients={"planks": 2}, station="crafting_table", yields=4
)
MORE = [*ENTRIES, (pursued(PLANKS), Verified(recipe=DOUBTFUL))]


def test_verified_recipes_are_compared_with_the_truth():
    found = {j.recipe.item: j.fields for j in score(CONFIG, MORE).verified}
    assert found == {"log": (), "planks": (), "crafting_table": (), "stick": ("station",)}


def test_wrong_dreams_are_corrected_once_a_true_recipe_is_verified():
    found = {j.recipe.item: (j.is_true, j.corrected) for j in score(CONFIG, MORE).dreamed}
    assert found == {
        "furnace": (True, False),
        "cobblestone": (False, False),
        "crafting_table": (False, True),
        "planks": (False, True),
        "log": (True, True),
    }


def test_a_recipe_dreamed_twice_is_judged_once():
    assert len(score(CONFIG, [*MORE, ENTRIES[0], ENTRIES[3]]).dreamed) == 5


def test_a_wrong_dream_that_a_wrong_verification_replaced_is_not_corrected():
    wrong = WRONG_TABLE.model_copy(update={"ingredients": {"planks": 5}})
    entries = [
        *ENTRIES[:4],
        (pursued(WRONG_TABLE), Verified(recipe=wrong, corrects=(WRONG_TABLE,))),
    ]
    found = {j.recipe.item: j.corrected for j in score(CONFIG, entries).dreamed}
    assert not found["crafting_table"]


def test_the_text_lists_what_differs_and_how():
    assert scored.lines(score(CONFIG, MORE)) == [
        "3 of 4 verified recipes agree with Minecraft 1.11.2",
        f"  differs in station: {DOUBTFUL}",
        "2 of 5 dreamed recipes were right",
        f"  wrong in {', '.join(_fields(STONE))}, not corrected: {STONE}",
        f"  wrong in ingredients, corrected: {WRONG_TABLE}",
        "  wrong in yields, corrected: craft planks from 1 log",
    ]


def _fields(recipe):
    return next(j.fields for j in score(CONFIG, MORE).dreamed if j.recipe == recipe)


def test_the_document_says_the_same():
    document = scored.document(score(CONFIG, MORE))
    assert (document["verified"], document["agree"]) == (4, 3)
    assert document["differing"][0]["differs"] == ["station"]
    assert document["differing"][0]["recipe"]["item"] == "stick"
    assert (document["dreamed"], document["dreamed_right"]) == (5, 2)
    corrected = {d["recipe"]["item"]: d["corrected"] for d in document["dreamed_wrong"]}
    assert corrected == {"cobblestone": False, "crafting_table": True, "planks": True}


def test_another_world_has_no_score():
    with pytest.raises(ConfigError, match="'minedojo' is not known"):
        score(RunConfig(world=Component(name="minedojo")), [])


def test_another_version_without_tables_is_named():
    world = Component.model_validate({"name": "craftworld", "version": "0.1"})
    with pytest.raises(ConfigError, match=r"no tables for Minecraft '0\.1'"):
        score(RunConfig(world=world), [])
