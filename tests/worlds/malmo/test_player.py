"""The body: how far, how high, how fast, against the figures of the Minecraft Wiki."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckard.worlds.malmo.player import NEAR, TALL, WIDE
from tests.worlds.malmo.arena import FEET, Arena, X, Z

STRIDE = 20  # ticks, one second


def speed(*keys):
    """Return blocks a second once the body has come to its speed."""
    arena = Arena()
    arena.do(*(f"{key} 1" for key in keys), ticks=STRIDE)
    before = arena.info
    after = arena.do(ticks=STRIDE)
    return math.hypot(after["xpos"] - before["xpos"], after["zpos"] - before["zpos"])


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["forward"], 4.317), (["back"], 4.317), (["left"], 4.317), (["forward", "right"], 4.4),
        (["forward", "sprint"], 5.612), (["forward", "sneak"], 1.295), (["back", "sprint"], 4.317),
        (["forward", "back"], 0.0),
    ],
)  # fmt: skip
def test_it_walks_sprints_and_sneaks_as_fast_as_in_the_game(keys, expected):
    assert speed(*keys) == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(
    ("yaw", "x", "z"), [(0, 0, 1), (90, -1, 0), (180, 0, -1), (-90, 1, 0), (450, -1, 0)]
)
def test_forward_leads_where_the_yaw_looks(yaw, x, z):
    arena = Arena()
    info = arena.do("forward 1", f"camera 0 {yaw}", ticks=10)
    way = info["xpos"] - X - 0.5, info["zpos"] - Z - 0.5
    length = math.hypot(*way)
    assert length > 1
    assert (way[0] / length, way[1] / length) == (
        pytest.approx(x, abs=1e-6),
        pytest.approx(z, abs=1e-6),
    )


def test_left_is_left():
    info = Arena().do("left 1", ticks=5)
    assert info["xpos"] > X + 0.6 and info["zpos"] == Z + 0.5  # facing south, the left is east


def test_the_camera_turns_by_degrees_and_stops_straight_up_and_down():
    arena = Arena()
    assert arena.do("camera 1.5 -3.25")["pitch"] == 1.5
    assert arena.info["yaw"] == -3.25
    assert arena.do("camera 180 0")["pitch"] == 90
    assert arena.do("camera -500 720")["pitch"] == -90


def test_a_key_is_held_until_it_is_let_go():
    arena = Arena()
    arena.do("forward 1", ticks=5)
    assert arena.do()["zpos"] > Z + 1
    arena.do("forward 0", ticks=20)
    rest = arena.info["zpos"]
    assert arena.do(ticks=5)["zpos"] == pytest.approx(rest, abs=0.01)


def test_a_jump_is_a_block_and_a_quarter_high_and_is_counted():
    arena = Arena()
    heights = [arena.do("jump 1")["ypos"] - FEET for _ in range(9)]
    assert max(heights) == pytest.approx(1.252, abs=0.01)
    assert arena.stat["jump"] == 1


def test_a_block_is_in_the_way_until_it_is_jumped_over():
    arena = Arena()
    for right in range(-3, 4):
        arena.put("stone", 2, 0, right)
    info = arena.do("forward 1", ticks=30)
    assert info["zpos"] == pytest.approx(Z + 2 - WIDE, abs=1e-3)
    assert arena.do("jump 1", ticks=20)["zpos"] > Z + 3


def test_a_tree_in_the_way_is_not_jumped_over():
    arena = Arena()
    for up in range(3):
        for right in range(-8, 8):
            arena.put("log", 2, up, right)
    assert arena.do("forward 1", "jump 1", ticks=60)["zpos"] < Z + 2


def test_who_sneaks_does_not_fall_over_an_edge_and_who_walks_does():
    for keys, falls in ((["forward 1", "sneak 1"], False), (["forward 1"], True)):
        arena = Arena()
        for down in range(1, 5):
            for ahead in range(2, 6):
                for right in range(-4, 4):
                    arena.put("air", ahead, -down, right)
        info = arena.do(*keys, ticks=60)
        assert (info["ypos"] < FEET) is falls


@pytest.mark.parametrize(("height", "life"), [(3, 20), (4, 19), (10, 13), (22, 1), (23, 0)])
def test_a_fall_costs_half_a_heart_for_each_block_after_the_third(height, life):
    arena = Arena()
    arena.game.player.y = float(FEET + height)
    arena.game.player.standing = False
    lives = [arena.do()["life"] for _ in range(50)]
    assert min(lives) == life
    assert arena.stat["deaths"] == (life == 0)


def test_it_heals_half_a_heart_in_four_seconds_while_it_is_well_fed():
    arena = Arena(start='<StartingHealth maxHealth="20" health="5.0"/>')
    assert arena.do(ticks=160)["life"] == 7
    hungry = Arena(start='<StartingHealth health="5.0"/><StartingFood food="10"/>')
    assert hungry.do(ticks=160)["life"] == 5


def in_water():
    arena = Arena()
    for down in range(1, 7):
        for ahead in range(-6, 8):
            for right in range(-7, 8):
                arena.put("water", ahead, -down, right)
    return arena


def test_water_breaks_a_fall_and_carries_who_swims():
    arena = in_water()
    arena.game.player.y += 12
    arena.do(ticks=60)
    assert arena.info["life"] == 20 and arena.info["ypos"] < FEET - 2
    assert arena.do("jump 1", ticks=120)["ypos"] > FEET - 1


def test_it_drowns_after_fifteen_seconds_under_water():
    arena = in_water()
    arena.do(ticks=300)
    assert arena.info["life"] == 20
    lives = [arena.do()["life"] for _ in range(60)]
    assert lives[-1] <= 16 and arena.stat["damage_taken"] >= 40


KEYS = st.sets(st.sampled_from(["forward", "back", "left", "right", "jump", "sneak", "sprint"]))


@settings(max_examples=15)
@given(st.integers(0, 50), st.lists(st.tuples(KEYS, st.integers(-90, 90)), min_size=5, max_size=15))
def test_a_body_is_never_inside_a_block_whatever_it_does(seed, ways):
    arena = Arena(seed=seed, flat=False)
    game = arena.game
    for keys, turn in ways:
        game.held = set(keys)
        game.player.turn(0, turn)
        for _ in range(10):
            game.tick([])
            player = game.player
            x, y, z = player.x, player.y, player.z
            corners = [
                (math.floor(x + i), math.floor(y + j), math.floor(z + k))
                for i in (NEAR - WIDE, WIDE - NEAR)
                for j in (NEAR, 1, TALL - NEAR)
                for k in (NEAR - WIDE, WIDE - NEAR)
            ]
            blocks = {c for c in corners if game.ground.solid(c) and not game.ground.mob(c)}
            assert not blocks
