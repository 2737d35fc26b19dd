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


def test_the_contacts_of_one_life_are_of_one_episode():
    """Its inventory may be full from the first to the last."""
    contact = Contact(source="log", hand=None, count=4, gave={}, episodes=1)
    events = [pursued(LOG, contacts=(contact,)) for _ in range(3)]
    other = events[0].model_copy(update={"life": 1})
    touch = fold([[*events, other]]).view(Observations).touches["log", None]
    assert (touch.telling("log"), touch.telling_episodes("log")) == (16, 2)


def test_luck_is_measured_where_a_hand_is_known_to_get_what_is_sought():
    lucky = Contact(
        source="log", hand=None, count=9, gave={"log": 6}, episodes=8, giving={"log": 6}
    )
    vain = Contact(source="log", hand="axe", count=9, gave={}, episodes=9)
    state = fold([[practised(lucky, vain), practised(lucky)]])
    assert state.view(Observations).luck == {True: 12, False: 4}


def test_contacts_of_old_journals_count_as_an_episode_each_where_they_gave_something():
    old = Contact(source="log", hand=None, count=9, gave={"log": 6}, episodes=3)
    assert fold([[practised(old)]]).view(Observations).luck == {True: 6, False: 3}


def test_what_seems_to_have_been_gained_is_no_luck_before_it_is_beyond_doubt():
    one, three = (
        Contact(
            source="log", hand=None, count=9, gave={"log": n}, unsure={"log": n}, episodes=9,
            giving={"log": n},
        )
        for n in (1, 3)
    )  # fmt: skip
    assert fold([[practised(one)]]).view(Observations).luck.total() == 0
    assert fold([[practised(one, three)]]).view(Observations).luck == {True: 4, False: 14}
