import pytest
from hypothesis import given

from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.journal.events import (
    Attempted,
    Dreamed,
    Misdreamed,
    Practised,
    Pursued,
    Refuted,
    Supposed,
    Verified,
    Voided,
)
from deckard.journal.fold import apply, fold
from deckard.journal.state import Fold, State
from deckard.types import Gain, Outcome
from tests.strategies import collect, craft, entries, knowing, learnt

LOG, PLANKS = collect("log"), craft("planks", yields=4, log=1)
TABLE = craft("table", planks=4)
OPTION = learnt(LOG)


def dreamed(recipe):
    return Dreamed(recipe=recipe, text="", model="")


def practised(recipe, option=None, **seen):
    outcome = Outcome(item=recipe.item, **({"steps": 10} | seen))
    return Practised(recipe=recipe, outcome=outcome, option=option)


def pursued(recipe, ending="obtained", life=0, seed=7, trace="1", **seen):
    outcome = Outcome(item=recipe.item, **({"steps": 10} | seen))
    return Pursued(recipe=recipe, outcome=outcome, ending=ending, life=life, seed=seed, trace=trace)


@given(entries)
def test_folding_is_applying_one_event_after_the_other(entries):
    state = State()
    for number, entry in enumerate(entries, 1):
        for event in entry:
            apply(state, event, number)
    folded = fold(entries)
    assert folded.entries == len(entries)
    assert {**vars(folded), "awm": 0} == {**vars(state), "awm": 0}
    for item in folded.awm.known:
        assert folded.awm.beliefs(item) == state.awm.beliefs(item)


@given(entries)
def test_folding_in_parts_gives_what_folding_at_once_does(entries):
    state = fold(entries[:2])
    for number, entry in enumerate(entries[2:], 3):
        for event in entry:
            apply(state, event, number)
    assert {**vars(fold(entries)), "awm": 0} == {**vars(state), "awm": 0}


@given(entries)
def test_env_steps_are_those_of_all_outcomes_and_practice_is_a_part_of_them(entries):
    flat = [event for entry in entries for event in entry]
    state = fold(entries)
    practice = sum(e.outcome.steps for e in flat if isinstance(e, Practised))
    assert state.practice_steps == practice
    assert state.steps == practice + sum(
        e.outcome.steps for e in flat if isinstance(e, Pursued | Attempted)
    )


def test_a_belief_names_the_entries_that_made_it():
    state = fold([[dreamed(TABLE)], [pursued(TABLE), Verified(recipe=TABLE)]])
    [belief] = state.awm.beliefs("table")
    assert (belief.status, belief.because) == (VERIFIED, (1, 2))


def test_a_void_answer_was_never_asked_for():
    answer = Misdreamed(item="log", text="", model="m", reason="is empty")
    other = Misdreamed(item="log", text="", model="m", reason="is empty", sample=1)
    void, state = Voided(item="log", reason="is empty"), fold([(answer, other)])
    apply(state, void, 2)
    assert (state.asked["log"], len(state.reasons["log"])) == (0, 1)
    again = fold([(answer,), (void,), (void,)])
    assert (again.asked["log"], again.reasons["log"]) == (0, [])


def test_every_answer_counts_as_a_question_asked():
    misdreamed = Misdreamed(item="log", text="?", model="m", reason="holds no JSON")
    state = fold([[misdreamed], [dreamed(LOG)]])
    assert state.asked["log"] == 2
    assert state.reasons["log"] == ["your last answer could not be used: holds no JSON"]


def test_several_answers_to_one_question_count_as_one():
    more = Dreamed(recipe=collect("log", "leaves"), text="", model="", sample=1, weight=0.5)
    state = fold([[dreamed(LOG), more, misdream(sample=2)], [misdream()]])
    assert state.asked["log"] == 2
    assert [b.weight for b in state.awm.beliefs("log")] == [1.0, 0.5]


def misdream(sample=0):
    return Misdreamed(item="log", text="?", model="m", reason="r", sample=sample)


def test_a_supposition_is_believed_but_was_not_asked_for():
    state = fold([[Supposed(recipe=LOG)]])
    assert state.awm.recipes("log", HYPOTHESISED) == [LOG]
    assert state.asked["log"] == 0


def test_a_refuted_recipe_is_remembered_with_its_reason():
    state = fold([[dreamed(TABLE)], [Refuted(recipe=TABLE, reason="nothing came")]])
    assert state.awm.beliefs("table") == ()
    assert state.refuted["table"] == [TABLE]
    assert state.reasons["table"] == ["craft table from 4 planks: nothing came"]


def test_an_option_is_kept_by_item_and_the_latest_holds():
    later = OPTION.model_copy(update={"file": "log-9.zip"})
    state = fold([[practised(LOG, OPTION)], [practised(LOG, later)], [practised(LOG)]])
    assert state.options == {"log": later}


