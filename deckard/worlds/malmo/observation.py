"""The observation of a step beside the pixels: one JSON object.

Encodes `Utils/JSONWorldDataHelper.java`, `Utils/MineRLTypeHelper.java` and, of `MissionHandlers/`,
`ObservationFromFullInventoryImplementation.java`, `ObservationFromFullStatsImplementation.java`,
`ObservationFromDamageImplementation.java` (whose misspelt `damage_amout` and whose nesting, which
MineDojo does not read, are kept), `ObservationFromGridImplementation.java` and
`ObservationFromRichLidarImplementation.java`.
"""

import json
from functools import lru_cache
from math import cos, dist, floor, hypot, sin

import numpy as np

from deckard.types import JsonObject
from deckard.worlds.craftworld.kernels.arrays import AIR, SEA
from deckard.worlds.malmo.facts import Facts
from deckard.worlds.malmo.game import MissionGame
from deckard.worlds.malmo.inventory import SLOTS, Stack
from deckard.worlds.malmo.mission import Cell, ObservationGrid, Ray
from deckard.worlds.malmo.player import PlayerBody
from deckard.worlds.malmo.raycast import Vector, look_vector, trace
from deckard.worlds.malmo.stations import FURNACE, TABLE
from deckard.worlds.malmo.terrain import Terrain

NAME = "MineDojoAgent0"
EMPTY = Stack("air", 0)
UNHARMED = {
    "hunger_damage": 0, "is_fire_damage": False, "is_magic_damage": False, "is_explosion": False,
    "is_projectile": False, "is_unblockable": False, "damage_distance": 0, "damage_pitch": 0,
    "damage_yaw": 0,
}  # fmt: skip


def observation_json(game: MissionGame) -> str:
    """Return the observation of a game after a step, as JSON."""
    fields = json.dumps({**_self(game), **_place(game), **_stations(game)})
    parts = [fields[1:-1], f'"inventory": [{_inventory(game)}]', game.statistics.text()]
    mission = game.mission
    if mission.box is not None:
        cells = voxels(game.facts, game.ground, game.player, mission.box)
        parts.append(f"{json.dumps(mission.box.name)}: [{cells}]")
    if mission.rays:
        values = lidar(game.facts, game.ground, game.player, mission.rays)
        parts.append(f'"rays": {json.dumps(values)}')
    return "{" + ", ".join(parts) + "}"


def _self(game: MissionGame) -> JsonObject:
    player = game.player
    return {
        "life": player.life, "armor": 0, "score": 0, "food": player.food, "saturation": 5.0,
        "xp": 0, "is_alive": player.life > 0, "air": player.air, "name": NAME,
        "is_sleeping": False, "is_dead": player.life <= 0, "living_death_event_fired": game.died,
        "damage_source": {"damage_amout": player.hurt, **UNHARMED},
        "current_item_index": game.slots.chosen,
        "inventories_available": [{"name": "inventory", "size": SLOTS}],
    }  # fmt: skip


def _place(game: MissionGame) -> JsonObject:
    player, sun = game.player, game.sun
    sky = not game.ground.covered((player.cell[0], floor(player.eye[1]), player.cell[2]))
    return {
        "xpos": player.x, "ypos": player.y, "zpos": player.z,
        "pitch": player.pitch, "yaw": player.yaw,
        **game.facts.data["biome"], "sea_level": SEA + 1,
        "light_level": round(4 + 11 * sun) if sky else 0, "is_raining": game.raining,
        "can_see_sky": sky, "sun_brightness": sun, "sky_light_level": 0.2 + 0.8 * sun,
        "world_time": game.time, "total_time": game.age,
    }  # fmt: skip


def _stations(game: MissionGame) -> dict[str, bool]:
    return {
        "nearby_crafting_table": game.stations.near(TABLE, game.player),
        "nearby_furnace": game.stations.near(FURNACE, game.player),
    }


def _inventory(game: MissionGame) -> str:
    uses = game.facts.rules.tables.durability
    stacks = (stack or EMPTY for stack in game.slots)
    return ", ".join(_slot(i, stack, uses.get(stack.name, 0) - 1) for i, stack in enumerate(stacks))


