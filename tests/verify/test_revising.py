from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.intervals import binomial_tail, wilson
from deckard.journal.events import Act, Practised, Proven, Pursued, Refuted, Verified
from deckard.journal.fold import apply
from deckard.types import Contact, Failure, Gain, Outcome, Recipe, covers
from deckard.verify.inference import episodes_that_tell, weaker
from deckard.verify.revising import Revising
from deckard.verify.touches import (
    DOUBT,
    LEAST_CONTACTS,
    LEAST_EPISODES,
    Touch,
    contacts_that_tell,
)
from tests.strategies import (
    collect,
    craft,
    entries,
    inventories,
    items,
    knowing,
    known,
    recipes,
    smelt,
)

PATIENCE = 50
LOG, DIRT = collect("log"), collect("dirt")
WOODEN, STONE = craft("wooden_pickaxe", log=1), craft("stone_pickaxe", wooden_pickaxe=1, log=1)
ORE = collect("ore", "ore", "stone_pickaxe")


def seen(state, item, verifier=None, **observed):
    """Fold an outcome into the state, and return what the verifier concludes."""
    outcome = Outcome(item=item, steps=1, **observed)
    event = Pursued(recipe=collect(item), outcome=outcome, ending="stuck", life=0, seed=0, trace="")
    apply(state, event, state.entries + 1)
    return (verifier or Revising(PATIENCE))(state, outcome)


def mined(item, source=None, hand=None, before=None, gained=1, lost=()):
    """A collect gain."""
    before = dict(before or ({hand: 1} if hand else {}))
    after = {i: n for i, n in before.items() if i not in lost}
    after[item] = before.get(item, 0) + gained
    return Gain(
        item=item, how="collect", before=before, after=after, hand=hand, source=source or item
    )


def made(item, before, after, near=(), how="craft", fuel=None):
    """A craft or smelt gain."""
    return Gain(
        item=item, how=how, before=before, after=after, near=frozenset(near), fuel=fuel or {}
    )


def touched(source, hand=None, count=10, **gave):
    return Contact(source=source, hand=hand, count=count, gave=gave)


def verified(events):
    return [e.recipe for e in events if isinstance(e, Verified)]


def refuted(events):
    return [e.recipe for e in events if isinstance(e, Refuted)]


def test_what_was_lost_is_the_ingredients_and_what_was_gained_the_yield():
    gain = made("planks", {"log": 2, "dirt": 5}, {"log": 1, "dirt": 5, "planks": 4})
    dream = craft("planks", "table", dirt=1)
    [event] = seen(knowing(dreamed=[dream]), "planks", gains=(gain,))
    assert event == Verified(recipe=craft("planks", yields=4, log=1), corrects=(dream,))


def test_a_success_that_agrees_with_the_hypothesis_verifies_it():
    recipe = craft("box", "table", planks=4)
    gain = made("box", {"planks": 4}, {"box": 1}, near=["table"])
    assert verified(seen(knowing(dreamed=[recipe]), "box", gains=(gain,))) == [recipe]


def test_a_station_that_was_not_near_is_not_needed():
    dream = craft("box", "table", planks=4)
    gain = made("box", {"planks": 4, "table": 1}, {"box": 1, "table": 1})
    assert verified(seen(knowing(dreamed=[dream]), "box", gains=(gain,))) == [
        craft("box", planks=4)
    ]


def test_of_several_stations_near_all_are_what_was_seen_to_suffice():
    dream = craft("box", "table", planks=4)
    gain = made("box", {"planks": 4}, {"box": 1}, near=["furnace", "table"])
    [recipe] = verified(seen(knowing(dreamed=[dream]), "box", gains=(gain,)))
    assert recipe.stations == {"furnace", "table"}


INGOT = smelt("ingot", "furnace", ore=1)
BOTH = INGOT.model_copy(update={"stations": frozenset({"furnace", "table"})})


def smelting(*near):
    return made("ingot", {"ore": 1}, {"ingot": 1}, near, "smelt")


