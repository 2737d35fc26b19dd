import pytest

from deckard.bench.baselines.deckard2023 import Cooccurrence
from deckard.graph.diff import diff_graphs
from deckard.journal.events import Dreamed
from deckard.journal.fold import fold
from deckard.journal.journal import read_journal
from deckard.verify.rejudge import rejudge
from deckard.verify.revising import Revising


@pytest.fixture(scope="module")
def entries(finished):
    return list(read_journal(finished.folder / "journal.jsonl"))


def test_the_verifier_of_the_run_comes_to_what_the_run_came_to(entries):
    told, derived = fold(entries), rejudge(entries, Revising(50))
    assert derived.awm.graph().nodes(data=True) == told.awm.graph().nodes(data=True)
    assert (derived.steps, derived.entries) == (told.steps, told.entries)


def test_another_verifier_comes_to_another_graph_from_the_same_evidence(entries):
    derived = rejudge(entries, Cooccurrence())
    assert derived.steps == fold(entries).steps
    assert diff_graphs(fold(entries).awm, derived.awm).changed


def test_one_that_concludes_nothing_leaves_what_was_dreamed(entries):
    awm = rejudge(entries, lambda state, outcome: []).awm
    dreamed = {e.recipe.item for events in entries for e in events if isinstance(e, Dreamed)}
    assert set(awm.items("hypothesised")) == dreamed
    assert awm.items("verified") == []
