"""What the agent perceives: one float32 vector (see `Layout`).

For every kind the nearest one counts that is in a box around the agent, hidden ones too, or that a
ray from the eye meets. Rays share their first cells, so they are kept as a tree in depth-first
order: where the line of sight ends, the walk skips the cells behind.
"""

from dataclasses import dataclass
from math import cos, radians, sin, sqrt
from typing import Any

import numpy as np

from deckard.worlds.craftworld.jit import kernel
from deckard.worlds.craftworld.rules import TOOLS, UNSEEN
from deckard.worlds.craftworld.state import (
    ACTIONS,
    AIR,
    BEDROCK,
    FLOOR,
    HEIGHT,
    PITCHES,
    REACH,
    SEA,
    WATER,
    YAW_X,
    YAW_Z,
)

BOX_HEIGHT = 8  # one 64-bit word of a column
BELOW = FLOOR  # cells of the box below the feet
SCALE = 8.0  # offsets are given in this many cells
FIELD, TALL_FIELD = 90.0, 70.0  # degrees that the rays span
COLUMNS = 4  # per sight: nearness, forward, right, up
AROUND = 36  # cells of the 3 x 3 x 4 neighbourhood
SELF = 1 + PITCHES + 3 + len(ACTIONS) + len(TOOLS) + 2 + 1
BITS, BYTE = np.uint64(8), np.uint64(255)


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
    """The cells that are looked at, relative to the agent, and what their columns hold."""

    box: np.ndarray
    """int32 (4 yaws, columns of the box, 2): x, z; nearest first."""
    box_marks: np.ndarray
    """float32 (columns of the box, BOX_HEIGHT, COLUMNS)."""
    rays: np.ndarray
    """int32 (4 yaws, PITCHES, cells, 4): x, z, y from the eye, index of the cell after those
    behind this one."""
    ray_marks: np.ndarray
    """float32 (PITCHES, cells, COLUMNS)."""


def sensor(box: tuple[int, int], rays: tuple[int, int], length: int) -> Sensor:
    """Return a sensor with a box `wide` by `long` (0 by 0: none) and rays `across` by `up`."""
    trees = [_tree(_rays(*rays, pitch, length)) for pitch in range(PITCHES)]
    most = max(len(tree) for tree in trees)
    cells = np.zeros((4, PITCHES, most, 4), np.int32)
    marks = np.zeros((PITCHES, most, COLUMNS), np.float32)
    for pitch, tree in enumerate(trees):
        cells[:, pitch, :, 3] = most  # a shorter tree ends here
        for i, ((ahead, right, up), after) in enumerate(tree):
            marks[pitch, i] = _mark(ahead, right, up)
            for yaw in range(4):
                x, z = _turn(yaw, ahead, right)
                cells[yaw, pitch, i] = x, z, up, after if after < len(tree) else most
    return Sensor(*_box(*box), cells, marks)


def _mark(ahead: int, right: int, up: int) -> tuple[float, float, float, float]:
    """Return nearness and scaled offsets; `up` is counted from the eye."""
    distance = sqrt(ahead * ahead + right * right + up * up)
    return 1 / (1 + 0.25 * distance), ahead / SCALE, right / SCALE, up / SCALE


def _turn(yaw: int, ahead: int, right: int) -> tuple[int, int]:
    """Return an offset in x and z."""
    x, z = int(YAW_X[yaw]), int(YAW_Z[yaw])
    return ahead * x + right * z, ahead * z - right * x


