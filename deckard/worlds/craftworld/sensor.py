"""Which cells are looked at: a box around the agent, and rays from its eye.

Rays share their first cells, so they are kept as a tree in depth-first order: where the line of
sight ends, a walk along the tree skips the cells behind.
"""

from dataclasses import dataclass
from math import cos, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from deckard.worlds.craftworld.kernels.arrays import FLOOR, PITCHES, YAW_X, YAW_Z
from deckard.worlds.craftworld.kernels.grid import SLAB

BELOW = FLOOR  # cells of the box below the feet
FIELD = 90.0
"""Degrees from the leftmost to the rightmost ray; chosen."""
TALL_FIELD = 70.0
"""Degrees from the lowest to the highest ray; about the game's default field of view."""
BOX = np.dtype(
    [
        ("ahead", np.int16),
        ("right", np.int16),
        ("up", np.int16),
        ("near", np.float32),
    ],
    align=True,
)
"""A cell of the box, relative to the eye."""
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
BoxColumns = NDArray[np.int16]
"""int16 (4 yaws, columns, 2): x, multiplied by the size of the world, and z, of the box."""
BoxOrder = NDArray[np.uint16]
"""uint16 (cells,): column * SLAB + layer of the box, the farthest cell first. It is unsigned so
that numba does not look for negative indices."""
BoxCells = NDArray[np.void]
"""BOX (cells,), in the order of `BoxOrder`."""
Rays = NDArray[np.void]
"""RAY (4 yaws, PITCHES, cells)."""
FlatRays = NDArray[np.void]
"""RAY (4 * PITCHES * cells,): `Rays` as one row."""


@dataclass(frozen=True)
class Sensor:
    """The cells that are looked at, in worlds of one size."""

    box: BoxColumns
    box_order: BoxOrder
    box_cells: BoxCells
    rays: Rays


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


def _box(wide: int, long: int, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    places = [
        (ahead, right)
        for ahead in range(-(long // 2), long - long // 2)
        for right in range(-(wide // 2), wide - wide // 2)
    ]
    columns = np.zeros((4, len(places), 2), np.int16)
    cells = []
    for i, (ahead, right) in enumerate(places):
        for yaw in range(4):
            x, z = _turn(yaw, ahead, right)
            columns[yaw, i] = x * size, z
        for layer in range(SLAB):
            up = layer - BELOW - 1
            cells.append((ahead, right, up, nearness(ahead, right, up)))
    order = sorted(range(len(cells)), key=lambda place: cells[place][-1])
    return columns, np.array(order, np.uint16), np.array([cells[i] for i in order], BOX)


Cell = tuple[int, int, int]
"""Cells ahead, to the right and up."""
Branches = dict[Cell, "Branches"]
"""What follows each cell on some ray."""


def _rays(across: int, up: int, pitch: int, length: int) -> list[list[Cell]]:
    """Return the cells of each ray, as (ahead, right, up) from the eye."""
    tilt = radians((pitch - PITCHES // 2) * 45)
    rays = []
    for rise in np.radians(np.linspace(TALL_FIELD / 2, -TALL_FIELD / 2, up)):
        for side in np.radians(np.linspace(-FIELD / 2, FIELD / 2, across)):
            level, right, high = cos(rise) * cos(side), cos(rise) * sin(side), sin(rise)
            ahead = level * cos(tilt) - high * sin(tilt)
            rays.append(_walk((ahead, right, level * sin(tilt) + high * cos(tilt)), length))
    return rays


def _walk(direction: tuple[float, float, float], length: int) -> list[Cell]:
    """Return the cells that a ray from the middle of a cell meets, one for each block it goes."""
    places = np.rint(np.outer(np.arange(1, length + 1), direction)).astype(int)
    return [(int(ahead), int(right), int(up)) for ahead, right, up in places]


def _tree(rays: list[list[Cell]]) -> list[tuple[Cell, int]]:
    """Join rays by their common beginnings: cells depth first, with where to go on behind each."""
    root: Branches = {}
    for ray in rays:
        node = root
        for cell in ray:
            node = node.setdefault(cell, {})
    tree: list[tuple[Cell, int]] = []

    def visit(node: Branches) -> None:
        for cell, behind in node.items():
            place = len(tree)
            tree.append((cell, 0))
            visit(behind)
            tree[place] = cell, len(tree)

    visit(root)
    return tree
