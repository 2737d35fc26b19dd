"""What every explorer must do; another one is tested by one more name in EXPLORERS."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard import explore
from deckard.config import ComponentConfig
from deckard.explore import Goal, as_explorer
from deckard.journal.events import Attempted, Practised, Pursued, Refuted, Supposed
from deckard.journal.fold import apply, fold
from deckard.journal.state import State
from deckard.types import BulkAttempt, Outcome, Recipe
from deckard.worlds.symbolic import Symbolic
from tests.own import own_components
from tests.strangers import impatient
from tests.strategies import ITEMS, SOURCES, entries, is_proof, known

EXPLORERS = [*explore.KNOWN, "tests.strangers:impatient", *own_components()]
ENDLESS = {"frontier", "no-llm", "random"}
"""Only the budget ends what they explore."""
SEARCHING = {"thrifty", "no-llm", "random", "adam", "xenon", "oracle"}
"""They try ways to obtain an item which nobody believes in."""
IDLE = {"oracle", "xenon"}
"""Of these items they may know none, or none that the target leads down to."""
MANY = 3_000
"""Decisions in vain after which an explorer should long have come to an end."""

aims = st.builds(
    Goal,
    target=st.none() | st.sampled_from(ITEMS),
    tries=st.integers(1, 3),
    stations=st.just(("table", "furnace")),
    vocabulary=st.just(ITEMS),
    fuels=st.just({"log": 1.5}),
    sights=st.just(frozenset(SOURCES)),
    needs=st.sampled_from(((), ITEMS[:2])),
)


@pytest.fixture(params=EXPLORERS, scope="module")
def name(request):
    return request.param


@pytest.fixture(scope="module")
def explorer(name):
    return ComponentConfig(name=name).build("explorer", explore.KNOWN, {"world": Symbolic()})


@given(history=entries, aim=aims, seed=st.integers(0, 99))
def test_deciding_changes_nothing_and_is_the_same_each_time(explorer, history, aim, seed):
    """Also for who looked on from the beginning, and for who comes later."""
    state = State()
    for number, entry in enumerate(history, 1):
        explorer(state, aim, random.Random(seed))
        for event in entry:
            apply(state, event, number)
        state.entries = number
    first = explorer(state, aim, random.Random(seed))
    assert explorer(state, aim, random.Random(seed)) == first
    again = fold(history)
    assert known(state) == known(again)
    assert explorer(again, aim, random.Random(seed)) == first


@given(history=entries, aim=aims, seed=st.integers(0, 9))
def test_a_decision_is_a_believed_recipe_or_a_new_one_of_what_matters(
    explorer, name, history, aim, seed
):
    state = fold(history)
    match explorer(state, aim, random.Random(seed)):
        case BulkAttempt(stock=stock, items=items):
            assert not {i for i in items if state.awm.is_verified(i)}
            assert all(state.awm.is_verified(need) for need in stock)
        case Recipe() as recipe if name in SEARCHING:
            assert recipe.item in aim.vocabulary
        case Recipe() as recipe:
            believed = [b.recipe for b in state.awm.beliefs(recipe.item)]
            assert recipe in believed or is_proof(state, recipe)
            assert recipe.item in (
                state.awm.known if as_explorer(explorer).goes_astray else aim.items(state)
            )
        case Supposed(recipe=recipe) as supposed:
            assert recipe.item in (aim.vocabulary if name in SEARCHING else aim.items(state))
            apply(state, supposed, state.entries + 1)
            believed = fold(history).awm.beliefs(recipe.item)
            assert len(state.awm.beliefs(recipe.item)) == len(believed) + 1
        case other:
            assert other is None


@given(aim=aims)
def test_where_nothing_is_known_there_is_nothing_to_try_but_to_search(explorer, name, aim):
    found = explorer(State(), aim, random.Random(0))
    if name not in SEARCHING:
        assert found is None
    elif name not in IDLE or found:
        recipe = found.recipe if isinstance(found, Supposed) else found
        assert not recipe.ingredients


def vainly(decision, ending):
    """The events of a decision of which nothing comes."""
    if isinstance(decision, Supposed):
        return [decision]
    if isinstance(decision, BulkAttempt):
        lost = "died" if ending == "died" else "attempted"
        tried = {"ending": lost, "life": 0, "seed": 0, "trace": ""}
        outcome = Outcome(item=decision.item, steps=1)
        return [Attempted(stock=decision.stock, items=decision.items, outcome=outcome, **tried)]
    outcome = Outcome(item=decision.item, steps=1)
    if ending == "practised" and decision.how == "collect":
        return [Practised(recipe=decision, outcome=outcome)]
    refuted = [Refuted(recipe=decision, reason="nothing came")] if ending == "refuted" else []
    ending = "attempted" if ending in ("practised", "refuted") else ending
    pursued = Pursued(recipe=decision, outcome=outcome, ending=ending, life=0, seed=0, trace="")
    return [pursued, *refuted]


@given(
    history=entries,
    aim=aims,
    ending=st.sampled_from(("stuck", "died", "no plan", "attempted", "practised", "refuted")),
)
def test_when_everything_is_in_vain_it_comes_to_an_end(explorer, name, history, aim, ending):
    if name in ENDLESS:
        return
    state, rng = fold(history), random.Random(0)
    for _ in range(MANY):
        decision = explorer(state, aim, rng)
        if decision is None:
            return
        for event in vainly(decision, ending):
            apply(state, event, state.entries + 1)
    pytest.fail(f"after {MANY} decisions in vain still {decision}")


def test_a_function_becomes_an_explorer_that_is_told_nothing_of_the_truth():
    made = as_explorer(impatient)
    assert (made.rule, made.benchmark) == (impatient, "")
    assert as_explorer(made) is made