def _box(wide: int, long: int) -> tuple[np.ndarray, np.ndarray]:
    columns = [
        (ahead, right)
        for ahead in range(-(long // 2), long - long // 2)
        for right in range(-(wide // 2), wide - wide // 2)
    ]
    columns.sort(key=lambda column: (column[0] ** 2 + column[1] ** 2, column))
    cells = [[_turn(yaw, *column) for column in columns] for yaw in range(4)]
    marks = [[_mark(*column, h - BELOW - 1) for h in range(BOX_HEIGHT)] for column in columns]
    shape = len(columns), BOX_HEIGHT, COLUMNS
    return (
        np.array(cells, np.int32).reshape(4, len(columns), 2),
        np.array(marks, np.float32).reshape(shape),
    )


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
    """Return the cells that a ray from the middle of a cell meets (Amanatides, Woo 1987)."""
    step = np.array(direction) + 1e-9  # never exactly along a wall
    cell = np.zeros(3, int)
    delta = 1 / np.abs(step)
    wall = delta / 2
    cells: list[Cell] = []
    while len(cells) < 2 * length:
        axis = int(np.argmin(wall))
        wall[axis] += delta[axis]
        cell[axis] += int(np.sign(step[axis]))
        if np.linalg.norm(cell) > length:
            break
        cells.append((int(cell[0]), int(cell[1]), int(cell[2])))
    return cells


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
    cells: Any, bodies: Any, counts: Any, kinds: Any, gear: Any, placeable: Any,
    box: Any, box_marks: Any, rays: Any, ray_marks: Any, chosen: Any, out: Any,
) -> None:  # fmt: skip
    """Write what the chosen worlds' agents perceive into the rows of `out`."""
    size, sights = cells.shape[1], kinds.shape[0] - UNSEEN
    flat = cells.reshape(-1)
    words = flat.view(np.uint64)
    near = np.empty(kinds.shape[0], np.float32)
    around = sights * COLUMNS + sights + 1
    for i in chosen:
        body = bodies[i]
        base = i * size * size * HEIGHT
        for k in range(out.shape[1]):
            out[i, k] = 0
        for k in range(near.shape[0]):
            near[k] = 0 if k >= UNSEEN else 2  # 2: never surpassed, so never written
        feel(words, base // BOX_HEIGHT, body, size, box, box_marks, near, out, i)
        see(flat, base, body, size, kinds, rays, ray_marks, near, out, i)
        aimed = np.int64(flat[base + body.aim]) - UNSEEN if body.aim >= 0 else -1
        out[i, sights * COLUMNS + (aimed if aimed >= 0 else sights)] = 1
        touch(flat, base, body, size, kinds, out, i, around)
        introspect(flat, base, body, size, counts, gear, placeable, out, i, around + AROUND)


@kernel
def feel(
    words: Any, base: int, body: Any, size: int, box: Any, marks: Any, near: Any, out: Any, i: int
) -> None:
    """Note the kinds in the box.

    Its columns come nearest first, so one that looks like the column before holds nothing new.
    """
    bottom = body.y - BELOW
    base += bottom // BOX_HEIGHT
    shift = np.uint64(bottom % BOX_HEIGHT) * BITS
    here_x, here_z, yaw, before = body.x, body.z, body.yaw, np.uint64(0)
    for c in range(box.shape[1]):
        x, z = (here_x + box[yaw, c, 0]) & (size - 1), (here_z + box[yaw, c, 1]) & (size - 1)
        word = base + (x * size + z) * (HEIGHT // BOX_HEIGHT)
        column = words[word] >> shift
        if shift != 0:
            column |= words[word + 1] << (np.uint64(64) - shift)
        if column == before:
            continue
        before = column
        for h in range(BOX_HEIGHT):
            kind = np.int64(column & BYTE)
            column >>= BITS
            if marks[c, h, 0] > near[kind]:
                near[kind] = marks[c, h, 0]
                for k in range(COLUMNS):
                    out[i, (kind - UNSEEN) * COLUMNS + k] = marks[c, h, k]


@kernel
def see(
    flat: Any, base: int, body: Any, size: int, kinds: Any, rays: Any, marks: Any,
    near: Any, out: Any, i: int,
) -> None:  # fmt: skip
    """Note the kinds that the rays meet."""
    here_x, here_z, eye, yaw, pitch = body.x, body.z, body.y + 1, body.yaw, body.pitch
    cell, end = 0, rays.shape[2]
    while cell < end:
        y = eye + rays[yaw, pitch, cell, 2]
        x = (here_x + rays[yaw, pitch, cell, 0]) & (size - 1)
        z = (here_z + rays[yaw, pitch, cell, 1]) & (size - 1)
        kind = np.int64(BEDROCK) if y >= HEIGHT else np.int64(flat[base + (x * size + z) * HEIGHT + y])
        if kind == AIR:
            cell += 1
            continue
        if marks[pitch, cell, 0] > near[kind]:
            near[kind] = marks[pitch, cell, 0]
            for k in range(COLUMNS):
                out[i, (kind - UNSEEN) * COLUMNS + k] = marks[pitch, cell, k]
        cell = rays[yaw, pitch, cell, 3] if kinds[kind].opaque else cell + 1


@kernel
def touch(
    flat: Any, base: int, body: Any, size: int, kinds: Any, out: Any, i: int, place: int
) -> None:
    """Note which cells around the body are solid."""
    here_x, here_z, feet = body.x, body.z, body.y
    x_ahead, z_ahead = YAW_X[body.yaw], YAW_Z[body.yaw]
    for ahead in range(-1, 2):
        for right in range(-1, 2):
            x = (here_x + ahead * x_ahead + right * z_ahead) & (size - 1)
            z = (here_z + ahead * z_ahead - right * x_ahead) & (size - 1)
            column = base + (x * size + z) * HEIGHT
            for y in range(feet - 1, feet + 3):
                out[i, place] = kinds[flat[column + y]].solid
                place += 1


@kernel
def introspect(
    flat: Any, base: int, body: Any, size: int, counts: Any, gear: Any, placeable: Any,
    out: Any, i: int, place: int,
) -> None:  # fmt: skip
    """Note what concerns the agent itself."""
    out[i, place] = np.float32(body.away) / np.float32(REACH)
    out[i, place + 1 + body.pitch] = 1
    place += 1 + PITCHES
    out[i, place] = np.float32(body.y - SEA) / np.float32(SEA)
    out[i, place + 1] = flat[base + (body.x * size + body.z) * HEIGHT + body.y] == WATER
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
    out[i, place + len(TOOLS) + 2] = np.log1p(np.float32(blocks)) / np.float32(4)
