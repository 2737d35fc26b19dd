from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.types import Contact, Outcome
from deckard.verify.touches import Touch
from deckard.worlds.contacts import is_fluke
from deckard.worlds.evidence import EvidenceRecorder
from tests.strategies import hands, inventories, sources


def info(inventory=None, **fields):
    """What a world reports."""
    plain = {"hand": None, "near": frozenset(), "broke": None, "fuel": {}, "steps": 1}
    return plain | {"inventory": inventory or {}} | fields


infos = st.builds(info, inventories, hand=hands, broke=st.none() | sources)


@given(st.lists(infos, min_size=2, max_size=8))
def test_contacts_count_every_break_and_in_how_many_each_item_was_gained(history):
    tally = EvidenceRecorder("log")
    expected = {}
    for before, after in pairwise(history):
        gained = tally.note(before, after)
        assert gained == {
            i for i, n in after["inventory"].items() if n > before["inventory"].get(i, 0)
        }
        if after["broke"]:
            expected.setdefault((after["broke"], before["hand"]), []).append(gained)
    outcome = tally.outcome()
    assert {(c.source, c.hand): c.count for c in outcome.contacts} == {
        key: len(found) for key, found in expected.items()
    }
    for contact in outcome.contacts:
        for item, times in contact.gave.items():
            assert times == sum(item in g for g in expected[contact.source, contact.hand])
    assert outcome.steps == len(history) - 1


@given(st.lists(infos, min_size=2, max_size=8))
def test_an_outcome_does_not_depend_on_the_order_of_sets_and_gains_are_true(history):
    tally = EvidenceRecorder("log")
    for before, after in pairwise(history):
        tally.note(before, after)
    gains = tally.outcome().gains
    assert len({(g.item, g.how, g.hand, g.source) for g in gains}) == len(gains)
    assert all(g.gained > 0 for g in gains)
    pairs = [(b["inventory"], a["inventory"]) for b, a in pairwise(history)]
    assert all((g.before, g.after) in pairs for g in gains)


def test_of_gains_alike_the_one_that_lost_least_is_kept():
    tally = EvidenceRecorder("ore")
    broke = info({"pick": 1}, hand="pick"), info({"ore": 1}, broke="rock")
    whole = info({"pick": 1}, hand="pick"), info({"pick": 1, "ore": 1}, hand="pick", broke="rock")
    for before, after in (broke, whole, broke):
        tally.note(before, after)
    [gain] = tally.outcome().gains
    assert gain.lost == {}


def test_of_gains_that_lost_the_same_the_smallest_is_kept():
    tally = EvidenceRecorder("seed")
    for gained in (3, 1, 2):
        tally.note(info(), info({"seed": gained}, broke="grass"))
    [gain] = tally.outcome().gains
    assert gain.gained == 1


def test_gains_by_different_hands_and_from_different_sources_are_all_kept():
    tally = EvidenceRecorder("dirt")
    for hand in (None, "shovel"):
        for source in ("dirt", "grass"):
            tally.note(info(hand=hand), info({"dirt": 1}, broke=source))
    assert len(tally.outcome().gains) == 4


def test_a_craft_that_gave_nothing_is_a_failure_and_is_noted_once():
    tally = EvidenceRecorder("table")
    held = info({"planks": 3}, near=frozenset({"furnace"}))
    for _ in range(3):
        assert tally.note(held, held, "craft", "table") == set()
    [failure] = tally.outcome().failures
    assert (failure.items, failure.how, failure.before) == ({"table"}, "craft", {"planks": 3})
    assert failure.near == {"furnace"}


def test_a_craft_that_gave_something_is_a_gain_and_no_failure():
    tally = EvidenceRecorder("table")
    tally.note(info({"planks": 4}), info({"table": 1}), "craft", "table")
    outcome = tally.outcome()
    assert not outcome.failures
    assert outcome.gains[0].lost == {"planks": 4}
    assert outcome.contacts == ()


def test_a_smelt_notes_what_it_burnt():
    tally = EvidenceRecorder("ingot")
    after = info({"ingot": 1}, fuel={"log": 1}, steps=200)
    tally.note(info({"ore": 1, "log": 1}), after, "smelt", "ingot")
    outcome = tally.outcome()
    assert outcome.gains[0].lost == {"ore": 1}
    assert outcome.steps == 200


def test_the_hand_is_the_one_that_was_held_before_the_step():
    tally = EvidenceRecorder("ore")
    tally.note(info({"pick": 1}, hand="pick"), info({"ore": 1}, hand=None, broke="rock"))
    [contact] = tally.outcome().contacts
    assert contact == Contact(
        source="rock", hand="pick", count=1, gave={"ore": 1}, episodes=1, giving={"ore": 1}
    )
    assert tally.touched("rock", "pick") == 1
    assert tally.touched("rock", None) == tally.touched(None, "pick") == 0


