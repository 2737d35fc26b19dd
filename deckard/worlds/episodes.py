"""Practice episodes of every world: what a task must be, and what the info of an end tells."""

from collections.abc import Collection

import numpy as np

from deckard.errors import ConfigError
from deckard.types import Item
from deckard.worlds import Info, Practice, StepInfo
from deckard.worlds.infos import rise


def check_practice(
    world: str, items: Collection[Item], practice: Practice, unheld: Collection[Item] = ()
) -> None:
    """Raise ConfigError unless the task is about items of a world and the hand holds one of them.

    Args:
        world: Its name, for the message.
        items: Every item of the world.
        practice: The task.
        unheld: What else can be pursued there (see `World.unheld`).

    Raises:
        ConfigError: It names what is wrong.
    """
    unknown = sorted(({practice.item} - set(unheld) | set(practice.start)) - set(items))
    if unknown:
        raise ConfigError(f"{world} has no item {unknown[0]!r}")
    if not isinstance(practice.max_decisions, int) or practice.max_decisions < 1:
        raise ConfigError(f"max_decisions is {practice.max_decisions!r}: give a whole number >= 1")
    if practice.envs < 1:
        raise ConfigError(f"there are {practice.envs} episodes side by side: give at least 1")
    if practice.hand is not None and practice.start.get(practice.hand, 0) < 1:
        raise ConfigError(f"practice starts with {practice.hand!r} in hand, but without one")


def gains(before: Info | StepInfo, after: Info | StepInfo, item: Item) -> bool:
    """Whether a step gained what an episode is for, and the agent lives.

    Args:
        before: The info before the step.
        after: Its own info.
        item: An item, a deed or a need.
    """
    return rise(before, after, item) > 0 and not after.get("died")


def ended(
    info: Info | StepInfo,
    obs: np.ndarray,
    decisions: int,
    *,
    success: bool,
    seconds: float = 0.0,
) -> StepInfo:
    """Return the info of the step that ended an episode; death does not truncate it.

    Args:
        info: What the step did.
        obs: What it led to, float32 (columns,); it is copied.
        decisions: Those of the episode.
        success: Whether the item was gained; it does not count when the agent died.
        seconds: Since practice began.
    """
    died = bool(info.get("died"))
    success = success and not died
    return dict(info) | {
        "is_success": success,
        "terminal_observation": obs.copy(),
        "TimeLimit.truncated": not (success or died),
        "episode": {"r": float(success), "l": decisions, "t": seconds},
    }


def broken_off(
    info: Info | StepInfo, obs: np.ndarray, decisions: int, reason: str, seconds: float = 0.0
) -> StepInfo:
    """Return the info of a step in which the world broke an episode off: nothing was done in it.

    Args:
        info: That of the step before.
        obs: What was perceived last, float32 (columns,); it is copied.
        decisions: Those of the episode.
        reason: Why it was broken off.
        seconds: Since practice began.
    """
    nothing: StepInfo = {"steps": 0, "broke": None, "fuel": {}, "aborted": reason}
    last = ended(dict(info) | nothing, obs, decisions, success=False, seconds=seconds)
    del last["is_success"]
    return last
