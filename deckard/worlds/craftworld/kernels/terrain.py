"""Terrain: hills, lakes, veins of ore and tunnels, as densely as in the game.

Not there: lava and obsidian, emeralds, stone's variants, villages, snow. Tunnels end above height
11, where the game fills them with lava.
"""

from math import floor

import numpy as np

from deckard.worlds.craftworld.kernels.arrays import (
    AIR,
    BEDROCK,
    CHUNK,
    DIRT,
    FLOOR,
    GRASS,
    SAND,
    SEA,
    STONE,
    WATER,
    BedRecord,
    Beds,
    Bodies,
    BodyRecord,
    DryColumns,
    Field,
    Grid,
    Grids,
    Integer,
    Roofs,
    ShapeCells,
    ShapeStarts,
    Veins,
    Worlds,
)
from deckard.worlds.craftworld.kernels.grid import SLAB, fix, get
from deckard.worlds.craftworld.kernels.jit import kernel, kernel_function
from deckard.worlds.craftworld.kernels.rng import below, times, unit
from deckard.worlds.craftworld.kernels.shapes import SHAFT, TUNNELS, VEINS

LOWEST = 57  # height of the lowest ground; chosen
HIGHEST = 72  # height of the highest ground; chosen
LAVA = 11  # where the game's lava begins
SOIL = 3  # blocks between stone and surface
WAVES = np.array([[16, 3.5], [8, 3.5], [4, 1.0]])
"""Of the relief: columns from knot to knot, and blocks up and down."""
SOLID_SLABS = (LOWEST - SOIL) // SLAB  # full of stone everywhere
DROUGHT = 0.55  # above this, on a scale from -1 to 1, the ground is sand


@kernel
def mould(cells: Grids, roofs: Roofs, bodies: Bodies, beds: Beds, chosen: Worlds) -> None:
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
        flat = cells[i].reshape(-1)
        solid = SOLID_SLABS * size * size * SLAB
        flat[:solid] = STONE
        flat[solid:] = AIR
        lift = min(SEA + 2.5 - relief.mean(), SEA - 2 - relief.min())  # so that some lake is there
        for x in range(size):
            for z in range(size):
                top = min(max(floor(relief[x, z] + lift), LOWEST), HIGHEST)
                layers(body, cells[i], x, z, top, dryness[x, z] > DROUGHT)
                roofs[i, x, z] = max(top, SEA) + 1
        for k in range(beds.shape[0]):
            for _ in range(times(body, beds[k].tries * size * size / CHUNK)):
                patch(body, cells[i], beds[k])


@kernel_function
def ripple(body: BodyRecord, cell: int, scale: float, field: Field) -> None:
    """Add smooth noise in [-scale, scale] with a knot every `cell` columns, which wraps around."""
    size = field.shape[0]
    knots = size // cell
    lattice = np.empty((knots, knots))
    for i in range(knots):
        for k in range(knots):
            lattice[i, k] = (2 * unit(body) - 1) * scale
    ease = np.empty(cell)
    for i in range(cell):
        share = i / cell
        ease[i] = share * share * (3 - 2 * share)
    for i in range(knots):
        for k in range(knots):
            near, far = lattice[i, k], lattice[(i + 1) % knots, k]
            near_next, far_next = (
                lattice[i, (k + 1) % knots],
                lattice[(i + 1) % knots, (k + 1) % knots],
            )
            for x in range(cell):
                first = near + (far - near) * ease[x]
                second = near_next + (far_next - near_next) * ease[x]
                for z in range(cell):
                    field[i * cell + x, k * cell + z] += first + (second - first) * ease[z]