def test_contacts_that_could_give_one_item_alone_are_told_apart():
    tally = EvidenceRecorder("ore")
    for item in ("ore", "gem", "gem"):
        tally.note(info({}), info({}, broke="rock", alone=item))
    assert [(c.alone, c.count) for c in tally.outcome().contacts] == [("gem", 2), ("ore", 1)]
    assert tally.touched("rock", None) == 1


def test_what_a_step_could_not_give_is_a_wrong_count_and_no_gain():
    tally = EvidenceRecorder("ore")
    after = info({"ore": 1, "gem": 4}, broke="rock", alone="ore")
    assert tally.note(info(), after) == {"ore"}
    outcome = tally.outcome()
    assert [gain.item for gain in outcome.gains] == ["ore"]
    assert outcome.contacts[0].gave == {"ore": 1}


def test_what_a_craft_gives_beside_the_item_that_it_was_to_make_is_given_back():
    tally = EvidenceRecorder("cake")
    tally.note(info({"milk_bucket": 3}), info({"bucket": 3, "cake": 1}), "craft", "cake")
    [gain] = tally.outcome().gains
    assert (gain.item, gain.gained, gain.returned) == ("cake", 1, {"bucket": 3})


def test_of_smelts_alike_one_is_kept_in_which_nothing_can_be_left_of_the_fuel():
    tally = EvidenceRecorder("ingot")
    burnt = info({"bucket": 1, "ingot": 1}, fuel={"lava_bucket": 1})
    tally.note(info({"lava_bucket": 1, "ore": 1}), burnt, "smelt", "ingot", {"lava_bucket": 1})
    [gain] = tally.outcome().gains
    assert (gain.lost, gain.fuel, gain.returned) == ({"ore": 1}, {"lava_bucket": 1}, {"bucket": 1})
    tally.note(info({"ore": 1, "gem": 1}), info({"ingot": 1, "gem": 1}), "smelt", "ingot")
    [gain] = tally.outcome().gains
    assert (gain.lost, gain.fuel, gain.returned) == ({"ore": 1}, {}, {})


def test_a_craft_of_which_only_a_container_comes_is_a_loss_and_no_failure():
    tally = EvidenceRecorder("cake")
    assert not tally.note(info({"milk_bucket": 3}), info({"bucket": 3}), "craft", "cake")
    outcome = tally.outcome()
    assert not outcome.gains and not outcome.failures


def broken(**gained):
    """What is held before and after a source was broken."""
    return info(), info(gained, broke="rock")


def test_where_counts_may_be_wrong_one_gain_of_many_contacts_gives_nothing_beyond_doubt():
    tally = EvidenceRecorder("ore", exact=False)
    tally.note(*broken(ore=1))
    for _ in range(9):
        tally.note(*broken())
    assert not tally.has_given("rock", None)
    [contact] = tally.outcome().contacts
    assert (contact.count, contact.gave, contact.unsure) == (10, {"ore": 1}, {"ore": 1})
    [gain] = tally.outcome().gains
    assert not gain.sure


def test_a_source_that_gives_often_gives_beyond_doubt_though_counts_may_be_wrong():
    tally = EvidenceRecorder("ore", exact=False)
    for _ in range(3):
        tally.note(*broken(ore=1))
    assert tally.has_given("rock", None)


def test_the_exchange_that_came_often_tells_and_not_the_leaner_one_that_came_once():
    tally = EvidenceRecorder("ore", exact=False)
    for gained in (3, 3, 1, 3, 3, 3):
        tally.note(*broken(ore=gained))
    [gain] = tally.outcome().gains
    assert gain.gained == 3


def test_a_craft_that_only_lost_its_ingredients_is_a_loss_and_no_failure():
    tally = EvidenceRecorder("stick")
    assert not tally.note(info({"planks": 4}), info({"planks": 2}), "craft", "stick")
    assert not tally.outcome().failures


def test_a_craft_between_counts_that_may_be_wrong_is_no_failure():
    tally = EvidenceRecorder("stick")
    tally.note(info({"planks": 4}), info({"planks": 4}), "craft", "stick", sure=False)
    assert not tally.outcome().failures


@pytest.mark.parametrize(
    ("gave", "contacts", "fluke"),
    [(0, 5, True), (1, 1, True), (2, 2, False), (2, 5, True), (3, 10, False), (60, 6000, True)],
)
def test_gains_are_a_fluke_as_long_as_wrong_counts_may_be_all_of_them(gave, contacts, fluke):
    assert is_fluke(gave, contacts) is fluke


def test_without_hands_contacts_are_told_apart_by_all_that_is_held():
    tally = EvidenceRecorder("ore", hands=False)
    for held in ({}, {"pick": 1}, {"pick": 1, "log": 2}):
        assert tally.note(info(held), info({**held, "ore": 1}, broke="rock")) == {"ore"}
    outcome = tally.outcome()
    assert {gain.hand: gain.before for gain in outcome.gains} == {None: {}, "pick": {"pick": 1}}
    contacts = {
        (contact.hand, *sorted(contact.held)): contact.count for contact in outcome.contacts
    }
    assert contacts == {(None,): 1, ("pick",): 1, (None, "log", "pick"): 1}


