"""Subgoals as reinforcement-learning tasks."""

from collections import deque
from typing import Any

import numpy as np
from gymnasium.spaces import Box
from stable_baselines3.common.vec_env import VecEnv, VecEnvWrapper

from deckard.tally import Tally

SIGHT = 4
"""Columns that tell of one source: nearness, then the offset forward, right and up."""
BAND, BANDS = 4, 64
"""Blocks in a band of heights; bands that are told apart (256 blocks, the height of Minecraft)."""
RECENT = 200
"""Episodes over which the share of successes is taken."""


def perceived(obs: np.ndarray, column: int | None) -> np.ndarray:
    """Return observations (..., n) led by what they tell of one source: (..., 4 + n).

    `column` is where the source's four columns begin; without one they are zeros. A policy that
    seeks one source so becomes a good start for a policy that seeks another.
    """
    shape = (*obs.shape[:-1], SIGHT)
    sight = np.zeros(shape, obs.dtype) if column is None else obs[..., column : column + SIGHT]
    return np.concatenate([sight, obs], axis=-1)


class SubgoalEnv(VecEnvWrapper):
    """Practice episodes that show the sought source first, help to find it, and are tallied.

    `shaping` rewards a rise of the source's nearness over its highest value so far in the episode;
    the source is what the hypothesis names, never the world's truth. `curiosity` rewards each band
    of `BAND` blocks of height that an episode comes to first, less the more episodes succeed.
    """

    def __init__(
        self,
        venv: VecEnv,
        tally: Tally,
        column: int | None,
        shaping: float = 0.0,
        curiosity: float = 0.0,
    ) -> None:
        space = venv.observation_space
        assert isinstance(space, Box)
        low, high = perceived(space.low, column), perceived(space.high, column)
        super().__init__(venv, Box(low, high, dtype=np.float32))
        self.tally, self.column = tally, column
        self.shaping, self.curiosity = shaping, curiosity
        self.everyone = np.arange(venv.num_envs)
        self.been = np.zeros((venv.num_envs, BANDS), bool)
        self.recent: deque[bool] = deque([False], maxlen=RECENT)
        self.nearest = np.zeros(venv.num_envs, np.float32)
        self.infos: list[Any] = []

    def reset(self) -> np.ndarray:
        """Begin every episode anew."""
        obs = np.asarray(self.venv.reset())
        self.infos = list(self.venv.reset_infos)
        self.nearest[:] = self._nearness(obs)
        self.been[:] = False
        self._news()
        return perceived(obs, self.column)

    def step_wait(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[dict]]:
        """Act; note what was gained, and add the approach reward."""
        obs, rewards, dones, infos = self.venv.step_wait()
        self.tally.decisions += self.num_envs
        for k, info in enumerate(infos):
            self.tally.note(self.infos[k], info)  # type: ignore[arg-type]
            self.infos[k] = info
        news = self._news() & ~dones
        near = self._nearness(np.asarray(obs))
        closer = np.where(dones, 0, np.maximum(near - self.nearest, 0))
        self.nearest = np.where(dones, near, np.maximum(near, self.nearest))
        for i in np.flatnonzero(dones):
            self._end(int(i), infos[i])
        curious = self.curiosity * (1 - np.mean(self.recent))
        rewards = rewards + self.shaping * closer + curious * news
        return perceived(np.asarray(obs), self.column), rewards, dones, infos

    def _news(self) -> np.ndarray:
        """Which episodes are at a height where they were not before; note that they were."""
        bands = np.array([_band(info["height"]) for info in self.infos])
        news = ~self.been[self.everyone, bands]
        self.been[self.everyone, bands] = True
        return news

    def _end(self, i: int, info: dict) -> None:
        self.tally.episodes += 1
        self.recent.append(bool(info["is_success"]))
        self.tally.successes += bool(info["is_success"])
        info["terminal_observation"] = perceived(info["terminal_observation"], self.column)
        self.infos[i] = self.venv.reset_infos[i]
        self.been[i] = False
        self.been[i, _band(self.infos[i]["height"])] = True

    def _nearness(self, obs: np.ndarray) -> np.ndarray:
        return np.zeros(len(obs), np.float32) if self.column is None else obs[:, self.column].copy()


def _band(height: int) -> int:
    return min(max(height // BAND, 0), BANDS - 1)
