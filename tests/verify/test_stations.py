from deckard.journal.events import Pursued
from deckard.journal.fold import apply
from deckard.types import Failure, Gain, Outcome
from deckard.verify.stations import is_uninformative, made_alike, untried
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


def test_what_failed_away_from_a_station_is_not_tried_so_again():
    for state, failures in (knowing(), [AWAY]), (after({"failures": (AWAY,)}), []):
        assert untried(state, PICKAXE, failures) == []


def test_a_failure_that_lacked_something_else_leaves_it_to_be_tried():
    assert untried(knowing(), PICKAXE, [SHORT]) == [frozenset()]


def test_a_recipe_without_a_station_has_none_to_do_without():
    assert untried(knowing(), craft("stick", planks=2), []) == []


def test_none_of_several_stations_comes_before_each_alone_and_these_before_all_but_one():
    three = PICKAXE.model_copy(update={"stations": frozenset("abc")})
    fewer = ["".join(sorted(some)) for some in untried(knowing(), three, [])]
    assert fewer == ["", "a", "b", "c", "bc", "ac", "ab"]


def test_what_fails_near_some_stations_fails_near_fewer():
    three = PICKAXE.model_copy(update={"stations": frozenset("abc")})
    failed = AWAY.model_copy(update={"near": frozenset("ab")})
    fewer = ["".join(sorted(some)) for some in untried(knowing(), three, [failed])]
    assert fewer == ["c", "bc", "ac"]


def test_a_success_shows_nothing_where_a_station_that_works_cannot_be_removed():
    state, bare = knowing(PICKAXE), PICKAXE.model_copy(update={"stations": frozenset()})
    assert made_alike(state, bare) == [PICKAXE]
    assert is_uninformative(state, bare, [], {TABLE})
    assert not is_uninformative(state, bare, [AWAY], {TABLE})
    assert not is_uninformative(state, bare, [], ())
    assert not is_uninformative(state, PICKAXE, [], {TABLE})
