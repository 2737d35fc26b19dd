from deckard.journal.events import Verified
from deckard.journal.fold import fold
from deckard.types import Recipe
from deckard.view.run.story import dreams, subgoals
from tests.view.examples import ENTRIES, PLANKS, STATE, TABLE, dreamed, pursued


def test_every_dream_has_the_fate_that_acting_gave_it():
    fates = {d.recipe.item: (d.fate, d.change) for d in dreams(ENTRIES, STATE)}
    assert fates == {
        "furnace": ("open", ""),
        "cobblestone": ("refuted", ""),
        "crafting_table": ("corrected", "3 -> 4 planks"),
        "planks": ("corrected", "gives 1 -> 4"),
        "log": ("right", ""),
    }


def test_a_dream_that_was_corrected_and_corrected_back_is_right():
    held = TABLE.model_copy(update={"tools": frozenset({"stick"})})
    entries = [
        (dreamed(TABLE),),
        (pursued(TABLE), Verified(recipe=held, corrects=(TABLE,))),
        (pursued(TABLE), Verified(recipe=TABLE, corrects=(held,))),
    ]
    assert [d.fate for d in dreams(entries, fold(entries))] == ["right"]


def test_a_recipe_dreamed_twice_counts_once():
    assert len(dreams([*ENTRIES, (dreamed(TABLE),), (dreamed(TABLE),)], STATE)) == 6


def test_an_alternative_to_what_was_verified_is_open():
    mined = Recipe(item="coal", how="collect", source="coal_ore")
    smelted = Recipe(item="coal", how="smelt", ingredients={"log": 1}, stations={"furnace"})
    entries = [(dreamed(smelted),), (pursued(mined), Verified(recipe=mined))]
    assert [d.fate for d in dreams(entries, fold(entries))] == ["open"]


def test_a_subgoal_adds_up_its_practice_and_its_pursuits():
    rows = {s.item: s for s in subgoals(ENTRIES, STATE, "furnace")}
    assert rows["log"].practice_steps == 1000
    assert rows["log"].pursuits == 0
    assert rows["log"].option.successes == 97
    assert rows["planks"].pursuits == 1
    assert (rows["furnace"].how, rows["furnace"].status) == ("craft", "hypothesised")
    assert (rows["cobblestone"].how, rows["cobblestone"].status) == (None, "unknown")


def test_items_gained_by_the_way_are_no_subgoals():
    dirt = Recipe(item="dirt", how="collect", source="dirt")
    entries = [*ENTRIES, (pursued(PLANKS), Verified(recipe=dirt))]
    assert "dirt" not in {s.item for s in subgoals(entries, fold(entries), "furnace")}
