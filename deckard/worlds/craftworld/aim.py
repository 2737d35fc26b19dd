"""The cross hair: what an attack or a use would meet."""

from typing import Any

from deckard.worlds.craftworld.jit import part
from deckard.worlds.craftworld.state import (
    AIR,
    HEIGHT,
    LEVEL,
    PITCH_AHEAD,
    PITCH_UP,
    REACH,
    WATER,
    YAW_X,
    YAW_Z,
)

HERD_REACH = 3  # cells


@part
def aim(grid: Any, body: Any, kinds: Any, gear: Any) -> None:
    """Set `aim` and `away` of a body: the first thing on its line of sight within reach.

    Water does not count, unless what is in the hand scoops it. Looking level or a little down also
    meets an animal in front, whose cell is lower than the eye but whose body is tall.
    """
    size = grid.shape[0]
    mask = size - 1
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
        if y < 0 or y >= HEIGHT:
            return
        kind = grid[x, z, y]
        if kind != AIR and (kind != WATER or scoops):
            body.aim, body.away = (x * size + z) * HEIGHT + y, away


@part
def meet(grid: Any, body: Any, kinds: Any) -> None:
    """Aim at an animal straight ahead, if nothing stands between."""
    size = grid.shape[0]
    mask = size - 1
    for away in range(1, HERD_REACH + 1):
        x = (body.x + away * YAW_X[body.yaw]) & mask
        z = (body.z + away * YAW_Z[body.yaw]) & mask
        for y in range(body.y - 1, body.y + 2):
            if kinds[grid[x, z, y]].mob:
                body.aim, body.away = (x * size + z) * HEIGHT + y, away
                return
        if kinds[grid[x, z, body.y]].solid or kinds[grid[x, z, body.y + 1]].solid:
            return
