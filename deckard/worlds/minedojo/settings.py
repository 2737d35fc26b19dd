"""What the processes that play Minecraft are told of the config."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from deckard.types import Item

Observing = Literal["voxels", "rgb"]
Crafting = Literal["strict", "paper"]
Control = Literal["decisions", "keys"]
ResetMode = Literal["new", "elsewhere", "here"]
"""Where an episode begins: in a new world, elsewhere in the present one, or where the agent is."""


@dataclass(frozen=True)
class Settings:
    """How Minecraft is played; the options of the same names stand at MineDojo."""

    observe: Observing
    crafting: Crafting
    control: Control
    frame: tuple[int, int]
    box: tuple[int, int, int]
    skip: int
    turn: float
    tilt: float
    dig: int
    lag: int
    break_speed: float
    biome: str | None
    time: int | None
    time_passes: bool
    weather: str | None
    mobs: bool
    spread: int
    inventory: Mapping[Item, int]
    items: frozenset[Item]
    minecraft: str | None
    """The folder with `launchClient.sh`; None: that of the package MineDojo."""
    folder: str | None
    """Where each instance gets a folder of its own; None: the system's for temporary files."""


@dataclass(frozen=True)
class Deadlines:
    """How long things may take, in seconds, and how often they may fail."""

    start: float
    reset: float
    step: float
    restarts: int
    """Failures in a row, after which the run ends."""
    recycle_resets: int | None
    recycle_minutes: float | None
    """After so many, an instance is replaced by a fresh one when its episode is over."""
