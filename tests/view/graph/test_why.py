"""What the graph commands say: why, plan, tree, frontier, stats, differences."""

import json
from dataclasses import replace

import pytest

from deckard.bench.score.recipes import against
from deckard.errors import GraphError, NoPlan
from deckard.graph.diff import diff_graphs
from deckard.journal.events import Pursued, Refuted, Verified
from deckard.journal.fold import fold
from deckard.journal.reader import Moment, read_growth, skim
from deckard.types import Failure, Gain, Outcome
from deckard.view.graph import diff as diffed
from deckard.view.graph import frontier, stats, tree, why
from deckard.view.graph import plan as planned
from deckard.worlds.tables import load_tables
from tests.journal.test_reader import write
from tests.strategies import collect, craft, knowing, smelt
from tests.view.examples import ENTRIES, LOG, PLANKS, STATE, STONE, TABLE, WRONG_TABLE

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
    assert str(why.why_text(why.explain_item(entries, "crafting_table"))).splitlines() == [
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
    said = str(why.why_text(why.explain_item(entries, "furnace")))
    assert "furnace: unknown" in said
    assert "✗ craft furnace from 8 cobblestone at crafting_table  (refuted)" in said
    assert "refuted: it gave nothing" in said
    assert "craft gave nothing with 7 cobblestone, near x" in said


def test_why_quotes_the_language_model_and_its_unusable_answers(tmp_path):
    spoken = ENTRIES[0][0].model_copy(update={"text": "I think:\n" + "8 cobblestone " * 100})
    found = why.explain_item(skim(write(tmp_path, [(spoken,), ENTRIES[1]])), "furnace")
    assert "“I think: 8 cobblestone" in str(why.why_text(found))
    assert why.why_json(found)["recipes"][0]["because"][0]["said"] == spoken.text
    other = why.explain_item(skim(tmp_path / "journal.jsonl"), "cobblestone")
    assert "entry 2, env step 0: no JSON" in str(why.why_text(other))
    assert why.why_json(other)["unusable"][0]["reason"] == "no JSON"


def test_a_recipe_with_another_yield_is_one_account_with_its_earlier_form(entries):
    [account] = why.explain_item(entries, "planks").accounts
    assert str(account.recipe) == "craft 4 planks from 1 log"
    assert [r.did for r in account.reasons] == ["dreamed by m", "verified"]
    assert "dreamed by m as craft planks from 1 log" in str(
        why.why_text(why.explain_item(entries, "planks"))
    )


def test_why_agrees_with_the_graph_on_every_item(entries):
    state = read_growth(entries)
    for item in state.awm.known:
        told = why.explain_item(entries, item)
        believed = [
            (a.recipe, a.status) for a in told.accounts if a.status in ("verified", "hypothesised")
        ]
        assert believed == [(b.recipe, b.status) for b in state.awm.beliefs(item)]
        json.dumps(why.why_json(told))


def test_the_tree_takes_every_item_apart_once():
    state = knowing(
        LOG, PLANKS, craft("stick", planks=2, yields=4), craft("sword", planks=2, stick=1)
    )
    assert str(tree.graph_tree(state, "sword")).splitlines() == [
        "✓ sword  craft sword from 2 planks, 1 stick",
        "├─ 2 ✓ planks  craft 4 planks from 1 log",
        "│  └─ 1 ✓ log  collect log from log",
        "└─ 1 ✓ stick  craft 4 stick from 2 planks",
        "   └─ 2 ✓ planks  (as above)",
    ]


def test_the_tree_ends_in_a_circle_and_however_deep_it_is():
    circle = knowing(dreamed=(craft("a", b=1), craft("b", a=1)))
    assert str(tree.graph_tree(circle, "a")).splitlines()[-1].endswith("? a  (as above)")
    deep = knowing(*(craft(f"i{k + 1}", **{f"i{k}": 1}) for k in range(3000)))
    assert len(str(tree.graph_tree(deep, "i3000")).splitlines()) == 3001


def test_an_item_that_is_not_in_the_graph_is_named_with_near_ones():
    with pytest.raises(GraphError, match="did you mean furnace"):
        tree.graph_tree(STATE, "furnaces")


KNOWN = knowing(
    collect("log"),
    craft("planks", log=1, yields=4),
    craft("crafting_table", planks=4),
    dreamed=(craft("chest", "crafting_table", planks=8, nail=1),),
)


def test_a_plan_has_the_order_the_raw_materials_and_what_is_unknown():
    found = planned.plan_item(KNOWN, {}, "chest", {})
    assert [(s.recipe.item, s.times) for s in found.steps] == [
        ("log", 3),
        ("planks", 3),
        ("crafting_table", 1),
        ("chest", 1),
    ]
    assert (found.raw, found.unknown) == ({"log": 3}, ("nail",))
    assert found.statuses[-1] == "hypothesised"
    said = str(planned.plan_text(found))
    assert "missing raw materials: 3 log" in said
    assert "nothing is known of: nail" in said
    assert "expected: at least 60,010 env steps" in said


def test_what_a_plan_lacks_is_what_nothing_is_known_of_and_not_what_waits_for_it():
    state = knowing(dreamed=(collect("ore", "ore", "pick"), craft("ingot", "furnace", ore=1)))
    assert planned.plan_item(state, {}, "ingot", {}).unknown == ("furnace", "pick")
    held = planned.plan_item(state, {}, "ingot", {"furnace": 1, "pick": 1})
    assert ([step.recipe.item for step in held.steps], held.unknown) == (["ore", "ingot"], ())


def test_a_plan_lacks_what_only_a_circle_leads_to():
    state = knowing(dreamed=(craft("a", b=1), craft("b", c=1), craft("c", b=1)))
    assert planned.plan_item(state, {}, "a", {}).unknown == ("b",)


SMELTING = knowing(collect("log"), collect("ore"), smelt("ingot", ore=1))


def test_a_plan_says_what_is_burnt():
    found = planned.plan_item(SMELTING, {"log": 1.5}, "ingot", {"furnace": 1})
    assert dict(found.burnt) == {"log": 1}
    assert "fuel: 1 log" in str(planned.plan_text(found))
    assert planned.plan_json(found)["fuel"] == {"log": 1}


def test_a_plan_without_a_world_leaves_fuel_out_and_says_so():
    found = planned.plan_item(SMELTING, {}, "ingot", {"furnace": 1})
    assert [step.recipe.item for step in found.steps] == ["ore", "ingot"]
    assert "fuel is left out" in str(planned.plan_text(found))


def test_what_is_held_is_not_obtained_again():
    found = planned.plan_item(
        KNOWN, {}, "chest", planned.parse_have("crafting_table, planks=7,nail")
    )
    assert [(s.recipe.item, s.times) for s in found.steps] == [
        ("log", 1),
        ("planks", 1),
        ("chest", 1),
    ]
    assert found.unknown == ()


def test_a_learnt_policy_says_how_many_steps_a_collect_takes():
    found = planned.plan_item(STATE, {}, "planks", {})
    assert found.costs == pytest.approx((120 / 0.97, 2))
    assert "expected: 126 env steps" in str(planned.plan_text(found))
    assert planned.plan_json(found)["env_steps"] == pytest.approx(120 / 0.97 + 2)


@pytest.mark.parametrize("have", ["log=x", "log=-1", "log=2=3"])
def test_what_is_held_must_be_items_with_quantities(have):
    with pytest.raises(NoPlan, match="--have log=2,stick=1"):
        planned.parse_have(have)


def test_there_is_no_plan_for_what_nothing_is_known_of():
    with pytest.raises(NoPlan, match="'nail'"):
        planned.plan_item(KNOWN, {}, "nail", {})


def test_the_frontier_lists_what_could_be_tried():
    state = knowing(LOG, dreamed=(PLANKS, TABLE))
    assert str(frontier.frontier_text(state)) == "? craft 4 planks from 1 log"
    assert [r["item"] for r in frontier.frontier_json(state)["frontier"]] == ["planks"]
    assert "empty" in str(frontier.frontier_text(knowing(LOG)))


def test_stats_count_the_graph_and_the_journal(entries):
    told = stats.stats_json(read_growth(entries), entries)
    assert told["items"] == {"verified": 3, "hypothesised": 0, "unknown": 2}
    assert (told["dreamed"], told["unusable"], told["refuted"], told["corrected"]) == (5, 1, 2, 2)
    assert (told["pursuits"], told["practices"], told["entries"]) == (3, 2, 11)
    assert (told["depth"], told["circles"], told["env_steps"]) == (2, 0, 2036)
    assert "items verified" in str(stats.stats_text(told))


def test_stats_of_a_run_that_has_recorded_nothing_are_zeros():
    told = stats.stats_json(read_growth(()), ())
    assert told["entries"] == told["dreamed"] == told["env_steps"] == told["depth"] == 0
    assert "entries" not in stats.stats_json(read_growth(()))  # of a file, which has no journal


def test_differences_are_told_by_field():
    one = knowing(LOG, PLANKS, dreamed=(WRONG_TABLE, STONE)).awm
    other = knowing(LOG, PLANKS, TABLE, smelt("glass", sand=1)).awm
    found = diff_graphs(one, other)
    assert found.same == 2
    [change] = found.changed
    assert change.fields == ("ingredients", "status")
    assert [str(b.recipe) for b in found.missing] == ["collect cobblestone from dirt"]
    assert [str(b.recipe) for b in found.added] == ["smelt glass from 1 sand at furnace"]
    assert "ingredients: 3 planks -> 4 planks" in str(diffed.diff_text(found, "A", "B", False))
    assert diffed.diff_json(found, "A", "B", False)["changed"][0]["fields"]["status"] == [
        "hypothesised",
        "verified",
    ]


def test_a_graph_does_not_differ_from_itself():
    found = diff_graphs(STATE.awm, STATE.awm)
    assert (found.changed, found.missing, found.added) == ((), (), ())


def test_what_differs_from_the_truth_is_wrong():
    found = against(
        knowing(LOG, PLANKS, WRONG_TABLE, craft("nail", iron=1)).awm, load_tables("1.11.2")
    )
    assert [c.old.recipe for c in found.changed] == [WRONG_TABLE]
    assert [b.recipe.item for b in found.missing] == ["nail"]
    assert found.same == 2
    assert "acacia_boat" in {b.recipe.item for b in found.added}
    told = diffed.diff_json(found, "A", "reference", True)
    assert told["wrong"][0]["fields"] == {"ingredients": [{"planks": 3}, {"planks": 4}]}
    assert "wrong: craft crafting_table from 3 planks" in str(
        diffed.diff_text(found, "A", "B", True)
    )


def test_a_moment_is_env_steps_or_an_entry(entries):
    assert [e.number for e in entries if Moment.parse("1000").holds(e)] == list(range(1, 8))
    assert [e.number for e in entries if Moment.parse("entry:3").holds(e)] == [1, 2, 3]
    assert all(replace(Moment(), steps=10**9).holds(e) for e in entries)


def test_the_example_journal_is_folded_as_the_views_see_it(entries):
    assert fold(JOURNAL).awm.items("verified") == read_growth(entries).awm.items("verified")


def test_attempts_without_a_recipe_are_counted_in_why(tmp_path):
    sweep = Pursued(
        recipe=craft("chest", log=9),
        outcome=Outcome(item="chest", steps=9),
        ending="attempted",
        life=0,
        seed=0,
        trace="",
        also=("chest", "bowl"),
    )
    told = why.explain_item(list(skim(write(tmp_path, [(sweep,), (sweep,)]))), "bowl")
    assert told.swept == (1, 2)
    assert "attempted without a recipe 2 times, last in entry 2" in str(why.why_text(told))
    assert why.why_json(told)["swept"] == [1, 2]
