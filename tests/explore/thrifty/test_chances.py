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


def practise(state, item, hand, episodes, gave=0, unsure=0):
    """Seek one item alone from a rock, in so many episodes with one contact each."""
    given, doubted = ({item: n} if n else {} for n in (gave + unsure, unsure))
    contact = Contact(
        source="rock", hand=hand, count=episodes, gave=given, unsure=doubted,
        episodes=episodes, giving=given, alone=item,
    )  # fmt: skip
    recipe = collect(item, "rock", hand)
    outcome = Outcome(item=item, steps=1, episodes=episodes, contacts=(contact,))
    apply(state, Practised(recipe=recipe, outcome=outcome), state.entries + 1)


def bare_search(state, item="compass"):
    """The search for an item from the rock by a bare hand."""
    return next(s for s in prior(state).searches_for(item) if not s.recipe.tools)


def test_a_contact_in_vain_tells_no_more_than_bad_luck_would_explain():
    state = State()
    practise(state, "log", None, episodes=10, gave=6)
    practise(state, "compass", None, episodes=5)
    search = bare_search(state)
    assert search.chance == OPTIONS.source_chance
    assert search.evidence == pytest.approx(0.4**5)
    assert search.tries == 0, "what came to the source is not counted twice"


def test_where_bad_luck_was_never_seen_a_contact_in_vain_tells_much():
    state = State()
    practise(state, "log", None, episodes=10, gave=10)
    practise(state, "compass", None, episodes=2)
    search = bare_search(state)
    assert search.chance == pytest.approx(OPTIONS.source_chance * OPTIONS.contact_factor**2)
    assert (search.evidence, search.tries) == (1.0, 2)


def test_a_contact_tells_less_than_the_contact_factor_in_no_case():
    state = State()
    practise(state, "log", None, episodes=100, gave=99)
    practise(state, "compass", None, episodes=2)
    assert bare_search(state).evidence == pytest.approx(OPTIONS.contact_factor**2)


def test_what_seems_to_have_come_makes_a_hand_likelier():
    state = State()
    practise(state, "compass", None, episodes=2, unsure=1)
    search = bare_search(state)
    assert search.evidence > 1
    assert search.chance == OPTIONS.source_chance
