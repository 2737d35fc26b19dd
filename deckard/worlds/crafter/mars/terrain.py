"""The terrain of a world file.

The noise and its thresholds are those of Mars' `worldgen.py`, and most of them Crafter's, so that
a seed gives the terrain that it gives in Mars.
"""

from collections.abc import Mapping

import numpy as np
from crafter import objects, worldgen

from deckard.worlds.crafter.mars.creatures import MarsCow, MarsSkeleton, MarsZombie
from deckard.worlds.crafter.mars.ruled_world import Cell, RuledWorld

START = 4.0
"""Cells around the player that are open ground."""


class Terrain:
    """The terrain of one world in the making."""

    def __init__(self, world: RuledWorld, player: objects.Player) -> None:
        self.world, self.player, self.rules = world, player, world.rules
        self.uniform = world.random.uniform
        self._simplex = worldgen.opensimplex.OpenSimplex(seed=world.random.randint(0, 2**31 - 1))
        self._tunnels = np.zeros(world.area, bool)

    def generate(self) -> None:
        """Lay out the materials, then the creatures."""
        columns, rows = self.world.area
        cells = [(x, y) for x in range(columns) for y in range(rows)]
        for cell in cells:
            self.world[cell] = self._material(cell)
        for cell in cells:
            self._populate(cell)

    def _noise(
        self, x: float, y: float, z: int, sizes: float | Mapping[int, float], share: bool = True
    ) -> float:
        return float(worldgen._simplex(self._simplex, x, y, z, sizes, share))

    def _distance(self, cell: Cell) -> float:
        right, down = cell[0] - self.player.pos[0], cell[1] - self.player.pos[1]
        return float(np.sqrt(right**2 + down**2))

    def _material(self, cell: Cell) -> str:
        x, y = cell
        start = START - self._distance(cell) + 2 * self._noise(x, y, 8, 3)
        start = 1 / (1 + np.exp(-start))
        water = self._noise(x, y, 3, {15: 1, 5: 0.15}, False) + 0.1 - 2 * start
        mountain = self._noise(x, y, 0, {15: 1, 5: 0.3}) - (4 * start + 0.3 * water)
        if start > 0.5:
            return self.rules.ground("player")
        if mountain > 0.15:
            return self._rock(cell, mountain)
        if 0.25 < water <= 0.35 and self._noise(x, y, 4, 9) > -0.2:
            return self.rules.ground("water")
        if water > 0.3:
            return self.rules.material("water")
        is_tree = self._noise(x, y, 5, 7) > 0 and self.uniform() > 0.8
        return self.rules.material("tree") if is_tree else self.rules.ground("tree")

    def _rock(self, cell: Cell, mountain: float) -> str:
        if self._is_path(cell, mountain):
            return self.rules.material("path")
        ore = self._ore(cell, mountain)
        return self.rules.material(ore) if ore else self._stone(cell, mountain)

    def _is_path(self, cell: Cell, mountain: float) -> bool:
        """Whether there is a cave, or a tunnel, which is marked."""
        x, y = cell
        if mountain > 0.3 and self._noise(x, y, 6, 7) > 0.15:
            return True
        is_tunnel = self._noise(2 * x, y / 5, 7, 3) > 0.4 or self._noise(x / 5, 2 * y, 7, 3) > 0.4
        self._tunnels[cell] = is_tunnel
        return is_tunnel

    def _ore(self, cell: Cell, mountain: float) -> str | None:
        x, y = cell
        if self._noise(x, y, 1, 8) > 0 and self.uniform() > 0.85:
            return "coal"
        if self._noise(x, y, 2, 6) > 0.4 and self.uniform() > 0.70:
            return "iron"
        if mountain > 0.18 and self.uniform() > 0.884:
            return "diamond"
        if mountain > 0.3 and self._noise(x, y, 6, 5) > 0.35:
            return "lava"
        return None

    def _stone(self, cell: Cell, mountain: float) -> str:
        """Stone, or the neighbour of the last of what the noise has near."""
        x, y = cell
        near = {
            "cave": self._noise(x, y, 6, 7) > 0.15,
            "horizonal_tunnel": self._noise(2 * x, y / 5, 7, 3) > 0.4,
            "vertical_tunnel": self._noise(x / 5, 2 * y, 7, 3) > 0.4,
            "diamond": mountain > 0.18,
            "iron": self._noise(x, y, 2, 6) > 0.2,
            "coal": self._noise(x, y, 1, 8) > 0,
            "lava": mountain > 0.3 and self._noise(x, y, 6, 5) > 0.15,
        }
        names = [
            name for name, is_near in near.items() if is_near and name in self.rules.neighbours
        ]
        return self.rules.ground(names[-1]) if names else self.rules.material("stone")

    def _populate(self, cell: Cell) -> None:
        """Put a creature where chance wants one; the order of the draws is that of Mars."""
        material, distance = self.world[cell][0], self._distance(cell)
        is_meadow = material == self.rules.ground("tree")
        if distance > 3 and is_meadow and self.uniform() > 0.985:
            self.world.add(MarsCow(self.world, cell, self.player))
        elif distance > 10 and self.uniform() > 0.998 and material in self.rules.walkable:
            self.world.add(MarsZombie(self.world, cell, self.player))
        elif self._is_tunnel(cell, material) and self.uniform() > 0.95:
            self.world.add(MarsSkeleton(self.world, cell, self.player))

    def _is_tunnel(self, cell: Cell, material: str) -> bool:
        return material == self.rules.material("path") and bool(self._tunnels[cell])
