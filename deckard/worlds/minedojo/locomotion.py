"""The agent's legs: it turns by whole steps, and walks from the middle of one block to the next.

So decisions compose: after any of them the agent faces one of a few ways and stands amid a block.
"""

from collections.abc import Callable
from math import cos, dist, floor, hypot, radians, sin

import numpy as np

from deckard.worlds.minedojo.game import MinecraftConnection
from deckard.worlds.minedojo.observation import Voxels, place

GLIDE = 1.2
"""Times the way of the last tick that a body on the ground still goes without a key."""
AMID = 0.15
"""Blocks from the middle of a block that count as the middle."""
STUCK = 0.02
"""Blocks a tick below which something is in the way."""
LONGEST = 4
"""Times `skip` ticks that a walk of one block may take, a climb or a swim; and a fall after it."""


class Locomotion:
    """Moves one body; `press` lets a tick pass with some keys."""

    def __init__(
        self, game: MinecraftConnection, voxels: Voxels, press: Callable[..., object]
    ) -> None:
        self.game, self.voxels, self.press = game, voxels, press

    def turn(self, down: int, right: int) -> None:
        """Turn by so many steps, counted from the nearest whole multiple of one."""
        raw, of = self.game.raw, self.game.settings
        pitch = of.tilt * (round(raw["pitch"] / of.tilt) + down)
        yaw = of.turn * (round(raw["yaw"] / of.turn) + right)
        level = max(-90.0, min(90.0, pitch))
        self.press(camera=np.array([level - raw["pitch"], yaw - raw["yaw"]]))

    def facing(self, ahead: int) -> tuple[int, int]:
        """Return the way ahead (1) or back (-1), as a step along x and z, aslant if it looks so."""
        yaw = radians(self.game.raw["yaw"])
        return round(-ahead * sin(yaw)), round(ahead * cos(yaw))

    def walk(self, way: tuple[int, int]) -> None:
        """Go to the middle of the next block along a way, up one if need be; fall where it ends."""
        self.voxels.read(self.game.raw)
        x, _, z = place(self.game.raw)
        climbs = self.voxels.is_solid((way[0], 0, way[1]))
        if self._barred(way, climbs):
            self.press()
            return
        self._go((x + way[0] + 0.5, z + way[1] + 0.5), climbs)
        self._land()

    def _barred(self, way: tuple[int, int], climbs: bool) -> bool:
        """Whether there is no room for the body, one block higher if it climbs."""
        solid, (x, z) = self.voxels.is_solid, way
        high = solid((x, 2, z)) or solid((0, 2, 0))
        return solid((x, 1, z)) or (climbs and high)

    def _go(self, goal: tuple[float, float], jump: bool) -> None:
        """Press keys until the body will come to rest at a goal, or time is up."""
        moved = 0.0, 0.0
        swims = self._swims()
        for _ in range(LONGEST * self.game.settings.skip):
            keys = self._towards(goal, moved)
            if not keys:
                return
            here = self._where()
            self.press(**keys, jump=int(jump or swims))
            moved = self.game.raw["xpos"] - here[0], self.game.raw["zpos"] - here[2]
            jump = hypot(*moved) < STUCK

    def _towards(self, goal: tuple[float, float], moved: tuple[float, float]) -> dict[str, int]:
        """Return the keys that lead to a goal, none when the body glides there by itself."""
        raw = self.game.raw
        x = goal[0] - raw["xpos"] - GLIDE * moved[0]
        z = goal[1] - raw["zpos"] - GLIDE * moved[1]
        yaw = radians(raw["yaw"])
        ahead, right = z * cos(yaw) - x * sin(yaw), -x * cos(yaw) - z * sin(yaw)
        keys = {"forward": ahead, "back": -ahead, "right": right, "left": -right}
        return {key: 1 for key, far in keys.items() if far > AMID}

    def _land(self) -> None:
        """Wait until the body has ground below it, or water around, or hangs on to an edge."""
        for _ in range(LONGEST * self.game.settings.skip):
            here = self._where()
            low = here[1] - floor(here[1]) < STUCK
            if self._swims() or (low and self.voxels.is_solid((0, -1, 0))):
                return
            self.press()
            if dist(here, self._where()) < STUCK:
                return

    def _where(self) -> tuple[float, float, float]:
        raw = self.game.raw
        return raw["xpos"], raw["ypos"], raw["zpos"]

    def _swims(self) -> bool:
        self.voxels.read(self.game.raw)
        return "water" in (self.voxels.name((0, 0, 0)) or "")
