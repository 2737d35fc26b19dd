"""What the agent perceives: one float32 vector (see `Layout`).

For every kind the nearest one counts that is in a box around the agent, hidden ones too, or that a
ray from the eye meets. Rays share their first cells, so they are kept as a tree in depth-first
order: where the line of sight ends, the walk skips the cells behind.
"""

from dataclasses import dataclass
from math import cos, pi, radians, sin, sqrt
from typing import Any

import numpy as np

from deckard.worlds.craftworld.jit import kernel
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

BOX_HEIGHT = 8  # one 64-bit word of a column
BELOW = FLOOR  # cells of the box below the feet
SCALE = 8.0  # offsets are given in this many cells
FIELD, TALL_FIELD = 90.0, 70.0  # degrees that the rays span
COLUMNS = 4  # per sight: nearness, forward, right, up
AROUND = 36  # cells of the 3 x 3 x 4 neighbourhood
SELF = 1 + PITCHES + 3 + len(ACTIONS) + len(TOOLS) + 2 + 1
SHIFT = np.uint64(8)


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
    sights = kinds.shape[0] - UNSEEN
    near = np.empty(kinds.shape[0], np.float32)
    for i in chosen:
        body, row = bodies[i], out[i]
        row[:] = 0
        near[:] = 0
        near[:UNSEEN] = 2  # never to be surpassed, so never written
        flat = cells[i].reshape(-1)
        if box.shape[1] > 0:
            feel(flat, body, cells.shape[1], box[body.yaw], box_marks, near, row)
        see(
            flat, body, cells.shape[1], kinds,
            rays[body.yaw, body.pitch], ray_marks[body.pitch], near, row,
        )  # fmt: skip
        place = sights * COLUMNS
        aimed = sights if body.aim < 0 else flat[body.aim] - UNSEEN
        row[place + (aimed if aimed >= 0 else sights)] = 1
        place += sights + 1
        touch(cells[i], body, kinds, row[place:])
        introspect(cells[i], body, counts[i], gear, placeable, row[place + AROUND :])


@kernel
def mark(kind: int, signs: Any, near: Any, row: Any) -> None:
    """Note a kind, if none nearer was noted before."""
    if signs[0] > near[kind]:
        near[kind] = signs[0]
        place = (kind - UNSEEN) * COLUMNS
        for k in range(COLUMNS):
            row[place + k] = signs[k]


@kernel
def feel(
    flat: Any, body: Any, size: int, box: Any, box_marks: Any, near: Any, row: Any
) -> None:
    """Note the kinds in the box.

    Its columns come nearest first, so one that looks like the column before holds nothing new.
    """
    words = flat.view(np.uint64)
    bottom = body.y - BELOW
    word, shift = bottom // 8, np.uint64(bottom % 8) * SHIFT
    before = np.uint64(0)
    for c in range(box.shape[0]):
        x, z = (body.x + box[c, 0]) & (size - 1), (body.z + box[c, 1]) & (size - 1)
        base = (x * size + z) * (HEIGHT // 8) + word
        column = words[base] >> shift
        if shift != 0:
            column |= words[base + 1] << (np.uint64(64) - shift)
        if column == before:
            continue
        before = column
        for h in range(BOX_HEIGHT):
            mark(np.int64(column & np.uint64(255)), box_marks[c, h], near, row)
            column >>= SHIFT


@kernel
def see(
    flat: Any, body: Any, size: int, kinds: Any, rays: Any, ray_marks: Any, near: Any, row: Any
) -> None:
    """Note the kinds that the rays meet."""
    cell = 0
    while cell < rays.shape[0]:
        x, z = (body.x + rays[cell, 0]) & (size - 1), (body.z + rays[cell, 1]) & (size - 1)
        y = body.y + 1 + rays[cell, 2]
        if y >= HEIGHT:
            cell = rays[cell, 3]
            continue
        kind = flat[(x * size + z) * HEIGHT + y]
        if kind != 0:
            mark(np.int64(kind), ray_marks[cell], near, row)
            if kinds[kind].opaque:
                cell = rays[cell, 3]
                continue
        cell += 1


@kernel
def touch(grid: Any, body: Any, kinds: Any, row: Any) -> None:
    """Note which cells around the body are solid."""
    mask = grid.shape[0] - 1
    ahead_x, ahead_z = YAW_X[body.yaw], YAW_Z[body.yaw]
    place = 0
    for ahead in range(-1, 2):
        for right in range(-1, 2):
            x = (body.x + ahead * ahead_x + right * ahead_z) & mask
            z = (body.z + ahead * ahead_z - right * ahead_x) & mask
            for y in range(body.y - 1, body.y + 3):
                row[place] = kinds[grid[x, z, y]].solid
                place += 1


@kernel
def introspect(
    grid: Any, body: Any, counts: Any, gear: Any, placeable: Any, row: Any
) -> None:
    """Note what concerns the agent itself."""
    row[0] = body.away / REACH
    row[1 + body.pitch] = 1
    place = 1 + PITCHES
    row[place] = (body.y - SEA) / np.float32(SEA)
    row[place + 1] = grid[body.x, body.z, body.y] == WATER
    row[place + 2] = body.worked
    if body.action >= 0:
        row[place + 3 + body.action] = 1
    place += 3 + len(ACTIONS)
    if body.hand >= 0:
        tool = gear[body.hand].tool
        row[place + tool - 1 if tool > 0 else place + len(TOOLS) + 1] = 1
        row[place + len(TOOLS)] = gear[body.hand].tier
    blocks = 0
    for i in range(placeable.shape[0]):
        blocks += counts[placeable[i, 0]]
    row[place + len(TOOLS) + 2] = np.log1p(np.float32(blocks)) / np.float32(4)
