"""The agent's body: one action of it is one decision."""

from deckard.worlds.craftworld.kernels.arrays import (
    ATTACK,
    BACK,
    CEILING,
    FORWARD,
    LEFT,
    LOOK_DOWN,
    LOOK_UP,
    PITCHES,
    RIGHT,
    TICKS,
    TUNNEL,
    UP,
    USE,
    WATER,
    YAW_X,
    YAW_Z,
    Actions,
    AllCounts,
    Bodies,
    BodyRecord,
    Counts,
    Drops,
    Gear,
    Grid,
    Grids,
    Herd,
    Herds,
    Kinds,
    Placeable,
    Roof,
    Roofs,
    Uses,
)
from deckard.worlds.craftworld.kernels.crosshair import aim
from deckard.worlds.craftworld.kernels.grid import get, put
from deckard.worlds.craftworld.kernels.interact import attack, spend, use
from deckard.worlds.craftworld.kernels.jit import kernel, kernel_function
from deckard.worlds.craftworld.kernels.mobs import live_on


@kernel
def advance(
    cells: Grids, roofs: Roofs, bodies: Bodies, mobs: Herds, counts: AllCounts, worn: AllCounts,
    kinds: Kinds, drops: Drops, uses: Uses, gear: Gear, placeable: Placeable, actions: Actions,
) -> None:  # fmt: skip
    """Take one decision in every world."""
    for i in range(bodies.shape[0]):
        body = bodies[i]
        body.action, body.worked, body.changed, body.broke = actions[i], 0, 0, -1
        body.ticks = TICKS[actions[i]]
        if body.action == ATTACK:
            attack(cells[i], body, mobs[i], counts[i], worn[i], kinds, drops, gear)
        elif body.action == USE:
            use(body, mobs[i], counts[i], worn[i], kinds, uses, gear)
        elif body.action == UP:
            rise(cells[i], roofs[i], body, counts[i], kinds, placeable)
        elif body.action == TUNNEL:
            tunnel(cells[i], body, mobs[i], counts[i], worn[i], kinds, drops, gear)
        else:
            turn_or_walk(cells[i], body, kinds)
        fall(cells[i], body, kinds)
        since = body.clock
        body.clock += body.ticks
        body.decisions += 1
        live_on(body, cells[i], roofs[i], mobs[i], kinds, since)
        aim(cells[i], body, kinds, gear)


@kernel_function
def turn_or_walk(grid: Grid, body: BodyRecord, kinds: Kinds) -> None:
    """Do what needs no hands."""
    yaw, pitch = body.yaw, body.pitch
    if body.action == FORWARD:
        walk(grid, body, kinds, YAW_X[yaw], YAW_Z[yaw])
    elif body.action == BACK:
        walk(grid, body, kinds, -YAW_X[yaw], -YAW_Z[yaw])
    elif body.action == LEFT:
        body.yaw = (yaw + 3) & 3
    elif body.action == RIGHT:
        body.yaw = (yaw + 1) & 3
    elif body.action == LOOK_UP:
        body.pitch = min(pitch + 1, PITCHES - 1)
    elif body.action == LOOK_DOWN:
        body.pitch = max(pitch - 1, 0)
    if body.yaw != yaw or body.pitch != pitch:
        body.worked = 1


@kernel_function
def walk(grid: Grid, body: BodyRecord, kinds: Kinds, along_x: int, along_z: int) -> None:
    """Move one cell, up a block if one is in the way and there is room above it."""
    mask = grid.shape[1] - 1
    x, z = (body.x + along_x) & mask, (body.z + along_z) & mask
    y = body.y
    step = kinds[get(grid, x, z, y)]
    if step.solid:
        if step.mob or y >= CEILING or kinds[get(grid, body.x, body.z, y + 2)].solid:
            return
        y += 1
    if kinds[get(grid, x, z, y)].solid or kinds[get(grid, x, z, y + 1)].solid:
        return
    body.x, body.z, body.y = x, z, y
    body.far_x += along_x
    body.far_z += along_z
    body.worked = 1


@kernel_function
def tunnel(
    grid: Grid, body: BodyRecord, mobs: Herd, counts: Counts, worn: Counts, kinds: Kinds,
    drops: Drops, gear: Gear,
) -> None:  # fmt: skip
    """Walk and dig at once: break what is ahead of the head, else of the feet; go on if it is free.

    Handier than the game, where holding both keys digs only what the cross hair meets; the ticks of
    aiming are not counted, those of digging and walking are.
    """
    mask = grid.shape[1] - 1
    x, z = (body.x + YAW_X[body.yaw]) & mask, (body.z + YAW_Z[body.yaw]) & mask
    dug = 0
    for y in range(body.y + 1, body.y - 1, -1):
        kind = get(grid, x, z, y)
        if kinds[kind].solid and dug == 0:
            body.aim, body.aim_x, body.aim_z, body.aim_y = kind, x, z, y
            attack(grid, body, mobs, counts, worn, kinds, drops, gear)
            dug = body.ticks
    if not kinds[get(grid, x, z, body.y)].solid and not kinds[get(grid, x, z, body.y + 1)].solid:
        walk(grid, body, kinds, YAW_X[body.yaw], YAW_Z[body.yaw])
        body.ticks = dug + TICKS[FORWARD]


@kernel_function
def fall(grid: Grid, body: BodyRecord, kinds: Kinds) -> None:
    """Fall onto the next ground, or into water, where the agent floats."""
    x, z, y = body.x, body.z, body.y
    while get(grid, x, z, y) != WATER and not kinds[get(grid, x, z, y - 1)].solid:
        y -= 1
    body.y = y


@kernel_function
def rise(
    grid: Grid, roof: Roof, body: BodyRecord, counts: Counts, kinds: Kinds, placeable: Placeable
) -> None:
    """Swim up in water; on land jump and put a block below."""
    x, z, y = body.x, body.z, body.y
    if y >= CEILING or kinds[get(grid, x, z, y + 2)].solid:
        return
    if get(grid, x, z, y) == WATER:
        body.worked = get(grid, x, z, y + 1) == WATER
        body.y += body.worked
        return
    for i in range(placeable.shape[0]):
        item, kind = placeable[i, 0], placeable[i, 1]
        if counts[item] > 0:
            spend(body, counts, item)
            put(grid, roof, x, z, y, kind)
            body.y += 1
            body.worked = 1
            return
