"""Crafting tables and furnaces that count as near, by the mod's own reckoning.

Encodes `MissionHandlers/NearbyCraftCommandsImplementation.java` and
`NearbySmeltCommandsImplementation.java` (`hasNearbyCraftingTable`, `hasNearbyFurnace`): a station
counts if it was placed by hand during this mission, its middle lies within 5 blocks of the head,
before it, and inside a field of view that is narrower than the picture's along its shorter side.
"""

from math import acos, degrees, sqrt

import numpy as np

from deckard.worlds.malmo.mission import Cell
from deckard.worlds.malmo.player import PlayerBody
from deckard.worlds.malmo.raycast import look_vector
from deckard.worlds.malmo.terrain import Terrain

HEAD = 1.6
"""Height of the head from which the mod measures, in blocks."""
REACH = 5.0
"""Distance in blocks up to which a station is near, in the mod."""
FIELD = 70.0
"""The mod's field of view, in degrees."""
UP = np.array([0.0, 1.0, 0.0])
"""The vertical axis."""
TABLE = "crafting_table"
FURNACE = "furnace"


class MalmoStations:
    """The cells of the stations that were placed and not broken since."""

    def __init__(self, ground: Terrain, width: int, height: int) -> None:
        self._ground = ground
        self._placed: dict[str, list[Cell]] = {TABLE: [], FURNACE: []}
        self._wide = min(1.0, width / height) * FIELD / 2
        self._tall = min(1.0, height / width) * FIELD / 2

    def placed(self, kind: str, cell: Cell) -> None:
        """Note that a hand has placed something."""
        if kind in self._placed:
            self._placed[kind].append(self._ground.within(cell))

    def broken(self, cell: Cell) -> None:
        """Note that something was broken."""
        for cells in self._placed.values():
            if (where := self._ground.within(cell)) in cells:
                cells.remove(where)

    def near(self, kind: str, player: PlayerBody) -> bool:
        """Whether a station of a kind is near enough, and in view."""
        return any(self._sees(player, cell) for cell in self._placed[kind])

    def _sees(self, player: PlayerBody, cell: Cell) -> bool:
        size = self._ground.simulator.setting.size
        x, z, y = cell
        way = np.array([
            (x + 0.5 - player.x + size / 2) % size - size / 2,
            y + 0.5 - player.y - HEAD,
            (z + 0.5 - player.z + size / 2) % size - size / 2,
        ])  # fmt: skip
        if way @ way > REACH * REACH:
            return False
        ahead = np.array(look_vector(player.yaw, player.pitch))
        return bool(ahead @ way > 0) and self._in_view(ahead, way)

    def _in_view(self, ahead: np.ndarray, way: np.ndarray) -> bool:
        """Compute both angles as the mod does, who divides by a length where its square is due."""
        side = np.cross(ahead, UP)
        if not side.any():
            return False  # straight up or down, every comparison with the mod's NaN fails
        tall = _angle(ahead, way - _along(side, way))
        wide = _angle(ahead, way - _along(np.cross(side, ahead), way))
        return wide <= self._wide and tall <= self._tall


def _along(axis: np.ndarray, way: np.ndarray) -> np.ndarray:
    return axis * ((axis @ way) / sqrt(axis @ axis))


def _angle(ahead: np.ndarray, way: np.ndarray) -> float:
    share = (ahead @ way) / sqrt((ahead @ ahead) * (way @ way))
    return degrees(acos(max(-1.0, min(1.0, float(share)))))
