"""Frames."""

import numpy as np
import pytest

from deckard.worlds.craftworld.rules import rules
from deckard.worlds.malmo.camera import SKY
from tests.worlds.malmo.arena import Arena


def shot(arena):
    """Return a picture with the top row first."""
    mission = arena.game.mission
    raw = np.frombuffer(arena.game.frame(), np.uint8)
    return raw.reshape(mission.height, mission.width, 3)[::-1]


def noon(**given):
    arena = Arena(**given)
    arena.do("chat /time set 6000")
    return arena


def share(picture, name):
    """Return where a picture has the hue of a block, whatever its brightness."""
    known = rules("1.11.2")
    colour = known.colours[known.names.index(name)] / 255
    seen = picture / np.maximum(1, picture.max(axis=2, keepdims=True))
    return (np.abs(seen - colour / colour.max()) < 0.06).all(axis=2)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (20, 32), (64, 64), (161, 257), (160, 256)])
def test_a_frame_has_exactly_the_size_that_was_asked_for(height, width):
    assert len(Arena(height=height, width=width).game.frame()) == height * width * 3


def test_the_bottom_row_comes_first():
    arena = noon()
    raw = np.frombuffer(arena.game.frame(), np.uint8).reshape(20, 32, 3)
    assert share(raw[:5], "grass").all() and (raw[-1] == SKY.astype(np.uint8)).all()


def test_level_the_horizon_is_in_the_middle_and_up_there_is_only_sky():
    arena = noon(height=40, width=40)
    picture = shot(arena)
    assert (picture[:18] == SKY.astype(np.uint8)).all() and share(picture[30:], "grass").all()
    arena.do("camera -80 0")
    assert (shot(arena) == SKY.astype(np.uint8)).all()
    arena.do("camera 170 0")
    assert share(shot(arena), "grass").all()


def test_what_is_on_the_left_is_on_the_left():
    arena = noon(height=40, width=40)
    arena.put("pumpkin", ahead=3, up=1, right=-1)
    seen = share(shot(arena), "pumpkin")
    assert seen[:, :20].sum() > 20 and seen[:, 20:].sum() == 0
    arena.do("camera 0 -40")
    seen = share(shot(arena), "pumpkin")
    assert seen[:, :20].sum() < 20 < seen[:, 20:].sum()


def test_a_block_in_the_cross_hair_is_in_the_middle_of_the_picture():
    arena = noon(height=41, width=41)
    arena.put("pumpkin", ahead=3)
    arena.do("camera 7 8")
    assert arena.game.hands.cross_hair() is not None
    assert share(shot(arena), "pumpkin")[20, 20]


def test_water_is_seen_through_and_night_is_dark():
    arena = noon(height=40, width=40)
    day = shot(arena).mean()
    arena.do("chat /time set 18000")
    assert shot(arena).mean() < 0.4 * day
    arena = noon(height=40, width=40)
    arena.put("pumpkin", ahead=4)
    arena.put("water", ahead=2)
    assert arena.game.hands.cross_hair() is not None
    middle = shot(arena)[20, 20].astype(int)
    assert middle[2] > middle[1] * 0.8 and middle[0] > 60


def test_plants_let_through_what_is_behind():
    arena = noon(height=64, width=64)
    arena.put("pumpkin", ahead=3)
    arena.put("tallgrass", ahead=2)
    middle = shot(arena)[24:40, 24:40]
    assert share(middle, "pumpkin").any() and share(middle, "tallgrass").any()


def test_a_large_picture_is_made_of_squares():
    picture = shot(Arena(height=160, width=256))
    assert (picture[0::2, 0::2] == picture[1::2, 1::2]).all()