@kernel_function
def layers(body: BodyRecord, grid: Grid, x: Integer, z: Integer, top: Integer, dry: bool) -> None:
    """Fill a column where it is not all stone or all air.

    At its bottom there is bedrock, ragged as in the game; at its top soil, and water up to the sea.
    """
    soil, cover = DIRT, GRASS
    if top < SEA:
        cover = SAND if top >= SEA - 3 else DIRT
    elif top == SEA or dry:
        soil, cover = SAND, SAND
    for y in range(FLOOR + int(unit(body) * 3)):
        fix(grid, x, z, y, BEDROCK)
    for y in range(SOLID_SLABS * SLAB, top - SOIL):
        fix(grid, x, z, y, STONE)
    for y in range(top - SOIL, top):
        fix(grid, x, z, y, soil)
    fix(grid, x, z, top, cover)
    for y in range(top + 1, SEA + 1):
        fix(grid, x, z, y, WATER)


@kernel_function
def patch(body: BodyRecord, grid: Grid, bed: BedRecord) -> None:
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
def lay_veins(
    cells: Grids, bodies: Bodies, veins: Veins, shapes: ShapeCells, first: ShapeStarts,
    chosen: Worlds,
) -> None:  # fmt: skip
    """Lay veins into the stone of the chosen worlds."""
    size = cells.shape[2]
    for i in chosen:
        body = bodies[i]
        for k in range(veins.shape[0]):
            rule = veins[k]
            for _ in range(times(body, rule.tries * size * size / CHUNK)):
                height = rule.low + below(body, rule.high - rule.low)
                if rule.around_middle:
                    half = (rule.high - rule.low) // 2
                    height = rule.low + below(body, half) + below(body, half)
                if height < HIGHEST:
                    shape = rule.shape + int(unit(body) * VEINS)
                    x, z = below(body, size), below(body, size)
                    lay(cells[i], shapes, first[shape], first[shape + 1], x, z, height, rule.kind)


@kernel_function
def lay(
    grid: Grid, shapes: ShapeCells, begin: Integer, end: Integer, x: Integer, z: Integer,
    y: Integer, kind: Integer,
) -> None:  # fmt: skip
    """Turn the stone of a shape into something else."""
    mask = grid.shape[1] - 1
    for c in range(begin, end):
        i, k, j = (x + shapes[c, 0]) & mask, (z + shapes[c, 1]) & mask, y + shapes[c, 2]
        if FLOOR <= j < HIGHEST and get(grid, i, k, j) == STONE:
            fix(grid, i, k, j, kind)


@kernel
def dig(
    cells: Grids, roofs: Roofs, bodies: Bodies, tunnels: float, shapes: ShapeCells,
    first: ShapeStarts, chosen: Worlds,
) -> None:  # fmt: skip
    """Dig winding tunnels in the chosen worlds; one in three begins at the surface."""
    size = roofs.shape[1]
    dry = np.empty((size, size), np.bool_)
    for i in chosen:
        body = bodies[i]
        find_dry(cells[i], dry)
        for _ in range(times(body, tunnels * size * size / CHUNK)):
            x, z = below(body, size), below(body, size)
            shape, y = int(unit(body) * TUNNELS), int(LAVA + 3 + unit(body) * (SEA - LAVA - 12))
            if unit(body) * 3 < 1:
                shape, y = shape + TUNNELS * SHAFT, int(roofs[i, x, z]) - 1
            hollow(cells[i], dry, shapes, first[shape], first[shape + 1], x, z, y)


@kernel_function
def find_dry(grid: Grid, dry: DryColumns) -> None:
    """Note which columns neither lie under water nor touch one that does."""
    size = dry.shape[0]
    dry[:, :] = True
    for x in range(size):
        for z in range(size):
            if get(grid, x, z, SEA) == WATER:
                for k in range(9):
                    dry[(x + k // 3 - 1) % size, (z + k % 3 - 1) % size] = False


@kernel_function
def hollow(
    grid: Grid, dry: DryColumns, shapes: ShapeCells, begin: Integer, end: Integer, x: Integer,
    z: Integer, y: Integer,
) -> None:  # fmt: skip
    """Empty the cells of a shape, where that lets no water in and there is no lava."""
    mask = grid.shape[1] - 1
    for c in range(begin, end):
        i, k, j = (x + shapes[c, 0]) & mask, (z + shapes[c, 1]) & mask, y + shapes[c, 2]
        if LAVA <= j <= HIGHEST and dry[i, k]:
            fix(grid, i, k, j, AIR)
