"""What came of searches by name is counted for names of the same kind."""

import pytest

from deckard.explore.thrifty.chances import CollectPrior, NameFeatures, NameKind
from deckard.explore.thrifty.options import ThriftyOptions
from deckard.graph.planner import Planner
from deckard.journal.events import Practised
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.types import Contact, Outcome
from tests.explore.thrifty.test_explorer import aim_at
from tests.strategies import collect

OPTIONS = ThriftyOptions()
WEIGHT = OPTIONS.name_trials


def prior(state):
    goal = aim_at(names=("piston", "jukebox", "compass", "log", "log_fence"))
    return CollectPrior(state, NameFeatures(goal, OPTIONS), Planner(state.awm, {}, {}), OPTIONS)


def seek(state, item, source=None):
    contacts = (Contact(source=source, hand=None, count=1, gave={}),) if source else ()
    outcome = Outcome(item=item, steps=1, contacts=contacts)
    recipe = collect(item).model_copy(update={"source": None})
    apply(state, Practised(recipe=recipe, outcome=outcome), state.entries + 1)


def test_a_search_in_vain_lowers_the_chance_of_names_of_the_same_kind_alone():
    state = State()
    for tried, item in enumerate(("piston", "jukebox", "jukebox"), 1):
        seek(state, item)
        factors = prior(state).name_factors()
        assert factors[NameKind.LONE] == pytest.approx(WEIGHT / (WEIGHT + min(tried, 2)))
        assert set(factors) - {factors[NameKind.LONE]} == {1.0}


def test_a_search_that_met_a_source_raises_it():
    state = State()
    seek(state, "piston", source="machine")
    assert prior(state).name_factors()[NameKind.LONE] > 1


def test_a_search_with_a_source_or_a_tool_is_not_judged_by_the_name():
    names = prior(State())
    bare = collect("piston").model_copy(update={"source": None})
    assert names.name_kind(bare) is NameKind.LONE
    assert names.name_kind(collect("piston")) is None
    assert names.name_kind(bare.model_copy(update={"tools": frozenset({"axe"})})) is None