def failed_smelting(*near):
    return Failure(items={"ingot"}, how="smelt", before={"ore": 1}, near=near)


def test_a_success_with_fewer_stations_is_added_and_hides_the_one_with_more():
    state = knowing(BOTH)
    assert verified(seen(state, "ingot", gains=(smelting("furnace"),))) == [INGOT]
    apply(state, Verified(recipe=INGOT), 9)
    assert state.awm.recipes("ingot", VERIFIED) == [INGOT]
    assert seen(state, "ingot", gains=(smelting("furnace", "table"),)) == []


def test_a_failure_with_all_but_one_station_proves_that_one_alone():
    state = knowing(BOTH)
    assert seen(state, "ingot", failures=(failed_smelting(),)) == []
    events = seen(state, "ingot", failures=(failed_smelting("table"),))
    assert [(e.recipe, e.need) for e in events] == [(BOTH, "furnace")]
    apply(state, events[0], 5)
    [belief] = state.awm.beliefs("ingot")
    assert (belief.proven, belief.unproven) == ({"furnace": 5}, {"table"})
    assert seen(state, "ingot", failures=(failed_smelting("table"),)) == []


def test_what_is_made_at_either_of_two_stations_is_not_taken_for_made_at_none():
    state = knowing(smelt("ingot", "furnace", ore=1))
    assert seen(state, "ingot", gains=(smelting("furnace"),)) == []
    assert verified(seen(state, "ingot", gains=(smelting("kiln"),))) == [
        smelt("ingot", "kiln", ore=1)
    ]


def test_a_craft_of_other_things_that_does_without_a_station_says_nothing():
    state = knowing(craft("box", log=3))
    gain = made("box", {"planks": 4}, {"box": 1}, near=["table"])
    assert verified(seen(state, "box", gains=(gain,))) == [craft("box", "table", planks=4)]


def test_a_craft_known_to_do_without_a_station_is_not_given_one_by_standing_near_it():
    state = knowing(craft("stick", yields=4, planks=2))
    gain = made("stick", {"planks": 2}, {"stick": 4}, near=["table"])
    assert seen(state, "stick", gains=(gain,)) == []


def test_a_craft_that_succeeds_without_its_verified_station_is_added():
    old, new = craft("stick", "table", yields=4, planks=2), craft("stick", yields=4, planks=2)
    gain = made("stick", {"planks": 2}, {"stick": 4})
    assert seen(knowing(old), "stick", gains=(gain,)) == [Verified(recipe=new)]


def test_fuel_is_no_ingredient():
    gain = made("ingot", {"ore": 1, "log": 2}, {"ingot": 1, "log": 1}, ["furnace"], "smelt")
    burnt = gain.model_copy(update={"fuel": {"log": 1}})
    assert verified(seen(knowing(), "ingot", gains=(burnt,))) == [smelt("ingot", "furnace", ore=1)]


def burning(fuel, item="ingot", **before):
    """A smelt in which a unit of a fuel burnt, and a bucket came back."""
    held = before | {fuel: 1}
    return made(item, held, {item: 1, "bucket": 1}, ["furnace"], "smelt", {fuel: 1})


CURD = smelt("ingot", "furnace", milk=1).model_copy(update={"returns": {"bucket": 1}})
BUCKET = {"returns": {}, "unsettled": {"bucket": 1}}


def test_what_comes_back_while_fuel_burns_is_told_once_the_fuel_is_known_to_leave_nothing():
    unclear, state = burning("coal", milk=1), knowing()
    assert verified(seen(state, "ingot", gains=(unclear,))) == [CURD.model_copy(update=BUCKET)]
    plain = made("glass", {"sand": 1, "coal": 1}, {"glass": 1}, ["furnace"], "smelt", {"coal": 1})
    assert verified(seen(state, "glass", gains=(plain,)))
    assert verified(seen(state, "ingot", gains=(unclear,))) == [CURD]


