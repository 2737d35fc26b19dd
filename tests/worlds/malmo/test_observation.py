"""What a step tells."""

import json

import numpy as np
import pytest

from deckard.worlds.craftworld.kernels.arrays import SEA
from deckard.worlds.malmo import observation
from deckard.worlds.malmo.facts import facts
from tests.worlds.malmo.arena import FEET, Arena, X, Z

REQUIRED = {"inventory", "xpos", "ypos", "zpos", "nearby_crafting_table", "nearby_furnace"}
OPTIONAL = {
    "life", "armor", "food", "saturation", "xp", "air", "is_sleeping", "pitch", "yaw", "biome_id",
    "biome_rainfall", "biome_temperature", "sea_level", "light_level", "is_raining", "can_see_sky",
    "sun_brightness", "sky_light_level",
}  # fmt: skip
OTHERS = {
    "biome_name", "score", "is_alive", "name", "world_time", "total_time", "current_item_index",
    "inventories_available", "is_dead", "living_death_event_fired", "damage_source",
    "distance_travelled_cm",
}  # fmt: skip
GRID = (
    '<ObservationFromGrid><Grid name="voxels"><min x="{}" y="{}" z="{}"/>'
    '<max x="{}" y="{}" z="{}"/></Grid></ObservationFromGrid>'
)
RAYS = "<ObservationFromRichLidar>{}</ObservationFromRichLidar>"
RAY = '<RayOffset pitch="{}" yaw="{}" distance="{}"/>'


def test_every_key_is_there_that_minedojo_reads_and_that_the_mod_sends():
    assert Arena().info.keys() >= REQUIRED | OPTIONAL | OTHERS


def test_the_84_plain_statistics_are_there_and_those_of_items_and_mobs():
    info = Arena().info
    plain = [k for k, v in info["stat"].items() if not isinstance(v, dict)]
    assert len(plain) + len(info["achievement"]) == 84
    for group in ("mine_block", "craft_item", "use_item", "break_item", "pickup", "drop"):
        assert len(info["stat"][group]["minecraft"]) > 30
    assert info["stat"]["kill_entity"].keys() == info["stat"]["entity_killed_by"].keys()
    assert {"cow", "zombie"} <= info["stat"]["kill_entity"].keys()


def test_all_41_slots_are_told_in_order():
    arena = Arena(dirt=2, iron_axe=1)
    rows = arena.info["inventory"]
    assert [row["index"] for row in rows] == list(range(41))
    assert {row["inventory"] for row in rows} == {"inventory"}
    assert rows[0] == {
        "name": "dirt", "variant": 0, "quantity": 2, "max_durability": -1, "cur_durability": -1,
        "index": 0, "inventory": "inventory",
    }  # fmt: skip
    assert (rows[1]["max_durability"], rows[1]["cur_durability"]) == (250, 250)
    assert (rows[2]["name"], rows[2]["quantity"]) == ("air", 0)


def test_statistics_count_up_and_death_does_not_reset_them():
    arena = Arena(log=1)
    arena.settle("craft planks")
    arena.do("chat /kill")
    arena.do(ticks=4)
    assert arena.stat["craft_item"]["minecraft"]["planks"] == 4
    assert (arena.stat["deaths"], arena.stat["time_since_death"]) == (1, 5)


def test_ways_are_counted_in_centimetres_by_how_they_are_gone():
    arena = Arena()
    arena.do("forward 1", ticks=20)
    arena.do("sprint 1", ticks=20)
    arena.do("sprint 0", "sneak 1", ticks=20)
    way = 100 * (arena.info["zpos"] - Z - 0.5)
    gone = [arena.stat[f"{how}_one_cm"] for how in ("walk", "sprint", "crouch")]
    assert min(gone) > 50 and sum(gone) == pytest.approx(way, abs=40)
    assert arena.stat["sneak_time"] == 20
    assert arena.info["distance_travelled_cm"] == sum(gone) + arena.stat["fall_one_cm"]


def test_what_hurt_is_told_in_the_tick_in_which_it_did():
    arena = Arena()
    arena.game.player.y += 6.0
    arena.game.player.standing = False
    told = [arena.do()["damage_source"]["damage_amout"] for _ in range(30)]
    assert [amount for amount in told if amount] == [3]
    assert arena.stat["damage_taken"] == 30


def box(arena):
    """Return the voxels as MineDojo makes them: (x, y, z) in Fortran order, by field."""
    asked = arena.game.mission.box
    shape = tuple(high - low + 1 for low, high in zip(asked.low, asked.high, strict=True))
    values = arena.look()["voxels"]
    assert len(values) == 10 * np.prod(shape)
    return [np.array(values[i::10], dtype=object).reshape(shape, order="F") for i in range(10)]


