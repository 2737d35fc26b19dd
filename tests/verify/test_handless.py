"""What contacts show while several kinds of things were held, in a world without hands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckard.journal.events import Practised, Verified
from deckard.journal.fold import apply
from deckard.types import Contact, Gain, Outcome
from deckard.verify.observations import Observations
from deckard.verify.revising import Revising
from tests.strategies import collect, craft, knowing

IRON = collect("iron", "vein", "stone_pickaxe")
TOOLS = [craft("wood_pickaxe", wood=1), craft("stone_pickaxe", stone=1, wood=1)]


def contact(*held, gave=0, of=20, episodes=5):
    several = len(held) > 1
    return Contact(
        source="vein",
        hand=None if several or not held else held[0],
        held=frozenset(held if several else ()),
        count=of,
        gave={"iron": gave} if gave else {},
        episodes=episodes,
    )


def gain(*held):
    before = dict.fromkeys(held, 1)
    return Gain(
        item="iron",
        how="collect",
        before=before,
        after=before | {"iron": 1},
        source="vein",
        hand=held[0] if len(held) == 1 else None,
        handless=len(held) > 1,
    )


def practised(state, contacts, gains=()):
    outcome = Outcome(item="iron", steps=1, contacts=tuple(contacts), gains=tuple(gains))
    apply(state, Practised(recipe=IRON, outcome=outcome), state.entries + 1)
    return [c for c in Revising(50)(state, outcome) if isinstance(c, Verified)]


def touch(state, hand):
    return state.view(Observations).touches["vein", hand]


def test_of_several_things_held_nobody_can_tell_which_gave_it():
    both = ("stone_pickaxe", "wood_pickaxe")
    state = knowing(*TOOLS)
    assert practised(state, [contact(*both, gave=20)], [gain(*both)]) == []
    assert [touch(state, hand).telling("iron") for hand in (None, *both)] == [0, 0, 0]


@pytest.mark.parametrize("at_once", [True, False])
def test_what_remains_once_the_others_gave_nothing_gave_it(at_once):
    with_it, without = ("stone_pickaxe", "wood", "wood_pickaxe"), ("wood", "wood_pickaxe")
    state = knowing(*TOOLS)
    contacts = [contact(*with_it, gave=20)], [contact(*without)]
    outcomes = [[*contacts[0], *contacts[1]]] if at_once else contacts
    verified = [practised(state, some, [gain(*with_it)]) for some in outcomes]
    assert [v.recipe.tools for v in verified[-1]] == [{"stone_pickaxe"}]
    assert touch(state, "stone_pickaxe").gave["iron"] == 20
    assert touch(state, None).telling("iron") == touch(state, "wood").telling("iron") == 20


def test_what_a_bare_hand_gave_needs_nothing_that_was_held_beside():
    state = knowing(*TOOLS)
    practised(state, [contact(gave=20)], [gain()])
    practised(state, [contact("wood", "wood_pickaxe", gave=3)], [gain("wood", "wood_pickaxe")])
    assert touch(state, None).gave["iron"] == 23
    assert not touch(state, "wood").gave["iron"]


def test_what_gave_nothing_by_bad_luck_is_not_ruled_out():
    held = [("a", "b"), ("a", "c"), ("a", "d"), ("a", "e")]
    lucky, *others = (contact(*kinds, of=12) for kinds in held)
    lucky = lucky.model_copy(update={"gave": {"iron": 1}})
    state = knowing(*TOOLS)
    assert practised(state, [lucky, *others, contact("b", of=12)], [gain("a", "b")]) == []
    assert touch(state, "a").telling("iron") == 0
    assert not any(touch(state, hand).gave["iron"] for hand in (None, *"abcde"))


def test_contacts_of_too_few_episodes_rule_nothing_out():
    with_it, without = ("stone_pickaxe", "wood_pickaxe"), ("wood_pickaxe",)
    contacts = [contact(*with_it, gave=20), contact(*without, episodes=2)]
    assert practised(knowing(*TOOLS), contacts, [gain(*with_it)]) == []


THINGS = ("log", "pick", "saw", "stone")


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.frozensets(st.sampled_from(THINGS)), min_size=1, max_size=12),
    st.sampled_from((None, *THINGS)),
    st.floats(0.05, 1),
    st.randoms(use_true_random=False),
)
def test_what_is_put_down_to_a_thing_is_never_put_down_to_one_that_does_not_do(
    sets, needed, chance, rng
):
    state = knowing()
    for held in sets:
        does = needed is None or needed in held
        gave = sum(rng.random() < chance for _ in range(40)) if does else 0
        practised(state, [contact(*sorted(held), gave=gave, of=40, episodes=9)])
    givers = {hand for hand in (None, *THINGS) if touch(state, hand).gave["iron"]}
    single = {next(iter(held)) for held in sets if len(held) == 1}
    assert givers <= {needed} | (single if needed is None else set())