def test_of_gains_without_hands_the_one_with_the_fewest_kinds_held_is_kept():
    tally = EvidenceRecorder("ore", hands=False)
    for held in ({"a": 1, "b": 1, "c": 1}, {"a": 1, "b": 2}):
        tally.note(info(held), info({**held, "ore": 1}, broke="rock"))
    [gain] = tally.outcome().gains
    assert (gain.before, gain.hand, gain.handless) == ({"a": 1, "b": 2}, None, True)


def test_without_hands_what_came_of_no_source_while_several_kinds_were_held_shows_nothing():
    tally = EvidenceRecorder("ore", hands=False)
    tally.note(info({"a": 1, "b": 1}), info({"a": 1, "b": 1, "ore": 1}))
    assert not tally.outcome().gains


def test_contacts_in_vain_tell_of_each_thing_that_was_held():
    tally = EvidenceRecorder("ore", hands=False)
    held = {"a": 1, "b": 1}
    for inventory in (held, held, {**held, "ore": 1}):
        tally.note(info(held), info(inventory, broke="rock"))
    assert [tally.touched("rock", hand) for hand in (None, "a", "c")] == [2, 2, 0]
    assert [tally.has_given("rock", hand) for hand in (None, "a", "c")] == [False, True, False]


def test_contacts_tell_in_how_many_episodes_they_were_and_in_how_many_an_item_came():
    tally = EvidenceRecorder("ore")
    for episode, gained in ((7, {"ore": 1}), (7, {"ore": 1}), (8, {}), (9, {"ore": 1}), (9, {})):
        tally.note(info(), info(gained, broke="rock"), episode=episode)
    [contact] = tally.outcome().contacts
    assert (contact.count, contact.gave) == (5, {"ore": 3})
    assert (contact.episodes, contact.giving) == (3, {"ore": 2})
    assert tally.episodes_touched("rock", None) == 3
    assert tally.episodes_touched("rock", "pick") == 0


def test_a_deed_is_gained_when_its_counter_rises_and_what_it_took_is_an_ingredient():
    tally = EvidenceRecorder("place_stone", hands=False)
    before = info({"stone": 2}, deeds={"place_stone": 3})
    after = info({"stone": 1}, deeds={"place_stone": 4})
    assert tally.note(before, after, "craft", "place_stone") == {"place_stone"}
    [gain] = tally.outcome().gains
    assert (gain.lost, gain.gained) == ({"stone": 1}, 1)


def test_a_need_is_gained_when_its_level_rises_and_other_levels_show_nothing():
    tally = EvidenceRecorder("drink", needs={"drink": 9})
    before = info(needs={"drink": 4, "health": 5}, broke="water")
    after = info(needs={"drink": 5, "health": 6}, broke="water")
    assert tally.note(before, after) == {"drink"}
    [gain] = tally.outcome().gains
    assert (gain.item, gain.source, gain.gained) == ("drink", "water", 1)


def test_a_contact_at_a_full_level_is_not_in_vain():
    tally = EvidenceRecorder("drink", needs={"drink": 9})
    full = info(needs={"drink": 9}, broke="water")
    assert tally.note(full, full) == set()
    assert tally.touched("water", None) == 0
    [contact] = tally.outcome().contacts
    assert (contact.count, contact.full) == (1, {"drink": 1})
    touch = Touch()
    touch.add(contact)
    assert (touch.telling("drink"), touch.telling("sand")) == (0, 1)


def test_an_act_that_is_to_raise_a_full_level_is_no_failure():
    tally = EvidenceRecorder("energy", needs={"energy": 9})
    full, low = info(needs={"energy": 9}), info(needs={"energy": 3})
    tally.note(full, full, "craft", "energy")
    assert tally.failures == ()
    tally.note(low, low, "craft", "energy")
    assert [failure.items for failure in tally.failures] == [{"energy"}]


def test_the_step_in_which_the_agent_died_shows_nothing_but_takes_its_time():
    tally = EvidenceRecorder("ore")
    before, after = info({"stone": 2}), info({"ore": 1}, died=True, broke="ore_block")
    assert tally.note(before, after) == set()
    outcome = tally.outcome()
    assert (outcome.gains, outcome.contacts, outcome.failures, outcome.steps) == ((), (), (), 1)


def test_what_nobody_needs_or_died_of_is_not_written():
    outcome = Outcome(
        item="log", steps=1, contacts=(Contact(source="log", hand=None, count=1, gave={}),)
    )
    written = outcome.model_dump(mode="json")
    assert "died" not in written and "full" not in written["contacts"][0]
    assert Outcome.model_validate(written) == outcome
    assert outcome.model_copy(update={"died": 2}).model_dump(mode="json")["died"] == 2
