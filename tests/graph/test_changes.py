"""The feed of changes, and that what is kept up by it is what would be made from scratch."""

from hypothesis import given
from hypothesis import strategies as st

from deckard.graph.changes import START, ChangeFeed
from deckard.graph.planner import Planner
from deckard.journal.fold import apply
from deckard.journal.state import State
from tests.strategies import entries

FUELS = {"log": 1.5, "planks": 1.5}
names = st.lists(st.sampled_from("abc"), max_size=3)


def as_they_come(history):
    """Yield a state after each entry of a history."""
    state = State()
    yield state
    for number, events in enumerate(history, 1):
        for event in events:
            apply(state, event, number)
        yield state


@given(st.lists(st.tuples(names, names), max_size=4), names, names)
def test_since_a_cursor_come_the_changes_after_it_and_no_others(before, items, sources):
    feed = ChangeFeed()
    for old_items, old_sources in before:
        feed.note(*old_items)
        for source in old_sources:
            feed.note_source(source)
    cursor = feed.cursor()
    assert feed.since(cursor) == ([], [])
    feed.note(*items)
    for source in sources:
        feed.note_source(source)
    assert feed.since(cursor) == (items, sources)
    everything = feed.since(START)
    assert everything.items == [i for batch, _ in before for i in batch] + items
    assert everything.sources == [s for _, batch in before for s in batch] + sources


@given(entries)
def test_a_planner_that_keeps_up_chooses_as_one_made_from_scratch(history):
    kept = None
    for state in as_they_come(history):
        kept = kept or Planner(state.awm, state.options, FUELS)
        scratch = Planner(state.awm, state.options, FUELS)
        assert kept.known() == scratch.known()
        assert list(kept.choices()) == list(scratch.choices())
