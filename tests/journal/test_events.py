from hypothesis import given

from deckard.journal.events import EVENT
from tests.strategies import events


@given(events)
def test_an_event_survives_being_written_as_json(event):
    assert EVENT.validate_json(EVENT.dump_json(event)) == event