@pytest.mark.parametrize(
    ("ending", "vain"), [("obtained", 0), ("stuck", 0.2), ("attempted", 1000), ("no plan", 1000)]
)
def test_a_vain_attempt_settles_more_than_getting_stuck_on_the_way(ending, vain):
    state = fold([[dreamed(TABLE)], [pursued(TABLE, ending)]])
    assert state.tried(TABLE) == vain


@pytest.mark.parametrize(
    "news",
    [
        Verified(recipe=PLANKS),
        practised(LOG, OPTION),
        pursued(PLANKS, gains=(Gain(item="log", how="collect", before={}, after={"log": 1}),)),
    ],
)
def test_what_could_not_begin_is_blocked_until_more_is_known_or_held(news):
    before = [[Verified(recipe=LOG)], [dreamed(TABLE)], [pursued(TABLE, "no plan")]]
    state = fold(before)
    assert state.blocked == {TABLE.key}
    cursor = state.awm.changes.cursor()
    apply(state, news, 4)
    assert not state.blocked
    assert state.tried(TABLE) == 0
    assert "table" in state.awm.changes.since(cursor).items


def test_what_teaches_nothing_leaves_blocked_what_was():
    before = [[Verified(recipe=LOG)], [dreamed(TABLE)], [pursued(TABLE, "no plan")]]
    state = fold([*before, [practised(LOG)], [pursued(PLANKS, "attempted")]])
    assert state.blocked == {TABLE.key}


def test_practice_in_vain_counts_and_practice_that_taught_does_not():
    assert fold([[practised(LOG)], [practised(LOG)]]).tried(LOG) == 2
    assert fold([[practised(LOG, OPTION)]]).tried(LOG) == 0


def test_once_more_of_its_needs_is_verified_a_hypothesis_is_untried_again():
    state = knowing(dreamed=[TABLE])
    apply(state, pursued(TABLE, "attempted"), 2)
    assert state.tried(TABLE) == 1000
    apply(state, Verified(recipe=PLANKS), 3)
    assert state.tried(TABLE) == 0


def test_deaths_on_the_way_to_a_recipe_count_until_an_option_is_learnt():
    deaths = [[pursued(TABLE, "died")]] * 40
    state = fold([[dreamed(TABLE)], *deaths])
    assert state.tried(TABLE) == pytest.approx(2)
    cursor = state.awm.changes.cursor()
    apply(state, practised(LOG), 42)
    assert state.tried(TABLE) == pytest.approx(2)
    apply(state, practised(LOG, OPTION), 43)
    assert state.tried(TABLE) == 0
    assert "table" in state.awm.changes.since(cursor).items


def test_asking_how_often_a_recipe_was_tried_changes_nothing():
    state = knowing(dreamed=[TABLE])
    state.tried(TABLE)
    assert not state.vain


def test_collects_from_different_sources_are_different_attempts():
    state = fold([[practised(LOG)]])
    assert state.tried(collect("log", "leaves")) == 0
    assert TABLE.key == TABLE.model_copy(update={"source": "log"}).key


def test_a_life_goes_on_until_it_is_stuck():
    state = fold([[pursued(LOG, trace="1")], [pursued(PLANKS, trace="2")]])
    assert (state.life, state.life_seed, state.trace) == (0, 7, ["1", "2"])
    apply(state, pursued(TABLE, "stuck"), 3)
    assert (state.life, state.life_seed, state.trace) == (1, None, [])
    apply(state, pursued(LOG, life=1, seed=8, trace="3"), 4)
    assert (state.life, state.life_seed, state.trace) == (1, 8, ["3"])


def test_what_a_life_obtained_is_counted_and_what_practice_gained_is_not():
    gain = Gain(item="log", how="collect", before={}, after={"log": 1}, source="log")
    other = gain.model_copy(update={"hand": "axe"})
    state = fold([[practised(LOG, gains=(gain,))]])
    assert not state.obtained
    apply(state, pursued(LOG, gains=(gain, other)), 2)
    assert state.obtained == {"log": 1}


def test_a_fold_follows_the_events_and_sees_the_state_before_each():
    class VerifiedBefore(Fold):
        def __init__(self):
            self.counts = []

        def apply(self, event, state, entry):
            self.counts.append((entry, len(state.awm.items(VERIFIED))))

    state = fold([[Verified(recipe=LOG)], [Verified(recipe=PLANKS), Verified(recipe=TABLE)]])
    assert state.view(VerifiedBefore).counts == [(1, 0), (2, 1), (2, 2)]
    apply(state, dreamed(TABLE), 3)
    assert state.view(VerifiedBefore).counts[-1] == (3, 3)
    Fold.classes.remove(VerifiedBefore)


def test_a_fold_that_comes_too_late_is_named():
    state = fold([[dreamed(LOG)]])
    with pytest.raises(RuntimeError, match="Late was defined after"):
        state.view(type("Late", (Fold,), {}))
    Fold.classes.pop()


def test_a_fold_of_a_state_without_events_can_be_looked_at_at_once():
    state, kind = State(), type("Empty", (Fold,), {})
    assert state.view(kind) is state.view(kind)
    Fold.classes.remove(kind)
