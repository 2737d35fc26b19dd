"""Terrain: hills, lakes, veins of ore and tunnels, as densely as in the game.

Not there: lava and obsidian, emeralds, stone's variants, villages, snow. Tunnels end above height
11, where the game fills them with lava.
"""

from math import ceil, cos, floor, pi, sin, sqrt
from typing import Any

import numpy as np

from deckard.worlds.craftworld.chance import below, times, unit
from deckard.worlds.craftworld.grid import fix, get
from deckard.worlds.craftworld.jit import kernel, part
from deckard.worlds.craftworld.state import (
    AIR,
    BEDROCK,
    CHUNK,
    DIRT,
    FLOOR,
    GRASS,
    HEIGHT,
    SAND,
    SEA,
    STONE,
    WATER,
)

LOWEST, HIGHEST = 57, 72
LAVA = 11  # where the game's lava begins
SOIL = 3  # blocks between stone and surface
WAVES = np.array([[16, 3.5], [8, 3.5], [4, 1.0]])
"""Of the relief: columns from knot to knot, and blocks up and down."""
DROUGHT = 0.55  # above this, on a scale from -1 to 1, the ground is sand


@kernel
def mould(cells: Any, roofs: Any, bodies: Any, beds: Any, chosen: Any) -> None:
    """Make hills and lakes in the chosen worlds."""
    size = roofs.shape[1]
    relief, dryness = np.empty((size, size)), np.empty((size, size))
    for i in chosen:
        body = bodies[i]
        relief[:, :] = 0
        for k in range(WAVES.shape[0]):
            ripple(body, int(WAVES[k, 0]), WAVES[k, 1], relief)
        dryness[:, :] = 0
        ripple(body, int(WAVES[1, 0]), 1.0, dryness)
        lift = min(SEA + 2.5 - relief.mean(), SEA - 2 - relief.min())  # so that some lake is there
        for x in range(size):
            for z in range(size):
                top = min(max(floor(relief[x, z] + lift), LOWEST), HIGHEST)
                layers(body, cells[i], x, z, top, dryness[x, z] > DROUGHT)
                roofs[i, x, z] = max(top, SEA) + 1
        for k in range(beds.shape[0]):
            for _ in range(times(body, beds[k].tries * size * size / CHUNK)):
                patch(body, cells[i], beds[k])


@part
def ripple(body: Any, cell: int, scale: float, field: Any) -> None:
    """Add smooth noise in [-scale, scale] with a knot every `cell` columns, which wraps around."""
    size = field.shape[0]
    knots = size // cell
    lattice = np.empty((knots, knots))
    for i in range(knots):
        for k in range(knots):
            lattice[i, k] = (2 * unit(body) - 1) * scale
    for x in range(size):
        left, right = x // cell, (x // cell + 1) % knots
        across = (x % cell) / cell
        across = across * across * (3 - 2 * across)
        for z in range(size):
            near, far = z // cell, (z // cell + 1) % knots
            along = (z % cell) / cell
            along = along * along * (3 - 2 * along)
            first = lattice[left, near] * (1 - across) + lattice[right, near] * across
            second = lattice[left, far] * (1 - across) + lattice[right, far] * across
            field[x, z] += first * (1 - along) + second * along


@part
def layers(body: Any, grid: Any, x: int, z: int, top: int, dry: bool) -> None:
    """Fill a column: bedrock, ragged as in the game, stone, soil, and water up to the sea."""
    soil, cover = DIRT, GRASS
    if top < SEA:
        cover = SAND if top >= SEA - 3 else DIRT
    elif top == SEA or dry:
        soil, cover = SAND, SAND
    rough = FLOOR + int(unit(body) * 3)
    for y in range(HEIGHT):
        kind = AIR
        if y < rough:
            kind = BEDROCK
        elif y < top - SOIL:
            kind = STONE
        elif y < top:
            kind = soil
        elif y == top:
            kind = cover
        elif y <= SEA:
            kind = WATER
        fix(grid, x, z, y, kind)


@part
def patch(body: Any, grid: Any, bed: Any) -> None:
    """Turn a disc into something else, where it lies under water."""
    size, radius = grid.shape[1], bed.radius
    x, z = below(body, size), below(body, size)
    for i in range(x - radius, x + radius + 1):
        for k in range(z - radius, z + radius + 1):
            y = SEA
            while get(grid, i % size, k % size, y) == WATER:
                y -= 1
            if y < SEA and (i - x) ** 2 + (k - z) ** 2 <= radius * radius:
                fix(grid, i % size, k % size, y, bed.kind)
                fix(grid, i % size, k % size, y - 1, bed.kind)


