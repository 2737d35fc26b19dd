"""The ground under a mission: one world of craftworld, read and written by blocks."""

from math import floor

import numpy as np

from deckard.worlds.craftworld.kernels.arrays import (
    AIR,
    BEDROCK,
    CEILING,
    DIRT,
    FLOOR,
    GRASS,
    HEIGHT,
    LEAVES,
    SEA,
    STONE,
    WATER,
)
from deckard.worlds.craftworld.simulator import Simulator, SimulatorSettings
from deckard.worlds.malmo.mission import Cell, DrawnBlocks

ALL = np.zeros(1, np.int64)
"""The index of the only world of the simulator."""
FLAT = SEA + 1
"""Height of the grass of a flat world."""
SOIL = 3
"""Layers of dirt under the grass of a flat world, with that of the grass; as in the game."""


class Terrain:
    """Cells by (x, y, z), as the game counts them: y is the height, the others wrap around."""

    def __init__(self, setting: SimulatorSettings, seed: int, flat: bool) -> None:
        self.simulator = Simulator(setting, 1, seed)
        self.simulator.restart(ALL, {}, None)
        self.names = setting.rules.names
        self.kinds = setting.rules.kinds
        self.numbers = {name: i for i, name in enumerate(self.names)}
        self._grid = self.simulator.cells[0]
        self._mask = setting.size - 1
        self._solid = [bool(solid) for solid in self.kinds["solid"]]
        if flat:
            self._flatten()

    def kind(self, cell: Cell) -> int:
        """Return the kind of a cell: bedrock below the world, air above it."""
        x, y, z = cell
        if not 0 <= y < HEIGHT:
            return BEDROCK if y < 0 else AIR
        return int(self._grid[y >> 3, x & self._mask, z & self._mask, y & 7])

    def kinds_in(self, cells: np.ndarray) -> np.ndarray:
        """Return the kinds of many cells, given as an array of shape (n, 3)."""
        x, y, z = cells.T
        inside = np.clip(y, 0, HEIGHT - 1)
        kinds = self._grid[inside >> 3, x & self._mask, z & self._mask, inside & 7].astype(np.int64)
        return np.where(y < 0, BEDROCK, np.where(y < HEIGHT, kinds, AIR))

    def solid(self, cell: Cell) -> bool:
        """Whether bodies stop at a cell."""
        return self._solid[self.kind(cell)]

    def mob(self, cell: Cell) -> bool:
        """Whether an animal is in a cell."""
        return bool(self.kinds[self.kind(cell)]["mob"])

    def within(self, cell: Cell) -> Cell:
        """Return a cell as craftworld counts it: x, z, height."""
        return cell[0] & self._mask, cell[2] & self._mask, cell[1]

    def put(self, cell: Cell, kind: int) -> bool:
        """Set the kind of a cell; return whether the cell is inside the world."""
        inside = FLOOR <= cell[1] < CEILING
        if inside:
            self.simulator.put(self.within(cell), kind)
        return inside

    def draw(self, drawn: DrawnBlocks) -> None:
        """Set the blocks that a mission draws; kinds that craftworld lacks are skipped."""
        kind = self.numbers.get(drawn.kind)
        if kind is None or self.kinds[kind]["mob"]:
            return
        for x in range(drawn.low[0], drawn.high[0] + 1):
            for y in range(drawn.low[1], drawn.high[1] + 1):
                for z in range(drawn.low[2], drawn.high[2] + 1):
                    self.put((x, y, z), kind)

    def covered(self, cell: Cell) -> bool:
        """Whether anything that stops the light lies above a cell."""
        x, z, y = self.within(cell)
        column = self._grid[:, x, z].reshape(-1)[max(0, y + 1) :]
        return bool(self.kinds["opaque"][column].any())

    def top(self, x: float, z: float) -> int | None:
        """Return the height at which one can stand under the open sky in a column, or None."""
        i, k = floor(x) & self._mask, floor(z) & self._mask
        column = self._grid[:, i, k].reshape(-1)
        hard = self.kinds["solid"][column].nonzero()[0]
        y = int(hard[-1]) if len(hard) else 0
        ground = int(column[y])
        wet = (column[y + 1 :] == WATER).any()
        if wet or ground == LEAVES or self.kinds[ground]["mob"] or y + 1 >= CEILING:
            return None
        return y + 1

    def spot(self) -> Cell:
        """Return where craftworld begins its episode."""
        body = self.simulator.bodies[0]
        return int(body["x"]), int(body["y"]), int(body["z"])

    def _flatten(self) -> None:
        """Make a plain of grass without anything on it."""
        self._grid[:] = AIR
        for y in range(FLAT + 1):
            kind = DIRT if y > FLAT - SOIL else STONE
            self._grid[y >> 3, :, :, y & 7] = BEDROCK if y < FLOOR else kind
        self._grid[FLAT >> 3, :, :, FLAT & 7] = GRASS
        self.simulator.roofs[:] = FLAT + 1
        self.simulator.mobs["health"] = 0
        self.simulator.bodies["y"] = FLAT + 1
