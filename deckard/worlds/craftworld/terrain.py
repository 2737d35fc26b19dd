"""Terrain: hills, lakes, tunnels and veins of ore, as densely as in the game.

Not there: lava and obsidian, emeralds, stone's variants, villages, snow. Tunnels end above height
11, where the game fills them with lava.
"""

from math import cos, pi, sin
from typing import Any

import numpy as np

from deckard.worlds.craftworld.chance import below, times, unit
from deckard.worlds.craftworld.jit import kernel
from deckard.worlds.craftworld.state import (
    AIR,
    BEDROCK,
    CLAY,
    DIRT,
    FLOOR,
    GRASS,
    GRAVEL,
    HEIGHT,
    SAND,
    SEA,
    STONE,
    WATER,
)

LOWEST, HIGHEST = 57, 72
LAVA = 11  # where the game's lava begins


@kernel
def noise(body: Any, cell: int, scale: float, field: Any) -> None:
    """Add smooth noise in [-scale, scale] with a lattice of `cell` columns, which wraps around."""
    size = field.shape[0]
    knots = size // cell
    lattice = np.empty((knots, knots), np.float32)
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


@kernel
def relief(body: Any, tops: Any) -> None:
    """Draw the height of the surface, int64 of shape (size, size); some of it lies under water."""
    size = tops.shape[0]
    field = np.zeros((size, size), np.float32)
    noise(body, 16, 3.5, field)
    noise(body, 8, 3.5, field)
    noise(body, 4, 1.0, field)
    lift = min(SEA + 2.5 - field.mean(), SEA - 2 - field.min())  # so that some lake is there
    for x in range(size):
        for z in range(size):
            tops[x, z] = min(max(int(np.floor(field[x, z] + lift)), LOWEST), HIGHEST)


@kernel
def layers(body: Any, grid: Any, tops: Any) -> None:
    """Fill the columns: bedrock, stone, soil, and water up to the level of the sea."""
    size = tops.shape[0]
    dryness = np.zeros((size, size), np.float32)
    noise(body, 8, 1.0, dryness)
    for x in range(size):
        for z in range(size):
            top = tops[x, z]
            soil, cover = DIRT, GRASS
            if top < SEA:
                cover = SAND if top >= SEA - 3 else DIRT
            elif top == SEA or dryness[x, z] > 0.55:
                soil, cover = SAND, SAND
            column = grid[x, z]
            column[:FLOOR] = BEDROCK
            column[FLOOR : top - 3] = STONE
            column[top - 3 : top] = soil
            column[top] = cover
            column[top + 1 :] = AIR
            if top < SEA:
                column[top + 1 : SEA + 1] = WATER
            for y in range(FLOOR, FLOOR + 2):  # ragged, as in the game
                if below(body, 2) == 0:
                    column[y] = BEDROCK


@kernel
def patch(body: Any, grid: Any, tops: Any, kind: int, radius: int) -> None:
    """Turn a disc of a lake's bed into something else, as the game does with clay and gravel."""
    size = tops.shape[0]
    x, z = below(body, size), below(body, size)
    for _ in range(20):
        if tops[x, z] < SEA:
            break
        x, z = below(body, size), below(body, size)
    if tops[x, z] >= SEA:
        return
    for across in range(-radius, radius + 1):
        for along in range(-radius, radius + 1):
            i, k = (x + across) % size, (z + along) % size
            if across * across + along * along <= radius * radius and tops[i, k] < SEA:
                for y in range(tops[i, k] - 1, tops[i, k] + 1):
                    grid[i, k, y] = kind


@kernel
def vein(body: Any, grid: Any, kind: int, size: int, height: int) -> None:
    """Lay one vein into the stone: a string of balls, thickest in the middle, as in the game."""
    wide = grid.shape[0]
    angle = unit(body) * pi
    reach = size / 8.0
    x, z = below(body, wide) + 8.0, below(body, wide) + 8.0
    start, end = height + below(body, 3) - 2, height + below(body, 3) - 2
    for i in range(size):
        share = i / size
        middle_x = x + sin(angle) * reach * (1 - 2 * share)
        middle_z = z + cos(angle) * reach * (1 - 2 * share)
        middle_y = start + (end - start) * share
        radius = ((sin(pi * share) + 1) * unit(body) * size / 16 + 1) / 2
        ball(grid, kind, middle_x, middle_z, middle_y, radius)


