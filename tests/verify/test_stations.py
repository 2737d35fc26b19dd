import pytest

from deckard.journal.events import Pursued
from deckard.journal.fold import apply
from deckard.types import Failure, Gain, Outcome
from deckard.verify.stations import (
    fails_away,
    is_uninformative,
    made_alike,
    stations_are_proven,
)
from tests.strategies import craft, knowing

TABLE, SHELF = "crafting_table", "shelf"
PICKAXE = craft("wooden_pickaxe", TABLE, planks=3, stick=2)
HELD = {"planks": 3, "stick": 2}
AWAY = Failure(items={"wooden_pickaxe"}, how="craft", before=HELD, near=frozenset())
SHORT = Failure(items={"wooden_pickaxe"}, how="craft", before={"planks": 1}, near=frozenset())


def after(*outcomes):
    """What is known once outcomes of the pickaxe were seen."""
    state = knowing()
    for number, fields in enumerate(outcomes, state.entries + 1):
        outcome = Outcome(item="wooden_pickaxe", steps=1, **fields)
        event = Pursued(
            recipe=PICKAXE, outcome=outcome, ending="attempted", life=0, seed=0, trace="", holds={}
        )
        apply(state, event, number)
    return state


def gained(*near):
    after_it = {"wooden_pickaxe": 1}
    gain = Gain(
        item="wooden_pickaxe", how="craft", before=HELD, after=after_it, near=frozenset(near)
    )
    return {"gains": (gain,)}


@pytest.mark.parametrize(("failure", "proven"), [(AWAY, True), (SHORT, False)])
def test_a_station_is_proven_by_a_failure_without_it_and_with_all_else(failure, proven):
    for state, failures in (knowing(), [failure]), (after({"failures": (failure,)}), []):
        assert stations_are_proven(state, PICKAXE, failures) is proven
        assert fails_away(state, PICKAXE, failures) is proven


def test_a_recipe_without_a_station_has_none_to_prove():
    stick = craft("stick", planks=2)
    assert not stations_are_proven(knowing(), stick, [AWAY])
    assert not fails_away(knowing(), stick, [AWAY])


def test_each_of_several_stations_is_proven_by_a_failure_with_all_the_others():
    both = PICKAXE.model_copy(update={"stations": frozenset({TABLE, SHELF})})
    at_table, at_shelf = (AWAY.model_copy(update={"near": {s}}) for s in (TABLE, SHELF))
    assert fails_away(knowing(), both, [AWAY])
    assert not stations_are_proven(knowing(), both, [AWAY, at_table])
    assert stations_are_proven(knowing(), both, [at_shelf, at_table])


def test_a_success_shows_nothing_where_a_station_that_works_cannot_be_removed():
    state, bare = knowing(PICKAXE), PICKAXE.model_copy(update={"stations": frozenset()})
    assert made_alike(state, bare) == [PICKAXE]
    assert is_uninformative(state, bare, [], {TABLE})
    assert not is_uninformative(state, bare, [AWAY], {TABLE})
    assert not is_uninformative(state, bare, [], ())
    assert not is_uninformative(state, PICKAXE, [], {TABLE})
