"""The agent's body: walking, looking, digging, hitting and using. One action, one decision."""

from typing import Any

import numpy as np

from deckard.worlds.craftworld.aim import aim
from deckard.worlds.craftworld.chance import below, unit
from deckard.worlds.craftworld.growth import put
from deckard.worlds.craftworld.jit import kernel, part
from deckard.worlds.craftworld.mobs import FLIGHT, find, live_on
from deckard.worlds.craftworld.state import (
    AIR,
    ATTACK,
    BACK,
    CEILING,
    FORWARD,
    HEIGHT,
    LEFT,
    LOOK_DOWN,
    LOOK_UP,
    PITCHES,
    RIGHT,
    TICKS,
    UP,
    USE,
    WATER,
    YAW_X,
    YAW_Z,
)

PATIENCE = 300  # ticks after which digging is given up
FAR_HIT = 3  # cells
REGROWTH = 1000  # ticks until a sheep has wool again, about what it takes the game's
NOTHING = np.uint64(0)


@kernel
def advance(
    cells: Any, roofs: Any, bodies: Any, mobs: Any, counts: Any, worn: Any,
    kinds: Any, drops: Any, uses: Any, gear: Any, placeable: Any, actions: Any,
) -> None:  # fmt: skip
    """Take one decision in every world."""
    for i in range(bodies.shape[0]):
        body = bodies[i]
        body.action, body.worked, body.changed, body.broke = actions[i], 0, 0, -1
        body.ticks = TICKS[actions[i]]
        if body.action == ATTACK:
            attack(cells[i], body, mobs[i], counts[i], worn[i], kinds, drops, gear)
        elif body.action == USE:
            use(cells[i], body, mobs[i], counts[i], worn[i], kinds, uses, gear)
        elif body.action == UP:
            rise(cells[i], roofs[i], body, counts[i], kinds, placeable)
        else:
            turn_or_walk(cells[i], body, kinds)
        fall(cells[i], body, kinds)
        since = body.clock
        body.clock += body.ticks
        body.decisions += 1
        live_on(body, cells[i], roofs[i], mobs[i], kinds, since)
        aim(cells[i], body, kinds, gear)


@part
def turn_or_walk(grid: Any, body: Any, kinds: Any) -> None:
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


@part
def walk(grid: Any, body: Any, kinds: Any, along_x: int, along_z: int) -> None:
    """Move one cell, up a block if one is in the way and there is room above it."""
    mask = grid.shape[0] - 1
    x, z = (body.x + along_x) & mask, (body.z + along_z) & mask
    y = body.y
    step = kinds[grid[x, z, y]]
    if step.solid:
        if step.mob or y >= CEILING or kinds[grid[body.x, body.z, y + 2]].solid:
            return
        y += 1
    if kinds[grid[x, z, y]].solid or kinds[grid[x, z, y + 1]].solid:
        return
    body.x, body.z, body.y = x, z, y
    body.worked = 1


@part
def fall(grid: Any, body: Any, kinds: Any) -> None:
    """Fall onto the next ground, or into water, where the agent floats."""
    column = grid[body.x, body.z]
    while column[body.y] != WATER and not kinds[column[body.y - 1]].solid:
        body.y -= 1


@part
def rise(
    grid: Any, roof: Any, body: Any, counts: Any, kinds: Any, placeable: Any
) -> None:
    """Swim up in water; on land jump and put a block below."""
    column = grid[body.x, body.z]
    if body.y >= CEILING or kinds[column[body.y + 2]].solid:
        return
    if column[body.y] == WATER:
        body.worked = column[body.y + 1] == WATER
        body.y += body.worked
        return
    for i in range(placeable.shape[0]):
        item, kind = placeable[i, 0], placeable[i, 1]
        if counts[item] > 0:
            spend(body, counts, item)
            put(grid, roof, body.x, body.z, body.y, kind)
            body.y += 1
            body.worked = 1
            return


@part
def spend(body: Any, counts: Any, item: int) -> None:
    """Take one unit of an item away; the hand is empty after the last one."""
    counts[item] -= 1
    body.changed = 1
    if counts[item] == 0 and body.hand == item:
        body.hand = -1


@part
def wear(body: Any, counts: Any, worn: Any, gear: Any, amount: int) -> None:
    """Wear out what is in the hand, if it can be worn out."""
    item = body.hand
    if item < 0 or gear[item].uses == 0:
        return
    worn[item] += amount
    if worn[item] >= gear[item].uses:
        worn[item] = 0
        spend(body, counts, item)


@part
def gather(body: Any, counts: Any, kind: int, kinds: Any, drops: Any, tool: Any) -> None:
    """Put what a block or mob gives to the tool into the inventory."""
    for i in range(kinds[kind].first, kinds[kind].last):
        drop = drops[i]
        if drop.tools != NOTHING and drop.tools & tool == NOTHING:
            continue
        if drop.chance < 1 and unit(body) >= drop.chance:
            continue
        amount = drop.low + below(body, drop.high - drop.low + 1)
        counts[drop.item] += amount
        if amount > 0:
            body.changed = 1


