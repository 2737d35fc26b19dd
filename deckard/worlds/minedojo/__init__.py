"""Minecraft 1.11.2, played through the package MineDojo.

The package's own code says everything that is said to Minecraft; it is loaded in a process of its
own for each Minecraft, never in the agent's. Any Malmo that listens at a port of this machine will
do in place of one that is started here.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Annotated, Literal

import gymnasium as gym
import numpy as np
from pydantic import Field

from deckard.errors import ConfigError
from deckard.types import Count, Item, JsonObject
from deckard.worlds import Practice, World
from deckard.worlds.episodes import check_practice
from deckard.worlds.minedojo import keys
from deckard.worlds.minedojo.game import SLOTS, stacks
from deckard.worlds.minedojo.launch import check_folder, check_source
from deckard.worlds.minedojo.life import MineDojoLife
from deckard.worlds.minedojo.names import biomes, perceived_blocks
from deckard.worlds.minedojo.observation import ACTIONS, COLUMNS, ObservationEncoder
from deckard.worlds.minedojo.settings import Control, Crafting, Deadlines, Observing, Settings
from deckard.worlds.minedojo.simulator import check_installed
from deckard.worlds.minedojo.stations import STATIONS
from deckard.worlds.minedojo.supervisor import Instance, lend, remove_stale_folders
from deckard.worlds.tables import Tables, load_tables

if TYPE_CHECKING:
    from deckard.worlds.minedojo.vec_env import MineDojoVecEnv, PracticeEnv

Port = Annotated[int, Field(ge=1, le=65535)]
Pixels = Annotated[int, Field(ge=8, le=1024)]
Blocks = Annotated[int, Field(ge=2, le=16)]
Seconds = Annotated[float, Field(gt=0)]
Weather = Literal["clear", "rain", "thunder"]


class MineDojo(World):
    """The world of Minecraft.

    Senses: `observe` is `voxels` or `rgb`. Both are one float32 vector. `voxels` perceives the
    nearest of each block in a box around the agent, hidden ones too. The box reaches `box` blocks
    from the agent: across, up and along. `rgb` is the frame of `frame` pixels (height, width). Its
    values are in [0, 1], channels first and laid out flat. What concerns the body follows.

    Crafting: with `crafting` at `strict` the game's rules hold: stations are placed, faced and
    near. With `paper` the rules of the 2023 release hold: a station in the inventory will do.

    Actions: with `control` at `decisions` there are few actions. Each takes as many ticks as it
    needs. With `keys` an action is one tick of keys and mouse, as VPT's are. The hotbar and
    dropping do nothing there: what is in the hand stays there.

    Minecrafts: the agent plays the Minecrafts that listen at `ports`. Without `ports` it starts
    `instances` of them, each by `launchClient.sh`. Each runs in a copy of the folder `minecraft`,
    by default MineDojo's. The copies lie in `folder`, by default the system's folder for temporary
    files. The agent lives in one Minecraft and practises in the others. With only one, practice
    ends the life.

    Decisions: a walk goes on to the next block. It takes some `skip` ticks, at most four times so
    many. A turn ends at the next multiple of `turn` degrees, a look up or down at that of `tilt`.
    Digging goes on for at most `dig` ticks. `lag` ticks are waited for the effect of a command.

    Worlds: with `world_seed` all worlds are alike (0 is a seed, too); without it each has its own.
    `biome` is the only biome in the world. `time` (0 to 24000) and `weather` hold at the start.
    `time_passes` says whether the time goes on, and `mobs` whether mobs appear. `break_speed`
    multiplies how fast blocks break. The agent's life begins with `inventory`. Practice begins in
    a new world every `full_reset` episodes. The episodes between begin elsewhere in the old world,
    within `spread` blocks, by the game's commands.

    Faults: `start_within`, `reset_within` and `step_within` are deadlines in seconds. An instance
    that misses one is killed and started again, at most `restarts` times in a row. After
    `recycle_resets` episodes or `recycle_minutes` it is replaced, once its episode is over.
    """

    def __init__(
        self,
        observe: Observing = "voxels",
        crafting: Crafting = "strict",
        control: Control = "decisions",
        ports: tuple[Port, ...] = (),
        instances: Count = 2,
        minecraft: str | None = None,
        folder: str | None = None,
        frame: tuple[Pixels, Pixels] = (64, 64),
        box: tuple[Blocks, Blocks, Blocks] = (4, 3, 4),
        skip: Count = 5,
        turn: Annotated[float, Field(gt=0, le=180)] = 90.0,
        tilt: Annotated[float, Field(gt=0, le=90)] = 45.0,
        dig: Count = 80,
        lag: Annotated[int, Field(ge=1, le=20)] = 3,
        break_speed: Annotated[float, Field(gt=0)] = 1.0,
        world_seed: int | None = None,
        biome: str | None = None,
        time: Annotated[int, Field(ge=0, le=24000)] | None = None,
        time_passes: bool = True,
        weather: Weather | None = None,
        mobs: bool = True,
        inventory: dict[Item, Count] | None = None,
        full_reset: Count = 10,
        spread: Count = 200,
        start_within: Seconds = 900.0,
        reset_within: Seconds = 300.0,
        step_within: Seconds = 60.0,
        restarts: Count = 5,
        recycle_resets: Count | None = 200,
        recycle_minutes: Seconds | None = 45.0,
    ) -> None:
        check_installed()
        tables = load_tables("1.11.2")
        _check(inventory or {}, ports, biome, tables.items)
        self._settings = Settings(
            observe=observe, crafting=crafting, control=control, frame=frame, box=box,
            skip=skip, turn=turn, tilt=tilt, dig=dig, lag=lag, break_speed=break_speed,
            biome=biome, time=time, time_passes=time_passes, weather=weather, mobs=mobs,
            spread=spread,
            inventory=inventory or {}, items=frozenset(tables.items), minecraft=minecraft,
            folder=folder,
        )  # fmt: skip
        patience = Deadlines(
            start_within, reset_within, step_within, restarts, recycle_resets, recycle_minutes
        )
        remove_stale_folders(folder)
        self._instances = [
            Instance(number, self._settings, patience, port)
            for number, port in enumerate(ports or [None] * instances)
        ]
        self._world_seed, self._full_reset = world_seed, full_reset
        self._describe(tables)

    def _describe(self, tables: Tables) -> None:
        """Say what the world is to who plays in it."""
        of = self._settings
        self.frame = (3, *of.frame) if of.observe == "rgb" else None
        self.most_envs = max(1, len(self._instances) - 1)
        self.items: Sequence[Item] = tables.items
        self.fuels: Mapping[Item, float] = tables.fuels
        self.stations: Sequence[Item] = STATIONS
        blocks = perceived_blocks() if of.observe == "voxels" else ()
        self.sights: Mapping[str, int] = {block: COLUMNS * i for i, block in enumerate(blocks)}
        self.observation_space = gym.spaces.Box(
            -4.0, 4.0, (ObservationEncoder(of).size,), np.float32
        )
        self.action_space = gym.spaces.Discrete(
            keys.ACTIONS if of.control == "keys" else len(ACTIONS)
        )
        self.about: JsonObject = {
            "name": "minedojo",
            "minecraft": "1.11.2",
            "package": _version(),
            "observe": of.observe,
            "crafting": of.crafting,
            "control": of.control,
            "tables_sha256": tables.digest,
        }

    @property
    def restarts(self) -> int:
        """How often a Minecraft was started again because something had failed."""
        return sum(instance.restarts for instance in self._instances)

    def ready(self) -> None:
        """Raise ConfigError when the folders are not there from which Minecrafts are started."""
        if any(instance.port is None for instance in self._instances):
            check_source(self._settings)
        check_folder(self._settings.folder)

    def practice(self, practice: Practice) -> "MineDojoVecEnv":
        """Return episodes to practise in, as a VecEnv."""
        from deckard.worlds.minedojo.vec_env import MineDojoVecEnv  # SB3 imports torch

        if practice.envs > len(self._instances):
            raise ConfigError(
                f"minedojo: {practice.envs} episodes side by side take as many Minecrafts, and "
                f"there are {len(self._instances)}; set world.instances or trainer.envs"
            )
        envs = [self.practice_env(practice, practice.seed, n) for n in range(practice.envs)]
        return MineDojoVecEnv(envs, (self.observation_space, self.action_space))

    def practice_env(self, practice: Practice, seed: int, number: int = 0) -> "PracticeEnv":
        """Return the practice episodes of one Minecraft, one after the other."""
        from deckard.worlds.minedojo.vec_env import PracticeEnv  # SB3 imports torch

        self.check(practice)
        seeds = f"{seed}/{number}"
        return PracticeEnv(
            lend(self._instances), practice, seeds, self._full_reset, self._world_seed
        )

    def check(self, practice: Practice) -> None:
        """Raise ConfigError when a practice task makes no sense here."""
        check_practice("minedojo", self.items, practice)

    def live(self, seed: int) -> MineDojoLife:
        """Begin a life in a world of its own: the same seed, the same world."""
        chosen = seed if self._world_seed is None else self._world_seed
        return MineDojoLife(lend(self._instances), chosen, dict(self._settings.inventory))

    def close(self) -> None:
        """End every Minecraft that was started, for good; those at ports run on."""
        for instance in self._instances:
            instance.end()


def _check(
    inventory: Mapping[Item, int], ports: Sequence[int], biome: str | None, items: Sequence[Item]
) -> None:
    """Raise ConfigError for what no Minecraft could be."""
    if unknown := sorted(set(inventory) - set(items)):
        raise ConfigError(f"minedojo: inventory has {unknown[0]!r}, which is no item")
    if (taken := len(stacks(inventory))) > len(SLOTS):
        raise ConfigError(f"minedojo: inventory takes {taken} slots, and there are {len(SLOTS)}")
    if len(set(ports)) < len(ports):
        raise ConfigError(f"minedojo: ports names one twice: {list(ports)}")
    if biome is not None and biome not in biomes():
        near = ", ".join(get_close_matches(biome, biomes(), 3) or biomes())
        raise ConfigError(f"minedojo: there is no biome {biome!r}, but {near}")


def _version() -> str | None:
    try:
        return version("minedojo")
    except PackageNotFoundError:
        return None
