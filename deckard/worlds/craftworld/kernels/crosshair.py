"""The cross hair: what an attack or a use would meet."""

from deckard.worlds.craftworld.kernels.arrays import (
    AIR,
    LEVEL,
    PITCH_AHEAD,
    PITCH_UP,
    REACH,
    WATER,
    YAW_X,
    YAW_Z,
    BodyRecord,
    Gear,
    Grid,
    Kinds,
)
from deckard.worlds.craftworld.kernels.grid import get
from deckard.worlds.craftworld.kernels.jit import kernel_function

HERD_REACH = 3  # cells


@kernel_function
def aim(grid: Grid, body: BodyRecord, kinds: Kinds, gear: Gear) -> None:
    """Note in the body what it aims at: the first thing on its line of sight within reach.

    Water does not count, unless what is in the hand scoops it. Looking level or a little down also
    meets an animal in front, whose cell is lower than the eye but whose body is tall.
    """
    mask = grid.shape[1] - 1
    body.aim, body.away = -1, 0
    if body.pitch == LEVEL or body.pitch == LEVEL - 1:
        meet(grid, body, kinds)
    scoops = body.hand >= 0 and gear[body.hand].scoops != 0
    x, z, y = body.x, body.z, body.y + 1
    for away in range(1, REACH + 1):
        if body.aim >= 0:
            return
        x = (x + YAW_X[body.yaw] * PITCH_AHEAD[body.pitch]) & mask
        z = (z + YAW_Z[body.yaw] * PITCH_AHEAD[body.pitch]) & mask
        y += PITCH_UP[body.pitch]
        if body.pitch == 0 and away == 1:
            continue  # the agent's own legs
        kind = get(grid, x, z, y)
        if kind != AIR and (kind != WATER or scoops):
            body.aim, body.away = kind, away
            body.aim_x, body.aim_z, body.aim_y = x, z, y


@kernel_function
def meet(grid: Grid, body: BodyRecord, kinds: Kinds) -> None:
    """Aim at an animal straight ahead, if nothing stands between."""
    mask = grid.shape[1] - 1
    for away in range(1, HERD_REACH + 1):
        x = (body.x + away * YAW_X[body.yaw]) & mask
        z = (body.z + away * YAW_Z[body.yaw]) & mask
        for y in range(body.y - 1, body.y + 2):
            kind = get(grid, x, z, y)
            if kinds[kind].mob:
                body.aim, body.away = kind, away
                body.aim_x, body.aim_z, body.aim_y = x, z, y
                return
        if kinds[get(grid, x, z, body.y)].solid or kinds[get(grid, x, z, body.y + 1)].solid:
            return
