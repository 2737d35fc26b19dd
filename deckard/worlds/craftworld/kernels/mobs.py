"""Animals: they wander, flee when hit, and come again when some were killed."""

import numpy as np

from deckard.worlds.craftworld.kernels.arrays import (
    AIR,
    CEILING,
    YAW_X,
    YAW_Z,
    BodyRecord,
    Grid,
    Herd,
    Kinds,
    MobRecord,
    Roof,
)
from deckard.worlds.craftworld.kernels.grid import fix, get, put
from deckard.worlds.craftworld.kernels.jit import kernel_function
from deckard.worlds.craftworld.kernels.population import arrive
from deckard.worlds.craftworld.kernels.rng import below, random_bits, unit

MOMENT = 5  # ticks; a mob moves one cell at most in it
MOST = 4  # moments that pass in one decision at most, however long it digs
FLIGHT = 12  # moments
ARRIVAL = 400  # ticks between two tries of the game to bring animals


@kernel_function
def mob_at(mobs: Herd, x: int, z: int, y: int) -> int:
    """Return the index of the living mob in a cell, or -1."""
    for i in range(mobs.shape[0]):
        mob = mobs[i]
        if mob.health > 0 and mob.x == x and mob.z == z and mob.y == y:
            return i
    return -1


@kernel_function
def live_on(body: BodyRecord, grid: Grid, roof: Roof, mobs: Herd, kinds: Kinds, since: int) -> None:
    """Let the animals do what they do from the clock `since` to now."""
    moments = min(body.clock // MOMENT - since // MOMENT, MOST)
    for _ in range(moments):
        dice = random_bits(body)
        for i in range(mobs.shape[0]):
            chance = (dice >> np.uint64(4 * (i & 15))) & np.uint64(15)
            mob = mobs[i]
            if mob.health > 0 and (chance == 0 or (mob.flees > 0 and chance < 8)):
                roam(body, grid, roof, mob, kinds)
    if body.clock // ARRIVAL != since // ARRIVAL:
        replace(body, grid, roof, mobs, kinds)


@kernel_function
def replace(body: BodyRecord, grid: Grid, roof: Roof, mobs: Herd, kinds: Kinds) -> None:
    """Try to bring one animal in the place of a dead one, out of the agent's arms' reach."""
    mob = mobs[below(body, mobs.shape[0])]
    if mob.health <= 0:
        arrive(body, grid, roof, mob, kinds)
        if mob.health > 0 and mob.x == body.x and mob.z == body.z:
            fix(grid, mob.x, mob.z, mob.y, AIR)
            mob.health = 0


@kernel_function
def roam(body: BodyRecord, grid: Grid, roof: Roof, mob: MobRecord, kinds: Kinds) -> None:
    """Move a mob one cell, up or down a block if need be; it stays when the way is barred."""
    size = grid.shape[1]
    way = int(unit(body) * 4)
    if mob.flees > 0:
        mob.flees -= 1
        if unit(body) < 0.75:
            way = mob.heading
    x, z, y = (mob.x + YAW_X[way]) % size, (mob.z + YAW_Z[way]) % size, mob.y
    if kinds[get(grid, x, z, y)].solid:
        y += 1
    elif not kinds[get(grid, x, z, y - 1)].solid:
        y -= 1
    ground = kinds[get(grid, x, z, y - 1)]
    here = x == body.x and z == body.z and body.y - 1 <= y <= body.y + 1
    if y < CEILING and get(grid, x, z, y) == AIR and ground.solid and not ground.mob and not here:
        fix(grid, mob.x, mob.z, mob.y, AIR)
        put(grid, roof, x, z, y, mob.kind)
        mob.x, mob.z, mob.y = x, z, y
