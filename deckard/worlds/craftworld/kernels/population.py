"""What lives on fresh terrain: trees, plants and animals."""

import numpy as np

from deckard.worlds.craftworld.kernels.arrays import (
    AIR,
    CHUNK,
    DIRT,
    GRASS,
    HEIGHT,
    LEAVES,
    LOG,
    SEA,
    VINE,
    WATER,
    YAW_X,
    YAW_Z,
    Bodies,
    BodyRecord,
    Grid,
    Grids,
    Herds,
    Integer,
    Kinds,
    MobRecord,
    PlantRecord,
    Plants,
    Roof,
    Roofs,
    Worlds,
)
from deckard.worlds.craftworld.kernels.grid import fix, get, put, surface
from deckard.worlds.craftworld.kernels.jit import kernel, kernel_function
from deckard.worlds.craftworld.kernels.rng import below, times, unit

SHORE, POND, SHADE = 1, 2, 3  # as in rules.PLACES; 0 is open ground
DEEPEST = 12  # where mushrooms grow
ONE = np.uint64(1)
TRIES = 40  # to find grass for an animal


@kernel
def grow_plants(
    cells: Grids, roofs: Roofs, bodies: Bodies, plants: Plants, trees: float, chosen: Worlds
) -> None:
    """Grow everything that stays where it is, in the chosen worlds."""
    chunks = roofs.shape[1] ** 2 / CHUNK
    for i in chosen:
        body = bodies[i]
        for _ in range(times(body, trees * chunks)):
            grow_tree(body, cells[i], roofs[i])
        for k in range(plants.shape[0]):
            for _ in range(times(body, plants[k].tries * chunks)):
                sprout(body, cells[i], roofs[i], plants[k])


@kernel
def populate(
    cells: Grids, roofs: Roofs, bodies: Bodies, mobs: Herds, kinds: Kinds, chosen: Worlds
) -> None:
    """Bring every animal to the chosen worlds, where there is grass for it."""
    for i in chosen:
        for k in range(mobs.shape[1]):
            mobs[i, k].health = 0
            for _ in range(TRIES):
                arrive(bodies[i], cells[i], roofs[i], mobs[i, k], kinds)
                if mobs[i, k].health > 0:
                    break


@kernel_function
def arrive(body: BodyRecord, grid: Grid, roof: Roof, mob: MobRecord, kinds: Kinds) -> None:
    """Put a mob on a random column, if that is grass under the open sky."""
    size = grid.shape[1]
    x, z = below(body, size), below(body, size)
    y = surface(grid, roof, x, z)
    if get(grid, x, z, y) == GRASS:
        mob.x, mob.z, mob.y = x, z, y + 1
        mob.health = kinds[mob.kind].health
        mob.flees, mob.shorn = 0, 0
        put(grid, roof, x, z, y + 1, mob.kind)


@kernel_function
def grow_tree(body: BodyRecord, grid: Grid, roof: Roof) -> None:
    """Grow an oak on a random column, if that is grass and the tree has room."""
    size = grid.shape[1]
    x, z = below(body, size), below(body, size)
    ground = surface(grid, roof, x, z)
    top = ground + 4 + int(unit(body) * 3)
    if get(grid, x, z, ground) != GRASS or top + 2 >= HEIGHT:
        return
    for y in range(top - 2, top + 2):
        crown(body, grid, roof, x, z, y, top)
    fix(grid, x, z, ground, DIRT)
    for y in range(ground + 1, top + 1):
        fix(grid, x, z, y, LOG)
    if unit(body) < 0.2:
        hang(body, grid, roof, x, z, top - 2)


@kernel_function
def crown(
    body: BodyRecord, grid: Grid, roof: Roof, x: Integer, z: Integer, y: Integer, top: Integer
) -> None:
    """Grow one layer of leaves: 5 x 5 below the top of the trunk, 3 x 3 from there on."""
    size = grid.shape[1]
    wide = 2 if y < top else 1
    for i in range(-wide, wide + 1):
        for k in range(-wide, wide + 1):
            corner = abs(i) == wide and abs(k) == wide
            there = not corner or (y <= top and unit(body) < 0.5)
            if there and get(grid, (x + i) % size, (z + k) % size, y) == AIR:
                put(grid, roof, (x + i) % size, (z + k) % size, y, LEAVES)


@kernel_function
def hang(body: BodyRecord, grid: Grid, roof: Roof, x: Integer, z: Integer, y: Integer) -> None:
    """Hang vines from the four sides of a tree's crown."""
    size = grid.shape[1]
    for yaw in range(4):
        i, k = (x + 3 * YAW_X[yaw]) % size, (z + 3 * YAW_Z[yaw]) % size
        for j in range(y, y - 2 - int(unit(body) * 2), -1):
            if get(grid, i, k, j) != AIR:
                break
            put(grid, roof, i, k, j, VINE)


@kernel_function
def sprout(body: BodyRecord, grid: Grid, roof: Roof, rule: PlantRecord) -> None:
    """Grow one plant in a random column, if its ground and surroundings are right."""
    size = grid.shape[1]
    x, z = below(body, size), below(body, size)
    y = hollow_floor(body, grid, roof, x, z) if rule.where == SHADE else surface(grid, roof, x, z)
    if (ONE << np.uint64(get(grid, x, z, y))) & rule.ground == np.uint64(0):
        return
    if rule.where == SHORE and not beside_water(grid, x, z, y):
        return
    for above in range(y + 1, y + 2 + int(unit(body) * rule.tall)):
        if get(grid, x, z, above) != AIR:
            return
        put(grid, roof, x, z, above, rule.kind)


@kernel_function
def beside_water(grid: Grid, x: Integer, z: Integer, y: Integer) -> bool:
    """Whether one of the four cells around a cell is water."""
    size = grid.shape[1]
    for yaw in range(4):
        if get(grid, (x + YAW_X[yaw]) % size, (z + YAW_Z[yaw]) % size, y) == WATER:
            return True
    return False


@kernel_function
def hollow_floor(body: BodyRecord, grid: Grid, roof: Roof, x: Integer, z: Integer) -> int:
    """Return the height of the ground of a cave or of a tree's shade in a column, 0: none."""
    y = int(DEEPEST + unit(body) * (SEA + 6 - DEEPEST))
    while y > DEEPEST and get(grid, x, z, y) != AIR:
        y -= 1
    while y > DEEPEST and get(grid, x, z, y - 1) == AIR:
        y -= 1
    if y == DEEPEST or y > surface(grid, roof, x, z):
        return 0
    return y - 1