def test_fuel_that_a_smelt_gives_back_is_told_from_fuel_that_did_not_burn():
    state = knowing()
    plain = made("glass", {"sand": 1, "coal": 1}, {"glass": 1}, ["furnace"], "smelt", {"coal": 1})
    seen(state, "glass", gains=(plain,))
    after = {"ingot": 1, "coal": 2}
    gain = made("ingot", {"milk": 1, "coal": 2}, after, ["furnace"], "smelt", {"coal": 1})
    [recipe] = verified(seen(state, "ingot", gains=(gain,)))
    assert (recipe.ingredients, recipe.returns) == ({"milk": 1}, {"coal": 1})


def test_what_comes_back_while_no_fuel_burns_is_given_back():
    state, milk = knowing(), {"milk": 1}
    gain = made("ingot", milk, {"ingot": 1, "bucket": 1}, ["furnace"], "smelt")
    assert verified(seen(state, "ingot", gains=(gain,))) == [CURD]


def test_less_than_a_unit_for_each_unit_of_fuel_is_not_left_of_it():
    gain = burning("coal", milk=1)
    two = gain.model_copy(update={"before": gain.before | {"coal": 2}, "fuel": {"coal": 2}})
    assert verified(seen(knowing(), "ingot", gains=(two,))) == [CURD]


def test_what_comes_back_whenever_a_fuel_burns_may_be_left_of_it_or_given_back():
    state = knowing()
    for item in ("glass", "brick", "ingot"):
        open_ = smelt(item, "furnace", sand=1).model_copy(update=BUCKET)
        assert verified(seen(state, item, gains=(burning("lava", item, sand=1),))) == [open_]
    plain = made("ingot", {"sand": 1}, {"ingot": 1}, ["furnace"], "smelt")
    assert verified(seen(state, "ingot", gains=(plain,))) == [smelt("ingot", "furnace", sand=1)]


def test_a_bare_hand_that_gained_the_item_shows_that_no_tool_is_needed():
    state = knowing(LOG, WOODEN, dreamed=[collect("dirt", "dirt", "wooden_pickaxe")])
    both = (mined("dirt", hand="wooden_pickaxe"), mined("dirt"))
    assert verified(seen(state, "dirt", gains=both)) == [DIRT]


def test_a_tool_is_kept_when_weaker_hands_gave_nothing():
    state = knowing(LOG, WOODEN, STONE, dreamed=[ORE])
    contacts = (
        touched("ore", "stone_pickaxe", 20, ore=20),
        touched("ore", "wooden_pickaxe", LEAST_CONTACTS),
        touched("ore", None, LEAST_CONTACTS),
    )
    gain = mined("ore", hand="stone_pickaxe")
    assert verified(seen(state, "ore", gains=(gain,), contacts=contacts)) == [ORE]


def test_a_tool_that_was_believed_in_and_held_is_kept_until_shown_needless():
    state = knowing(LOG, WOODEN, STONE, dreamed=[ORE])
    gain = mined("ore", hand="stone_pickaxe")
    assert verified(seen(state, "ore", gains=(gain,))) == [ORE]
    apply(state, Verified(recipe=ORE), 9)
    weaker_one = collect("ore", "ore", "wooden_pickaxe")
    contacts = (touched("ore", "wooden_pickaxe", 9, ore=9), touched("ore", None, 9))
    gain = mined("ore", hand="wooden_pickaxe")
    events = seen(state, "ore", gains=(gain,), contacts=contacts)
    proven = Proven(recipe=weaker_one, need="wooden_pickaxe", reason="lesser hands gave none")
    assert events == [Verified(recipe=weaker_one), proven]
    for event in events:
        apply(state, event, 10)
    assert state.awm.recipes("ore", VERIFIED) == [weaker_one, ORE]


def test_contacts_that_could_give_another_item_alone_show_nothing_of_a_tool():
    cow = Contact(source="cow", hand=None, count=99, gave={}, alone="beef")
    state = knowing(LOG, WOODEN, dreamed=[collect("leather", "cow"), collect("beef", "cow")])
    assert refuted(seen(state, "beef", contacts=(cow,))) == [collect("beef", "cow")]
    armed = touched("cow", "wooden_pickaxe", 20, leather=20)
    gain = mined("leather", "cow", "wooden_pickaxe")
    assert verified(seen(state, "beef", gains=(gain,), contacts=(armed,))) == []


