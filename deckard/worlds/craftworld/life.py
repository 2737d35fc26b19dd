"""One life: an agent that starts with nothing and earns everything."""

from collections import Counter
from math import ceil

import numpy as np

from deckard.types import NONE, Inventory, Item, covers
from deckard.worlds import Info, Life
from deckard.worlds.craftworld.kernels.arrays import ATTACK, NOOP, YAW_X, YAW_Z
from deckard.worlds.craftworld.render import render_picture
from deckard.worlds.craftworld.simulator import Cell, Simulator, SimulatorSettings, step_info

NEAR = 4  # blocks at which a station can be used or taken
SMELTING = 200  # ticks that the game takes to smelt one item
STATIONS = ("crafting_table", "furnace")
SIDES = (0, 1, 3, 2)  # in front, right, left, behind


class CraftworldLife(Life):
    """A batch of one, without an end."""

    def __init__(self, setting: SimulatorSettings, seed: int) -> None:
        self.simulator = Simulator(setting, 1, seed)
        self.obs = np.zeros(setting.layout.size, np.float32)
        self._heat = 0.0  # items that the fuel burnt so far can still smelt
        self._rules = setting.rules
        self._tables = setting.rules.tables
        self._stations: list[tuple[Item, Cell]] = []
        self.simulator.restart(np.zeros(1, np.int64), {}, None)
        self.info = self._perceive()

    def step(self, action: int) -> Info:
        """Take one decision of the low-level action space."""
        self.simulator.advance(np.array([action], np.int64))
        return self._perceive()

    def craft(self, item: Item) -> Info:
        """Try to craft an item once; takes one env step."""
        recipe = self._tables.craftable(self.info["inventory"], self.info["near"], item)
        if recipe is not None:
            self._exchange(recipe.ingredients, recipe.products)
        return self._pass()

    def smelt(self, item: Item, fuel: Item) -> Info:
        """Try to smelt an item once; takes 200 env steps, one when it is impossible.

        Whole units of the fuel are burnt, as many as are missing; what heat is left is kept.
        """
        have = self.info["inventory"]
        recipe = self._tables.smeltable(have, self.info["near"], item)
        worth = self._tables.fuels.get(fuel, 0)
        if recipe is None or (self._heat < 1 and worth <= 0):
            return self._pass()
        units = ceil((1 - self._heat) / worth) if self._heat < 1 else 0
        spent = Counter(recipe.ingredients) + Counter({fuel: units})
        if not covers(have, spent):
            return self._pass()
        self._heat += units * worth - 1
        left = self._tables.left_of({fuel: units})
        self._exchange(spent, Counter(recipe.products) + Counter(left))
        return self._pass(SMELTING, {fuel: units} if units else None)

    def place(self, station: Item) -> Info:
        """Put a held station into a free cell beside the agent; takes one env step."""
        cell = self._free()
        if station in STATIONS and self.info["inventory"].get(station, 0) > 0 and cell is not None:
            self.simulator.put(cell, self._rules.names.index(station))
            self._stations.append((station, cell))
            self._exchange({station: 1})
        return self._pass()

    def take(self, station: Item) -> Info:
        """Break a placed station and keep it; refused when that would lose it."""
        cell = next((cell for name, cell in self._reachable() if name == station), None)
        body = self.simulator.bodies[0]
        if cell is None or not self._yields(station, int(body["hand"])):
            return self._pass()
        body["aim"] = self._rules.names.index(station)
        body["aim_x"], body["aim_z"], body["aim_y"] = cell
        return self.step(ATTACK)

    def equip(self, item: Item | None) -> Info:
        """Take a held item into the hand, or empty the hand; takes one env step."""
        if item is None or self.info["inventory"].get(item, 0) > 0:
            self.simulator.bodies["hand"] = -1 if item is None else self.simulator.number[item]
        return self._pass()

    def render(self) -> np.ndarray:
        """Return a picture, uint8 of shape (height, width, 3)."""
        return render_picture(self.simulator)

    def _pass(self, steps: int = 1, fuel: dict[Item, int] | None = None) -> Info:
        """Let time pass after something that the hands did."""
        self.simulator.advance(np.array([NOOP], np.int64))
        self.simulator.bodies["clock"] += steps - 1
        self.simulator.bodies["changed"] = 1
        return self._perceive(steps, fuel)

    def _perceive(self, steps: int | None = None, fuel: dict[Item, int] | None = None) -> Info:
        """Look around, and say what the last step did."""
        simulator = self.simulator
        simulator.look(np.zeros(1, np.int64), self.obs[None])
        same = not simulator.bodies["changed"][0]
        inventory = self.info["inventory"] if same else simulator.inventory(0)
        near = frozenset(name for name, _ in self._reachable())
        self.info = step_info(simulator, 0, inventory, near)
        if steps is not None:
            self.info = {**self.info, "steps": steps, "fuel": {} if fuel is None else fuel}
        return self.info

    def _exchange(self, lost: Inventory, gained: Inventory = NONE) -> None:
        """Change the inventory; the hand is empty when what it held is gone."""
        counts, number = self.simulator.counts[0], self.simulator.number
        for item, amount in lost.items():
            counts[number[item]] -= amount
        for item, amount in gained.items():
            counts[number[item]] += amount
        body = self.simulator.bodies[0]
        if body["hand"] >= 0 and counts[body["hand"]] == 0:
            body["hand"] = -1

    def _yields(self, station: Item, hand: int) -> bool:
        """Whether breaking a station with what is in the hand gives it back."""
        fitting = self._rules.kinds[self._rules.names.index(station)]["harvest"]
        tool = self._rules.gear["bit"][hand] if hand >= 0 else np.uint64(0)
        return not fitting or bool(fitting & tool)

    def _reachable(self) -> list[tuple[Item, Cell]]:
        """Return the placed stations that are near; forget those that something else broke."""
        body, size = self.simulator.bodies[0], self.simulator.setting.size
        names = self._rules.names
        self._stations = [(n, c) for n, c in self._stations if names[self.simulator.get(c)] == n]

        def near(cell: Cell) -> bool:
            across, along = abs(cell[0] - body["x"]), abs(cell[1] - body["z"])
            flat = max(min(across, size - across), min(along, size - along))
            return max(flat, abs(cell[2] - body["y"])) <= NEAR

        return [(name, cell) for name, cell in self._stations if near(cell)]

    def _free(self) -> Cell | None:
        """Return a cell beside the agent that a block can be put into, or None."""
        body, size = self.simulator.bodies[0], self.simulator.setting.size
        for height in (0, 1, -1):
            for side in SIDES:
                yaw = (int(body["yaw"]) + side) % 4
                x, z = (int(body["x"] + YAW_X[yaw]) % size), (int(body["z"] + YAW_Z[yaw]) % size)
                cell = x, z, int(body["y"]) + height
                if not self._rules.kinds[self.simulator.get(cell)]["solid"]:
                    return cell
        return None
