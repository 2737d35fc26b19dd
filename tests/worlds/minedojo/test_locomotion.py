"""Turning and walking in Minecraft: decisions that compose."""

import numpy as np
import pytest

from deckard.worlds.craftworld.kernels.arrays import AIR, STONE
from deckard.worlds.minedojo.observation import ACTIONS
from tests.worlds.minedojo.minecraft import QUICK, installed, minedojo

pytestmark = installed


@pytest.fixture(scope="module")
def stage():
    """Return one life, and the stand-in that it is lived in."""
    world, [server] = minedojo(1, **{**QUICK, "skip": 5})
    return world.live(3), server


def do(stage, *names):
    for name in names:
        info = stage[0].step(ACTIONS.index(name))
    return info


def clear(stage):
    """Let the agent stand amid a plain of stone, looking south; return its feet's cell."""
    game = stage[1].game
    x, _, z = game.player.cell
    for i in range(-6, 7):
        for k in range(-6, 7):
            for y in range(64, 72):
                game.ground.put((x + i, y, z + k), STONE if y == 64 else AIR)
    player = game.player
    player.x, player.y, player.z, player.speed = x + 0.5, 65.0, z + 0.5, (0.0, 0.0, 0.0)
    player.turn(-player.pitch, -player.yaw)
    do(stage, "noop")
    return x, 65, z


def build(stage, *cells):
    """Put stones into cells, and let the agent see them."""
    for cell in cells:
        stage[1].game.ground.put(cell, STONE)
    do(stage, "noop")


def amid(stage):
    """How far, across and along, the agent stands from the middle of its block."""
    player = stage[1].game.player
    return max(abs(player.x % 1 - 0.5), abs(player.z % 1 - 0.5))


def test_a_turn_ends_at_a_whole_multiple_however_the_agent_looked(stage):
    clear(stage)
    player = stage[1].game.player
    player.turn(12.0, 37.0)
    do(stage, "noop", "right")
    assert (player.yaw, player.pitch) == (90.0, 0.0)
    do(stage, "look_down", "look_down", "look_down")
    assert (player.yaw, player.pitch) == (90.0, 90.0)


def test_each_walk_is_one_block_and_ends_amid_it(stage):
    x, y, z = clear(stage)
    rng = np.random.default_rng(0)
    for _ in range(20):
        ways = {name: stage[0].info["facing"] for name in ("forward", "back", "tunnel")}
        name = str(rng.choice(["left", "right", *ways]))
        sign = {"back": -1, "forward": 1, "tunnel": 1}.get(name, 0)
        along, across = stage[0].info["facing"]
        x, z = x + sign * along, z + sign * across
        assert do(stage, name)["place"] == (x, y, z)
        do(stage, "noop")
        assert amid(stage) < 0.25


def test_a_walk_climbs_one_block_and_falls_off_it_again(stage):
    x, y, z = clear(stage)
    build(stage, (x, y, z + 1))
    assert do(stage, "forward")["place"] == (x, y + 1, z + 1)
    assert do(stage, "forward")["place"] == (x, y, z + 2)
    assert stage[1].game.player.y == pytest.approx(y)


def test_where_there_is_no_room_a_walk_takes_one_tick(stage):
    x, y, z = clear(stage)
    build(stage, (x, y, z + 1), (x, y + 1, z + 1))
    info = do(stage, "forward")
    assert (info["place"], info["steps"]) == ((x, y, z), 1)


def test_tunnelling_digs_head_and_feet_and_goes_on_where_it_is_free(stage):
    x, y, z = clear(stage)
    build(stage, (x, y, z + 1), (x, y + 1, z + 1))
    assert do(stage, "tunnel")["place"] == (x, y, z)
    assert do(stage, "tunnel")["place"] == (x, y, z + 1)
