"""What made the agent believe a recipe: `deckard why`."""

import json

import pytest

from deckard.graph.merged import merged
from deckard.journal.events import Attempted, Dreamed, Proven, Pursued, Refuted, Verified
from deckard.journal.fold import fold
from deckard.journal.reader import read_growth, skim
from deckard.types import Failure, Gain, Outcome, Recipe
from deckard.view.graph import why
from deckard.view.graph.accounts import explain_item
from deckard.view.graph.text import graph_text
from deckard.view.graph.tree import graph_tree
from tests.journal.test_reader import write
from tests.view.examples import ENTRIES, TABLE, WRONG_TABLE

GAIN = Gain(
    item="crafting_table",
    how="craft",
    before={"planks": 5},
    after={"planks": 1, "crafting_table": 1},
)


VAIN = Failure(items={"furnace"}, how="craft", before={"cobblestone": 7}, near=frozenset({"x"}))


def attempted(recipe, ending, **seen):
    outcome = Outcome(item=recipe.item, steps=12, **seen)
    return Pursued(recipe=recipe, outcome=outcome, ending=ending, life=0, seed=1, trace="")


JOURNAL = [
    *ENTRIES[:8],
    (
        attempted(WRONG_TABLE, "obtained", gains=(GAIN,)),
        Verified(recipe=TABLE, corrects=(WRONG_TABLE,)),
    ),
    ENTRIES[9],
    (
        attempted(ENTRIES[0][0].recipe, "attempted", failures=(VAIN,)),
        Refuted(recipe=ENTRIES[0][0].recipe, reason="it gave nothing"),
    ),
]


@pytest.fixture
def entries(tmp_path):
    return skim(write(tmp_path, JOURNAL))


def test_why_tells_what_made_a_belief_with_the_inventory_before_and_after(entries):
    assert str(why.why_text(explain_item(entries, "crafting_table"))).splitlines() == [
        "crafting_table: verified",
        "✓ craft crafting_table from 4 planks",
        "    entry 9, env step 1,024: pursued craft crafting_table: obtained in 12 steps; verified",
        "        5 planks -> 1 crafting_table, 1 planks",
        "✗ craft crafting_table from 3 planks  (corrected)",
        "    entry 4, env step 0: dreamed by m",
        "    entry 9, env step 1,024: pursued craft crafting_table: obtained in 12 steps; "
        "corrected: 3 -> 4 planks",
        "        5 planks -> 1 crafting_table, 1 planks",
    ]


def test_why_tells_what_refuted_a_recipe(entries):
    said = str(why.why_text(explain_item(entries, "furnace")))
    assert "furnace: unknown" in said
    assert "✗ craft furnace from 8 cobblestone at crafting_table  (refuted)" in said
    assert "refuted: it gave nothing" in said
    assert "craft gave nothing with 7 cobblestone, near x" in said


def test_why_quotes_the_language_model_and_its_unusable_answers(tmp_path):
    spoken = ENTRIES[0][0].model_copy(update={"text": "I think:\n" + "8 cobblestone " * 100})
    found = explain_item(skim(write(tmp_path, [(spoken,), ENTRIES[1]])), "furnace")
    assert "“I think: 8 cobblestone" in str(why.why_text(found))
    assert why.why_json(found)["recipes"][0]["because"][0]["text"] == spoken.text
    other = explain_item(skim(tmp_path / "journal.jsonl"), "cobblestone")
    assert "entry 2, env step 0: no JSON" in str(why.why_text(other))
    assert why.why_json(other)["unusable"][0]["reason"] == "no JSON"


def test_why_and_the_graph_tell_what_a_partial_recipe_lacks(tmp_path):
    partial = Dreamed(recipe=TABLE, text="?", model="m", unknown={"flux": "ingredient"})
    reasons = str(why.why_text(explain_item(skim(write(tmp_path, [(partial,)])), TABLE.item)))
    assert "dreamed by m without 'flux', unknown here" in reasons
    state = fold([(partial,)])
    for shown in (graph_text(state, None), graph_tree(state, TABLE.item)):
        assert "craft crafting_table from 4 planks, perhaps 'flux'" in str(shown)


def test_a_recipe_with_another_yield_is_one_account_with_its_earlier_form(entries):
    [account] = explain_item(entries, "planks").accounts
    assert str(account.recipe) == "craft 4 planks from 1 log"
    assert [r.did for r in account.reasons] == ["dreamed by m", "verified"]
    assert "dreamed by m as craft planks from 1 log" in str(
        why.why_text(explain_item(entries, "planks"))
    )


def test_why_agrees_with_the_graph_on_every_item(entries):
    state = read_growth(entries)
    for item in state.awm.known:
        told = explain_item(entries, item)
        believed = [
            (a.recipe, a.status) for a in told.accounts if a.status in ("verified", "hypothesised")
        ]
        assert believed == [(b.recipe, b.status) for b in merged(state.awm.beliefs(item))]
        json.dumps(why.why_json(told))


def test_why_says_of_each_need_whether_it_is_proven(tmp_path):
    tools = [frozenset({f"{material}_pickaxe"}) for material in ("iron", "stone")]
    iron, stone = (
        Recipe(item="ore", how="collect", tools=tool, stations={"lamp"}) for tool in tools
    )
    proof = Proven(recipe=stone, need="stone_pickaxe", reason="a hand gave none")
    journal = [(Verified(recipe=iron),), (Verified(recipe=stone),), (proof,)]
    explained = explain_item(list(skim(write(tmp_path, journal))), "ore")
    lines = str(why.why_text(explained)).splitlines()
    assert lines[1:3] == [
        "✓ collect ore with iron_pickaxe or stone_pickaxe at lamp",
        "    needs lamp (only seen with), iron_pickaxe or stone_pickaxe (proven by entry 3)",
    ]
    [recipe] = why.why_json(explained)["recipes"]
    assert recipe["needs"] == [
        {"any_of": ["lamp"], "proven_by": None},
        {"any_of": ["iron_pickaxe", "stone_pickaxe"], "proven_by": 3},
    ]


def test_attempts_without_a_recipe_are_counted_in_why(tmp_path):
    sweep = Attempted(
        stock={"log": 9},
        items=("chest", "bowl"),
        outcome=Outcome(item="chest", steps=9),
        ending="attempted",
        life=0,
        seed=0,
        trace="",
    )
    told = explain_item(list(skim(write(tmp_path, [(sweep,), (sweep,)]))), "bowl")
    assert told.swept == (1, 2)
    assert "attempted without a recipe 2 times, last in entry 2" in str(why.why_text(told))
    assert why.why_json(told)["swept"] == [1, 2]


def test_the_example_journal_is_folded_as_the_views_see_it(entries):
    assert fold(JOURNAL).awm.items("verified") == read_growth(entries).awm.items("verified")


def test_a_verified_recipe_of_which_another_takes_less_is_subsumed_and_not_corrected(tmp_path):
    more = TABLE.model_copy(update={"stations": frozenset({"anvil"})})
    journal = [(attempted(r, "obtained"), Verified(recipe=r)) for r in (more, TABLE)]
    accounts = explain_item(skim(write(tmp_path, journal)), "crafting_table").accounts
    assert [(a.recipe, a.status) for a in accounts] == [(TABLE, "verified"), (more, "subsumed")]
    assert all(reason.did == "verified" for account in accounts for reason in account.reasons)