def test_a_lesser_tool_than_is_verified_is_added_though_no_bare_hand_was_tried():
    state = knowing(LOG, WOODEN, STONE, ORE)
    contacts, gain = (touched("ore", "wooden_pickaxe", 9, ore=9),), mined("ore", hand=WOODEN.item)
    lesser = collect("ore", "ore", "wooden_pickaxe")
    events = seen(state, "ore", gains=(gain,), contacts=contacts)
    assert events == [Verified(recipe=lesser)]


@pytest.mark.parametrize("bare", [0, LEAST_CONTACTS - 1])
def test_what_is_gained_by_the_way_with_a_tool_not_shown_to_be_needed_is_not_verified(bare):
    state = knowing(LOG, WOODEN, dreamed=[collect("coal", "coal_ore", "wooden_pickaxe")])
    gain = mined("coal", "coal_ore", "wooden_pickaxe")
    contacts = [touched("coal_ore", "wooden_pickaxe", 9, coal=9)]
    contacts += [touched("coal_ore", None, bare)] if bare else []
    assert seen(state, "stone", gains=(gain,), contacts=contacts) == []


def test_a_tool_that_gave_what_was_sought_again_and_again_is_kept_until_shown_needless():
    state, recipe = knowing(STONE), collect("dirt", "dirt", "stone_pickaxe")
    gain = mined("dirt", hand="stone_pickaxe")
    once = touched("dirt", "stone_pickaxe", count=1, dirt=1)
    for _ in range(LEAST_CONTACTS):
        assert seen(state, "dirt", gains=(gain,), contacts=(once,)) == []
    assert verified(seen(state, "dirt", gains=(gain,), contacts=(once,))) == [recipe]


def test_what_is_gained_by_the_way_with_a_tool_shown_to_be_needed_is_verified():
    state = knowing(LOG, WOODEN)
    gain = mined("coal", "coal_ore", "wooden_pickaxe")
    contacts = (
        touched("coal_ore", "wooden_pickaxe", 9, coal=9),
        touched("coal_ore", None, LEAST_CONTACTS),
    )
    events = seen(state, "stone", gains=(gain,), contacts=contacts)
    assert verified(events) == [collect("coal", "coal_ore", "wooden_pickaxe")]


def test_what_is_gained_by_the_way_with_a_bare_hand_is_verified():
    assert verified(seen(knowing(), "log", gains=(mined("dirt"),))) == [DIRT]


def test_a_tool_that_breaks_during_a_gain_is_no_ingredient_where_a_gain_without_that_was_seen():
    state = knowing(LOG, WOODEN, dreamed=[collect("coal", "coal_ore", "wooden_pickaxe")])
    broke = mined("coal", "coal_ore", "wooden_pickaxe", lost=["wooden_pickaxe"])
    whole = mined("coal", "coal_ore", "wooden_pickaxe")
    for gains in ((broke, whole), (whole, broke)):
        assert verified(seen(state, "coal", gains=gains)) == [
            collect("coal", "coal_ore", "wooden_pickaxe")
        ]


MILK = collect("milk", "cow").model_copy(update={"ingredients": {"bucket": 1}})


def test_what_every_gain_of_several_used_up_is_an_ingredient():
    gain = mined("milk", "cow", "bucket", lost=["bucket"])
    contacts = (touched("cow", "bucket", 2, milk=2), touched("cow", None, 9))
    assert verified(seen(knowing(), "milk", gains=(gain,), contacts=contacts)) == [MILK]


@pytest.mark.parametrize("dream", [MILK, collect("milk", "cow", "bucket"), LOG])
def test_a_single_gain_that_lost_what_was_in_the_hand_tells_nothing(dream):
    """It may have been used up, and it may have been a tool at its last use."""
    state = knowing(LOG, dreamed=[dream])
    gain = mined("milk", "cow", "bucket", lost=["bucket"])
    contact = touched("cow", "bucket", 5, milk=1)
    assert seen(state, "milk", gains=(gain,), contacts=(contact,)) == []
    another = touched("cow", "bucket", 2, log=2)
    assert seen(state, "milk", gains=(gain,), contacts=(another,)) == []


