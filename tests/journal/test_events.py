from hypothesis import given

from deckard.journal.events import EVENT, Dreamed
from tests.strategies import collect, events


@given(events)
def test_an_event_survives_being_written_as_json(event):
    assert EVENT.validate_json(EVENT.dump_json(event)) == event


def test_unknown_names_are_written_only_where_there_are_any():
    whole = Dreamed(recipe=collect("log"), text="", model="m")
    partial = whole.model_copy(update={"unknown": {"tongs": "tool"}})
    assert "unknown" not in whole.model_dump(mode="json")
    assert partial.model_dump(mode="json") == whole.model_dump(mode="json") | {
        "unknown": {"tongs": "tool"}
    }
    assert EVENT.validate_json(EVENT.dump_json(partial)) == partial


def test_an_event_that_was_written_before_there_were_unknown_names_is_read():
    old = Dreamed(recipe=collect("log"), text="", model="m").model_dump(mode="json")
    assert EVENT.validate_python(old).unknown == {}
