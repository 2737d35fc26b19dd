from deckard.bench.score.recipes import compare_with_tables
from deckard.graph.diff import diff_graphs
from deckard.view.graph import diff as diffed
from deckard.worlds.tables import load_tables
from tests.strategies import craft, knowing, smelt
from tests.view.examples import LOG, PLANKS, STATE, STONE, TABLE, WRONG_TABLE


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


def test_what_perhaps_comes_back_is_a_difference():
    glass = smelt("glass", sand=1)
    one = knowing(glass.model_copy(update={"unsettled": {"bucket": 1}})).awm
    [change] = diff_graphs(one, knowing(glass).awm).changed
    assert change.fields == ("unsettled",)
    assert "unsettled: 1 bucket -> " in str(
        diffed.diff_text(diff_graphs(one, knowing(glass).awm), "A", "B", False)
    )


def test_a_graph_does_not_differ_from_itself():
    found = diff_graphs(STATE.awm, STATE.awm)
    assert (found.changed, found.missing, found.added) == ((), (), ())


def test_what_differs_from_the_truth_is_wrong():
    found = compare_with_tables(
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


def test_what_works_but_names_too_much_is_not_wrong():
    stick = craft("stick", "furnace", yields=4, planks=2)
    differences = compare_with_tables(knowing(stick).awm, load_tables("1.11.2"))
    assert (differences.changed, differences.same) == ((), 0)
    [change] = differences.inexact
    assert change.fields == ("stations",)
    document = diffed.diff_json(differences, "A", "reference", True)
    assert (document["wrong"], len(document["inexact"])) == ([], 1)
    text = str(diffed.diff_text(differences, "A", "B", True))
    assert "not exact: craft 4 stick from 2 planks at furnace (verified)" in text
    assert "0 wrong, 1 not exact" in text
