from hypothesis import given
from hypothesis import strategies as st

from deckard.dream.schedule import due, due_next, is_due
from deckard.journal.events import Dreamed, Misdreamed, Verified
from deckard.journal.fold import apply
from deckard.journal.state import State, open_hypotheses
from tests.dream.test_ask import TABLE, practise
from tests.strategies import ITEMS, collect, craft, entries, knowing


def misdream(state, item, times=1):
    for _ in range(times):
        event = Misdreamed(item=item, text="", model="", reason="r")
        apply(state, event, state.entries + 1)


def test_dreaming_goes_down_from_the_target():
    state = State()
    assert list(due(state, "crafting_table", 3)) == ["crafting_table"]
    apply(state, Dreamed(recipe=TABLE, text="", model=""), 1)
    assert list(due(state, "crafting_table", 3)) == ["planks"]
    apply(state, Dreamed(recipe=craft("planks", "crafting_table", log=1), text="", model=""), 2)
    assert list(due(state, "crafting_table", 3)) == ["log"]


def test_what_is_verified_is_not_asked_for_nor_what_lies_behind_it():
    state = knowing(TABLE, dreamed=[craft("box", "crafting_table", stick=1)])
    assert list(due(state, "box", 3)) == ["stick"]
    assert list(due(state, None, 3)) == []


@given(entries, st.sampled_from(ITEMS), st.integers(0, 3), st.none() | st.integers(1, 3))
def test_no_item_is_asked_for_more_than_once_and_so_many_times_again(history, item, again, tries):
    state = State()
    for number, entry in enumerate(history, 1):
        for event in entry:
            apply(state, event, number)
    for asked in due(state, item, again, tries):
        assert state.asked[asked] <= again
        assert tries or not state.awm.is_verified(asked)


def test_an_item_is_asked_for_again_only_so_many_times():
    state = State()
    misdream(state, "log", 3)
    assert is_due(state, "log", again=3)
    misdream(state, "log")
    assert not is_due(state, "log", again=3)
    misdream(state, "planks")
    assert not is_due(state, "planks", again=0)


def test_a_hypothesis_tried_in_vain_is_asked_about_again_only_when_tries_count():
    log = collect("log")
    state = knowing(dreamed=[log])
    practise(state, log, 2)
    assert not is_due(state, "log", 3)
    assert is_due(state, "log", 3, tries=2)
    assert not is_due(state, "log", 3, tries=3)


def test_a_verified_item_is_never_due():
    state = knowing(collect("log"))
    assert not is_due(state, "log", 3)
    assert not is_due(state, "log", 3, tries=1)


def test_an_item_dreamed_to_be_made_but_only_collected_by_chance_is_asked_for_again():
    by_chance = collect("stick", "leaves")
    state = knowing(by_chance, dreamed=[craft("stick", log=1)])
    assert is_due(state, "stick", 3, tries=2)
    assert not is_due(state, "stick", 3)
    assert not is_due(knowing(by_chance), "stick", 3, tries=2)
    misdream(state, "stick", 4)
    assert not is_due(state, "stick", 3, tries=2)


def test_what_becomes_verified_below_opens_a_hypothesis_again():
    state = knowing(dreamed=[TABLE])
    practise(state, TABLE, 5)
    assert open_hypotheses(state, "crafting_table", 2) == []
    apply(state, Verified(recipe=craft("planks", log=1)), 9)
    assert open_hypotheses(state, "crafting_table", 2) == [TABLE]


def test_only_what_the_next_pursuit_needs_is_asked_for():
    state = State()

    def dream(recipe):
        apply(state, Dreamed(recipe=recipe, text="", model=""), state.entries + 1)

    def due_now():
        return list(due_next(state, "wooden_pickaxe", 3, 2))

    assert due_now() == ["wooden_pickaxe"]
    dream(craft("wooden_pickaxe", "crafting_table", planks=3, stick=2))
    assert due_now() == ["crafting_table"]
    dream(TABLE)
    assert due_now() == ["planks"]
    dream(craft("planks", log=1))
    assert due_now() == ["log"]
    dream(collect("log"))
    assert due_now() == []
    for recipe in (collect("log"), craft("planks", log=1), TABLE):
        apply(state, Verified(recipe=recipe), state.entries + 1)
    assert due_now() == ["stick"]


def test_a_circle_ends_the_way_down():
    state = knowing(dreamed=[TABLE, craft("planks", "crafting_table", log=1), collect("dirt")])
    assert list(due_next(state, "crafting_table", 3, 2)) == ["log"]


@given(entries, st.sampled_from(ITEMS), st.integers(0, 3), st.integers(1, 3))
def test_nothing_is_due_next_that_would_not_be_due_anyway(history, item, again, tries):
    state = State()
    for number, entry in enumerate(history, 1):
        for event in entry:
            apply(state, event, number)
    found, anyway = list(due_next(state, item, again, tries)), list(due(state, item, again))
    assert len(found) <= 1
    assert set(found) <= set(anyway)
    matter = [i for i in state.awm.behind(item) if not state.awm.is_verified(i)]
    live = [r for i in matter for r in open_hypotheses(state, i, tries)]
    if all(state.awm.unverified(recipe) for recipe in live):
        assert bool(found) == bool(anyway)


def dream(state, recipe, **more):
    apply(state, Dreamed(recipe=recipe, text="", model="", **more), state.entries + 1)


FLUX = {"flux": "ingredient"}


def test_an_item_with_a_partial_hypothesis_alone_is_asked_for_again_so_many_times():
    state = State()
    for _ in range(3):
        dream(state, TABLE, unknown=FLUX)
        assert is_due(state, "crafting_table", again=3)
        assert is_due(state, "crafting_table", again=3, tries=2)
    dream(state, TABLE, unknown=FLUX)
    assert not is_due(state, "crafting_table", again=3)


def test_a_whole_hypothesis_ends_the_questions():
    state = State()
    dream(state, TABLE, unknown=FLUX)
    dream(state, craft("crafting_table", log=4))
    assert not is_due(state, "crafting_table", again=3)
    assert open_hypotheses(state, "crafting_table", 2) == [craft("crafting_table", log=4)]


def test_a_partial_hypothesis_is_open_once_no_whole_one_is_left():
    state = State()
    dream(state, collect("log", "cow"), unknown={"tongs": "tool"})
    dream(state, collect("log", "leaves"))
    practise(state, collect("log", "leaves"), 2)
    assert open_hypotheses(state, "log", 2) == [collect("log", "cow")]
    assert is_due(state, "log", again=3, tries=2)


def test_on_the_frontier_a_partial_hypothesis_is_pursued_once_the_questions_are_spent():
    state = knowing(collect("planks"))
    dream(state, TABLE, unknown=FLUX)
    assert list(due_next(state, "crafting_table", again=1, tries=2)) == ["crafting_table"]
    dream(state, TABLE, unknown=FLUX)
    assert list(due_next(state, "crafting_table", again=1, tries=2)) == []
