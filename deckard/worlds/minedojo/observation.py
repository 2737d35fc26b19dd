"""What the agent perceives: one float32 vector, of voxels or of pixels, and of its own body."""

from dataclasses import dataclass
from math import atan2, cos, degrees, floor, hypot, radians, sin

import numpy as np

from deckard.types import Item
from deckard.worlds.minedojo.names import block_numbers, perceived_blocks
from deckard.worlds.minedojo.settings import Settings
from deckard.worlds.minedojo.simulator import Raw

ACTIONS = (
    "noop", "forward", "back", "left", "right", "look_up", "look_down", "attack", "use", "up",
    "tunnel",
)  # fmt: skip
EYE = 1.62  # height of the eye above the feet
HEAD = np.array([0.0, EYE, 0.0])
REACH = 4.5
SCALE = 4.0  # offsets are given in this many blocks: the farthest of the largest box is 4
SEA = 62.0
COLUMNS = 4  # of a sight: nearness, forward, right, up
FACINGS = ((0, 1), (-1, 0), (0, -1), (1, 0))  # x and z, by quarters of a turn to the right
TOOLS = ("axe", "hoe", "pickaxe", "shears", "shovel", "sword")
TIERS = {"wooden": 1, "golden": 1, "stone": 2, "iron": 3, "diamond": 4}
AROUND = [(a, r, u) for a in (-1, 0, 1) for r in (-1, 0, 1) for u in (-1, 0, 1, 2)]
BODY = 14 + len(ACTIONS) + len(TOOLS) + 2
PROBE = np.arange(0.25, REACH + 0.01, 0.25)
"""Distances along the line of sight at which blocks are looked for."""
EMPTY = frozenset(("air", "water", "flowing water", "lava", "flowing lava"))
"""What the cross hair passes through."""
Place = tuple[int, int, int]


@dataclass(frozen=True)
class BodyState:
    """What of the body the game does not tell."""

    action: int
    worked: bool
    hand: Item | None
    blocks: int
    """Blocks held that can be put down."""
    near: frozenset[Item]


class Voxels:
    """The blocks in a box around the agent, its head's height above its feet."""

    def __init__(self, box: Place) -> None:
        wide, high, long = box
        self.box = box
        grid = np.mgrid[-long : long + 1, -high : high + 1, -wide : wide + 1]
        z, y, x = (axis.ravel() for axis in grid)  # x runs fastest, as in the mod's list
        self.cells = np.stack([x, y, z], axis=1)
        self.numbers = np.zeros(len(x), int)
        self.solid = np.zeros(len(x), bool)
        self.names: list[str] = ["air"] * len(x)
        self.raw: Raw | None = None

    def read(self, raw: Raw) -> None:
        """Take the box over from an observation of Malmo."""
        if raw is self.raw:
            return
        voxels, number = raw["voxels"], block_numbers()
        self.raw, self.names = raw, voxels[0::10]
        self.numbers = np.array([number.get(name, 0) for name in self.names])
        self.solid = np.array(voxels[4::10], bool)  # what blocks movement

    def index(self, cell: Place) -> int | None:
        """Where a cell, relative to the feet, stands in the list."""
        (wide, high, long), (x, y, z) = self.box, cell
        if abs(x) > wide or abs(y) > high or abs(z) > long:
            return None
        return ((z + long) * (2 * high + 1) + y + high) * (2 * wide + 1) + x + wide

    def name(self, cell: Place) -> str | None:
        """What the mod calls the block in a cell, or None outside the box."""
        index = self.index(cell)
        return None if index is None else self.names[index]

    def is_solid(self, cell: Place) -> bool:
        """Whether a cell blocks movement; outside the box none does."""
        index = self.index(cell)
        return index is not None and bool(self.solid[index])

    def aimed(self) -> tuple[int, float, Place] | None:
        """Number, distance and place of the block in the cross hair, if one is within reach."""
        raw = self.raw
        assert raw is not None
        level = cos(radians(raw["pitch"]))
        ahead = (
            -sin(radians(raw["yaw"])) * level,
            -sin(radians(raw["pitch"])),
            cos(radians(raw["yaw"])) * level,
        )
        eye = _within(raw) + HEAD
        for far, point in zip(PROBE, eye + np.outer(PROBE, ahead), strict=True):
            cell = tuple(np.floor(point).astype(int).tolist())
            index = self.index(cell)
            if index is not None and self.names[index] not in EMPTY:
                return int(self.numbers[index]), float(far), cell
        return None


def place(raw: Raw) -> Place:
    """Return the block that the feet are in."""
    return floor(raw["xpos"]), floor(raw["ypos"]), floor(raw["zpos"])


