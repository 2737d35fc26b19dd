from hypothesis import given
from hypothesis import strategies as st

from deckard.explore.propose import suppositions
from deckard.graph.beliefs import HYPOTHESISED
from deckard.journal.events import Practised, Refuted, Supposed
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.types import Contact, Outcome, Recipe
from deckard.verify.observations import Observations
from tests.strategies import ITEMS, SOURCES, collect, craft, entries, knowing, recipes
from tests.toy import Toy

LOG = collect("log")
PICK = craft("wooden_pickaxe", log=1)
TABLE, FURNACE = craft("crafting_table", log=4), craft("furnace", log=8)


class World(Toy):
    """A toy world with the sources and some stations of the random recipes."""

    def __init__(self):
        super().__init__()
        self.items = sorted(ITEMS)
        self.stations = ["table", "furnace"]
        self.sights = {name: 4 * k for k, name in enumerate(SOURCES[:-1])}


def supposed(state, item, world=None):
    world = world or Toy()
    return list(suppositions(state, item, world.stations, world.sights))


def refute(state, recipe):
    apply(state, Refuted(recipe=recipe, reason="r"), state.entries + 1)


def touch(state, source, hand=None, count=10, **gave):
    contact = Contact(source=source, hand=hand, count=count, gave=gave)
    outcome = Outcome(item="dirt", steps=1, contacts=(contact,))
    apply(state, Practised(recipe=collect("dirt"), outcome=outcome), state.entries + 1)


def test_of_what_too_little_was_refuted_more_is_tried_by_hand_where_there_is_no_station():
    state = knowing(LOG)
    refute(state, craft("crafting_table", log=1))
    assert craft("crafting_table", log=3) in supposed(state, "crafting_table")


@given(entries, st.sampled_from(ITEMS))
def test_suppositions_are_finite_new_obtainable_and_in_sight(history, item):
    state, world = State(), World()
    for number, entry in enumerate(history, 1):
        for event in entry:
            apply(state, event, number)
    refuted = {r.key for r in state.refuted.get(item, ())}
    believed = {b.recipe.demands for b in state.awm.beliefs(item)}
    for recipe in supposed(state, item, world):
        assert recipe.item == item
        assert recipe.key not in refuted
        assert recipe.demands not in believed
        assert not state.awm.unverified(recipe)
        assert recipe.how != "collect" or recipe.source in world.sights


@given(st.lists(recipes(), max_size=6), st.lists(recipes(st.just("ingot")), max_size=3))
def test_taken_up_one_after_the_other_suppositions_come_to_an_end(known, dreams):
    """Whether each is refuted or set aside, none is proposed twice."""
    for refuting in (True, False):
        state = knowing(*[r for r in known if r.item != "ingot"], dreamed=dreams)
        for source in SOURCES:
            touch(state, source)
        taken, world = [], World()
        while found := next(suppositions(state, "ingot", world.stations, world.sights), None):
            taken.append(found.key)
            apply(state, Supposed(recipe=found), state.entries + 1)
            assert found in state.awm.recipes("ingot", HYPOTHESISED)
            if refuting:
                refute(state, found)
        assert len(taken) == len(set(taken))


def test_a_belief_that_was_set_aside_is_not_supposed_again():
    state = knowing(LOG, dreamed=[collect("coal", "coal_ore")])
    assert supposed(state, "coal") == []


def test_a_refuted_hand_is_followed_by_every_verified_tool_the_dearest_first():
    state = knowing(
        LOG,
        PICK,
        craft("stone_pickaxe", wooden_pickaxe=1),
        collect("cobblestone", "stone", "wooden_pickaxe"),
        collect("iron_ore", "iron_ore", "stone_pickaxe"),
        dreamed=[collect("coal", "coal_ore")],
    )
    refute(state, collect("coal", "coal_ore"))
    assert supposed(state, "coal")[:2] == [
        collect("coal", "coal_ore", "stone_pickaxe"),
        collect("coal", "coal_ore", "wooden_pickaxe"),
    ]


def test_a_refuted_tool_is_followed_by_the_bare_hand():
    dream = collect("dirt", "dirt", "wooden_pickaxe")
    state = knowing(LOG, PICK, dreamed=[dream])
    refute(state, dream)
    assert collect("dirt", "dirt") in supposed(state, "dirt")


def test_a_source_outside_the_worlds_sights_is_not_supposed():
    dream = collect("wool", "sheep", "wooden_pickaxe")
    state = knowing(LOG, PICK, dreamed=[dream])
    refute(state, dream)
    assert supposed(state, "wool") == []


def test_a_refuted_craft_is_tried_at_the_verified_stations_then_with_more_then_with_everything():
    dream = craft("torch", log=2)
    state = knowing(LOG, TABLE, FURNACE, dreamed=[dream])
    refute(state, dream)
    found = supposed(state, "torch")
    at_table = craft("torch", "crafting_table", log=2)
    assert found[0] == at_table
    more = craft("torch", "crafting_table", log=6)
    assert found.index(more) > found.index(at_table.model_copy(update={"how": "smelt"}))
    kitchen = {"log": 8}
    assert found[-1].ingredients == kitchen


def test_a_generous_attempt_asks_for_no_more_than_a_grid_holds():
    dream = craft("torch", log=5)
    state = knowing(LOG, TABLE, dreamed=[dream])
    refute(state, dream)
    assert max(r.ingredients["log"] for r in supposed(state, "torch")) == 9


def test_sources_that_gave_nothing_are_supposed_with_tools_not_tried_on_them():
    state = knowing(LOG, PICK, collect("cobblestone", "stone", "wooden_pickaxe"))
    touch(state, "coal_ore", None, 5)
    touch(state, "iron_ore", None, 50)
    touch(state, "iron_ore", "wooden_pickaxe", 50)
    touch(state, "dirt", None, 500, dirt=500)
    assert supposed(state, "coal") == [collect("coal", "coal_ore", "wooden_pickaxe")]


def test_a_source_that_was_never_touched_is_not_supposed_even_after_it_was_asked_for():
    state = knowing(LOG, PICK, collect("cobblestone", "stone", "wooden_pickaxe"))
    assert not state.view(Observations).touches["coal_ore", "wooden_pickaxe"].count
    assert supposed(state, "coal") == []


def test_of_an_item_that_nothing_is_known_of_nothing_is_supposed_before_anything_is_verified():
    assert supposed(State(), "diamond") == []
    assert isinstance(supposed(knowing(LOG, TABLE), "diamond")[0], Recipe)
