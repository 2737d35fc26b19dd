import random

import pytest

from deckard.bench.baselines.oracle import Counting, Oracle
from deckard.graph.beliefs import HYPOTHESISED
from deckard.journal.events import Supposed, Verified
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.types import Gain, Outcome
from deckard.worlds.symbolic import Symbolic
from tests.bench.baselines.test_xenon import COMMON, SWORD, aim_at
from tests.strategies import knowing


@pytest.fixture(scope="module")
def world():
    return Symbolic()


def test_a_success_is_verified_as_it_truly_is_whatever_was_at_hand(world):
    state = knowing(*COMMON)
    held = {"planks": 2, "stick": 1, "dirt": 9}
    gain = Gain(
        item="wooden_sword",
        how="craft",
        before=held,
        after={"wooden_sword": 1, "dirt": 9},
        near=frozenset({"crafting_table", "furnace"}),
    )
    outcome = Outcome(item="wooden_sword", steps=1, gains=(gain,))
    [verdict] = Counting(world)(state, outcome)
    assert isinstance(verdict, Verified)
    assert verdict.recipe == SWORD


def test_the_oracle_goes_up_from_what_takes_nothing():
    world = Symbolic("1.16", items="goals67")
    state, aim = State(), aim_at("wooden_sword", vocabulary=tuple(world.items))
    oracle, found = Oracle(world), []
    while not state.awm.is_verified("wooden_sword"):
        decision = oracle(state, aim, random.Random(0))
        if isinstance(decision, Supposed):
            apply(state, decision, state.entries + 1)
        else:
            found.append(decision.item)
            apply(state, Verified(recipe=decision), state.entries + 1)
    assert found[0] == "log"
    assert set(found) == {"log", "planks", "stick", "crafting_table", "wooden_sword"}
    assert not state.awm.items(HYPOTHESISED)