def quarter(raw: Raw) -> int:
    """Return the nearest of the four ways to look, in quarters of a turn to the right."""
    return round(raw["yaw"] / 90) % 4


def towards(raw: Raw, point: tuple[float, float, float]) -> tuple[float, float]:
    """Return by how many degrees, down and to the right, the eye must turn to look at a point."""
    x, y, z = point[0] - raw["xpos"], point[1] - raw["ypos"] - EYE, point[2] - raw["zpos"]
    pitch, yaw = -degrees(atan2(y, hypot(x, z))), degrees(atan2(-x, z))
    return pitch - raw["pitch"], (yaw - raw["yaw"] + 180) % 360 - 180


class ObservationEncoder:
    """Writes observations.

    With `voxels`: four columns for each block, one-hot what is in the cross hair (the last: none of
    them), whether the 3 x 3 x 4 cells around the body are solid; with `rgb`: the frame instead, in
    [0, 1], channels first. Then what concerns the body.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        kinds = len(perceived_blocks())
        self._aim = kinds * COLUMNS
        self._around = self._aim + kinds + 1
        height, width = settings.frame
        voxels = settings.observe == "voxels"
        self._body = self._around + len(AROUND) if voxels else 3 * height * width
        self.size = self._body + BODY

    def observe(self, raw: Raw, frame: np.ndarray, voxels: Voxels, own: BodyState) -> np.ndarray:
        """Return what the agent perceives."""
        obs = np.zeros(self.size, np.float32)
        aimed = voxels.aimed()
        if self.settings.observe == "voxels":
            self._see(obs, raw, voxels)
            obs[self._aim + (aimed[0] - 1 if aimed and aimed[0] else len(perceived_blocks()))] = 1
        else:
            obs[: self._body] = frame.transpose(2, 0, 1).ravel() / np.float32(255)
        self._feel(obs[self._body :], raw, voxels, own, aimed[1] if aimed else 0.0)
        return np.clip(obs, -4, 4)

    def _see(self, obs: np.ndarray, raw: Raw, voxels: Voxels) -> None:
        """Write the nearest of each block, and what stands around the body."""
        shown = np.flatnonzero(voxels.numbers)
        offsets = voxels.cells[shown] + 0.5 - _within(raw) - HEAD
        far = np.sqrt((offsets**2).sum(axis=1))
        order = np.argsort(-far, kind="stable")  # what is nearest is written last
        yaw = radians(raw["yaw"])
        x, up, z = offsets.T
        ahead, right = z * cos(yaw) - x * sin(yaw), -x * cos(yaw) - z * sin(yaw)
        columns = np.stack([1 / (1 + far / 4), ahead / SCALE, right / SCALE, up / SCALE], axis=1)
        first = obs[: self._aim].reshape(-1, COLUMNS)
        first[voxels.numbers[shown][order] - 1] = columns[order]
        (ax, az), (rx, rz) = FACINGS[quarter(raw)], FACINGS[(quarter(raw) + 1) % 4]
        for k, (a, r, u) in enumerate(AROUND):
            cell = a * ax + r * rx, u, a * az + r * rz
            obs[self._around + k] = voxels.is_solid(cell)

    def _feel(self, obs: np.ndarray, raw: Raw, voxels: Voxels, own: BodyState, far: float) -> None:
        """Write what concerns the body."""
        off = radians(raw["yaw"] - 90 * round(raw["yaw"] / 90))
        kind = (own.hand or "").rpartition("_")
        obs[:14] = (
            far / REACH,
            raw["pitch"] / 90,
            off,
            (raw["ypos"] - SEA) / SEA,
            "water" in (voxels.name((0, 0, 0)) or ""),
            own.worked,
            raw.get("life", 20) / 20,
            raw.get("food", 20) / 20,
            raw.get("air", 300) / 300,
            raw.get("light_level", 15) / 15,
            bool(raw.get("can_see_sky", True)),
            "crafting_table" in own.near,
            "furnace" in own.near,
            np.log1p(own.blocks) / 4,
        )
        if own.action >= 0:
            obs[14 + own.action] = 1
        tools = obs[14 + len(ACTIONS) :]
        if kind[2] in TOOLS:
            tools[TOOLS.index(kind[2])] = 1
            tools[len(TOOLS)] = TIERS.get(kind[0], 1)
        elif own.hand:
            tools[len(TOOLS) + 1] = 1


def _within(raw: Raw) -> np.ndarray:
    """Where in the block of the feet the agent stands."""
    here = np.array([raw["xpos"], raw["ypos"], raw["zpos"]])
    return here - np.floor(here)