@part
def damage(kind: Any, hand: int, gear: Any) -> float:
    """Return the share of a block that one tick of digging takes off; 0: it never breaks."""
    if kind.hardness < 0:
        return np.float32(0)
    if kind.hardness == 0:
        return np.float32(1)
    speed, tool = np.float32(1), NOTHING
    if hand >= 0:
        tool = gear[hand].bit
        if kind.tool > 0 and gear[hand].tool == kind.tool:
            speed = gear[hand].speed
    fits = kind.harvest == NOTHING or kind.harvest & tool != NOTHING
    return speed / kind.hardness / np.float32(30 if fits else 100)


@part
def attack(
    grid: Any, body: Any, mobs: Any, counts: Any, worn: Any, kinds: Any, drops: Any, gear: Any
) -> None:
    """Hit the mob in the cross hair once, or dig the block until it breaks."""
    if body.aim < 0:
        return
    size = grid.shape[0]
    x, z, y = body.aim // (size * HEIGHT), body.aim // HEIGHT % size, body.aim % HEIGHT
    kind = grid[x, z, y]
    if kinds[kind].mob:
        if body.away <= FAR_HIT:
            hit(grid, body, mobs[find(mobs, x, z, y)], counts, worn, kinds, drops, gear)
        return
    share = damage(kinds[kind], body.hand, gear)
    if share <= 0 or share * PATIENCE < np.float32(0.9999):
        body.ticks = PATIENCE if share > 0 else body.ticks
        return
    body.ticks = max(body.ticks, np.int64(np.ceil(1 / share - np.float32(1e-4))))
    body.worked, body.broke = 1, kind
    tool = gear[body.hand].bit if body.hand >= 0 else NOTHING
    gather(body, counts, kind, kinds, drops, tool)
    if kinds[kind].hardness > 0 and body.hand >= 0:
        wear(body, counts, worn, gear, 2 if gear[body.hand].tool == SWORD else 1)
    grid[x, z, y] = AIR
    loosen(grid, body, counts, kinds, drops, x, z, y)


SWORD = 4  # class of tool, as in rules.TOOLS


@part
def hit(
    grid: Any, body: Any, mob: Any, counts: Any, worn: Any, kinds: Any, drops: Any, gear: Any
) -> None:
    """Hit a mob; it flees, or dies and leaves its drops."""
    hand = body.hand
    harm, tool = np.float32(1), NOTHING
    body.ticks, body.worked = 10, 1
    if hand >= 0:
        harm, tool, body.ticks = gear[hand].damage, gear[hand].bit, gear[hand].pause
        if gear[hand].tool > 0:
            wear(body, counts, worn, gear, 1 if gear[hand].tool == SWORD else 2)
    mob.health -= harm
    mob.flees, mob.heading = FLIGHT, body.yaw
    if mob.health <= 0:
        mob.health = 0
        grid[mob.x, mob.z, mob.y] = AIR
        body.broke = mob.kind
        gather(body, counts, mob.kind, kinds, drops, tool)


@part
def loosen(
    grid: Any, body: Any, counts: Any, kinds: Any, drops: Any, x: int, z: int, y: int
) -> None:
    """Let what stood on a broken block pop off, or fall."""
    column = grid[x, z]
    above = y + 1
    while above < HEIGHT and kinds[column[above]].rooted:
        gather(body, counts, column[above], kinds, drops, NOTHING)
        column[above] = AIR
        above += 1
    rest = y
    here = x == body.x and z == body.z
    while not kinds[column[rest - 1]].solid and not (here and rest == body.y + 2):
        rest -= 1
    while above < HEIGHT and kinds[column[above]].falls:
        kind = column[above]
        column[above] = AIR
        column[rest] = kind
        above, rest = above + 1, rest + 1


@part
def use(
    grid: Any, body: Any, mobs: Any, counts: Any, worn: Any, kinds: Any, uses: Any, gear: Any
) -> None:
    """Use the thing in the hand on what is in the cross hair: milk, shear, scoop."""
    if body.aim < 0 or body.hand < 0:
        return
    size = grid.shape[0]
    x, z, y = body.aim // (size * HEIGHT), body.aim // HEIGHT % size, body.aim % HEIGHT
    kind = grid[x, z, y]
    for i in range(uses.shape[0]):
        rule = uses[i]
        if rule.kind != kind or rule.hand != body.hand:
            continue
        if kinds[kind].mob and not rule.spent:
            mob = mobs[find(mobs, x, z, y)]
            if mob.shorn > body.clock:
                return
            mob.shorn = body.clock + REGROWTH
        counts[rule.item] += rule.low + below(body, rule.high - rule.low + 1)
        body.worked, body.changed, body.broke = 1, 1, kind
        if rule.spent:
            spend(body, counts, rule.hand)
            body.hand = rule.item if body.hand < 0 else body.hand
        else:
            wear(body, counts, worn, gear, 1)
        return
