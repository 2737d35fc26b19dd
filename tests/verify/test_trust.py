"""Which gains count: each rule with a gain that it holds back, and one that it lets through."""

from deckard.journal.events import Practised, Pursued
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.types import Contact, Gain, Outcome
from deckard.verify.observations import Observations
from deckard.verify.revising import Revising
from deckard.verify.trust import counts
from tests.strategies import collect, craft, knowing

ORE = collect("ore", "rock", "wooden_axe")
TABLE = craft("table", planks=4)


def mined(gave, count, **fields):
    """A practice in which a rock gave ore in some of its contacts, by counts that may be wrong."""
    contact = Contact(
        source="rock", hand="wooden_axe", count=count, gave={"ore": gave}, unsure={"ore": gave}
    )
    axe = {"wooden_axe": 1}
    gain = Gain(
        item="ore", how="collect", before=axe, after=axe | {"ore": 1}, hand="wooden_axe",
        source="rock", **({"sure": False} | fields),
    )  # fmt: skip
    outcome = Outcome(item="ore", steps=9, gains=(gain,), contacts=(contact,), successes=gave)
    return Practised(recipe=ORE, outcome=outcome)


def made(before, after, sure=True, item="table"):
    """A pursuit in which a craft changed the counts."""
    gain = Gain(item=item, how="craft", before=before, after=after, sure=sure)
    outcome = Outcome(item=item, steps=4, gains=(gain,), successes=1)
    return Pursued(recipe=TABLE, outcome=outcome, ending="obtained", life=0, seed=7, trace="1")


def verdicts(state, event):
    """What the usual verifier concludes of an event, once it is taken in."""
    apply(state, event, state.entries + 1)
    corrections = Revising(50)(state, event.outcome)
    for correction in corrections:
        apply(state, correction, state.entries)
    return [c.recipe for c in corrections if c.kind == "verified"]


def test_a_gain_of_practice_that_a_wrong_count_explains_verifies_nothing():
    assert not verdicts(knowing(dreamed=[ORE]), mined(1, 10))


def test_gains_that_wrong_counts_do_not_explain_verify():
    assert verdicts(knowing(dreamed=[ORE]), mined(8, 10)) == [ORE]


def test_gains_of_several_practices_add_up():
    state = knowing(dreamed=[ORE])
    assert not verdicts(state, mined(1, 1))
    assert verdicts(state, mined(1, 1)) == [ORE]


def test_a_gain_whose_counts_are_beyond_doubt_verifies_at_once():
    event = mined(1, 1, sure=True)
    contact = event.outcome.contacts[0].model_copy(update={"unsure": {}})
    outcome = event.outcome.model_copy(update={"contacts": (contact,)})
    assert verdicts(knowing(dreamed=[ORE]), event.model_copy(update={"outcome": outcome})) == [ORE]


def test_one_wrong_count_keeps_no_source_from_being_refuted():
    state = knowing(dreamed=[ORE])
    apply(state, mined(1, 60), 1)
    assert state.view(Observations).touches["rock", "wooden_axe"].gave["ore"] == 0
    [refuted] = Revising(50)(state, mined(1, 60).outcome)
    assert (refuted.kind, refuted.recipe) == ("refuted", ORE)


def test_a_craft_between_counts_that_may_be_wrong_verifies_nothing():
    assert not verdicts(State(), made({"planks": 4}, {"table": 1}, sure=False))


def test_a_craft_that_cost_nothing_counts_once_it_was_seen_twice():
    state, event = State(), made({}, {"table": 1})
    assert not verdicts(state, event)
    assert [recipe.ingredients for recipe in verdicts(state, event)] == [{}]


def test_a_craft_that_gives_another_number_than_verified_counts_once_it_was_seen_twice():
    state = State()
    assert verdicts(state, made({"planks": 4}, {"table": 2}))
    odd = made({"planks": 4}, {"table": 1})
    apply(state, odd, state.entries + 1)
    assert not counts(state, odd.outcome.gains[0])
    apply(state, odd, state.entries + 1)
    assert counts(state, odd.outcome.gains[0])


def test_contacts_in_vain_refute_only_if_they_are_of_three_episodes():
    """In one of them the inventory may be full."""
    for episodes, refutes in ((1, False), (2, False), (3, True)):
        state = knowing(dreamed=[ORE])
        contact = Contact(source="rock", hand="wooden_axe", count=60, gave={}, episodes=episodes)
        outcome = Outcome(item="ore", steps=9, contacts=(contact,))
        apply(state, Practised(recipe=ORE, outcome=outcome), 1)
        assert bool(Revising(50)(state, outcome)) == refutes


def test_a_journal_that_does_not_say_of_how_many_episodes_contacts_are_is_read_as_before():
    state = knowing(dreamed=[ORE])
    contact = Contact(source="rock", hand="wooden_axe", count=60, gave={})
    outcome = Outcome(item="ore", steps=9, contacts=(contact,))
    apply(state, Practised(recipe=ORE, outcome=outcome), 1)
    assert Revising(50)(state, outcome)
