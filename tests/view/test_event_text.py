from hypothesis import given
from hypothesis import strategies as st

from deckard.journal.events import Attempted, Dreamed, Proven, Refuted, Supposed, Verified
from deckard.runs.replay import ReplayedPursuit
from deckard.types import Outcome, Recipe
from deckard.view.event_text import correction_text, entry_text, nearest, recipe_changes
from deckard.view.run.replay import replay_json, replay_lines
from tests.view.examples import LOG, OPTION, PLANKS, TABLE, WRONG_TABLE, practised, pursued

NAMES = st.sampled_from(["log", "stone", "stick", "coal"])


RECIPES = st.builds(
    Recipe,
    item=st.just("thing"),
    how=st.sampled_from(["collect", "craft", "smelt"]),
    ingredients=st.dictionaries(NAMES, st.integers(1, 9), max_size=3),
    tools=st.frozensets(NAMES, max_size=2),
    stations=st.frozensets(NAMES, max_size=2),
    source=NAMES,
    yields=st.integers(1, 4),
)


@given(RECIPES, RECIPES)
def test_two_recipes_differ_in_words_exactly_when_they_differ(old, new):
    alike = [r.model_copy(update={"stations": frozenset()}) for r in (old, new)]
    alike = [r.model_copy(update={"tools": o.kept})
             for r, o in zip(alike, (old, new), strict=True)]  # fmt: skip
    assert (recipe_changes(old, new) == "") == (alike[0] == alike[1])


def test_a_changed_quantity_names_both():
    assert recipe_changes(WRONG_TABLE, TABLE) == "3 -> 4 planks"


def test_a_correction_says_needs_only_of_what_its_entry_proved():
    old = Recipe(item="x", how="craft", ingredients={"coal": 2})
    new = old.model_copy(update={"stations": {"furnace", "table"}})
    event = Verified(recipe=new, corrects=(old,))
    proof = Proven(recipe=new, need="table", reason="nothing came")
    assert correction_text(event) == "x: seen with furnace, seen with table"
    assert correction_text(event, [event, proof]) == "x: needs table, seen with furnace"
    assert "corrected x: needs table, seen with furnace" in entry_text([event, proof])


def test_needs_that_go_and_come_are_named_as_such():
    old = Recipe(item="x", how="craft", ingredients={"stick": 1}, stations={"furnace"})
    new = Recipe(item="x", how="craft", ingredients={"coal": 2})
    assert recipe_changes(old, new) == "takes 2 coal, takes no stick, needs no furnace"
    assert recipe_changes(new, old) == "takes no coal, takes 1 stick, seen with furnace"


def test_a_tool_in_place_of_another_names_both():
    old, new = (
        Recipe(item="iron_ore", how="collect", source="iron_ore", tools=frozenset({tool}))
        for tool in ("wooden_pickaxe", "stone_pickaxe")
    )
    assert recipe_changes(old, new) == "seen with stone_pickaxe, not wooden_pickaxe"
    assert recipe_changes(old, new, ["stone_pickaxe"]) == "needs stone_pickaxe, not wooden_pickaxe"


def test_another_source_and_yield_are_told():
    old = LOG.model_copy(update={"source": "tree"})
    assert recipe_changes(old, LOG) == "from log, not tree"
    assert recipe_changes(PLANKS, PLANKS.model_copy(update={"yields": 2})) == "gives 4 -> 2"


def test_another_way_altogether_is_told_in_full():
    smelted = Recipe(item="log", how="smelt", ingredients={"coal": 1}, stations={"furnace"})
    assert recipe_changes(LOG, smelted) == "not by collect: smelt log from 1 coal at furnace"


def test_the_nearest_recipe_is_of_the_same_manner():
    mined = Recipe(item="coal", how="collect", source="coal_ore", tools=frozenset({"pick", "hat"}))
    smelted = Recipe(item="coal", how="smelt", ingredients={"log": 1}, stations={"furnace"})
    dreamt = Recipe(item="coal", how="collect", source="stone")
    assert nearest(dreamt, [smelted, mined]) == mined


def test_only_what_corrects_is_a_correction():
    assert correction_text(Verified(recipe=LOG)) == ""
    assert correction_text(Supposed(recipe=LOG)) == ""
    assert correction_text(Refuted(recipe=LOG, reason="no")) == "log: not collect log from log (no)"
    replaced = Verified(recipe=TABLE, corrects=(WRONG_TABLE,))
    assert correction_text(replaced) == "crafting_table: 3 -> 4 planks"


def test_an_entry_tells_what_was_done_and_what_came_of_it():
    found = [LOG.model_copy(update={"item": i}) for i in ("a", "b", "c", "d", "log")]
    events = (practised(LOG, OPTION), *(Verified(recipe=r) for r in found))
    told = "practised collect log: 97/100 in 35 decisions; verified; by the way a, b, c and 1 more"
    assert entry_text(events) == told
    corrected = (pursued(TABLE, steps=1), Verified(recipe=TABLE, corrects=(WRONG_TABLE,)))
    told = "pursued craft crafting_table: obtained in 1 step; corrected crafting_table: "
    assert entry_text(corrected) == told + "3 -> 4 planks"


def test_a_dream_tells_the_names_that_it_lacks():
    event = Dreamed(recipe=TABLE, text="", model="", unknown={"flux": "ingredient"})
    told = "dreamed craft crafting_table from 4 planks (without 'flux', unknown here)"
    assert entry_text([event]) == told


def test_a_practice_in_vain_says_so_and_what_it_refutes():
    told = entry_text((practised(LOG, None), Refuted(recipe=LOG, reason="50 gave none")))
    assert told == (
        "practised collect log: not learnt, 40 of 50 episodes; "
        "refuted collect log from log (50 gave none)"
    )


def test_a_sweep_is_told_by_how_many_crafts_were_tried_with_what():
    outcome = Outcome(item="bowl", steps=41)
    sweep = Attempted(
        stock={"log": 9, "a": 1, "cobblestone": 8, "b": 2, "stick": 5, "c": 1},
        items=("bowl", "x"),
        outcome=outcome,
        ending="attempted",
        life=0,
        seed=0,
        trace="",
    )
    kinds = "9 log, 8 cobblestone, 5 stick, 2 b, 2 things more"
    assert entry_text([sweep]) == f"tried 2 unknown crafts with: {kinds}, in 41 steps"
    assert replay_lines([ReplayedPursuit(3, 7, sweep)])[-1].endswith(
        f"tried 2 unknown crafts with: {kinds}: attempted"
    )
    assert replay_json([ReplayedPursuit(3, 7, sweep)])["pursuits"][0]["items"] == ["bowl", "x"]
