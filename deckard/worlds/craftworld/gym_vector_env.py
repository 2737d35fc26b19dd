"""Many practice episodes at a time, as a gymnasium vector environment."""

from collections.abc import Mapping
from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space

from deckard.types import Inventory, Item, JsonObject
from deckard.worlds import Practice, StepInfo
from deckard.worlds.craftworld import chosen_craftworld
from deckard.worlds.craftworld.render import render_picture
from deckard.worlds.craftworld.vec_env import CraftworldVecEnv

SHAPES: dict[str, tuple[int, ...]] = {"steps": (), "place": (3,), "facing": (2,)}
"""The numbers of an info; the rest of it are objects."""
OBJECTS = ("inventory", "hand", "near", "broke", "fuel")


class CraftworldVectorEnv(gym.vector.VectorEnv[np.ndarray, np.ndarray, np.ndarray]):
    """`num_envs` episodes of `CraftworldEnv`, which one call of a kernel advances together.

    Observations are float32 (n, 236), actions int64 (n,), rewards float32 (n,). An episode that
    ends is followed by the next in the same step (`AutoresetMode.SAME_STEP`): its last observation
    and info are `final_obs` and `final_info` of the infos. Infos hold one array a key, with a mask
    `_key`: `steps` int64 (n,), `place` int64 (n, 3), `facing` int64 (n, 2), and arrays of objects
    for `inventory`, `hand`, `near`, `broke` and `fuel` (see `deckard.worlds.Info`). Those of
    `final_info` also tell `is_success`.
    """

    metadata = {
        "render_modes": ["rgb_array"],
        "render_fps": 4,
        "autoreset_mode": AutoresetMode.SAME_STEP,
    }

    def __init__(
        self,
        num_envs: int = 1,
        item: Item = "log",
        start: Inventory | None = None,
        hand: Item | None = None,
        max_decisions: int = 200,
        render_mode: str | None = None,
        **options: Any,
    ) -> None:
        """Choose the task; the arguments are those of `CraftworldEnv`.

        Args:
            num_envs: Episodes side by side, n.
            item: What an episode is to gain.
            start: What is held at the beginning, with quantities; None: nothing.
            hand: The item of `start` that is in the hand; None: none.
            max_decisions: Actions after which an episode is truncated.
            render_mode: "rgb_array", or None for no pictures.
            options: Choose the world (see `Craftworld`).
        """
        self._world = chosen_craftworld(options)
        self._practice = Practice(item, dict(start or {}), hand, max_decisions, num_envs, seed=0)
        self._world.check(self._practice)
        self._episodes: CraftworldVecEnv | None = None
        self.num_envs, self.render_mode = num_envs, render_mode
        self.single_observation_space = self._world.observation_space
        self.single_action_space = self._world.action_space
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)

    def reset(
        self, *, seed: int | None = None, options: JsonObject | None = None
    ) -> tuple[np.ndarray, JsonObject]:
        """Begin an episode everywhere, in fresh terrain.

        Args:
            seed: With a seed the same episodes again.
            options: Ignored.

        Returns:
            Observations float32 (n, 236), and infos.
        """
        super().reset(seed=seed)
        if self._episodes is None or seed is not None:
            number = int(self.np_random.integers(2**31)) if seed is None else seed
            self._episodes = self._world.practice(self._seeded(number))
        observations = self._episodes.reset()
        return observations, _by_key(dict(enumerate(self._episodes.reset_infos)), self.num_envs)

    def _seeded(self, seed: int) -> Practice:
        return Practice(**{**vars(self._practice), "seed": seed})

    def step(
        self, actions: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, JsonObject]:
        """Take one decision in every episode.

        Args:
            actions: int64 (n,).

        Returns:
            Observations float32 (n, 236), rewards float32 (n,), which episodes gained the item and
            which were truncated, both bool (n,), and infos.
        """
        episodes = self._begun()
        observations, rewards, over, last = episodes.step(actions)
        present = {i: episodes.reset_infos[i] if over[i] else info for i, info in enumerate(last)}
        infos = _by_key(present, self.num_envs)
        if over.any():
            infos |= self._final({int(i): last[i] for i in np.flatnonzero(over)})
        won = rewards > 0
        return observations, rewards, won, over & ~won, infos

    def _final(self, last: Mapping[int, StepInfo]) -> JsonObject:
        """What infos tell of episodes that ended."""
        final = _by_key(last, self.num_envs)
        observations = np.full(self.num_envs, None, object)
        success = np.zeros(self.num_envs, bool)
        for i, info in last.items():
            observations[i], success[i] = info["terminal_observation"], info["is_success"]
        mask = final["_steps"]
        final |= {"is_success": success, "_is_success": mask}
        return {
            "final_obs": observations, "_final_obs": mask, "final_info": final, "_final_info": mask,
        }  # fmt: skip

    def render(self) -> tuple[np.ndarray, ...] | None:
        """Return a picture of each episode, uint8 (height, width, 3), if `render_mode` asks."""
        if self.render_mode != "rgb_array":
            return None
        return tuple(render_picture(self._begun().simulator, i) for i in range(self.num_envs))

    def _begun(self) -> CraftworldVecEnv:
        if self._episodes is None:
            raise gym.error.ResetNeeded("call reset before step or render")
        return self._episodes


def _by_key(infos: Mapping[int, StepInfo], n: int) -> JsonObject:
    """Return the infos of some of n episodes as one array a key, and masks."""
    rows, mask = list(infos), np.zeros(n, bool)
    mask[rows] = True
    columns: JsonObject = {}
    for key, shape in SHAPES.items():
        columns[key] = np.zeros((n, *shape), np.int64)
        columns[key][rows] = [infos[i][key] for i in rows]
    for key in OBJECTS:
        columns[key] = np.full(n, None, object)
        for i in rows:
            columns[key][i] = infos[i][key]
    return columns | {f"_{key}": mask for key in columns}
