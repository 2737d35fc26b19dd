"""What the agent perceives: one float32 vector (see `Layout`).

For every kind the nearest one counts that is in a box around the agent, hidden ones too, or that a
ray from the eye meets. Rays share their first cells, so they are kept as a tree in depth-first
order: where the line of sight ends, the walk skips the cells behind.
"""

from dataclasses import dataclass
from math import cos, radians, sin, sqrt
from typing import Any

import numpy as np

from deckard.worlds.craftworld.grid import SLAB, get
from deckard.worlds.craftworld.jit import kernel, part
from deckard.worlds.craftworld.rules import TOOLS, UNSEEN
from deckard.worlds.craftworld.state import (
    ACTIONS,
    FLOOR,
    HEIGHT,
    PITCHES,
    REACH,
    SEA,
    WATER,
    YAW_X,
    YAW_Z,
)

BELOW = FLOOR  # cells of the box below the feet
SCALE = 8.0  # offsets are given in this many cells
FIELD, TALL_FIELD = 90.0, 70.0  # degrees that the rays span
COLUMNS = 4  # per sight: nearness, forward, right, up
AROUND = 36  # cells of the 3 x 3 x 4 neighbourhood
SELF = 1 + PITCHES + 3 + len(ACTIONS) + len(TOOLS) + 2 + 1
SLABS = HEIGHT // SLAB
BITS, BYTE, ONE = np.uint64(8), np.uint64(255), np.uint64(1)
KNOWN = np.uint64((1 << UNSEEN) - 1)  # the kinds that are never noted

BOX = np.dtype([(name, np.int16) for name in ("x", "z", "ahead", "right")], align=True)
"""A column relative to the agent; x is multiplied by the size of the world."""
RAY = np.dtype(
    [
        ("x", np.int16),
        ("z", np.int16),
        ("up", np.int16),
        ("ahead", np.int16),
        ("right", np.int16),
        ("after", np.int16),  # place of the next cell that is not behind this one
        ("near", np.float32),
    ],
    align=True,
)
"""A cell relative to the eye; x is multiplied by the size of the world."""


@dataclass(frozen=True)
class Layout:
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


@dataclass(frozen=True)
class Sensor:
    """The cells that are looked at, in worlds of one size."""

    box: np.ndarray
    """BOX of shape (4 yaws, columns): nearest first."""
    box_near: np.ndarray
    """float32 (columns, SLAB): nearness of the cells of a column, from the lowest up."""
    rays: np.ndarray
    """RAY of shape (4 yaws, PITCHES, cells)."""


def sensor(box: tuple[int, int], rays: tuple[int, int], length: int, size: int) -> Sensor:
    """Return a sensor with a box of columns and a fan of rays, each as (across, along or up)."""
    trees = [_tree(_rays(*rays, pitch, length)) for pitch in range(PITCHES)]
    most = max(len(tree) for tree in trees)
    cells = np.zeros((4, PITCHES, most), RAY)
    cells["after"] = most  # what follows the cells of a smaller tree
    for pitch, tree in enumerate(trees):
        for i, ((ahead, right, up), after) in enumerate(tree):
            near, behind = nearness(ahead, right, up), after if after < len(tree) else most
            for yaw in range(4):
                x, z = _turn(yaw, ahead, right)
                cells[yaw, pitch, i] = x * size, z, up, ahead, right, behind, near
    return Sensor(*_box(*box, size), cells)


def nearness(ahead: int, right: int, up: int) -> float:
    """Return 1 at the eye, less with the distance."""
    return 1 / (1 + 0.25 * sqrt(ahead * ahead + right * right + up * up))


def _turn(yaw: int, ahead: int, right: int) -> tuple[int, int]:
    """Return an offset in x and z."""
    x, z = int(YAW_X[yaw]), int(YAW_Z[yaw])
    return ahead * x + right * z, ahead * z - right * x


