"""What the agent perceives: one float32 vector (see `Layout`).

For every kind the nearest one counts that is in a box around the agent, hidden ones too, or that a
ray from the eye meets.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from deckard.worlds.craftworld.kernels.arrays import (
    ACTIONS,
    HEIGHT,
    PITCHES,
    REACH,
    SEA,
    WATER,
    YAW_X,
    YAW_Z,
    AllCounts,
    Bodies,
    BodyRecord,
    FlatGrid,
    FlatRoofs,
    Gear,
    Grid,
    Grids,
    Integer,
    Kinds,
    Observations,
    Placeable,
    Roofs,
    Worlds,
)
from deckard.worlds.craftworld.kernels.grid import SLAB, get
from deckard.worlds.craftworld.kernels.jit import kernel, kernel_function
from deckard.worlds.craftworld.rules import TOOLS, UNSEEN
from deckard.worlds.craftworld.sensor import BELOW, BoxCells, BoxColumns, BoxOrder, FlatRays, Rays

SCALE = 8.0  # offsets are given in this many cells
COLUMNS = 4  # per sight: nearness, forward, right, up
AROUND = 36  # cells of the 3 x 3 x 4 neighbourhood
SELF = 1 + PITCHES + 3 + len(ACTIONS) + len(TOOLS) + 2 + 1
SLABS = HEIGHT // SLAB
BITS, ONE = np.uint64(8), np.uint64(1)
ColumnSlabs = NDArray[np.uint64]
"""uint64: eight cells of a column each, the lowest in the lowest byte."""
LastPlaces = NDArray[np.int64]
"""int64 (kinds,): the last place of each kind in the box, or -1."""
Nearness = NDArray[np.float32]
"""float32 (kinds,): of each kind how near the nearest is that was noted so far; 0: none."""


@dataclass(frozen=True)
class ObservationLayout:
    """Where things stand in an observation.

    [0, aim): four columns per sight; [aim, around): one-hot of the sight in the cross hair, the
    last for none; [around, body): whether the 3 x 3 x 4 cells around the body are solid, by
    forward, right, up; then: distance of the cross hair's target, pitch (one-hot), altitude, in
    water, last action worked, last action (one-hot), tool in the hand (class, one-hot; tier;
    anything else), placeable blocks (log).
    """

    sights: int

    @property
    def aim(self) -> int:
        """First column of the cross hair."""
        return self.sights * COLUMNS

    @property
    def around(self) -> int:
        """First column of the neighbourhood."""
        return self.aim + self.sights + 1

    @property
    def body(self) -> int:
        """First column of what concerns the body."""
        return self.around + AROUND

    @property
    def size(self) -> int:
        """Length of an observation."""
        return self.body + SELF


@kernel
def observe(
    cells: Grids, roofs: Roofs, bodies: Bodies, counts: AllCounts, kinds: Kinds, gear: Gear,
    placeable: Placeable, box: BoxColumns, box_order: BoxOrder, box_cells: BoxCells, rays: Rays,
    chosen: Worlds, out: Observations,
) -> None:  # fmt: skip
    """Write what the chosen worlds' agents perceive into the rows of `out`."""
    sights = kinds.shape[0] - UNSEEN
    columns = roofs.shape[1] * roofs.shape[2]
    flat, tops = cells.reshape(-1), roofs.reshape(-1)
    slabs, fan = flat.view(np.uint64), rays.reshape(-1)
    near = np.empty(kinds.shape[0], np.float32)
    last = np.empty(kinds.shape[0], np.int64)
    window = np.empty(box.shape[1], np.uint64)
    for i in chosen:
        body = bodies[i]
        for k in range(out.shape[1]):
            out[i, k] = 0
        for k in range(near.shape[0]):
            near[k] = 0 if k >= UNSEEN else 2  # 2: never surpassed, so never noted
        size = roofs.shape[1]
        first = i * columns * SLABS
        feel(slabs, first, body, size, box, box_order, box_cells, window, last, near, out, i)
        see(flat, tops, i * columns, body, size, kinds, fan, rays.shape[2], near, out, i)
        place = sights * COLUMNS
        out[i, place + (body.aim - UNSEEN if body.aim >= UNSEEN else sights)] = 1
        touch(cells[i], body, kinds, out, i, place + sights + 1)
        introspect(cells[i], body, counts, gear, placeable, out, i, place + sights + 1 + AROUND)


@kernel_function
def note(
    out: Observations, i: int, kind: Integer, near: float, ahead: int, right: int, up: int
) -> None:
    """Write the columns of a kind."""
    place = (kind - UNSEEN) * COLUMNS
    out[i, place] = near
    out[i, place + 1] = ahead / SCALE
    out[i, place + 2] = right / SCALE
    out[i, place + 3] = up / SCALE


