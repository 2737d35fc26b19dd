"""Room for what is placed: where to go so that a free cell is faced."""

from collections import deque
from collections.abc import Collection

import numpy as np

from deckard.types import Item
from deckard.worlds.crafter.batch import NEAR
from deckard.worlds.crafter.layout import AROUND, COLS, MIDDLE, ROWS, SIDES
from deckard.worlds.crafter.names import SIGHTS

Cell = tuple[int, int]
"""Row and column of the view."""
FAR = 6
"""Moves within which room is looked for; chosen."""
BITS = {SIGHTS.index("table"): 1, SIGHTS.index("furnace"): 2}


def way_to_room(
    view: np.ndarray, heading: int, onto: Collection[str], free: Collection[int]
) -> list[int] | None:
    """Return the shortest moves after which there is room ahead, near the same stations as now.

    Args:
        view: What each cell shows, int (7, 9).
        heading: The side that is faced, as a number in SIDES.
        onto: The blocks that are room.
        free: Numbers of the sights that can be walked on.

    Returns:
        Sides to move to, none where there is room already; None where there is no way.
    """
    room = {SIGHTS.index(block) for block in onto}
    near = stations_near(view, MIDDLE)
    queue = deque[tuple[Cell, int, list[int]]]([(MIDDLE, heading, [])])
    visited = {MIDDLE}
    while queue:
        cell, side, moves = queue.popleft()
        if _shows(view, _beside(cell, side), room) and stations_near(view, cell) == near:
            return moves
        for k in range(len(SIDES)) if len(moves) < FAR else ():
            target = _beside(cell, k)
            if target not in visited and _shows(view, target, free):
                visited.add(target)
                queue.append((target, k, [*moves, k]))
    return None


def stations_near(view: np.ndarray, cell: Cell) -> frozenset[Item]:
    """Return the stations in the eight cells around one, as far as they are in view."""
    around = [(cell[0] + r, cell[1] + c) for r, c in AROUND]
    kinds = {int(view[r, c]) for r, c in around if 0 <= r < ROWS and 0 <= c < COLS}
    return NEAR[sum(bit for kind, bit in BITS.items() if kind in kinds)]


def _beside(cell: Cell, side: int) -> Cell:
    return cell[0] + SIDES[side][0], cell[1] + SIDES[side][1]


def _shows(view: np.ndarray, cell: Cell, kinds: Collection[int]) -> bool:
    inside = 0 <= cell[0] < ROWS and 0 <= cell[1] < COLS
    return inside and int(view[cell]) in kinds