def _box(wide: int, long: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    places = [
        (ahead, right)
        for ahead in range(-(long // 2), long - long // 2)
        for right in range(-(wide // 2), wide - wide // 2)
    ]
    places.sort(key=lambda place: (place[0] ** 2 + place[1] ** 2, place))
    columns = np.zeros((4, len(places)), BOX)
    near = np.zeros((len(places), SLAB), np.float32)
    for i, place in enumerate(places):
        near[i] = [nearness(*place, h - BELOW - 1) for h in range(SLAB)]
        for yaw in range(4):
            x, z = _turn(yaw, *place)
            columns[yaw, i] = x * size, z, *place
    return columns, near


Cell = tuple[int, int, int]


def _rays(across: int, up: int, pitch: int, length: int) -> list[list[Cell]]:
    """Return the cells of each ray, as (ahead, right, up) from the eye."""
    tilt = radians((pitch - PITCHES // 2) * 45)
    found = []
    for rise in np.radians(np.linspace(TALL_FIELD / 2, -TALL_FIELD / 2, up)):
        for side in np.radians(np.linspace(-FIELD / 2, FIELD / 2, across)):
            level, right, high = cos(rise) * cos(side), cos(rise) * sin(side), sin(rise)
            ahead = level * cos(tilt) - high * sin(tilt)
            found.append(_walk((ahead, right, level * sin(tilt) + high * cos(tilt)), length))
    return found


def _walk(direction: tuple[float, float, float], length: int) -> list[Cell]:
    """Return the cells that a ray from the middle of a cell meets, one for each block it goes."""
    places = np.rint(np.outer(np.arange(1, length + 1), direction)).astype(int)
    return [(int(ahead), int(right), int(up)) for ahead, right, up in places]


def _tree(rays: list[list[Cell]]) -> list[tuple[Cell, int]]:
    """Join rays by their common beginnings: cells depth first, with where to go on behind each."""
    root: dict = {}
    for ray in rays:
        node = root
        for cell in ray:
            node = node.setdefault(cell, {})
    found: list[tuple[Cell, int]] = []

    def visit(node: dict) -> None:
        for cell, behind in node.items():
            place = len(found)
            found.append((cell, 0))
            visit(behind)
            found[place] = cell, len(found)

    visit(root)
    return found


@kernel
def look(
    cells: Any, roofs: Any, bodies: Any, counts: Any, kinds: Any, gear: Any, placeable: Any,
    box: Any, box_near: Any, rays: Any, chosen: Any, out: Any,
) -> None:  # fmt: skip
    """Write what the chosen worlds' agents perceive into the rows of `out`."""
    sights = kinds.shape[0] - UNSEEN
    columns = roofs.shape[1] * roofs.shape[2]
    flat, tops = cells.reshape(-1), roofs.reshape(-1)
    words, fan = flat.view(np.uint64), rays.reshape(-1)
    near = np.empty(kinds.shape[0], np.float32)
    seen = np.empty(SLAB, np.uint64)
    for i in chosen:
        body = bodies[i]
        for k in range(out.shape[1]):
            out[i, k] = 0
        for k in range(near.shape[0]):
            near[k] = 0 if k >= UNSEEN else 2  # 2: never surpassed, so never noted
        size = roofs.shape[1]
        feel(words, i * columns * SLABS, body, size, box, box_near, near, seen, out, i)
        see(flat, tops, i * columns, body, size, kinds, fan, rays.shape[2], near, out, i)
        place = sights * COLUMNS
        out[i, place + (body.aim - UNSEEN if body.aim >= UNSEEN else sights)] = 1
        touch(cells[i], body, kinds, out, i, place + sights + 1)
        introspect(cells[i], body, counts, gear, placeable, out, i, place + sights + 1 + AROUND)


@part
def note(out: Any, i: int, kind: int, near: float, ahead: int, right: int, up: int) -> None:
    """Write the columns of a kind."""
    place = (kind - UNSEEN) * COLUMNS
    out[i, place] = near
    out[i, place + 1] = ahead / SCALE
    out[i, place + 2] = right / SCALE
    out[i, place + 3] = up / SCALE


@part
def feel(
    words: Any, base: int, body: Any, size: int, box: Any, box_near: Any, near: Any, seen: Any,
    out: Any, i: int,
) -> None:  # fmt: skip
    """Note the kinds in the box.

    Its columns come nearest first: a kind that was met at the same height before is nothing new.
    """
    all_x, all_z = (size - 1) * size, size - 1
    here_x, here_z, yaw = body.x * size, body.z, body.yaw
    layer = size * size
    base += ((body.y - BELOW) >> 3) * layer
    shift = np.uint64((body.y - BELOW) & 7) * BITS
    for h in range(SLAB):
        seen[h] = KNOWN
    for c in range(box.shape[1]):
        place = box[yaw, c]
        word = base + (((here_x + place.x) & all_x) | ((here_z + place.z) & all_z))
        column = words[word] >> shift
        if shift != 0:
            column |= words[word + layer] << (np.uint64(64) - shift)
        news = np.uint64(0)
        for h in range(SLAB):
            news |= (ONE << ((column >> (np.uint64(h) * BITS)) & BYTE)) & ~seen[h]
        if news == 0:
            continue
        for h in range(SLAB):
            kind = np.int64((column >> (np.uint64(h) * BITS)) & BYTE)
            seen[h] |= ONE << np.uint64(kind)
            if box_near[c, h] > near[kind]:
                near[kind] = box_near[c, h]
                note(out, i, kind, near[kind], place.ahead, place.right, h - BELOW - 1)


@part
def see(
    flat: Any, tops: Any, base: int, body: Any, size: int, kinds: Any, fan: Any, cells: int,
    near: Any, out: Any, i: int,
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


@part
def touch(grid: Any, body: Any, kinds: Any, out: Any, i: int, place: int) -> None:
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


@part
def introspect(
    grid: Any, body: Any, counts: Any, gear: Any, placeable: Any, out: Any, i: int, place: int
) -> None:
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
    out[i, place + len(TOOLS) + 2] = np.log1p(np.float32(blocks)) / 4