@kernel
def fill(cells: Any, bodies: Any, veins: Any, chosen: Any) -> None:
    """Lay veins into the stone of the chosen worlds."""
    for i in chosen:
        body = bodies[i]
        for k in range(veins.shape[0]):
            rule = veins[k]
            for _ in range(times(body, rule.tries * cells.shape[2] ** 2 / CHUNK)):
                height = rule.low + below(body, rule.high - rule.low)
                if rule.around_middle:
                    half = (rule.high - rule.low) // 2
                    height = rule.low + below(body, half) + below(body, half)
                if height < HIGHEST:
                    vein(body, cells[i], rule.kind, rule.size, height)


@part
def vein(body: Any, grid: Any, kind: int, size: int, height: int) -> None:
    """Lay one vein: a string of balls, thickest in the middle, as in the game."""
    wide = grid.shape[1]
    angle = unit(body) * pi
    away_x, away_z = sin(angle) * size / 8, cos(angle) * size / 8
    x, z = below(body, wide) + away_x, below(body, wide) + away_z
    y, end = height + floor(unit(body) * 3) - 2.0, height + floor(unit(body) * 3) - 2.0
    for i in range(size):
        share = i / size
        radius = ((sin(pi * share) + 1) * unit(body) * size / 16 + 1) / 2
        middle_y = y + (end - y) * share
        ball(grid, kind, x - 2 * away_x * share, z - 2 * away_z * share, middle_y, radius)


@part
def ball(grid: Any, kind: int, x: float, z: float, y: float, radius: float) -> None:
    """Turn the stone whose middle lies within a ball into something else."""
    mask = grid.shape[1] - 1
    for i in range(ceil(x - radius - 0.5), floor(x + radius - 0.5) + 1):
        for k in range(ceil(z - radius - 0.5), floor(z + radius - 0.5) + 1):
            rest = radius * radius - (i + 0.5 - x) ** 2 - (k + 0.5 - z) ** 2
            if rest < 0:
                continue
            half = sqrt(rest)
            top = min(floor(y + half - 0.5), HIGHEST)
            for j in range(max(ceil(y - half - 0.5), FLOOR), top + 1):
                if get(grid, i & mask, k & mask, j) == STONE:
                    fix(grid, i & mask, k & mask, j, kind)


@kernel
def dig(cells: Any, roofs: Any, bodies: Any, tunnels: float, chosen: Any) -> None:
    """Dig winding tunnels in the chosen worlds, never under or beside a lake."""
    size = roofs.shape[1]
    dry = np.empty((size, size), np.bool_)
    for i in chosen:
        dry[:, :] = True
        for x in range(size):
            for z in range(size):
                if get(cells[i], x, z, SEA) == WATER:
                    for k in range(9):
                        dry[(x + k // 3 - 1) % size, (z + k % 3 - 1) % size] = False
        for _ in range(times(bodies[i], tunnels * size * size / CHUNK)):
            tunnel(bodies[i], cells[i], roofs[i], dry)


@part
def tunnel(body: Any, grid: Any, roof: Any, dry: Any) -> None:
    """Dig one tunnel; one in three begins at the surface."""
    size = grid.shape[1]
    column_x, column_z = below(body, size), below(body, size)
    y, slope = LAVA + 3 + unit(body) * (SEA - LAVA - 12), 0.3 * (unit(body) - 0.5)
    if unit(body) * 3 < 1:
        y, slope = roof[column_x, column_z] - 1.0, -0.5
    x, z, angle, turn = float(column_x), float(column_z), unit(body) * 2 * pi, 0.0
    for _ in range(int(40 + unit(body) * 50)):
        hollow(grid, dry, x, z, y, 1.2 + 1.1 * unit(body))
        turn = 0.8 * turn + 0.3 * (unit(body) - 0.5)
        slope = 0.95 * slope + 0.12 * (unit(body) - 0.5)
        angle += turn
        x, z = (x + cos(angle)) % size, (z + sin(angle)) % size
        y = min(max(y + slope, LAVA + 2.0), float(HIGHEST))


@part
def hollow(grid: Any, dry: Any, x: float, z: float, y: float, radius: float) -> None:
    """Empty the cells whose middle lies within a ball."""
    mask = grid.shape[1] - 1
    for i in range(ceil(x - radius - 0.5), floor(x + radius - 0.5) + 1):
        for k in range(ceil(z - radius - 0.5), floor(z + radius - 0.5) + 1):
            rest = radius * radius - (i + 0.5 - x) ** 2 - (k + 0.5 - z) ** 2
            if rest < 0 or not dry[i & mask, k & mask]:
                continue
            half = sqrt(rest)
            top = min(floor(y + half - 0.5), HIGHEST)
            for j in range(max(ceil(y - half - 0.5), LAVA), top + 1):
                fix(grid, i & mask, k & mask, j, AIR)
