"""Worlds: where items are obtained by acting. The agent sees a world only through this seam."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NotRequired, Protocol, TypedDict

import numpy as np

from deckard.registry import Components
from deckard.types import Inventory, Item

if TYPE_CHECKING:
    import gymnasium as gym


class Info(TypedDict):
    """What every `info` of a world holds, from reset and step alike."""

    inventory: dict[Item, int]
    """Quantities above zero. Once reported, a dict never changes; an unchanged inventory may be
    reported as the same object."""
    hand: Item | None
    """The item held in the hand."""
    near: frozenset[Item]
    """Stations within reach: at most 4 blocks away along each axis."""
    broke: str | None
    """The block or mob that this step broke, killed or used, whatever came of it."""
    alone: NotRequired[Item | None]
    """The one item that this could give; in most worlds it gives whatever it has to give."""
    fuel: dict[Item, int]
    """What this step burnt."""
    place: tuple[int, int, int]
    """Block that the feet are in, as x, y (the height) and z: what a player reads off the debug
    screen. In a world that wraps around they go on rising, as if it went on."""
    facing: tuple[int, int]
    """The way the agent looks, as a step along x and z: the nearest of the four."""
    steps: int
    """Env steps (ticks of the world) that this step took: 0 after a reset."""


@dataclass(frozen=True)
class Practice:
    """A practice task: episodes that end, with reward 1, when the count of `item` rises.

    Each episode starts in a fresh place with the items of `start`, and `hand`, one of them, in the
    hand; it is truncated after `max_decisions` decisions.
    """

    item: Item
    start: Inventory
    hand: Item | None
    max_decisions: int
    envs: int
    seed: int
    stay: float = 0.0
    """Chance that an episode after one in vain begins where that ended, if the world can do that:
    with the kit renewed, but as deep down, or as far from everything, as the agent had come. After
    a success that would be too easy: what is sought often lies in heaps."""


class PracticeEnvs(Protocol):
    """Practice episodes side by side: of stable-baselines3's `VecEnv` what practice asks of it.

    What is a `VecEnv` is one of these; a world that does without torch need not be a `VecEnv`.
    """

    num_envs: int
    observation_space: Any
    action_space: Any
    reset_infos: Any
    """The info with which each episode began."""

    def reset(self) -> Any:
        """Begin an episode everywhere; return the observations, one a row."""

    def step_async(self, actions: np.ndarray) -> None:
        """Take note of the actions, one per episode."""

    def step_wait(self) -> Any:
        """Act; return observations, rewards, which episodes ended, and infos, as `VecEnv` does."""

    def close(self) -> None:
        """Give back whatever is open."""


class Life(Protocol):
    """One living episode: an agent in a world, which starts with nothing and earns everything.

    Every method raises Aborted when the world breaks it off, and from then on.
    """

    obs: np.ndarray
    """What the agent perceives now; the same space as in practice."""
    info: Info
    """The last info."""

    def step(self, action: int) -> Info:
        """Take one decision of the low-level action space."""

    def craft(self, item: Item) -> Info:
        """Try to craft an item once, by whichever recipe the inventory and near stations allow."""

    def smelt(self, item: Item, fuel: Item) -> Info:
        """Try to smelt an item once with a fuel; heat left over is kept for the next smelt."""

    def place(self, station: Item) -> Info:
        """Put a held station down within reach; when that fails it stays in the inventory."""

    def take(self, station: Item) -> Info:
        """Take a placed station up again, if it is within reach."""

    def equip(self, item: Item | None) -> Info:
        """Take a held item into the hand, or empty the hand."""

    def render(self) -> np.ndarray:
        """Return a picture, uint8 of shape (height, width, 3)."""


class World(Protocol):
    """A vocabulary, practice in many episodes at once, and one life to live. No truth.

    A world that can run only so many practice episodes side by side says so as `most_envs`; one
    that may break says as `restarts` how often it had to be started again; one that needs something
    of the machine looks for it when told to be `ready`, and raises ConfigError; one that holds
    processes or files gives them back on `close`.
    """

    items: Sequence[Item]
    """Every name an item can have, sorted."""
    fuels: Mapping[Item, float]
    """How many items one unit of a fuel smelts."""
    stations: Sequence[Item]
    """Items that can be placed to craft or smelt at."""
    sights: Mapping[str, int]
    """For each block and mob that can be perceived, the first of its four columns in an
    observation: nearness in [0, 1] (0: not perceived), offset forward, right, up."""
    about: Mapping[str, Any]
    """What a manifest says of the world: name, settings, hashes of tables and rules."""
    observation_space: "gym.spaces.Box"
    action_space: "gym.spaces.Discrete"

    def practice(self, practice: Practice) -> PracticeEnvs:
        """Return episodes to practise in.

        One that the world breaks off ends with `aborted`, the reason, in its info, and without
        `is_success`.
        """

    def live(self, seed: int) -> Life:
        """Begin a life: nothing held, a fresh place; the same seed and actions, the same life."""


KNOWN = Components(
    World,
    {
        "craftworld": "deckard.worlds.craftworld:Craftworld",
        "minedojo": "deckard.worlds.minedojo:MineDojo",
        "symbolic": "deckard.worlds.symbolic:Symbolic",
    },
)
