"""What every verifier must do; another one is tested by one more name in VERIFIERS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard import verify
from deckard.config import ComponentConfig
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.journal.events import Act, Dreamed, Practised, Proven, Refuted, Verified
from deckard.journal.fold import apply, fold
from deckard.journal.state import State
from deckard.types import Contact, Failure, Outcome
from deckard.worlds.symbolic import Symbolic
from tests.own import own_components
from tests.strangers import credulous
from tests.strategies import collect, craft, entries, gains, items, knowing, known, recipes

LENT = {"patience": 50, "world": Symbolic()}
COUNTING = {"xenon"}
"""They count failures whatever these prove, and un-verify what fails; and they copy the truth."""
VERIFIERS = [*verify.KNOWN, "tests.strangers:credulous", *own_components()]


@pytest.fixture(params=VERIFIERS, scope="module")
def name(request):
    return request.param


@pytest.fixture(scope="module")
def verifier(name):
    return ComponentConfig(name=name).build("verifier", verify.KNOWN, LENT)


def observations(history):
    """The events of a history that hold an outcome."""
    return [e for entry in history for e in entry if isinstance(e, Act)]


@given(history=entries)
def test_judging_changes_nothing_and_is_the_same_each_time(verifier, history):
    state, again = fold(history), fold(history)
    for event in observations(history):
        first = verifier(state, event.outcome)
        assert verifier(state, event.outcome) == first
        assert verifier(again, event.outcome) == first
    assert known(state) == known(fold(history))


@given(history=entries)
def test_a_correction_verifies_what_was_gained_or_refutes_what_was_hypothesised(
    verifier, name, history
):
    state = State()
    for event in observations(history):
        apply(state, event, state.entries + 1)
        gained = {gain.item for gain in event.outcome.gains}
        corrections = verifier(state, event.outcome)
        for correction in corrections:
            match correction:
                case Verified(recipe=recipe, corrects=corrected):
                    assert recipe.item in gained
                    believed = [b.recipe for b in state.awm.beliefs(recipe.item)]
                    assert all(wrong in believed for wrong in corrected)
                case Refuted(recipe=recipe):
                    guesses = state.awm.recipes(recipe.item, HYPOTHESISED)
                    believed = [b.recipe for b in state.awm.beliefs(recipe.item)]
                    assert recipe in (believed if name in COUNTING else guesses)
                case Proven(recipe=recipe, need=need):
                    new = [c.recipe for c in corrections if isinstance(c, Verified)]
                    assert recipe in (*state.awm.recipes(recipe.item, VERIFIED), *new)
                    assert need in recipe.kept
                case other:
                    pytest.fail(f"{other} is no correction")
        for correction in corrections:
            apply(state, correction, state.entries)


@given(history=entries, item=items, steps=st.integers(0, 999))
def test_an_outcome_in_which_nothing_was_met_proves_nothing(verifier, name, history, item, steps):
    state, outcome = fold(history), Outcome(item=item, steps=steps)
    event = Practised(recipe=collect(item), outcome=outcome)
    apply(state, event, state.entries + 1)
    assert name in COUNTING or verifier(state, outcome) == []


@pytest.mark.parametrize("dream", [collect("wool", "cow"), craft("wool", log=1)])
def test_evidence_of_before_is_not_judged_again_when_nothing_was_met(verifier, dream):
    contact = Contact(source="cow", hand=None, count=999, gave={})
    failure = Failure(items={"wool"}, how="craft", before={"log": 9})
    seen = Outcome(item="log", steps=1, contacts=(contact,), failures=(failure,))
    state = State()
    apply(state, Practised(recipe=collect("log"), outcome=seen), 1)
    apply(state, Dreamed(recipe=dream, text="", model=""), 2)
    outcome = Outcome(item="wool", steps=1)
    apply(state, Practised(recipe=dream, outcome=outcome), 3)
    assert verifier(state, outcome) == []


@given(
    gain=gains()
    .map(lambda gain: gain.model_copy(update={"hand": None}))
    .filter(lambda gain: gain.how == "collect" or gain.lost),
    dreamed=st.lists(recipes(), max_size=3),
)
def test_a_success_verifies_the_item_with_what_it_used_up_and_gave(verifier, name, gain, dreamed):
    state = knowing(dreamed=dreamed)
    outcome = Outcome(item=gain.item, steps=1, successes=1, gains=(gain,))
    recipe = dreamed[0] if dreamed else collect(gain.item)
    apply(state, Practised(recipe=recipe, outcome=outcome), state.entries + 1)
    [verdict] = verifier(state, outcome)
    assert isinstance(verdict, Verified)
    assert (verdict.recipe.item, verdict.recipe.how) == (gain.item, gain.how)
    if name not in COUNTING:
        assert verdict.recipe.ingredients == gain.lost
        assert verdict.recipe.yields == gain.gained
    apply(state, verdict, state.entries)
    assert state.awm.is_verified(gain.item)


def test_a_function_becomes_a_verifier_that_is_told_nothing_of_the_truth():
    made = verify.as_verifier(credulous)
    assert (made.rule, made.benchmark) == (credulous, "")
    assert verify.as_verifier(made) is made
