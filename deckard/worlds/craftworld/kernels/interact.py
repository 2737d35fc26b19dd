"""The agent's hands: digging, hitting and using, and what wears out by it."""

import numpy as np

from deckard.worlds.craftworld.kernels.arrays import (
    AIR,
    HEIGHT,
    BodyRecord,
    Counts,
    Drops,
    Gear,
    Grid,
    Herd,
    Integer,
    KindRecord,
    Kinds,
    MobRecord,
    ToolSet,
    Uses,
)
from deckard.worlds.craftworld.kernels.grid import fix, get
from deckard.worlds.craftworld.kernels.jit import kernel_function
from deckard.worlds.craftworld.kernels.mobs import FLIGHT, mob_at
from deckard.worlds.craftworld.kernels.rng import below, unit

PATIENCE = 300  # ticks after which digging is given up
ALMOST = 0.9999  # of a block: shares of it do not add up exactly
FIST = 10  # ticks from hit to hit
SWORD = 4  # class of tool, as in rules.TOOLS
SWORD_DIGS = 2  # uses that it costs to dig with a sword, as in the game
TOOL_HITS = 2  # uses that it costs to hit with another tool, as in the game
REGROWTH = 1000  # ticks until a sheep has wool again, about what it takes the game's
NOTHING = np.uint64(0)


@kernel_function
def spend(body: BodyRecord, counts: Counts, item: int) -> None:
    """Take one unit of an item away; the hand is empty after the last one."""
    counts[item] -= 1
    body.changed = 1
    if counts[item] == 0 and body.hand == item:
        body.hand = -1


@kernel_function
def wear(body: BodyRecord, counts: Counts, worn: Counts, gear: Gear, amount: int) -> None:
    """Wear out what is in the hand, if it can be worn out."""
    item = body.hand
    if item < 0 or gear[item].uses == 0:
        return
    worn[item] += amount
    if worn[item] >= gear[item].uses:
        worn[item] = 0
        spend(body, counts, item)


@kernel_function
def gather(
    body: BodyRecord, counts: Counts, kind: Integer, kinds: Kinds, drops: Drops, tool: ToolSet
) -> None:
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


@kernel_function
def dig_share(kind: KindRecord, hand: int, gear: Gear) -> np.float32:
    """Return the share of a block that one tick of digging takes off; 0: it never breaks."""
    if kind.hardness <= 0:
        return np.float32(1 if kind.hardness == 0 else 0)
    speed, tool = np.float32(1), NOTHING
    if hand >= 0:
        tool = gear[hand].bit
        if kind.tool > 0 and gear[hand].tool == kind.tool:
            speed = gear[hand].speed
    fits = kind.harvest == NOTHING or kind.harvest & tool != NOTHING
    return speed / kind.hardness / np.float32(30 if fits else 100)


@kernel_function
def attack(
    grid: Grid, body: BodyRecord, mobs: Herd, counts: Counts, worn: Counts, kinds: Kinds,
    drops: Drops, gear: Gear,
) -> None:  # fmt: skip
    """Hit the mob in the cross hair once, or dig the block until it breaks."""
    if body.aim < 0:
        return
    x, z, y, kind = body.aim_x, body.aim_z, body.aim_y, kinds[body.aim]
    if kind.mob:
        hit(grid, body, mobs[mob_at(mobs, x, z, y)], counts, worn, kinds, drops, gear)
        return
    share = dig_share(kind, body.hand, gear)
    if share * PATIENCE < ALMOST:
        body.ticks = PATIENCE if share > 0 else body.ticks
        return
    body.ticks = max(body.ticks, int(np.ceil(ALMOST / share)))
    body.worked, body.broke = 1, body.aim
    gather(body, counts, body.aim, kinds, drops, gear[body.hand].bit if body.hand >= 0 else NOTHING)
    if kind.hardness > 0 and body.hand >= 0:
        wear(body, counts, worn, gear, SWORD_DIGS if gear[body.hand].tool == SWORD else 1)
    fix(grid, x, z, y, AIR)
    loosen(grid, body, counts, kinds, drops)


@kernel_function
def hit(
    grid: Grid, body: BodyRecord, mob: MobRecord, counts: Counts, worn: Counts, kinds: Kinds,
    drops: Drops, gear: Gear,
) -> None:  # fmt: skip
    """Hit a mob; it flees, or dies and leaves its drops."""
    harm, tool = np.float32(1), NOTHING
    body.ticks, body.worked = FIST, 1
    if body.hand >= 0:
        thing = gear[body.hand]
        harm, tool, body.ticks = thing.damage, thing.bit, thing.pause
        wear(body, counts, worn, gear, 1 if thing.tool == SWORD else TOOL_HITS)
    left = mob.health - harm
    mob.health = left
    mob.flees, mob.heading = FLIGHT, body.yaw
    if left <= 0:
        mob.health = 0
        fix(grid, mob.x, mob.z, mob.y, AIR)
        body.broke = mob.kind
        gather(body, counts, mob.kind, kinds, drops, tool)


@kernel_function
def loosen(grid: Grid, body: BodyRecord, counts: Counts, kinds: Kinds, drops: Drops) -> None:
    """Let what stood on the broken block pop off, or fall."""
    x, z, rest = body.aim_x, body.aim_z, body.aim_y
    above = rest + 1
    while above < HEIGHT and kinds[get(grid, x, z, above)].rooted:
        gather(body, counts, get(grid, x, z, above), kinds, drops, NOTHING)
        fix(grid, x, z, above, AIR)
        above += 1
    head = body.y + 2 if x == body.x and z == body.z else 0
    while rest != head and not kinds[get(grid, x, z, rest - 1)].solid:
        rest -= 1
    while above < HEIGHT and kinds[get(grid, x, z, above)].falls:
        kind = get(grid, x, z, above)
        fix(grid, x, z, above, AIR)
        fix(grid, x, z, rest, kind)
        above, rest = above + 1, rest + 1


@kernel_function
def use(
    body: BodyRecord, mobs: Herd, counts: Counts, worn: Counts, kinds: Kinds, uses: Uses, gear: Gear
) -> None:
    """Use the thing in the hand on what is in the cross hair: milk, shear, scoop."""
    for i in range(uses.shape[0]):
        rule = uses[i]
        if rule.kind != body.aim or rule.hand != body.hand:
            continue
        if kinds[body.aim].mob and not rule.spent:
            mob = mobs[mob_at(mobs, body.aim_x, body.aim_z, body.aim_y)]
            if mob.shorn > body.clock:
                return
            mob.shorn = body.clock + REGROWTH
        counts[rule.item] += rule.low + below(body, rule.high - rule.low + 1)
        body.worked, body.changed, body.broke = 1, 1, body.aim
        if rule.spent:
            spend(body, counts, rule.hand)
            body.hand = rule.item if body.hand < 0 else body.hand
        else:
            wear(body, counts, worn, gear, 1)
        return
