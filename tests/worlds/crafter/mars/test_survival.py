"""What the rules of terrain and survival of a world file do, on constructed states."""

import numpy as np
import pytest

from deckard.worlds.crafter.life import CrafterLife
from deckard.worlds.crafter.mars.creatures import CREATURES, RIPE, Creature, MarsArrow
from deckard.worlds.crafter.names import ACTIONS, DO, NOOP, SIGHTS
from tests.worlds.crafter.mars.files import FILES, creature, mars_world, plain
from tests.worlds.crafter.test_rules import AHEAD, set_scene

DOWN, RIGHT = ACTIONS.index("move_down"), ACTIONS.index("move_right")


def a_life(tree: dict) -> CrafterLife:
    return mars_world(tree).live(0)


def put(life: CrafterLife, kind: str, offset: tuple[int, int] = AHEAD) -> Creature:
    env = life.batch._envs[0]
    member = CREATURES[kind](env._world, tuple(env._player.pos + offset), env._player)
    env._world.add(member)
    return member


def levels(life: CrafterLife, **given: int) -> None:
    life.batch._envs[0]._player.inventory.update(given)


def change(life: CrafterLife, action: int, **given: int) -> dict[str, int]:
    """What one action does to levels that are given first."""
    levels(life, **given)
    needs = life.step(action)["needs"]
    return {level: needs[level] - n for level, n in given.items()}


def with_creature(kind: str, *flags: str, **effects: int) -> dict:
    """Rules in which every other creature does nothing."""
    tree = plain()
    tree["npc_objects"] = dict.fromkeys(tree["npc_objects"], creature("defeatable"))
    tree["npc_objects"][kind] = creature(*flags, **effects)
    return tree


def walk(tree: dict, material: str, action: int = DOWN) -> CrafterLife:
    life = a_life(tree)
    set_scene(life, {}, {AHEAD: material})
    levels(life, health=5)
    life.step(action)
    return life


@pytest.mark.parametrize(("material", "health"), [("coal", 4), ("sand", 5), ("water", 0)])
def test_what_is_walked_on_hurts_or_kills_as_the_file_says(material, health):
    info = walk(FILES["survival"](), material).info
    assert info["needs"]["health"] == health and bool(info.get("died")) == (health == 0)


def test_what_the_file_does_not_call_walkable_bars_the_way():
    before = walk(plain(), "grass").info["place"]
    assert walk(plain(), "water").info["place"] != before
    life = walk(FILES["terrain"](), "water")
    assert life.info["place"] == before and not life.info.get("died")


def test_a_move_that_is_barred_feels_what_is_underfoot_again():
    tree = FILES["survival"]()
    life = a_life(tree)
    set_scene(life, {}, {(1, 0): "stone"}, ground="coal")
    assert change(life, RIGHT, health=5) == {"health": -1}


def test_lava_is_harmless_where_the_file_says_so():
    tree = plain()
    tree["walkable"].append("lava")
    tree["walkable_effect"]["lava"] |= {"dieable": False, "walk_health": 1}
    assert walk(tree, "lava").info["needs"]["health"] == 6


def test_the_view_tells_what_is_free_and_what_kills():
    life = a_life(FILES["survival"]())
    set_scene(life, {}, {AHEAD: "water", (1, 0): "coal", (-1, 0): "stone"})
    free, deadly = life.obs[68:76].tolist(), life.obs[76:80].tolist()
    assert free == [1, 1, 1, 0, 1, 1, 0, 1] and deadly == [0, 0, 0, 1]


def test_water_and_lava_change_the_levels_as_the_file_says():
    tree = FILES["survival"]()
    tree["drink"]["water"] = {"inc_drink_func": -2, "inc_damage_func": 1, "inc_food_func": 0}
    life = a_life(tree)
    set_scene(life, {}, {AHEAD: "water"})
    # What a collect receives comes on top: one drink.
    assert change(life, DO, drink=5, food=5, health=5) == {"drink": -1, "food": 0, "health": 1}
    set_scene(life, {}, {AHEAD: "lava"})
    assert change(life, DO, drink=5, food=5, health=5) == {"drink": 2, "food": 1, "health": -1}


def test_a_creature_that_is_eatable_feeds_and_one_that_is_not_does_not():
    life = a_life(with_creature("zombie", "eatable", inc_food_func=1, inc_thirst_func=-1))
    for kind, gain in (("zombie", {"food": 6, "drink": -1}), ("cow", {"food": 0, "drink": 0})):
        set_scene(life, {"iron_sword": 1}, {})
        put(life, kind)
        life.step(NOOP)
        assert change(life, DO, food=2, drink=4) == gain
        assert life.info["broke"] == kind
    assert life.info["deeds"]["defeat_zombie"] == life.info["deeds"]["eat_cow"] == 1


