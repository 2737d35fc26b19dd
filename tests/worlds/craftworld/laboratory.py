"""A life in craftworld on a bare plain, on which a test places blocks and mobs."""

import numpy as np

from deckard.types import Item
from deckard.worlds import Info
from deckard.worlds.craftworld import Craftworld
from deckard.worlds.craftworld.kernels.arrays import ACTIONS, AIR, BEDROCK, FLOOR, STONE
from deckard.worlds.craftworld.life import CraftworldLife
from deckard.worlds.tables import load_tables

GROUND = 63  # height of the topmost layer of the plain, which is stone
X = Z = 8


class Laboratory:
    """A life that begins on the plain, looks level along +z and holds the given items."""

    def __init__(self, **held: int) -> None:
        self.life: CraftworldLife = WORLD.live(0)
        self.simulator = self.life.simulator
        self.simulator.cells[:] = AIR
        for y in range(GROUND + 1):
            self.simulator.cells[0, y // 8, :, :, y % 8] = STONE if y >= FLOOR else BEDROCK
        self.simulator.roofs[:] = GROUND + 1
        self.simulator.mobs["health"] = 0
        body = self.simulator.bodies
        body["x"], body["z"], body["y"], body["yaw"], body["pitch"] = X, Z, GROUND + 1, 0, 2
        self.give(**held)

    def give(self, **held: int) -> Info:
        for item, quantity in held.items():
            self.simulator.counts[0, self.simulator.number[item]] += quantity
        return self.life.craft("nothing")

    def hold(self, item: Item) -> Info:
        return self.life.equip(item)

    def put(self, kind: str, ahead: int = 1, up: int = 1, right: int = 0) -> None:
        """Put a block relative to the feet; one ahead and one up is in the cross hair."""
        cell = (X + right) % 32, (Z + ahead) % 32, GROUND + 1 + up
        self.simulator.put(cell, self.simulator.setting.rules.names.index(kind))
        self.do("noop")

    def at(self, ahead: int = 1, up: int = 1, right: int = 0) -> str:
        cell = (X + right) % 32, (Z + ahead) % 32, GROUND + 1 + up
        return self.simulator.setting.rules.names[self.simulator.get(cell)]

    def mob(self, kind: str, ahead: int = 1) -> None:
        """Bring an animal, walled in so that it stays."""
        for right, forward in ((0, ahead + 1), (1, ahead), (-1, ahead)):
            for up in (0, 1):
                self.put("bedrock", forward, up, right)
        number = self.simulator.setting.rules.names.index(kind)
        (mob,) = self.simulator.mobs[0, self.simulator.mobs[0]["kind"] == number][:1]
        place = int(np.flatnonzero(self.simulator.mobs[0]["kind"] == number)[0])
        mob["x"], mob["z"], mob["y"] = X, Z + ahead, GROUND + 1
        mob["health"] = load_tables().mobs[kind].health
        self.simulator.mobs[0, place] = mob
        self.put(kind, ahead, 0)

    def do(self, *actions: str) -> Info:
        for action in actions:
            info = self.life.step(ACTIONS.index(action))
        return info

    @property
    def inventory(self) -> dict[Item, int]:
        return self.life.info["inventory"]


WORLD = Craftworld()
