import pytest

from deckard.journal.events import Pursued
from deckard.journal.fold import apply
from deckard.types import Failure, Gain, Outcome
from deckard.verify.stations import is_uninformative, made_alike, station_is_proven
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
def test_a_station_is_proven_by_a_failure_without_any_and_with_all_else(failure, proven):
    assert station_is_proven(knowing(), PICKAXE, [failure], ()) is proven
    assert station_is_proven(after({"failures": (failure,)}), PICKAXE, [], ()) is proven


def test_a_recipe_without_a_station_has_none_to_prove():
    assert not station_is_proven(knowing(), craft("stick", planks=2), [AWAY], ())


def test_another_station_within_reach_leaves_it_open_which_one_it_takes():
    both = after(gained(TABLE, SHELF))
    assert not station_is_proven(both, PICKAXE, [AWAY], {TABLE, SHELF})
    assert station_is_proven(both, PICKAXE, [AWAY], {TABLE})
    told_apart = after(gained(TABLE, SHELF), gained(TABLE))
    assert station_is_proven(told_apart, PICKAXE, [AWAY], {TABLE, SHELF})


def test_a_success_shows_nothing_where_a_station_that_works_cannot_be_removed():
    state, bare = knowing(PICKAXE), PICKAXE.model_copy(update={"stations": frozenset()})
    assert made_alike(state, bare) == [PICKAXE]
    assert is_uninformative(state, bare, [], {TABLE})
    assert not is_uninformative(state, bare, [AWAY], {TABLE})
    assert not is_uninformative(state, bare, [], ())
    assert not is_uninformative(state, PICKAXE, [], {TABLE})