def test_eating_hurts_where_the_file_says_so():
    life = a_life(with_creature("cow", "eatable", eat_health_damage_func=-1))
    set_scene(life, {"iron_sword": 1}, {})
    put(life, "cow")
    assert change(life, DO, health=7) == {"health": -2}


def test_a_ripe_plant_feeds_as_the_file_says_and_an_unripe_one_not_at_all():
    life = a_life(with_creature("plant", "eatable", inc_food_func=-1, inc_thirst_func=1))
    set_scene(life, {}, {})
    plant = put(life, "plant")
    assert change(life, DO, food=5, drink=5) == {"food": 0, "drink": 0}
    plant.grown = RIPE
    life.step(NOOP)
    assert change(life, DO, food=5, drink=5) == {"food": -4, "drink": 2}
    assert life.info["deeds"]["eat_plant"] == 1 and life.info["broke"] == "plant"


@pytest.mark.parametrize(("is_asleep", "lost"), [(False, -2), (True, -7)])
def test_an_attackable_creature_hurts_who_is_beside_it(is_asleep, lost):
    tree = with_creature("zombie", "defeatable", "attackable", closable_health_damage_func=-1)
    life = a_life(tree)
    set_scene(life, {}, {})
    put(life, "zombie")
    levels(life, energy=3)
    life.batch._envs[0]._player.sleeping = is_asleep
    assert change(life, NOOP, health=9) == {"health": lost}


def test_a_creature_that_heals_raises_no_level_above_the_full_one():
    tree = with_creature("zombie", "defeatable", "attackable", closable_health_damage_func=1)
    life = a_life(tree)
    set_scene(life, {}, {})
    put(life, "zombie")
    assert change(life, NOOP, health=8) == {"health": 1}


def test_only_an_arrowable_creature_shoots_and_its_arrows_do_what_the_file_says():
    for effect in (-1, 1):
        tree = with_creature("cow", "defeatable", "arrowable", arrow_damage_func=effect)
        life = a_life(tree)
        set_scene(life, {}, {})
        env = life.batch._envs[0]
        cell = tuple(env._player.pos + AHEAD)
        env._world.add(MarsArrow(env._world, cell, np.array((0, -1)), effect))
        assert life.step(NOOP)["needs"]["health"] == min(9, 9 + 2 * effect)
    set_scene(life, {}, {})
    put(life, "cow", (0, 3))
    put(life, "zombie", (0, -3))
    arrows = 0
    for _ in range(40):
        life.step(NOOP)
        arrows += int((life.batch.view(0) == SIGHTS.index("arrow")).any())
    assert arrows and life.info["needs"]["health"] == 9


@pytest.mark.parametrize(
    ("flags", "is_moving", "is_near"),
    [((), False, False), (("can_walk",), True, False), (("closable",), True, True)],
)
def test_a_creature_stands_walks_or_follows_as_the_file_says(flags, is_moving, is_near):
    life = a_life(with_creature("skeleton", "defeatable", *flags))
    set_scene(life, {}, {})
    one, cells = put(life, "skeleton", (0, 4)), set()
    for _ in range(30):
        life.step(NOOP)
        cells.add(tuple(one.pos))
    assert (len(cells) > 1) == is_moving
    assert not is_near or one.distance(life.batch._envs[0]._player) <= 2


def test_a_cow_appears_where_the_file_says_so():
    life = a_life(FILES["tasks"]())
    set_scene(life, {"stone_pickaxe": 1}, {AHEAD: "coal"})
    life.step(DO)
    assert life.batch.view(0)[4, 4] == SIGHTS.index("cow")
    assert life.info["inventory"]["diamond"] == 1


def test_what_walks_leaves_the_rules_as_they_are():
    """A list of walkable materials that grows would open ways that the file closes."""
    world = mars_world(FILES["terrain"]())
    life, rules = world.live(3), world._file
    before = rules.walkable
    for k in range(60):
        life.step(k % 5)
    assert rules.walkable is before


def test_two_worlds_with_different_files_live_in_one_process():
    calm, deadly = plain(), plain()
    for tree, kills in ((calm, False), (deadly, True)):
        tree["walkable"].append("water")
        tree["walkable_effect"]["water"]["dieable"] = kills
    lives = [a_life(tree) for tree in (calm, deadly)]
    for life in lives:
        set_scene(life, {}, {AHEAD: "water"})
    assert [bool(life.step(DOWN).get("died")) for life in lives] == [False, True]