@pytest.mark.parametrize(("successes", "told"), [(1, False), (2, True)])
def test_what_was_used_up_without_a_source_is_an_ingredient_once_it_happened_again(successes, told):
    gain = mined("full", hand="map", lost=["map"]).model_copy(update={"source": None})
    found = verified(seen(knowing(), "full", gains=(gain,), successes=successes))
    assert found == [Recipe(item="full", how="collect", ingredients={"map": 1})] * told


def test_what_single_gains_use_up_time_after_time_is_no_tool_that_broke():
    contact = touched("cow", "bucket", 9, milk=1)
    used = mined("milk", "cow", "bucket", lost=["bucket"])
    kept = mined("milk", "cow", "bucket")
    for gains, shown in ([used] * 3, [MILK]), ([used, kept, used], []):
        state = knowing()
        events = [seen(state, "milk", gains=(gain,), contacts=(contact,)) for gain in gains]
        assert [verified(each) for each in events[::2]] == [[], shown]


def test_a_tool_that_broke_at_a_single_gain_does_not_change_what_is_verified():
    state = knowing(LOG, WOODEN, STONE, ORE)
    broke = mined("ore", hand="stone_pickaxe", lost=["stone_pickaxe"])
    contact = touched("ore", "stone_pickaxe", 1, ore=1)
    assert seen(state, "ore", gains=(broke,), contacts=(contact,)) == []


def test_what_a_collect_lost_apart_from_the_hand_is_an_ingredient_at_once():
    gain = mined("honey", "hive", before={"bottle": 1}, lost=["bottle"])
    [recipe] = verified(seen(knowing(), "honey", gains=(gain,)))
    assert recipe.ingredients == {"bottle": 1}


def test_yields_are_minima():
    state = knowing(collect("seed", "grass").model_copy(update={"yields": 2}))
    assert seen(state, "seed", gains=(mined("seed", "grass", gained=3),)) == []
    events = seen(state, "seed", gains=(mined("seed", "grass", gained=1),))
    assert verified(events) == [collect("seed", "grass")]


def test_another_way_is_kept_beside_the_one_that_is_known():
    state = knowing(collect("coal", "coal_ore"))
    gain = made("coal", {"log": 1}, {"coal": 1}, ["furnace"], "smelt")
    for event in seen(state, "coal", gains=(gain,)):
        apply(state, event, 9)
    assert {r.how for r in state.awm.recipes("coal", VERIFIED)} == {"collect", "smelt"}


def test_two_ingredient_sets_of_one_craft_are_two_ways():
    state = knowing(craft("dye", bone=1))
    for event in seen(state, "dye", gains=(made("dye", {"flower": 1}, {"dye": 1}),)):
        apply(state, event, 9)
    assert len(state.awm.recipes("dye", VERIFIED)) == 2


def test_the_source_is_the_one_that_gives_the_item_not_the_ground_under_it():
    gains = (mined("seed", "dirt"), mined("seed", "plant"))
    contacts = (touched("dirt", count=500, seed=3), touched("plant", count=6, seed=5))
    for order in (gains, gains[::-1]):
        events = seen(knowing(), "seed", gains=order, contacts=contacts)
        assert verified(events) == [collect("seed", "plant")]


def test_what_came_with_the_yield_of_its_source_and_seldom_may_have_stood_on_it():
    gain = mined("seed", "dirt")
    both = gain.model_copy(update={"after": gain.after | {"dirt": 1}})
    for often, believed, item, count in [
        (1, knowing(), "dirt", 0),
        (12, knowing(), "dirt", 1),  # it gives both
        (1, knowing(dreamed=[collect("seed", "dirt")]), "dirt", 1),  # somebody said so
        (1, knowing(), "seed", 1),  # it was looked for there
    ]:
        contacts = (touched("dirt", count=15, dirt=15, seed=often),)
        events = seen(believed, item, gains=(both,), contacts=contacts)
        assert verified(events) == [collect("seed", "dirt")] * count, (often, item)
    alone = (touched("dirt", count=15, dirt=14, seed=1),)
    assert verified(seen(knowing(), "dirt", gains=(gain,), contacts=alone)), "as flint from gravel"


