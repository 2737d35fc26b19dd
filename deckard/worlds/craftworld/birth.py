"""Where episodes begin: fresh terrain now and then, a random place on the surface always."""

from typing import Any

from deckard.worlds.craftworld.aim import aim
from deckard.worlds.craftworld.chance import below
from deckard.worlds.craftworld.growth import grow, settle_herds, surface
from deckard.worlds.craftworld.jit import kernel
from deckard.worlds.craftworld.state import AIR, LEAVES, LEVEL
from deckard.worlds.craftworld.terrain import shape


@kernel
def terraform(
    cells: Any, bodies: Any, mobs: Any, kinds: Any, veins: Any, plants: Any, growth: Any,
    regenerate: int, chosen: Any,
) -> None:  # fmt: skip
    """Make new terrain in the chosen worlds."""
    for i in chosen:
        shape(bodies[i], cells[i], veins, growth[1])
        grow(bodies[i], cells[i], plants, growth[0])
        settle_herds(bodies[i], cells[i], mobs[i], kinds)
        bodies[i].starts = regenerate


@kernel
def restart(
    cells: Any, bodies: Any, mobs: Any, counts: Any, worn: Any, kinds: Any, gear: Any,
    start: Any, hand: int, chosen: Any,
) -> None:  # fmt: skip
    """Begin an episode in the chosen worlds, with the items `start` (int32, one per item)."""
    for i in chosen:
        body = bodies[i]
        counts[i, :] = start
        worn[i, :] = 0
        for k in range(mobs.shape[1]):
            mobs[i, k].shorn = 0  # the clock begins again
        land(cells[i], body, kinds)
        body.yaw, body.pitch, body.hand = below(body, 4), LEVEL, hand
        body.clock, body.decisions, body.ticks = 0, 0, 0
        body.action, body.worked, body.broke, body.changed = -1, 0, -1, 1
        body.starts -= 1
        aim(cells[i], body, kinds, gear)


@kernel
def land(grid: Any, body: Any, kinds: Any) -> None:
    """Put the agent on a random dry column, on the ground."""
    size = grid.shape[0]
    for _ in range(1000):
        body.x, body.z = below(body, size), below(body, size)
        y = surface(grid, body.x, body.z)
        while not kinds[grid[body.x, body.z, y]].solid and kinds[grid[body.x, body.z, y]].rooted:
            y -= 1
        body.y = y + 1
        ground = kinds[grid[body.x, body.z, y]]
        head = kinds[grid[body.x, body.z, y + 1]].solid or grid[body.x, body.z, y + 2] != AIR
        crown = grid[body.x, body.z, y] == LEAVES
        if ground.solid and not ground.mob and not ground.rooted and not crown and not head:
            return