@kernel_function
def feel(
    slabs: ColumnSlabs, base: int, body: BodyRecord, size: int, box: BoxColumns,
    box_order: BoxOrder, box_cells: BoxCells, window: ColumnSlabs, last: LastPlaces,
    near: Nearness, out: Observations, i: int,
) -> None:  # fmt: skip
    """Note the kinds in the box.

    Its cells come farthest first, so what is last of its kind is nearest; without a branch.
    """
    all_x, all_z, layer = (size - 1) * size, size - 1, size * size
    here_x, here_z, yaw = body.x * size, body.z, body.yaw
    base += ((body.y - BELOW) >> 3) * layer
    shift = np.uint64((body.y - BELOW) & 7) * BITS
    rest = np.uint64(63) - shift  # and one more: a shift by 64 is not defined
    for c in range(box.shape[1]):
        slab = base + (((here_x + box[yaw, c, 0]) & all_x) | ((here_z + box[yaw, c, 1]) & all_z))
        window[c] = (slabs[slab] >> shift) | ((slabs[slab + layer] << rest) << ONE)
    kinds = window.view(np.uint8)
    for kind in range(last.shape[0]):
        last[kind] = -1
    for k in range(box_order.shape[0]):
        last[kinds[box_order[k]]] = k
    for kind in range(UNSEEN, last.shape[0]):
        if last[kind] >= 0:
            cell = box_cells[last[kind]]
            near[kind] = cell.near
            note(out, i, kind, cell.near, cell.ahead, cell.right, cell.up)


@kernel_function
def see(
    flat: FlatGrid, tops: FlatRoofs, base: int, body: BodyRecord, size: int, kinds: Kinds,
    fan: FlatRays, cells: int, near: Nearness, out: Observations, i: int,
) -> None:  # fmt: skip
    """Note the kinds that the rays meet."""
    all_x, all_z, layer = (size - 1) * size, size - 1, size * size
    here_x, here_z, eye = body.x * size, body.z, body.y + 1
    first = (body.yaw * PITCHES + body.pitch) * cells
    cell = 0
    while cell < cells:
        ray = fan[first + cell]
        column = ((here_x + ray.x) & all_x) | ((here_z + ray.z) & all_z)
        y = eye + ray.up
        if y >= tops[base + column]:
            cell += 1
            continue
        kind = np.int64(flat[((base * SLABS + (y >> 3) * layer + column) << 3) + (y & 7)])
        if ray.near > near[kind]:
            near[kind] = ray.near
            note(out, i, kind, ray.near, ray.ahead, ray.right, ray.up)
        cell = ray.after if kinds[kind].opaque else cell + 1


@kernel_function
def touch(
    grid: Grid, body: BodyRecord, kinds: Kinds, out: Observations, i: int, place: int
) -> None:
    """Note which cells around the body are solid."""
    mask = grid.shape[1] - 1
    here_x, here_z, feet = body.x, body.z, body.y
    x_ahead, z_ahead = YAW_X[body.yaw], YAW_Z[body.yaw]
    for ahead in range(-1, 2):
        for right in range(-1, 2):
            x = (here_x + ahead * x_ahead + right * z_ahead) & mask
            z = (here_z + ahead * z_ahead - right * x_ahead) & mask
            for y in range(feet - 1, feet + 3):
                out[i, place] = kinds[get(grid, x, z, y)].solid
                place += 1


@kernel_function
def introspect(
    grid: Grid, body: BodyRecord, counts: AllCounts, gear: Gear, placeable: Placeable,
    out: Observations, i: int, place: int,
) -> None:  # fmt: skip
    """Note what concerns the agent itself."""
    out[i, place] = body.away / REACH
    out[i, place + 1 + body.pitch] = 1
    place += 1 + PITCHES
    out[i, place] = (body.y - SEA) / SEA
    out[i, place + 1] = get(grid, body.x, body.z, body.y) == WATER
    out[i, place + 2] = body.worked
    if body.action >= 0:
        out[i, place + 3 + body.action] = 1
    place += 3 + len(ACTIONS)
    if body.hand >= 0:
        tool = gear[body.hand].tool
        out[i, place + (tool - 1 if tool > 0 else len(TOOLS) + 1)] = 1
        out[i, place + len(TOOLS)] = gear[body.hand].tier
    blocks = 0
    for k in range(placeable.shape[0]):
        blocks += counts[i, placeable[k, 0]]
    if blocks > 0:
        out[i, place + len(TOOLS) + 2] = np.log1p(np.float32(blocks)) / 4
