"""Every explorer beside its verifier, in random small worlds that tell nothing but outcomes."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckard import explore, verify
from deckard.config import ComponentConfig
from deckard.explore import Goal
from deckard.graph.beliefs import VERIFIED
from deckard.journal.events import Attempted, Dreamed, Practised, Pursued, Supposed
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.types import BulkAttempt, Contact, Failure, Gain, Outcome, covers
from deckard.worlds.symbolic import Symbolic
from tests.strategies import ITEMS, SOURCES, learnt, recipes

PAIRS = {
    "directed": "revising", "thrifty": "revising", "xenon": "xenon", "adam": "adam",
    "oracle": "revising", "frontier": "cooccurrence", "no-llm": "cooccurrence",
    "random": "revising",
}  # fmt: skip
ENDLESS = {"frontier", "no-llm", "random"}
MANY = 800
STATIONS = ("table", "furnace")
aims = st.builds(
    Goal,
    target=st.none() | st.sampled_from(ITEMS),
    tries=st.just(2),
    stations=st.just(STATIONS),
    vocabulary=st.just(ITEMS),
    fuels=st.just({"log": 1.5}),
    sights=st.just(frozenset(SOURCES)),
)


@pytest.fixture(params=PAIRS, scope="module")
def name(request):
    return request.param


@pytest.fixture(scope="module")
def parts(name):
    lent = {"patience": 5, "world": Symbolic()}
    explorer = ComponentConfig(name=name).build("explorer", explore.KNOWN, lent)
    return explorer, ComponentConfig(name=PAIRS[name]).build("verifier", verify.KNOWN, lent)


def outcome_of(state, truths, item, how, held, hand=None):
    """What one attempt comes to, with everything verified at hand as far as it is asked for."""
    near = frozenset(s for s in STATIONS if how != "collect" and state.awm.is_verified(s))
    fitting = [t for t in truths if (t.item, t.how) == (item, how) and covers(held, t.ingredients)]
    for true in fitting:
        if true.tools <= {hand} and (how == "collect" or true.stations <= {*near}):
            after = {i: n - true.ingredients.get(i, 0) for i, n in held.items()}
            after = {i: n for i, n in after.items() if n} | {item: held.get(item, 0) + 1}
            told = {"hand": hand, "near": near, "source": true.source}
            return Gain(item=item, how=how, before=held, after=after, **told)
    if how != "collect":
        return Failure(items=frozenset({item}), how=how, before=held, near=near)
    return Contact(source=next(iter(SOURCES)), hand=hand, count=1, gave={})


def lived(state, truths, decision):
    """The event of a decision in a world in which these recipes are true."""
    is_bulk = isinstance(decision, BulkAttempt)
    wanted = decision.stock if is_bulk else decision.needs
    held = {i: n for i, n in wanted.items() if state.awm.is_verified(i)}
    hows = ("craft", "smelt") if is_bulk else (decision.how,)
    tools = () if is_bulk else decision.tools
    hand = next((tool for tool in tools if tool in held), None)
    seen = [
        outcome_of(state, truths, item, how, held, hand)
        for item in (decision.items if is_bulk else (decision.item,))
        for how in hows
    ]
    gains = tuple(s for s in seen if isinstance(s, Gain))
    outcome = Outcome(
        item=decision.item,
        steps=1,
        gains=gains,
        failures=tuple(s for s in seen if isinstance(s, Failure)),
        contacts=tuple(s for s in seen if isinstance(s, Contact)),
    )
    if not is_bulk and decision.how == "collect" and decision.item not in state.options:
        option = learnt(decision) if gains else None
        return Practised(recipe=decision, outcome=outcome, option=option)
    ending = "obtained" if gains else "attempted"
    common = {"outcome": outcome, "ending": ending, "life": 0, "seed": 0, "trace": ""}
    if is_bulk:
        return Attempted(stock=decision.stock, items=decision.items, holds=held, **common)
    return Pursued(recipe=decision, holds=held, **common)


@settings(max_examples=6)
@given(
    truths=st.lists(recipes(), max_size=12),
    dreams=st.lists(recipes(), max_size=10),
    aim=aims,
    seed=st.integers(0, 9),
)
def test_in_a_small_world_every_explorer_ends_or_goes_on_within_its_aim(
    name, parts, truths, dreams, aim, seed
):
    explorer, verifier = parts
    state = State()
    for dream in dreams:
        apply(state, Dreamed(recipe=dream, text="", model=""), state.entries + 1)
    for _ in range(60 if name in ENDLESS else MANY):
        number = state.entries + 1
        decision = explorer(state, aim, random.Random(f"{seed} {number}"))
        assert explorer(state, aim, random.Random(f"{seed} {number}")) == decision
        if decision is None:
            return
        assert {getattr(decision, "recipe", decision).item} <= {*ITEMS}
        if isinstance(decision, Supposed):
            apply(state, decision, number)
            continue
        event = lived(state, truths, decision)
        apply(state, event, number)
        for correction in verifier(state, event.outcome):
            apply(state, correction, number)
        if aim.target and state.obtained[aim.target]:
            return
    assert name in ENDLESS, f"still {decision}; known: {state.awm.items(VERIFIED)}"
