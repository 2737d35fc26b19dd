"""Craftworld: an embedded block world in which policies must really be learned.

Minecraft's blocks, tools, drops and crafts, on small worlds that wrap around, batched in compiled
kernels. What is unlike the game: no damage to the agent, no hunger, night or hostile mobs; drops go
straight into the inventory; water does not flow and the agent floats in it; leaves stay when their
tree is felled, vines when their leaves go; nothing grows. There is no lava, obsidian or emerald.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, get_args

import gymnasium as gym
import numpy as np

from deckard.errors import ConfigError
from deckard.registry import build_component
from deckard.types import Item, JsonObject
from deckard.worlds import KNOWN, Practice, World
from deckard.worlds.craftworld.kernels.arrays import ACTIONS
from deckard.worlds.craftworld.life import STATIONS, CraftworldLife
from deckard.worlds.craftworld.observation import COLUMNS
from deckard.worlds.craftworld.rules import rules
from deckard.worlds.craftworld.sensor import sensor
from deckard.worlds.craftworld.simulator import SimulatorSettings
from deckard.worlds.episodes import check_practice
from deckard.worlds.tables import Version

if TYPE_CHECKING:
    from deckard.worlds.craftworld.vec_env import CraftworldVecEnv

Sensing = Literal["voxels", "visible"]
LOW = -4.0
"""Lower bound of every column of an observation."""
HIGH = 4.0
"""Upper bound of every column of an observation."""


class Craftworld(World):
    """The embedded world.

    `sensing`: `voxels` perceives the nearest of each kind in a box of `box` columns (across, along)
    around the agent, hidden ones too, like MineDojo's voxels, and along the rays of sight;
    `visible` perceives along the rays alone. `rays` (across, up) reach `sight` cells. `version`
    chooses the recipe tables, of which a share `perturbed` is falsified as `perturbed_seed` says. A
    world has `size` x `size` columns (a power of two) and is made
    anew after `regenerate` practice episodes.
    """

    def __init__(
        self,
        sensing: Sensing = "voxels",
        version: Version = "1.11.2",
        size: int = 32,
        regenerate: int = 4,
        box: tuple[int, int] = (9, 9),
        rays: tuple[int, int] = (7, 5),
        sight: int = 16,
        perturbed: float = 0.0,
        perturbed_seed: int = 0,
    ) -> None:
        if sensing not in get_args(Sensing):
            choices = ", ".join(get_args(Sensing))
            raise ConfigError(f"craftworld: sensing is one of {choices}, not {sensing!r}")
        if size not in (16, 32, 64, 128):
            raise ConfigError(f"craftworld: size is 16, 32, 64 or 128, not {size!r}")
        if regenerate < 1:
            raise ConfigError(f"craftworld: regenerate is at least 1, not {regenerate!r}")
        if not 4 <= sight <= 24:
            raise ConfigError(f"craftworld: sight is from 4 to 24 cells, not {sight!r}")
        for name, pair in (("box", box), ("rays", rays)):
            if len(pair) != 2 or not all(1 <= n <= 15 for n in pair):
                raise ConfigError(f"craftworld: {name} is two numbers from 1 to 15, not {pair!r}")
        truth = rules(version, perturbed, perturbed_seed)
        wide, long = box if sensing == "voxels" else (0, 0)
        self.setting = SimulatorSettings(
            truth, sensor((wide, long), (rays[0], rays[1]), sight, size), size, regenerate
        )
        self.items: Sequence[Item] = truth.tables.items
        self.fuels: Mapping[Item, float] = truth.tables.fuels
        self.stations: Sequence[Item] = STATIONS
        self.exact_reports = True  # the simulator reads its own memory
        self.sights: Mapping[str, int] = {s: COLUMNS * i for i, s in enumerate(truth.sights)}
        shape = (self.setting.layout.size,)
        self.observation_space = gym.spaces.Box(LOW, HIGH, shape, np.float32)
        self.action_space = gym.spaces.Discrete(len(ACTIONS))
        self.about: JsonObject = {
            "name": "craftworld",
            "minecraft": truth.tables.version,
            "sensing": sensing,
            "tables_sha256": truth.tables.digest,
            "rules_sha256": truth.digest,
        }
        if perturbed:
            self.about = {**self.about, "perturbed": {"rate": perturbed, "seed": perturbed_seed}}

    def practice(self, practice: Practice) -> "CraftworldVecEnv":
        """Return episodes to practise in, as a VecEnv."""
        from deckard.worlds.craftworld.vec_env import CraftworldVecEnv  # SB3 imports torch

        self.check(practice)
        return CraftworldVecEnv(self.setting, practice, (self.observation_space, self.action_space))

    def check(self, practice: Practice) -> None:
        """Raise ConfigError when a practice task makes no sense here."""
        check_practice("craftworld", self.items, practice)

    def live(self, seed: int) -> CraftworldLife:
        """Begin a life: nothing held, a fresh place; the same seed and actions, the same life."""
        return CraftworldLife(self.setting, seed)


def chosen_craftworld(options: JsonObject) -> Craftworld:
    """Return the world with some options; ConfigError for one that is wrong or unknown."""
    world: Craftworld = build_component("world", KNOWN, "craftworld", **options)
    return world