@lru_cache(4096)
def _slot(index: int, stack: Stack, lasts: int) -> str:
    """Return the JSON of a slot.

    `lasts` is the game's `maxDamage`, one less than the uses; -1 for what does not wear out.
    """
    row = {
        "name": stack.name, "variant": stack.variant, "quantity": stack.quantity,
        "max_durability": lasts, "cur_durability": lasts - stack.used if lasts > 0 else -1,
        "index": index, "inventory": "inventory",
    }  # fmt: skip
    return json.dumps(row)


def voxels(facts: Facts, ground: Terrain, player: PlayerBody, box: ObservationGrid) -> str:
    """Return the cells of a box around the feet, ten values each: x fastest, then y, then z.

    The cosine is that of the angle between the look and the way from the eye to the cell's corner.
    """
    cells = _cells(box) + np.array(player.cell)
    ways = cells - np.array(player.eye)
    lengths = np.sqrt((ways * ways).sum(axis=1))
    cosines = ways @ np.array(look_vector(player.yaw, player.pitch)) / lengths
    texts = facts.cells
    values: list[str | float | None] = [None] * (2 * len(cells))
    values[::2] = [texts[kind] for kind in ground.kinds_in(cells).tolist()]
    values[1::2] = cosines.tolist()
    return _form(len(cells)) % tuple(values)


@lru_cache(16)
def _form(cells: int) -> str:
    """Return the format string of so many cells; one for all takes half the time."""
    return ", ".join(["%s, %.6f"] * cells)


@lru_cache(16)
def _cells(box: ObservationGrid) -> np.ndarray:
    """Return the cells of a box, int (n, 3): x, y, z from its middle, in observation order."""
    (west, bottom, north), (east, above, south) = box.low, box.high
    spans = np.mgrid[north : south + 1, bottom : above + 1, west : east + 1]
    return spans.reshape(3, -1).T[:, ::-1]


def lidar(
    facts: Facts, ground: Terrain, player: PlayerBody, rays: tuple[Ray, ...]
) -> list[str | float | bool]:
    """Return the hits of rays, sixteen values each.

    A ray that meets no block has the distance that the mod gives it, which it computes from the
    ray's end as if that were a place in the world.
    """
    look, values = look_vector(player.yaw, player.pitch), []
    for ray in rays:
        values += _ray(facts, ground, player, ray, _directed(look, ray))
    return values


def _ray(
    facts: Facts, ground: Terrain, player: PlayerBody, ray: Ray, way: Vector
) -> list[str | float | bool]:
    eye = player.eye
    block = trace(eye, way, ray.reach, lambda c: ground.kind(c) != AIR and not ground.mob(c))
    mob = trace(eye, way, ray.reach, lambda c: ground.mob(c))
    end = [ray.reach * part for part in way]
    there = [place + part for place, part in zip(eye, end, strict=True)]
    cell: Cell = block.cell if block else (floor(there[0]), floor(there[1]), floor(there[2]))
    away = block.distance if block else dist(end, eye)
    beast = mob if mob is not None and (block is None or mob.distance < block.distance) else None
    name, material, harvest = facts.blocks[ground.kind(cell)]
    return [
        name, away, 0, harvest, *material[:5],
        f"Entity{ground.names[ground.kind(beast.cell)].capitalize()}" if beast else "null",
        beast.distance if beast else away, ray.pitch, ray.yaw, *cell,
    ]  # fmt: skip


def _directed(look: Vector, ray: Ray) -> Vector:
    """Turn the look by a ray's pitch about the x axis, then by its yaw, as `Vec3d` does."""
    x, y, z = look
    y, z = y * cos(ray.pitch) + z * sin(ray.pitch), z * cos(ray.pitch) - y * sin(ray.pitch)
    x, z = x * cos(ray.yaw) + z * sin(ray.yaw), z * cos(ray.yaw) - x * sin(ray.yaw)
    length = hypot(x, y, z)
    return x / length, y / length, z / length
