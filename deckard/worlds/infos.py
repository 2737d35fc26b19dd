"""What a world reports of every step. `deckard.worlds` has these names, too."""

from typing import Any, NotRequired, TypedDict

import numpy as np

from deckard.types import NONE, Item


class Info(TypedDict):
    """What every `info` of a world holds, from reset and step alike."""

    inventory: dict[Item, int]
    """Quantities above zero. Once reported, a dict never changes; an unchanged inventory may be
    reported as the same object."""
    hand: Item | None
    """The item held in the hand; always None in a world without hands."""
    near: frozenset[Item]
    """Stations within reach: at most 4 blocks away along each axis."""
    broke: str | None
    """The block or mob that this step broke, killed or used, whatever came of it."""
    alone: NotRequired[Item | None]
    """The one item that this step could gain. Only a world in which an action aims at one item
    sets it; elsewhere a source drops whatever it drops."""
    fuel: dict[Item, int]
    """What this step burnt."""
    hindered: NotRequired[bool]
    """Whether a craft could not even be tried, as where there was no room: it shows nothing.
    Absent where there is no such thing."""
    place: tuple[int, int, int]
    """Block of the feet as x, y (the height) and z, like the game's debug screen. A world that
    wraps around does not wrap these numbers."""
    facing: tuple[int, int]
    """Direction of view as a step along x and z: (0, 1), (1, 0), (0, -1) or (-1, 0)."""
    steps: int
    """Env steps (ticks of the world) that this step took: 0 after a reset."""
    died: NotRequired[bool]
    """Whether the agent died in this step; absent: it did not. What the report of that step holds
    or lacks is no evidence, for death may take what was held."""
    needs: NotRequired[dict[str, int]]
    """The level of each of `World.needs`, from 0 to its full level, and of what else can fall, as
    health; absent in a world without needs. An unchanged dict may be the same object."""
    deeds: NotRequired[dict[str, int]]
    """How often each of `World.deeds` was done, by the game's own counter, which never falls within
    an episode or life; absent in a world without deeds. An unchanged dict may be the same object.
    A station that is made where it stands is counted here, too, for it is never held."""


def rise(before: "Info | StepInfo", after: "Info | StepInfo", name: Item) -> int:
    """Return by how many units an item, a deed or a need rose in a step: below 0 where it fell.

    Args:
        before: The info before the step.
        after: Its own info.
        name: One of `World.subgoals`.
    """
    return amount(after, name) - amount(before, name)


def amount(info: "Info | StepInfo", name: Item) -> int:
    """Return how many of an item are held, how often a deed was done, or the level of a need.

    Args:
        info: What a step did.
        name: One of `World.subgoals`.
    """
    for counts in (info.get("deeds", NONE), info.get("needs", NONE)):
        if name in counts:
            return counts[name]
    return info["inventory"].get(name, 0)


StepInfo = dict[str, Any]
"""An `Info` in practice, as the plain dict that stable-baselines3 asks for.

The step that ends an episode adds these keys:

| key | value |
|---|---|
| `is_success` | bool: the item was gained, and the agent lives; absent when `aborted` |
| `aborted` | str: why the world broke the episode off; absent otherwise |
| `terminal_observation` | float32 (columns,): what the last step led to |
| `TimeLimit.truncated` | bool: neither success nor death ended it |
| `episode` | dict: `r` reward (0.0 or 1.0), `l` decisions, `t` seconds since practice began |
"""
StepResult = tuple[np.ndarray, np.ndarray, np.ndarray, list[StepInfo]]
"""What one decision in each of n episodes leads to: observations float32 (n, columns), rewards
float32 (n,), ends bool (n,), and n infos. In the row of an episode that ended, the observation is
the first of the next episode."""
