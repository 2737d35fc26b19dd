"""What was observed of crafts and sources."""

import pytest

from deckard.journal.events import Practised, Pursued
from deckard.journal.fold import fold
from deckard.types import Contact, Failure, Outcome
from deckard.verify.observations import Observations
from tests.strategies import collect, craft

LOG = collect("log")


def practised(*contacts):
    return Practised(recipe=LOG, outcome=Outcome(item="log", steps=10, contacts=contacts))


def pursued(recipe, **observed):
    outcome = Outcome(item=recipe.item, steps=10, **observed)
    return Pursued(recipe=recipe, outcome=outcome, ending="attempted", life=0, seed=7, trace="1")


def test_contacts_add_up_by_source_and_hand():
    one = Contact(source="log", hand=None, count=5, gave={"log": 4})
    other = Contact(source="log", hand="axe", count=2, gave={})
    state = fold([[practised(one, other)], [practised(one)]])
    touches = state.view(Observations).touches
    assert touches["log", None].count == 10
    assert touches["log", None].gave == {"log": 8}
    assert touches["log", "axe"].count == 2


def test_asking_for_contacts_that_were_never_made_changes_nothing():
    touches = Observations().touches
    assert touches["log", None].count == 0
    assert not touches


@pytest.mark.parametrize(
    ("inventory", "near", "known"),
    [
        ({"planks": 4}, (), True),
        ({"planks": 3}, (), True),
        ({"planks": 5}, (), False),
        ({"planks": 1, "log": 1}, (), False),
        ({"planks": 4}, ("furnace",), True),
        ({"planks": 4}, ("table",), False),
    ],
)
def test_a_craft_is_known_to_fail_with_no_more_than_what_it_failed_with(inventory, near, known):
    failure = Failure(items={"box"}, how="craft", before={"planks": 4}, near=frozenset({"furnace"}))
    state = fold([[pursued(craft("box", planks=4), failures=(failure,))]])
    observations = state.view(Observations)
    assert observations.failed("box", "craft", inventory, near) == known
    assert not observations.failed("box", "smelt", inventory, near)
