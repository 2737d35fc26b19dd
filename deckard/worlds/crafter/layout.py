"""What an agent perceives: one float32 vector, of the game's own view of 7 rows and 9 columns.

| columns | what | unit, range |
|---|---|---|
| 4k | nearness of the k-th sight of `SIGHTS`; not of the own cell | `nearness` |
| 4k+1, 4k+2, 4k+3 | its offset up the picture and to the right, and 0 | 4 cells |
| 68-75 | which of the eight cells around are free to walk on, row by row | 0 or 1 |
| 76-79 | lava to the left, right, above, below | 0 or 1 |
| 80-83 | facing left, right, up, down | one-hot |
| 84-101 | what is faced; the last: nothing | one-hot |
| 102, 103 | the plant that is faced is ripe; a ripe one is in view | 0 or 1 |
| 104-115 | the inventory, in the order of `CARRIED` | 9 |
| 116-119 | health, food, drink, energy | 9 |
| 120, 121 | daylight; asleep | [0, 1] |
| 122, 123 | a table is near; a furnace is near | 0 or 1 |
"""

import numpy as np

from deckard.worlds.crafter.names import CARRIED, SIGHTS

ROWS, COLS = 7, 9
"""Cells of the view."""
MIDDLE = ROWS // 2, COLS // 2
"""The cell of the agent."""
COLUMNS = 4
"""Per sight: nearness, up, right, 0."""
SCALE = 4.0
"""Cells in which offsets are given."""
AROUND = [(r, c) for r in (-1, 0, 1) for c in (-1, 0, 1) if (r, c) != (0, 0)]
"""The eight cells around the agent, as rows and columns."""
SIDES = [(0, -1), (0, 1), (-1, 0), (1, 0)]
"""The four cells beside the agent, in the order of the moves."""
SIZE = COLUMNS * len(SIGHTS) + len(AROUND) + 2 * len(SIDES) + len(SIGHTS) + 3 + len(CARRIED) + 8
"""Length of an observation."""
_offsets = np.array([(r - MIDDLE[0], c - MIDDLE[1]) for r in range(ROWS) for c in range(COLS)])
_distances = np.abs(_offsets).sum(axis=1)
ORDER = np.argsort(_distances, kind="stable")[1:]
"""The cells of the view but for the agent's own, nearest first."""
OFFSETS = _offsets[ORDER]
"""Of each cell of ORDER the offset in rows and columns."""
DISTANCES = _distances[ORDER]
"""Of each cell of ORDER the steps to it."""


def nearness(distance: np.ndarray) -> np.ndarray:
    """Return the nearness of distances in steps: 1 at one step, 0.25 at the corners."""
    return (1 - (distance - 1) / 8).astype(np.float32)


SIGHT_COLUMNS = np.stack(
    [nearness(DISTANCES), -OFFSETS[:, 0] / SCALE, OFFSETS[:, 1] / SCALE, 0 * DISTANCES], axis=1
).astype(np.float32)
"""float32 (62, 4): the columns of a sight whose nearest is in each cell of ORDER."""
