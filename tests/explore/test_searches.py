"""Where and how items were searched for."""

from deckard.explore.searches import Searches
from deckard.journal.events import Practised, Pursued, Verified
from deckard.journal.fold import fold
from deckard.types import Contact, Outcome
from tests.strategies import collect, craft

AXE = craft("axe", log=1)


def practised(recipe, *sources):
    contacts = tuple(Contact(source=s, hand=None, count=1, gave={}) for s in sources)
    outcome = Outcome(item=recipe.item, steps=9, episodes=5, contacts=contacts)
    return Practised(recipe=recipe, outcome=outcome)


def pursued(recipe, ending):
    outcome = Outcome(item=recipe.item, steps=9)
    return Pursued(recipe=recipe, outcome=outcome, ending=ending, life=0, seed=0, trace="")


def searches(*events):
    return fold([[event] for event in events]).view(Searches)


def test_episodes_of_practice_and_collects_in_vain_count_by_the_hand():
    log, by_axe = collect("log"), collect("log", tool="axe")
    events = [practised(log), Verified(recipe=AXE), practised(by_axe), pursued(by_axe, "stuck")]
    assert searches(*events).episodes == {("log", None): 5, ("log", "axe"): 6}


def test_a_practice_of_a_policy_that_walks_is_one_search():
    log = collect("log")
    seen = searches(practised(log), practised(log), pursued(log, "stuck"))
    assert seen.counts(walks=True) == {("log", None): 3}
    assert seen.counts(walks=False) == {("log", None): 11}


def test_a_tool_that_nobody_can_make_counts_as_a_bare_hand():
    assert searches(practised(collect("log", tool="axe"))).episodes == {("log", None): 5}


def test_what_was_obtained_or_broken_off_is_no_search():
    log = collect("log")
    assert not searches(pursued(log, "obtained"), pursued(log, "aborted")).episodes
    assert not searches(pursued(AXE, "stuck")).episodes
    assert searches(pursued(log, "died")).episodes == {("log", None): 1}, "a failed search"


def test_the_sources_that_were_met_in_practice_are_known():
    assert searches(practised(collect("log"), "tree", "leaves")).sources == {
        "log": {"tree", "leaves"}
    }
