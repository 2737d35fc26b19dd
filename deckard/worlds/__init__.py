"""Worlds: where items are obtained by acting. The agent sees a world only through this seam.

A subgoal is what can be pursued: an item, a deed, or a need. An item is held. A deed is an
achievement without an item, as to drink or to place a stone: only the game's counter shows it. A
need is a level that falls by itself, as food does, and that an act of the agent may raise.
"""

import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from deckard.errors import ConfigError
from deckard.registry import Components
from deckard.types import Inventory, Item
from deckard.worlds.infos import Info as Info
from deckard.worlds.infos import StepInfo, StepResult
from deckard.worlds.life import Life
from deckard.worlds.whole_game import Game

if TYPE_CHECKING:
    import gymnasium as gym

    from deckard.config import ComponentConfig
    from deckard.worlds.vec_env import UniformVecEnv


@dataclass(frozen=True)
class Practice:
    """A practice task: episodes that end, with reward 1, when the count of `item` rises.

    Each episode starts in a fresh place with the items of `start`, and `hand`, one of them, in the
    hand; it is truncated after `max_decisions` decisions. In a world without hands `hand` is None.
    An episode also ends, with reward 0, when the agent dies.

    `item` may be a deed, whose counter is to rise, or a need: then the episode starts with a low
    level of it, else nothing could rise. All other needs start full.
    """

    item: Item
    start: Inventory
    hand: Item | None
    max_decisions: int
    envs: int
    """Episodes side by side."""
    seed: int
    stay: float = 0.0
    """Chance in [0, 1] that a failed episode is followed by one in the same place, if the world
    can do that. The start is renewed; depth and distance are kept. After a success the place
    changes: items often lie in clusters, so staying would be too easy."""


class PracticeEnvs(Protocol):
    """Practice episodes side by side: the part of stable-baselines3's `VecEnv` that practice needs.

    Every `VecEnv` of boxes and discrete actions is one. A world that shall load no torch implements
    these members itself. An episode that ends is followed by the next at once.
    """

    num_envs: int
    """Episodes side by side, n."""
    observation_space: "gym.spaces.Box"
    """That of one episode: float32 (columns,)."""
    action_space: "gym.spaces.Discrete"
    """That of one episode."""
    reset_infos: list[StepInfo]
    """The n infos with which the present episodes began."""

    def reset(self) -> np.ndarray:
        """Begin an episode everywhere.

        Returns:
            Observations, float32 (n, columns).
        """

    def step_async(self, actions: np.ndarray) -> None:
        """Begin one decision in every episode.

        Args:
            actions: Actions, int64 (n,).
        """

    def step_wait(self) -> StepResult:
        """Complete the decision that `step_async` began.

        Returns:
            Observations float32 (n, columns), rewards float32 (n,), ends bool (n,), and n infos
            (see `StepInfo`).
        """

    def close(self) -> None:
        """Give back whatever is open."""