def test_a_source_that_is_plainly_likelier_is_put_before_a_verified_one():
    state = knowing(collect("seed", "dirt"))
    contacts = (touched("dirt", count=500, seed=3), touched("plant", count=6, seed=5))
    for event in seen(state, "seed", gains=(mined("seed", "plant"),), contacts=contacts):
        apply(state, event, 9)
    sources = [recipe.source for recipe in state.awm.recipes("seed", VERIFIED)]
    assert sources == ["plant", "dirt"]


def test_a_verified_source_stays_beside_one_that_is_hardly_likelier():
    state = knowing(collect("seed", "grass"))
    contacts = (touched("grass", count=10, seed=5), touched("fern", count=10, seed=6))
    assert seen(state, "seed", gains=(mined("seed", "fern"),), contacts=contacts) == []


@given(inventories, st.frozensets(items, max_size=2), st.lists(recipes(items), max_size=8))
def test_a_failed_craft_refutes_exactly_the_hypotheses_that_its_inventory_satisfies(
    before, near, dreams
):
    dreams = [d.model_copy(update={"item": "chest"}) for d in dreams]
    state = knowing(dreamed=dreams)
    believed = state.awm.recipes("chest", HYPOTHESISED)
    failure = Failure(items={"chest"}, how="craft", before=before, near=near)
    events = seen(state, "chest", failures=(failure,))
    assert refuted(events) == [
        r
        for r in believed
        if r.how == "craft" and covers(before, r.ingredients) and r.stations <= near
    ]
    assert verified(events) == []


def smelted_in_vain(held, **fuel):
    """Smelts of coal near a furnace that gave nothing, burning some of what was held."""
    near = frozenset({"furnace"})
    return Failure(items={"coal"}, how="smelt", before=held, near=near, fuel=fuel)


def test_a_smelt_that_would_have_burnt_all_there_was_to_be_smelted_refutes_nothing():
    dream = smelt("coal", log=1)
    assert not seen(
        knowing(dreamed=[dream]), "coal", failures=(smelted_in_vain({"log": 1}, log=1),)
    )
    assert seen(knowing(dreamed=[dream]), "coal", failures=(smelted_in_vain({"log": 2}, log=1),))
    assert seen(knowing(dreamed=[dream]), "coal", failures=(smelted_in_vain({"log": 1}, sand=1),))


def test_nor_does_it_clear_the_station_at_which_it_was_tried():
    state = knowing()
    seen(state, "coal", failures=(smelted_in_vain({"log": 1}, log=1),))
    gain = made("coal", {"log": 2}, {"coal": 1}, ["furnace"], "smelt", {"log": 1})
    assert seen(state, "coal", gains=(gain,)) == [Verified(recipe=smelt("coal", log=1))]


def test_a_success_after_a_failure_refutes_nothing():
    dream = craft("box", planks=4)
    failure = Failure(items={"box"}, how="craft", before={"planks": 4})
    gain = made("box", {"planks": 4}, {"box": 1}, near=["table"])
    events = seen(knowing(dreamed=[dream]), "box", gains=(gain,), failures=(failure,))
    assert refuted(events) == []
    assert verified(events) == [craft("box", "table", planks=4)]


@pytest.mark.parametrize(("count", "gone"), [(PATIENCE - 1, False), (PATIENCE, True)])
def test_contacts_in_vain_refute_a_collect_once_patience_is_at_an_end(count, gone):
    state, dream = knowing(dreamed=[collect("wool", "cow")]), collect("wool", "cow")
    events = seen(state, "wool", contacts=(touched("cow", count=count),))
    assert refuted(events) == ([dream] if gone else [])


