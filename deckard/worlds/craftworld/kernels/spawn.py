"""Where episodes begin: at a random place on the surface."""

from deckard.worlds.craftworld.kernels.arrays import (
    AIR,
    LEAVES,
    LEVEL,
    AllCounts,
    Bodies,
    BodyRecord,
    Counts,
    Gear,
    Grid,
    Grids,
    Herds,
    Kinds,
    Roof,
    Roofs,
    Worlds,
)
from deckard.worlds.craftworld.kernels.crosshair import aim
from deckard.worlds.craftworld.kernels.grid import get, surface
from deckard.worlds.craftworld.kernels.jit import kernel, kernel_function
from deckard.worlds.craftworld.kernels.rng import below, unit

TRIES = 1000


@kernel
def begin_episode(
    cells: Grids, roofs: Roofs, bodies: Bodies, mobs: Herds, counts: AllCounts, worn: AllCounts,
    kinds: Kinds, gear: Gear, start: Counts, hand: int, fresh: int, stay: float, chosen: Worlds,
) -> None:  # fmt: skip
    """Begin an episode in the chosen worlds, with the items `start` (int32, one per item).

    It begins on the surface; where `fresh` episodes were not still to come, so that the terrain has
    seen one before, with the chance `stay` where that ended.
    """
    for i in chosen:
        body = bodies[i]
        for k in range(start.shape[0]):
            counts[i, k] = start[k]
            worn[i, k] = 0
        for k in range(mobs.shape[1]):
            mobs[i, k].shorn = 0  # the clock begins again
        moves = body.starts >= fresh or unit(body) >= stay
        for _ in range(TRIES if moves else 0):
            if land(cells[i], roofs[i], body, kinds):
                break
        body.yaw, body.pitch, body.hand = int(unit(body) * 4), LEVEL, hand
        body.clock, body.decisions, body.ticks = 0, 0, 0
        body.action, body.worked, body.broke, body.changed = -1, 0, -1, 1
        body.starts -= 1
        aim(cells[i], body, kinds, gear)


@kernel_function
def land(grid: Grid, roof: Roof, body: BodyRecord, kinds: Kinds) -> bool:
    """Put the agent on a random column; answer whether that is dry and open ground."""
    size = grid.shape[1]
    x, z = below(body, size), below(body, size)
    y = surface(grid, roof, x, z)
    while kinds[get(grid, x, z, y)].rooted and not kinds[get(grid, x, z, y)].solid:
        y -= 1
    body.x, body.z, body.y = x, z, y + 1
    body.far_x, body.far_z = x, z
    ground = kinds[get(grid, x, z, y)]
    if not ground.solid or ground.mob or ground.rooted or get(grid, x, z, y) == LEAVES:
        return False
    return get(grid, x, z, y + 2) == AIR