@kernel
def ball(grid: Any, kind: int, x: float, z: float, y: float, radius: float) -> None:
    """Turn the stone whose middle lies within a ball into something else."""
    mask = grid.shape[0] - 1
    bottom = max(int(np.floor(y - radius)), FLOOR)
    top = min(int(np.floor(y + radius)), HEIGHT - 1)
    for i in range(int(np.floor(x - radius)), int(np.floor(x + radius)) + 1):
        across = ((i + 0.5 - x) / radius) ** 2
        for k in range(int(np.floor(z - radius)), int(np.floor(z + radius)) + 1):
            flat = across + ((k + 0.5 - z) / radius) ** 2
            for j in range(bottom, top + 1):
                if flat + ((j + 0.5 - y) / radius) ** 2 < 1 and grid[i & mask, k & mask, j] == STONE:
                    grid[i & mask, k & mask, j] = kind


@kernel
def lay(body: Any, grid: Any, veins: Any, chunks: float) -> None:
    """Lay all the veins."""
    for i in range(veins.shape[0]):
        rule = veins[i]
        span = rule.high - rule.low
        for _ in range(times(body, rule.tries * chunks)):
            height = rule.low + below(body, span)
            if rule.around_middle:
                height = rule.low + below(body, span // 2) + below(body, span // 2)
            if height < HIGHEST + 4:
                vein(body, grid, rule.kind, rule.size, height)


@kernel
def tunnel(body: Any, grid: Any, tops: Any) -> None:
    """Dig a winding tunnel, from the surface down one time in three; never under a lake."""
    size = tops.shape[0]
    x, z = np.float32(below(body, size)), np.float32(below(body, size))
    y = np.float32(LAVA + 3 + below(body, SEA - LAVA - 10))
    slope = np.float32(0.3) * (unit(body) - np.float32(0.5))
    if below(body, 3) == 0:
        y = np.float32(tops[int(x), int(z)])
        slope = np.float32(-0.5)
    angle = unit(body) * np.float32(2 * pi)
    turn = np.float32(0)
    for _ in range(40 + below(body, 50)):
        hollow(grid, tops, x, z, y, 1.2 + 1.1 * unit(body))
        turn = np.float32(0.8) * turn + np.float32(0.3) * (unit(body) - np.float32(0.5))
        slope = np.float32(0.95) * slope + np.float32(0.12) * (unit(body) - np.float32(0.5))
        angle += turn
        x = (x + np.float32(cos(angle)) + size) % size
        z = (z + np.float32(sin(angle)) + size) % size
        y = min(max(y + slope, np.float32(LAVA + 2)), np.float32(HIGHEST))


@kernel
def hollow(grid: Any, tops: Any, x: float, z: float, y: float, radius: float) -> None:
    """Empty a ball, where no water stands above or beside."""
    size = tops.shape[0]
    reach = int(radius) + 1
    for i in range(int(x) - reach, int(x) + reach + 1):
        for k in range(int(z) - reach, int(z) + reach + 1):
            if wet(tops, i, k):
                continue
            flat = (i + 0.5 - x) ** 2 + (k + 0.5 - z) ** 2
            for j in range(max(int(y) - reach, LAVA), min(int(y) + reach, HIGHEST) + 1):
                if flat + (j + 0.5 - y) ** 2 < radius * radius:
                    grid[i % size, k % size, j] = AIR


@kernel
def wet(tops: Any, x: int, z: int) -> bool:
    """Whether a column or one of its eight neighbours lies under water."""
    size = tops.shape[0]
    for i in range(x - 1, x + 2):
        for k in range(z - 1, z + 2):
            if tops[i % size, k % size] < SEA:
                return True
    return False


@kernel
def shape(body: Any, grid: Any, veins: Any, tunnels: float) -> None:
    """Make everything that does not live."""
    size = grid.shape[0]
    chunks = size * size / 256.0
    tops = np.empty((size, size), np.int64)
    relief(body, tops)
    layers(body, grid, tops)
    for _ in range(times(body, chunks)):
        patch(body, grid, tops, CLAY, 2)
        patch(body, grid, tops, GRAVEL, 3)
    lay(body, grid, veins, chunks)
    for _ in range(times(body, tunnels * chunks)):
        tunnel(body, grid, tops)
