from deckard.view.graph import frontier
from tests.strategies import knowing
from tests.view.examples import LOG, PLANKS, TABLE


def test_the_frontier_lists_what_could_be_tried():
    state = knowing(LOG, dreamed=(PLANKS, TABLE))
    assert str(frontier.frontier_text(state)) == "? craft 4 planks from 1 log"
    assert [r["item"] for r in frontier.frontier_json(state)["frontier"]] == ["planks"]
    assert "empty" in str(frontier.frontier_text(knowing(LOG)))
