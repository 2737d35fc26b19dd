"""Acts that hurt the agent are counted, with what was close."""

import numpy as np

from deckard.wake.harm import HarmTally

SIGHTS = {"cow": 0, "zombie": 4}
FAR, CLOSE = np.array([1.0, 0, 0, 0, 0.5, 0, 0, 0]), np.array([0.0, 0, 0, 0, 1.0, 0, 0, 0])


def levels(**now):
    return {"needs": now}


def test_an_act_hurts_when_a_level_falls_that_is_no_need():
    tally = HarmTally(SIGHTS, {"food": 9})
    tally.note(levels(food=9, health=9), levels(food=8, health=9), FAR)
    tally.note(levels(food=8, health=9), levels(food=8, health=7), CLOSE)
    tally.note(levels(food=8, health=7), levels(food=8, health=8), CLOSE)
    harm = tally.take()
    assert (harm.acts, harm.hurt) == (3, 1)
    assert (harm.close, harm.beside) == ({"cow": 1, "zombie": 2}, {"zombie": 1})
    assert tally.take() is None, "it was taken"


def test_a_need_of_which_nothing_is_left_counts_as_close_and_dying_as_being_hurt():
    tally = HarmTally(SIGHTS, {"food": 9})
    tally.note(levels(food=1), levels(food=0), FAR)
    tally.note(levels(food=0), levels(food=0) | {"died": True}, CLOSE)
    harm = tally.take()
    assert (harm.acts, harm.hurt) == (2, 1)
    assert harm.beside == {"zombie": 1, "food": 1}


def test_in_a_world_without_needs_nothing_is_counted():
    tally = HarmTally(SIGHTS, {})
    tally.note({}, {"died": True}, CLOSE)
    assert tally.take() is None
