import pytest

from deckard.compare import compare
from deckard.cooccurrence import Cooccurrence
from deckard.events import Dreamed
from deckard.journal import read
from deckard.rejudge import rejudge
from deckard.state import fold
from deckard.verify import Revising


@pytest.fixture(scope="module")
def entries(finished):
    return list(read(finished.folder / "journal.jsonl"))


def test_the_verifier_of_the_run_comes_to_what_the_run_came_to(entries):
    told, derived = fold(entries), rejudge(entries, Revising(50))
    assert derived.awm.graph().nodes(data=True) == told.awm.graph().nodes(data=True)
    assert (derived.steps, derived.entries) == (told.steps, told.entries)


def test_another_verifier_comes_to_another_graph_from_the_same_evidence(entries):
    derived = rejudge(entries, Cooccurrence())
    assert derived.steps == fold(entries).steps
    assert compare(fold(entries).awm, derived.awm).changed


def test_one_that_concludes_nothing_leaves_what_was_dreamed(entries):
    awm = rejudge(entries, lambda state, outcome: []).awm
    dreamed = {e.recipe.item for events in entries for e in events if isinstance(e, Dreamed)}
    assert set(awm.items("hypothesised")) == dreamed
    assert awm.items("verified") == []
