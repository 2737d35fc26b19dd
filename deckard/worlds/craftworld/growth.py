"""What lives on the terrain when it is fresh: trees, plants and animals."""

from typing import Any

import numpy as np

from deckard.worlds.craftworld.chance import below, times
from deckard.worlds.craftworld.jit import kernel
from deckard.worlds.craftworld.state import (
    AIR,
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
)

SHORE, POND, SHADE = 1, 2, 3  # places of rules.PLACES; 0 is open ground
DEEPEST = 12
ONE = np.uint64(1)


@kernel
def surface(grid: Any, x: int, z: int) -> int:
    """Return the height of the topmost cell of a column that is not air."""
    y = HEIGHT - 1
    while grid[x, z, y] == AIR:
        y -= 1
    return y


@kernel
def tree(body: Any, grid: Any) -> None:
    """Grow an oak on a random grass block, if there is room."""
    size = grid.shape[0]
    x, z = below(body, size), below(body, size)
    ground = surface(grid, x, z)
    tall = 4 + below(body, 3)
    if grid[x, z, ground] != GRASS or ground + tall + 2 >= HEIGHT:
        return
    top = ground + tall
    for y in range(top - 2, top + 2):
        wide = 2 if y < top else 1
        for i in range(-wide, wide + 1):
            for k in range(-wide, wide + 1):
                corner = abs(i) == wide and abs(k) == wide
                if corner and (y > top or below(body, 2) == 0):
                    continue
                if grid[(x + i) % size, (z + k) % size, y] == AIR:
                    grid[(x + i) % size, (z + k) % size, y] = LEAVES
    grid[x, z, ground] = DIRT
    for y in range(ground + 1, top + 1):
        grid[x, z, y] = LOG
    if below(body, 5) == 0:
        hang(body, grid, x, z, top - 2)


@kernel
def hang(body: Any, grid: Any, x: int, z: int, y: int) -> None:
    """Hang vines from the edge of a tree's crown."""
    size = grid.shape[0]
    for yaw in range(4):
        i, k = (x + 3 * YAW_X[yaw]) % size, (z + 3 * YAW_Z[yaw]) % size
        for j in range(y, y - 2 - below(body, 2), -1):
            if grid[i, k, j] != AIR:
                break
            grid[i, k, j] = VINE


@kernel
def beside_water(grid: Any, x: int, z: int, y: int) -> bool:
    """Whether one of the four cells around a cell is water."""
    size = grid.shape[0]
    for yaw in range(4):
        if grid[(x + YAW_X[yaw]) % size, (z + YAW_Z[yaw]) % size, y] == WATER:
            return True
    return False


@kernel
def site(body: Any, grid: Any, x: int, z: int, where: int) -> int:
    """Return the height of the ground in a column that a plant could grow on, or -1."""
    if where != SHADE:
        return surface(grid, x, z)
    y = DEEPEST + below(body, SEA + 6 - DEEPEST)
    while y > DEEPEST and grid[x, z, y] != AIR:  # down into a hollow, if there is one
        y -= 1
    while y > DEEPEST and grid[x, z, y - 1] == AIR:
        y -= 1
    if y == DEEPEST:
        return -1
    for above in range(y, HEIGHT):
        if grid[x, z, above] != AIR:
            return y - 1
    return -1


@kernel
def sprout(body: Any, grid: Any, rule: Any) -> None:
    """Grow one plant in a random column, if its ground and surroundings are right."""
    size = grid.shape[0]
    x, z = below(body, size), below(body, size)
    y = site(body, grid, x, z, rule.where)
    if y < 0 or (ONE << np.uint64(grid[x, z, y])) & rule.ground == np.uint64(0):
        return
    if rule.where == SHORE and not beside_water(grid, x, z, y):
        return
    tall = 1 + below(body, rule.tall)
    for above in range(y + 1, min(y + 1 + tall, HEIGHT)):
        if grid[x, z, above] != AIR:
            return
        grid[x, z, above] = rule.kind


@kernel
def grow(body: Any, grid: Any, plants: Any, trees: float) -> None:
    """Grow everything that stays where it is."""
    chunks = grid.shape[0] * grid.shape[0] / 256.0
    for _ in range(times(body, trees * chunks)):
        tree(body, grid)
    for i in range(plants.shape[0]):
        for _ in range(times(body, plants[i].tries * chunks)):
            sprout(body, grid, plants[i])


@kernel
def settle_herds(body: Any, grid: Any, mobs: Any, kinds: Any) -> None:
    """Give every animal a place on grass."""
    for i in range(mobs.shape[0]):
        mobs[i].health = 0
        for _ in range(50):
            if mobs[i].health == 0:
                arrive(body, grid, mobs[i], kinds)


@kernel
def arrive(body: Any, grid: Any, mob: Any, kinds: Any) -> None:
    """Put a mob on a random column, if that is grass under the open sky."""
    size = grid.shape[0]
    x, z = below(body, size), below(body, size)
    y = surface(grid, x, z)
    if grid[x, z, y] == GRASS:
        mob.x, mob.z, mob.y = x, z, y + 1
        mob.health = kinds[mob.kind].health
        mob.flees, mob.shorn = 0, 0
        grid[x, z, y + 1] = mob.kind