def test_contacts_in_vain_add_up_over_pursuits():
    state, dream = knowing(dreamed=[collect("wool", "cow")]), collect("wool", "cow")
    assert not seen(state, "log", contacts=(touched("cow", count=30),))
    assert refuted(seen(state, "log", contacts=(touched("cow", count=20),))) == [dream]


@pytest.mark.parametrize(
    "contact",
    [touched("cow", "shears", 500), touched("pig", None, 500), touched("cow", None, 500, wool=1)],
)
def test_contacts_with_another_hand_or_source_or_with_a_gain_refute_nothing(contact):
    state = knowing(dreamed=[collect("wool", "cow")])
    assert refuted(seen(state, "wool", contacts=(contact,))) == []


def test_a_pursuit_that_never_met_the_source_refutes_nothing():
    assert seen(knowing(dreamed=[collect("wool", "cow")]), "wool") == []


@given(entries, recipes())
def test_what_is_verified_is_never_refuted_by_failures(history, recipe):
    state = knowing(recipe)
    flat = [e for entry in history for e in entry if isinstance(e, Act)]
    for event in flat:
        bare = event.outcome.model_copy(update={"gains": ()})
        apply(state, event.model_copy(update={"outcome": bare}), state.entries + 1)
        conclusions = Revising(PATIENCE)(state, bare)
        assert not [c for c in conclusions if not isinstance(c, Proven)]
    assert state.awm.recipes(recipe.item, VERIFIED) == [recipe]


@given(entries)
def test_judging_changes_nothing_and_is_the_same_each_time(history):
    state = knowing()
    for entry in history:
        for event in entry:
            apply(state, event, state.entries + 1)
    before = repr(known(state))
    for event in (e for entry in history for e in entry if isinstance(e, Act)):
        first = Revising(PATIENCE)(state, event.outcome)
        assert Revising(PATIENCE)(state, event.outcome) == first
    assert repr(known(state)) == before


@given(entries)
def test_every_verification_is_of_an_item_that_the_outcome_gained(history):
    state = knowing()
    for event in (e for entry in history for e in entry if isinstance(e, Act)):
        apply(state, event, state.entries + 1)
        gained = {gain.item for gain in event.outcome.gains}
        for correction in Revising(PATIENCE)(state, event.outcome):
            if isinstance(correction, Verified):
                assert correction.recipe.item in gained
                assert all(r.item == correction.recipe.item for r in correction.corrects)
            apply(state, correction, state.entries)


@given(st.integers(1, 99), st.integers(1, 99))
def test_contacts_tell_once_chance_would_explain_them_too_seldom(gave, count):
    assume(0 < gave < count)
    least, _ = wilson(gave, count)
    enough = contacts_that_tell(Touch(count, {"ore": gave}), "ore")
    assert enough >= LEAST_CONTACTS
    assert (1 - least) ** enough <= DOUBT + 1e-9
    if enough > LEAST_CONTACTS:
        assert (1 - least) ** (enough - 1) > DOUBT - 1e-9


def test_one_lucky_gain_with_a_tool_does_not_make_the_tool_needed():
    assert contacts_that_tell(Touch(4, Counter(foot=1)), "foot") > 17
    assert contacts_that_tell(Touch(1, Counter(foot=1)), "foot") > LEAST_CONTACTS
    assert contacts_that_tell(Touch(100, Counter(foot=100)), "foot") == LEAST_CONTACTS


def test_weaker_tools_are_verified_of_the_same_kind_and_take_less_to_make():
    axe = craft("stone_axe", log=1)
    state = knowing(LOG, WOODEN, STONE, axe, craft("gold_pickaxe", dirt=1))
    assert weaker(state, ORE) == ["gold_pickaxe", "wooden_pickaxe"]
    dear = craft("iron_pickaxe", stone_pickaxe=1)
    assert "iron_pickaxe" not in weaker(knowing(LOG, WOODEN, STONE, dear), ORE)
    assert weaker(state, LOG) == []


