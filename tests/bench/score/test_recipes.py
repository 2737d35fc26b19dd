import pytest

from deckard.bench.score.recipes import Grade, score_recipes
from deckard.errors import ConfigError
from deckard.journal.events import Dreamed, Verified
from deckard.registry import lookup
from deckard.types import Recipe
from deckard.view.bench import recipe_score as scored
from deckard.worlds import KNOWN
from deckard.worlds.tables import load_tables
from tests.view.examples import ENTRIES, PLANKS, STONE, WRONG_TABLE, pursued

WORLD = {"name": "any", "minecraft": "1.11.2", "tables_sha256": load_tables("1.11.2").digest}
DOUBTFUL = Recipe(
    item="stick", how="craft", ingredients={"planks": 2}, stations={"crafting_table"}, yields=4
)
MORE = [*ENTRIES, (pursued(PLANKS), Verified(recipe=DOUBTFUL))]


def test_verified_recipes_are_compared_with_the_truth():
    judged = {j.recipe.item: j for j in score_recipes(WORLD, MORE).verified}
    assert {item: j.grade for item, j in judged.items()} == {
        "log": Grade.EXACT, "planks": Grade.EXACT, "crafting_table": Grade.EXACT,
        "stick": Grade.INEXACT,
    }  # fmt: skip
    assert judged["stick"].fields == ("stations",)


def test_a_verified_recipe_that_the_world_contradicts_is_wrong_whatever_else_deviates():
    tabled = DOUBTFUL.model_copy(update={"yields": 5})
    [judged] = score_recipes(WORLD, [(Verified(recipe=tabled),)]).verified
    assert (judged.grade, judged.fields) == (Grade.WRONG, ("yields",))
    assert scored.recipe_score_lines(score_recipes(WORLD, [(Verified(recipe=tabled),)]))[:2] == [
        "0 of 1 verified recipes agree with Minecraft 1.11.2",
        f"  wrong in yields: {tabled}",
    ]


def test_a_dream_that_names_too_much_is_corrected_by_what_is_exact_alone():
    dream = (Dreamed(recipe=DOUBTFUL, text="", model="m"),)
    exact = DOUBTFUL.model_copy(update={"stations": frozenset()})
    for recipe, corrected in ((DOUBTFUL, False), (exact, True)):
        [judged] = score_recipes(WORLD, [dream, (Verified(recipe=recipe),)]).dreamed
        assert (judged.grade, judged.corrected) == (Grade.INEXACT, corrected)


def test_wrong_dreams_are_corrected_once_a_true_recipe_is_verified():
    found = {j.recipe.item: (not j.fields, j.corrected) for j in score_recipes(WORLD, MORE).dreamed}
    assert found == {
        "furnace": (True, False),
        "cobblestone": (False, False),
        "crafting_table": (False, True),
        "planks": (False, True),
        "log": (True, False),
    }


def test_what_the_tables_say_nothing_of_is_not_judged():
    """As the needs of Crafter, whose tables hold its items alone."""
    crafter = {"name": "crafter", "tables": "crafter"}
    world = {**crafter, "tables_sha256": load_tables("crafter").digest}
    drink = Recipe(item="drink", how="collect", source="water")
    wood = Recipe(item="wood", how="collect", source="water")
    events = [(Dreamed(recipe=r, text="", model="m"), Verified(recipe=r)) for r in (drink, wood)]
    score = score_recipes(world, events)
    assert [j.recipe for j in score.verified] == [j.recipe for j in score.dreamed] == [wood]
    assert score.verified[0].grade == Grade.WRONG


def test_a_recipe_dreamed_twice_is_judged_once():
    assert len(score_recipes(WORLD, [*MORE, ENTRIES[0], ENTRIES[3]]).dreamed) == 5


def test_a_wrong_dream_that_a_wrong_verification_replaced_is_not_corrected():
    wrong = WRONG_TABLE.model_copy(update={"ingredients": {"planks": 5}})
    entries = [
        *ENTRIES[:4],
        (pursued(WRONG_TABLE), Verified(recipe=wrong, corrects=(WRONG_TABLE,))),
    ]
    found = {j.recipe.item: j.corrected for j in score_recipes(WORLD, entries).dreamed}
    assert not found["crafting_table"]


def test_the_text_lists_what_differs_and_how():
    assert scored.recipe_score_lines(score_recipes(WORLD, MORE)) == [
        "4 of 4 verified recipes agree with Minecraft 1.11.2",
        f"  not exact in stations: {DOUBTFUL}",
        "2 of 5 dreamed recipes were right",
        f"  wrong in {', '.join(_fields(STONE))}, not corrected: {STONE}",
        f"  wrong in quantities, corrected: {WRONG_TABLE}",
        "  wrong in yields, corrected: craft planks from 1 log",
    ]


def _fields(recipe):
    return next(j.fields for j in score_recipes(WORLD, MORE).dreamed if j.recipe == recipe)


def test_the_document_says_the_same():
    document = scored.recipe_score_json(score_recipes(WORLD, MORE))
    assert (document["verified"], document["agree"]) == (4, 4)
    assert document["differing"] == []
    assert document["inexact"][0]["differs"] == ["stations"]
    assert document["inexact"][0]["recipe"]["item"] == "stick"
    assert (document["dreamed"], document["dreamed_right"]) == (5, 2)
    corrected = {d["recipe"]["item"]: d["corrected"] for d in document["dreamed_wrong"]}
    assert corrected == {"cobblestone": False, "crafting_table": True, "planks": True}


def test_another_world_has_no_score():
    with pytest.raises(ConfigError, match="the world 'minedojo' names none"):
        score_recipes({"name": "minedojo", "minecraft": "1.11.2"}, [])


def test_a_world_with_other_tables_has_no_score():
    with pytest.raises(ConfigError, match=r"other tables of Minecraft 1\.11\.2"):
        score_recipes(WORLD | {"tables_sha256": "0"}, [])


def test_craftworld_says_which_tables_are_its_truth():
    """However its name is spelt in the config."""
    about = lookup("world", KNOWN, KNOWN["craftworld"])().about
    assert score_recipes(about, MORE) == score_recipes(WORLD, MORE)


def test_another_version_without_tables_is_named():
    with pytest.raises(ConfigError, match=r"no tables for Minecraft '0\.1'"):
        score_recipes(WORLD | {"minecraft": "0.1"}, [])