def test_voxels_are_told_x_fastest_then_y_then_z():
    arena = Arena(more=GRID.format(-1, -2, -3, 2, 3, 4))
    arena.put("log", ahead=4, up=3, right=-2)
    names = box(arena)[0]
    assert names.shape == (4, 6, 8)
    assert names[3, 5, 7] == "wood" and (names == "wood").sum() == 1
    assert (names[:, 1, :] == "grass block").all() and (names[:, 0, :] == "dirt").all()


def test_voxels_have_the_games_english_names_and_the_materials_of_its_blocks():
    arena = Arena(more=GRID.format(0, 0, 1, 0, 0, 1))
    expected = {
        "stone": ["stone", 0, True, False, True, False, True, False, True],
        "log": ["wood", 0, True, True, True, False, True, True, True],
        "water": ["water", 0, True, True, False, True, False, False, True],
        "tallgrass": ["grass", 0, True, True, False, False, False, True, False],
        "crafting_table": ["crafting table", 0, True, True, True, False, True, True, True],
        "cow": ["air", 0, True, True, False, False, False, False, False],
    }
    for kind, fields in expected.items():
        arena.put(kind, ahead=1, up=0)
        assert arena.look()["voxels"][:9] == fields


def test_every_block_of_craftworld_has_a_name_and_a_material():
    known = facts(16)
    blocks = [n for n, k in zip(known.rules.names, known.rules.kinds, strict=True) if not k["mob"]]
    assert known.data["blocks"].keys() == set(blocks)


def test_the_angle_of_a_voxel_is_that_to_its_corner():
    arena = Arena(more=GRID.format(0, 1, 3, 0, 1, 3))
    (cosine,) = box(arena)[9].ravel()
    way = np.array([X, FEET + 1, Z + 3]) - np.array([X + 0.5, FEET + 1.62, Z + 0.5])
    assert cosine == pytest.approx(way[2] / np.linalg.norm(way), abs=1e-6)


def test_voxels_reach_beyond_the_world_and_go_round_it():
    arena = Arena(more=GRID.format(-20, -70, -1, 20, 30, 1))
    names = box(arena)[0]
    assert names[0, 0, 0] == "bedrock" and names[0, -1, 0] == "air"
    assert (names[4] == names[20]).all()


def rays(*asked, **given):
    arena = Arena(more=RAYS.format("".join(RAY.format(*ray) for ray in asked)), **given)
    arena.put("stone", ahead=3)
    return arena, [arena.look()["rays"][i : i + 16] for i in range(0, 16 * len(asked), 16)]


def test_a_ray_tells_the_block_that_it_meets_and_how_far_off():
    _, (ahead, down) = rays((0, 0, 10), (-0.8, 0, 10))
    assert ahead[:4] == ["stone", 2.5, 0, 0] and ahead[9:11] == ["null", 2.5]
    assert ahead[13:] == [X, FEET + 1, Z + 3]
    assert down[0] == "grass block" and down[11] == -0.8


def test_a_ray_that_meets_nothing_has_the_mods_distance_from_the_worlds_origin():
    arena, (away,) = rays((0, 0, 2))
    eye = np.array(arena.game.player.eye)
    assert away[0] == "air" and away[1] == pytest.approx(np.linalg.norm([0, 0, 2] - eye))


def test_a_ray_tells_an_animal_before_the_block():
    arena, _ = rays((0, 0, 10))
    arena.do(f"chat /summon cow {X} ~1 {Z + 2}")
    assert arena.info["rays"][0] == "stone"
    assert arena.info["rays"][9:11] == ["EntityCow", 1.5]


@pytest.mark.parametrize(("time", "sun"), [(6000, 1.0), (18_000, 0.0)])
def test_noon_is_bright_and_midnight_dark(time, sun):
    info = Arena().do(f"chat /time set {time}")
    assert info["sun_brightness"] == pytest.approx(sun, abs=0.01)
    assert info["sky_light_level"] == pytest.approx(0.2 + 0.8 * sun, abs=0.01)
    assert (info["light_level"] > 10) is (sun == 1)


def test_under_a_roof_one_does_not_see_the_sky():
    arena = Arena()
    assert arena.info["can_see_sky"]
    arena.put("stone", ahead=0, up=4)
    assert not arena.look()["can_see_sky"]


def test_the_place_the_sea_and_the_biome_are_told():
    info = Arena().info
    assert (info["xpos"], info["ypos"], info["zpos"]) == (X + 0.5, FEET, Z + 0.5)
    assert (info["sea_level"], info["biome_id"]) == (SEA + 1, 1)


def test_what_is_told_is_one_json_object():
    text = observation.observation_json(Arena(log=3).game)
    assert isinstance(json.loads(text), dict) and "\n" not in text
