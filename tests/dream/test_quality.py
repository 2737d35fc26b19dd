from collections import Counter

from hypothesis import given

from deckard.dream.quality import closes_circle, count
from deckard.journal.events import Dreamed, Misdreamed, Verified, Voided
from deckard.journal.fold import fold
from tests.strategies import collect, craft, entries, knowing

TABLE, CIRCLE = craft("table", planks=4), craft("planks", "table", log=1)


def dreamed(recipe, **more):
    return (Dreamed(recipe=recipe, text="", model="", **more),)


def misdreamed(fault):
    return (Misdreamed(item="log", text="", model="", reason="r", fault=fault),)


def test_answers_are_counted_by_what_was_wrong_with_them():
    counts = count(
        [
            dreamed(TABLE, grounded={"oak planks": "planks"}),
            misdreamed("invented"),
            misdreamed("invented"),
            misdreamed("self_reference"),
            dreamed(collect("log"), first_fault="unparsed"),
            dreamed(collect("sand"), unknown={"tongs": "tool"}, first_fault="invented"),
        ]
    )
    assert (counts.usable, counts.unusable, counts.partial) == (3, 3, 1)
    assert counts.faults == {"invented": 2, "self_reference": 1}
    assert counts.grounded == {("oak planks", "planks"): 1}
    assert counts.repaired == {"unparsed": 1}
    assert counts.document() == {
        "usable": 3,
        "partial": 1,
        "unusable": 3,
        "faults": {"invented": 2, "self_reference": 1},
        "circles": 0,
        "repaired": {"unparsed": 1},
        "grounded": [{"said": "oak planks", "meant": "planks", "times": 1}],
    }


def test_a_dream_that_closes_a_circle_of_hypotheses_is_counted_where_it_closes():
    assert count([dreamed(TABLE), dreamed(CIRCLE)]).circles == 1
    assert count([dreamed(CIRCLE), dreamed(TABLE)]).circles == 1
    assert count([dreamed(TABLE), dreamed(craft("planks", log=1))]).circles == 0


def test_no_circle_passes_through_what_is_verified():
    assert count([(Verified(recipe=TABLE),), dreamed(CIRCLE)]).circles == 0
    assert closes_circle(knowing(dreamed=[TABLE]).awm, CIRCLE)
    assert not closes_circle(knowing(TABLE).awm, CIRCLE)


@given(entries)
def test_every_answer_is_counted_once_and_nothing_is_changed(history):
    kept = [[event for event in entry if not isinstance(event, Voided)] for entry in history]
    counts = count(kept)
    flat = [event for entry in kept for event in entry]
    assert counts.usable == sum(isinstance(e, Dreamed) for e in flat)
    assert counts.unusable == sum(isinstance(e, Misdreamed) for e in flat)
    assert fold(history).entries == len(history)


@given(entries)
def test_an_answer_that_turned_out_to_be_none_of_the_models_takes_one_count_back(history):
    counts = count(history)
    assert counts.faults == fold_faults(event for entry in history for event in entry)


def fold_faults(events):
    """The counts by hand: one more for a bad answer, one less for one taken back, never below 0."""
    left = Counter()
    for event in events:
        if isinstance(event, Misdreamed):
            left[event.fault] += 1
        if isinstance(event, Voided) and left[event.fault]:
            left[event.fault] -= 1
    return +left


def test_a_voided_answer_counts_no_more():
    voided = (Voided(item="log", reason="r", fault="unparsed"),)
    assert count([misdreamed("unparsed"), misdreamed("invented"), voided]).faults == {"invented": 1}