class World(ABC):
    """A vocabulary, practice in many episodes at once, and one life to live. No truth.

    Derive a world from this class, set the attributes without a default, and define `practice` and
    `live`. The rest has defaults.
    """

    items: Sequence[Item]
    """Every name an item can have, sorted."""
    fuels: Mapping[Item, float]
    """How many items one unit of a fuel smelts."""
    stations: Sequence[Item]
    """Items that can be placed to craft or smelt at."""
    sights: Mapping[str, int]
    """Where observations tell of a block or mob: for each that can be perceived, the index of the
    first of its four columns. These are nearness in [0, 1] (0: not perceived, 1: here), and the
    offset forward, right and up, all three in the same unit, which the world chooses. Empty in a
    world of pixels."""
    observation_space: "gym.spaces.Box"
    """Of one agent: float32 (columns,)."""
    action_space: "gym.spaces.Discrete"
    """The low-level actions, from 0."""
    about: Mapping[str, object] = {}
    """What a manifest records of the world, JSON-ready: name, settings, hashes of tables and rules.
    A run goes on only in a world of which this is the same. Default: nothing."""
    most_envs: int = sys.maxsize
    """Practice episodes that can run side by side. Default: no limit."""
    frame: tuple[int, int, int] | None = None
    """Colours, height and width of the picture in [0, 1] with which an observation begins, laid out
    flat. Default: None, there is no picture."""
    hands: bool = True
    """Whether a tool counts only in the hand. In a world without hands, as Crafter is, everything
    that is held counts at once: `hand` is None in every info and in `Practice`, and `equip` does
    nothing. There each of the things held may be what a collect takes.
    Default: True."""
    rooted: frozenset[Item] = frozenset()
    """The stations that cannot be taken up once they are placed; decisions that lead away from one
    leave it. To try without one, the agent walks away from it by decisions drawn at random.
    Default: none."""
    needs: Mapping[str, int] = {}
    """The levels that fall by themselves and that acts of the agent raise, as food and drink, each
    with its full level. Every info tells them in `needs`, never in the inventory. What rises by
    itself, as health does, is none of these, for a rise shows nothing of the act in which it came;
    infos may tell it beside them. Default: none."""
    deeds: frozenset[str] = frozenset()
    """Achievements without an item. Every info tells in `deeds` how often each was done. No name is
    that of an item or a need. Default: none."""
    exact_reports: bool = False
    """Whether the inventory in every info is what is held at that moment, as where a simulator
    reads its own memory. It is said of the reports alone: drops may be lost, and a full inventory
    may lose what was made. What is to be observed across a network or on a screen is not exact: a
    count may be late or wrong. There the agent looks twice, and asks to see a gain of practice in
    several episodes. Default: False."""

    game: Game | None = None
    """The whole game, where the world is one that has a reward of its own. Default: it is none."""

    @property
    def unheld(self) -> frozenset[str]:
        """The subgoals that are no items: deeds and needs."""
        return self.deeds | self.needs.keys()

    @property
    def subgoals(self) -> Sequence[Item]:
        """Everything that can be pursued, sorted: items, deeds and needs."""
        unheld = self.unheld
        return sorted({*self.items, *unheld}) if unheld else self.items

    @property
    def restarts(self) -> int:
        """How often the world had to be started again so far because it failed. Default: 0."""
        return 0

    def ready(self) -> None:
        """Check that the machine has what the world needs, before anything starts.

        Default: nothing is needed.

        Raises:
            ConfigError: Something is missing; the message says what to do.
        """
        return

    def close(self) -> None:
        """Give back processes and files, for good. Default: there are none."""
        return

    @abstractmethod
    def practice(self, practice: Practice) -> PracticeEnvs:
        """Open episodes to practise in.

        Args:
            practice: The item to gain, the start, the limits and the seed.

        Returns:
            The episodes. One that the world breaks off ends with `aborted` in its info and without
            `is_success`.

        Raises:
            ConfigError: The world has no such item, or the hand holds nothing of the start.
        """

    def whole_game(self, envs: int, seed: int) -> "UniformVecEnv":
        """Open whole episodes of the game, with all its actions and its own reward.

        The info of the step that ends one has the keys of `StepInfo` but `is_success`, and
        `achieved`, the names of its achievements, and `health`. Default: the world is no game.

        Args:
            envs: Episodes side by side.
            seed: Decides the episodes.

        Raises:
            ConfigError: The world is no game.
        """
        raise ConfigError("this world has no reward of its own: set world=craftax or crafter")

    @abstractmethod
    def live(self, seed: int) -> Life:
        """Begin a life: nothing held, a fresh place.

        Args:
            seed: The same seed and actions lead to the same life.

        Returns:
            The life. A life that began before it may end.
        """


KNOWN = Components(
    World,
    {
        "craftax": "deckard.worlds.craftax:Craftax",
        "crafter": "deckard.worlds.crafter:Crafter",
        "craftworld": "deckard.worlds.craftworld:Craftworld",
        "minedojo": "deckard.worlds.minedojo:MineDojo",
        "symbolic": "deckard.worlds.symbolic:Symbolic",
    },
)
"""The worlds that deckard ships, by their names in a config."""


def build_world(chosen: "ComponentConfig") -> World:
    """Build the world that a config names.

    Args:
        chosen: Its name, one of `KNOWN` or `package.module:Class`, and its options.

    Returns:
        The world; nothing is started yet.

    Raises:
        ConfigError: There is no such world, or an option is wrong.
    """
    return chosen.build("world", KNOWN)
