"""Many worlds side by side: the arrays, and the kernels that move them."""

from dataclasses import dataclass

import numpy as np

from deckard.types import Inventory, Item
from deckard.worlds import Info
from deckard.worlds.craftworld.kernels.act import advance
from deckard.worlds.craftworld.kernels.arrays import BODY, MOB, YAW_X, YAW_Z
from deckard.worlds.craftworld.kernels.grid import SLAB, empty
from deckard.worlds.craftworld.kernels.population import grow_plants, populate
from deckard.worlds.craftworld.kernels.rng import streams
from deckard.worlds.craftworld.kernels.spawn import begin_episode
from deckard.worlds.craftworld.kernels.terrain import dig, lay_veins, mould
from deckard.worlds.craftworld.observation import ObservationLayout, observe
from deckard.worlds.craftworld.rules import Rules
from deckard.worlds.craftworld.sensor import Sensor

PLACEABLE = ("dirt", "cobblestone", "gravel", "sand")  # what `up` puts below, first choice first
FACINGS = tuple(zip(YAW_X.tolist(), YAW_Z.tolist(), strict=True))
INFO_FIELDS = ["hand", "broke", "far_x", "y", "far_z", "yaw", "ticks"]
"""The fields of a body that an info tells."""

Cell = tuple[int, int, int]
"""x, z, height."""


@dataclass(frozen=True)
class SimulatorSettings:
    """What all worlds of one Craftworld share."""

    rules: Rules
    sensor: Sensor
    size: int
    regenerate: int
    """Episodes that start in a terrain before it is made anew; 0: never."""

    @property
    def layout(self) -> ObservationLayout:
        """How an observation is laid out."""
        return ObservationLayout(len(self.rules.sights))


class Simulator:
    """The state of `worlds` worlds; the first axis of every array counts them."""

    def __init__(self, setting: SimulatorSettings, worlds: int, seed: int) -> None:
        self.setting = setting
        rules, size = setting.rules, setting.size
        items = rules.tables.items
        self.items = items
        self.number = {item: i for i, item in enumerate(items)}
        herds = np.repeat(
            rules.herds[:, 0].astype(np.int32),
            np.maximum(1, rules.herds[:, 1] * size * size / 256).astype(int),
        )
        self.cells = empty(worlds, size)
        self.roofs = np.zeros((worlds, size, size), np.uint8)
        self.bodies = np.zeros(worlds, BODY)
        self.mobs = np.zeros((worlds, len(herds)), MOB)
        self.counts = np.zeros((worlds, len(items)), np.int32)
        self.worn = np.zeros((worlds, len(items)), np.int32)
        self.bodies["chance"] = streams(seed, worlds)
        self.mobs["kind"] = herds
        self._placeable = np.array(
            [(self.number[item], rules.names.index(item)) for item in PLACEABLE], np.int32
        )

    def restart(
        self, chosen: np.ndarray, start: Inventory, hand: Item | None, stay: float = 0.0
    ) -> None:
        """Begin episodes in the chosen worlds (int64 indices), in fresh terrain when it is due.

        In terrain that is not fresh, `stay` is the chance to begin where the last episode ended.
        """
        rules = self.setting.rules
        stale = chosen[self.bodies["starts"][chosen] <= 0]
        if len(stale):
            self._regenerate(stale)
        first = np.zeros(len(self.items), np.int32)
        for item, quantity in start.items():
            first[self.number[item]] = quantity
        held = -1 if hand is None else self.number[hand]
        begin_episode(
            self.cells, self.roofs, self.bodies, self.mobs, self.counts, self.worn,
            rules.kinds, rules.gear, first, held, self.setting.regenerate, float(stay), chosen,
        )  # fmt: skip

    def _regenerate(self, chosen: np.ndarray) -> None:
        """Make new terrain."""
        rules, here = self.setting.rules, (self.cells, self.roofs, self.bodies)
        mould(*here, rules.beds, chosen)
        veins, tunnels = rules.vein_shapes, rules.tunnel_shapes
        lay_veins(self.cells, self.bodies, rules.veins, veins.cells, veins.first, chosen)
        dig(*here, rules.tunnels, tunnels.cells, tunnels.first, chosen)
        grow_plants(*here, rules.plants, rules.trees, chosen)
        populate(*here, self.mobs, rules.kinds, chosen)
        self.bodies["starts"][chosen] = self.setting.regenerate

    def advance(self, actions: np.ndarray) -> None:
        """Take one decision (int64) in every world."""
        rules = self.setting.rules
        advance(
            self.cells, self.roofs, self.bodies, self.mobs, self.counts, self.worn,
            rules.kinds, rules.drops, rules.uses, rules.gear, self._placeable, actions,
        )  # fmt: skip

    def look(self, chosen: np.ndarray, out: np.ndarray) -> None:
        """Write what the chosen worlds' agents perceive into the rows of `out` (float32)."""
        rules, sensor = self.setting.rules, self.setting.sensor
        observe(
            self.cells, self.roofs, self.bodies, self.counts,
            rules.kinds, rules.gear, self._placeable,
            sensor.box, sensor.box_order, sensor.box_cells, sensor.rays, chosen, out,
        )  # fmt: skip

    def inventory(self, world: int) -> dict[Item, int]:
        """Return what is held in a world."""
        counts = self.counts[world]
        (held,) = counts.nonzero()
        items = self.items
        return {items[i]: n for i, n in zip(held.tolist(), counts[held].tolist(), strict=True)}

    def get(self, cell: Cell, world: int = 0) -> int:
        """Return the kind in a cell."""
        x, z, y = cell
        return int(self.cells[world, y // SLAB, x, z, y % SLAB])

    def put(self, cell: Cell, kind: int, world: int = 0) -> None:
        """Put something into a cell."""
        x, z, y = cell
        self.cells[world, y // SLAB, x, z, y % SLAB] = kind
        self.roofs[world, x, z] = max(int(self.roofs[world, x, z]), y + 1)


def step_info(
    simulator: Simulator, world: int, inventory: dict[Item, int], near: frozenset[Item]
) -> Info:
    """Return the info of a world's last step, in which nothing was burnt."""
    hand, broke, x, y, z, yaw, steps = simulator.bodies[INFO_FIELDS][world].tolist()
    return {
        "inventory": inventory,
        "hand": simulator.items[hand] if hand >= 0 else None,
        "near": near,
        "broke": simulator.setting.rules.names[broke] if broke >= 0 else None,
        "fuel": {},
        "place": (x, y, z),
        "facing": FACINGS[yaw],
        "steps": steps,
    }