def test_a_craft_that_gives_back_buckets_teaches_no_recipe_of_buckets():
    gain = made("cake", {"milk_bucket": 3, "egg": 1}, {"cake": 1, "bucket": 3})
    [verified] = seen(knowing(), "cake", gains=(gain,))
    assert verified.recipe == craft("cake", milk_bucket=3, egg=1).model_copy(
        update={"returns": {"bucket": 3}}
    )


@pytest.mark.parametrize(("bare", "proven"), [(LEAST_CONTACTS - 1, []), (9, ["stone_pickaxe"])])
def test_a_tool_is_proven_by_enough_contacts_in_vain_without_it(bare, proven):
    state, gain = knowing(LOG, STONE, ORE), mined("ore", hand="stone_pickaxe")
    armed = touched("ore", "stone_pickaxe", 9, ore=9)
    assert seen(state, "ore", gains=(gain,), contacts=(armed,)) == []
    events = seen(state, "ore", contacts=(touched("ore", None, bare),))
    assert [e.need for e in events if isinstance(e, Proven)] == proven


def practised(state, *contacts):
    """Fold a practice of the ore with a stone pickaxe; the needs that are proven after it."""
    outcome = Outcome(item="ore", steps=1, contacts=contacts)
    apply(state, Practised(recipe=ORE, outcome=outcome), state.entries + 1)
    return [e.need for e in Revising(PATIENCE)(state, outcome) if isinstance(e, Proven)]


def of_episodes(hand, episodes, gave=0, each=1, unsure=0):
    """Contacts with ore, `each` of them in each of some episodes, of which `gave` gave it."""
    given, doubted = ({"ore": n} if n else {} for n in (gave + unsure, unsure))
    return Contact(
        source="ore", hand=hand, count=episodes * each, gave=given, unsure=doubted,
        episodes=episodes, giving=given,
    )  # fmt: skip


def test_contacts_in_vain_of_a_single_episode_prove_no_need():
    """Its inventory may have been full."""
    state = knowing(LOG, STONE, ORE)
    assert practised(state, of_episodes("stone_pickaxe", 9, 9)) == []
    assert practised(state, of_episodes(None, 1, each=50)) == []
    enough = episodes_that_tell(state)
    assert practised(state, of_episodes(None, enough - 2, each=50)) == []
    assert practised(state, of_episodes(None, 1)) == ["stone_pickaxe"]


def test_the_more_episodes_are_in_vain_by_bad_luck_the_more_it_takes_to_prove_a_need():
    lucky, luckless = knowing(LOG, STONE, ORE), knowing(LOG, STONE, ORE)
    practised(lucky, of_episodes("stone_pickaxe", 20, 20))
    practised(luckless, of_episodes("stone_pickaxe", 20, 8, each=20))
    assert episodes_that_tell(knowing()) == LEAST_EPISODES
    assert episodes_that_tell(lucky) < 10 < episodes_that_tell(luckless)
    few, enough = 10, episodes_that_tell(luckless) - 10
    assert practised(luckless, of_episodes(None, few, each=20)) == []
    assert practised(luckless, of_episodes(None, enough, each=20)) == ["stone_pickaxe"]


def test_where_a_lesser_hand_seems_to_have_given_the_item_more_contacts_must_be_in_vain():
    state = knowing(LOG, STONE, ORE)
    practised(state, of_episodes("stone_pickaxe", 4, 3))
    assert practised(state, of_episodes(None, 6, unsure=2, each=3)) == []
    assert practised(state, of_episodes(None, 40)) == ["stone_pickaxe"]


@given(st.integers(1, 99), st.integers(1, 99), st.integers(1, 5))
def test_so_few_gains_have_a_small_chance_by_luck_alone(gave, count, unsure):
    assume(gave < count)
    least, _ = wilson(gave, count)
    enough = contacts_that_tell(Touch(count, {"ore": gave}), "ore", unsure)
    assert enough >= contacts_that_tell(Touch(count, {"ore": gave}), "ore")
    assert binomial_tail(enough - unsure, enough, 1 - least) <= DOUBT
