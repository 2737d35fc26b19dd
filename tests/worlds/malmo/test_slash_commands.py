"""Slash commands, as MineDojo writes them."""

import pytest

from tests.worlds.malmo.arena import FEET, Arena, X, Z


def test_killed_the_player_stands_at_the_spawn_one_tick_later_with_nothing():
    arena = Arena(dirt=5)
    arena.do("forward 1", ticks=30)
    dead = arena.do("chat /kill")
    assert (dead["life"], dead["is_dead"], dead["living_death_event_fired"]) == (0, True, True)
    assert arena.held == {}
    alive = arena.do("forward 0")
    assert (alive["life"], alive["is_dead"], alive["living_death_event_fired"]) == (
        20,
        False,
        False,
    )
    assert (alive["xpos"], alive["zpos"]) == (
        pytest.approx(X + 0.5),
        pytest.approx(Z + 0.5, abs=0.2),
    )
    assert arena.stat["deaths"] == 1


def test_who_comes_again_where_blocks_were_put_stands_on_them():
    arena = Arena()
    arena.do(f"chat /tp {X + 4.5} ~ ~")
    for up in range(3):
        arena.put("stone", ahead=0, up=up)
    arena.do("chat /kill")
    assert arena.do()["ypos"] == FEET + 3


def test_killing_what_lies_around_kills_nobody():
    arena = Arena(dirt=5)
    arena.do("chat /kill @e[type=item]")
    assert arena.held == {"dirt": 5} and arena.stat["deaths"] == 0


def test_spreading_players_stands_them_on_dry_ground_within_the_range():
    for seed in (0, 2, 3, 4):
        arena = Arena(seed=seed, flat=False)
        before = arena.info
        info = arena.do("chat /spreadplayers ~ ~ 0 20 false @p")
        assert abs(info["xpos"] - before["xpos"]) <= 21 and abs(info["zpos"] - before["zpos"]) <= 21
        player = arena.game.player
        x, y, z = player.cell
        assert arena.game.ground.solid((x, y - 1, z)) and not arena.game.ground.solid((x, y, z))


def test_time_and_weather_are_set_and_normal_is_no_weather():
    arena = Arena()
    assert arena.do("chat /time set 500")["world_time"] == 501
    assert arena.do("chat /time set night")["world_time"] == 13_001
    assert arena.do("chat /time add 100")["world_time"] == 13_102
    assert arena.do("chat /weather rain")["is_raining"]
    assert arena.do("chat /weather normal")["is_raining"]
    assert not arena.do("chat /weather clear")["is_raining"]


@pytest.mark.parametrize(
    ("name", "slot"),
    [
        ("slot.weapon.mainhand", 0), ("slot.weapon.offhand", 40), ("slot.armor.head", 39),
        ("slot.armor.feet", 36), ("slot.hotbar.8", 8), ("slot.inventory.0", 9),
        ("slot.inventory.26", 35),
    ],
)  # fmt: skip
def test_items_are_put_into_any_slot(name, slot):
    arena = Arena()
    arena.do(f"chat /replaceitem entity @p {name} minecraft:planks 7 3")
    row = arena.info["inventory"][slot]
    assert (row["name"], row["quantity"], row["variant"]) == ("planks", 7, 3)
    arena.do(f"chat /replaceitem entity @p {name} minecraft:air 1 0")
    assert arena.held == {}


def test_the_player_is_teleported_and_turned():
    arena = Arena()
    info = arena.do(f"chat /tp {X + 2.5} {FEET} {Z - 1.5} 90 30")
    assert (info["xpos"], info["ypos"], info["zpos"]) == (X + 2.5, FEET, Z - 1.5)
    assert (info["yaw"], info["pitch"]) == (90, 30)
    info = arena.do("chat /tp @p ~1 ~ ~-1")
    assert (info["xpos"], info["zpos"], info["yaw"]) == (X + 3.5, Z - 2.5, 90)


def test_the_inventory_is_cleared_and_blocks_are_set():
    arena = Arena(dirt=5)
    arena.do("chat /clear")
    assert arena.held == {}
    arena.do("chat /setblock ~0 ~1 ~2 minecraft:stone")
    assert arena.at(ahead=2) == "stone"


def test_an_animal_is_summoned_and_there_are_never_more_than_the_world_has():
    arena = Arena()
    for ahead in (2, 3, 4, 5):
        arena.do(f"chat /summon pig ~0 ~1 ~{ahead}")
    pigs = [ahead for ahead in range(1, 7) for up in range(3) if arena.at(ahead, up) == "pig"]
    number = arena.game.ground.numbers["pig"]
    assert 1 <= len(pigs) <= (arena.game.ground.simulator.mobs["kind"] == number).sum()


@pytest.mark.parametrize(
    "line",
    ["/tp", "/tp a b c", "/time set", "/time set noon", "/setblock ~ ~", "/setblock 0 0 0 x", "/",
     "/summon creeper ~1 ~ ~", "/replaceitem", "/replaceitem entity @p slot.hat.1 minecraft:log",
     "/replaceitem entity @p slot.armor.nose minecraft:log 1 0", "/spreadplayers ~", "/weather",
     "/replaceitem entity @p slot.hotbar.99 minecraft:log 1 0", "/op me", "hello"],
)  # fmt: skip
def test_a_malformed_command_does_nothing(line):
    arena = Arena(dirt=5)
    info = arena.do(f"chat {line}")
    assert arena.held == {"dirt": 5} and (info["xpos"], info["life"]) == (X + 0.5, 20)
