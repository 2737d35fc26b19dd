"""Subgoals as reinforcement-learning tasks."""

from collections import deque
from typing import Any

import numpy as np
from gymnasium.spaces import Box

from deckard.policies.novelty import AROUND, Trails
from deckard.types import Item
from deckard.worlds import PracticeEnvs
from deckard.worlds.evidence import EvidenceRecorder

SIGHT = 4
"""Columns that tell of one source: nearness, then the offset forward, right and up."""
LEAD = SIGHT + len(AROUND)
"""Columns that lead what a policy perceives: the source's, then those of its own trail."""
RECENT = 200
"""Episodes over which the share of successes is taken."""


def perceived(obs: np.ndarray, column: int | None, been: np.ndarray) -> np.ndarray:
    """Return observations (k, n) led by what they tell of one source and of the trail behind.

    `column` is where the source's four columns begin; without one they are zeros. A policy that
    seeks one source so becomes a good start for a policy that seeks another. `been` (k, 26) is
    what `Trails.around` says.
    """
    sight = obs[:, column : column + SIGHT] if column is not None else np.zeros((len(obs), SIGHT))
    return np.concatenate([sight, been, obs], axis=1, dtype=np.float32)


class SubgoalEnv:
    """Practice episodes that show the sought source first, help to find it, and are tallied.

    It is a Batch, of any Batch; no `VecEnv`, so that practice by itself loads no torch.

    `shaping` rewards a rise of the source's nearness over its highest value so far in the episode;
    the source is what the hypothesis names, never the world's truth. `curiosity` rewards what is
    new to an episode (see `Trails.follow`), less the more episodes succeed.
    """

    def __init__(
        self,
        venv: PracticeEnvs,
        tally: EvidenceRecorder,
        column: int | None,
        shaping: float = 0.0,
        curiosity: float = 0.0,
    ) -> None:
        space = venv.observation_space
        assert isinstance(space, Box)
        low, high = np.full(LEAD, space.low.min()), np.full(LEAD, space.high.max())
        bounds = np.append(low, space.low), np.append(high, space.high)
        self.venv, self.num_envs, self.action_space = venv, venv.num_envs, venv.action_space
        self.observation_space = Box(*bounds, dtype=np.float32)
        self.tally, self.column = tally, column
        self.shaping, self.curiosity = shaping, curiosity
        self.trails = Trails(venv.num_envs)
        self.recent: deque[bool] = deque([False], maxlen=RECENT)
        self.nearest = np.zeros(venv.num_envs, np.float32)
        self.infos: list[Any] = []

    @property
    def item(self) -> Item:
        """What the episodes are to gain; `column` tells where from, if that can be perceived."""
        return self.tally.item

    @property
    def reset_infos(self) -> Any:
        """The info with which each episode began."""
        return self.venv.reset_infos

    def reset(self) -> np.ndarray:
        """Begin every episode anew."""
        obs = np.asarray(self.venv.reset())
        self.infos = list(self.venv.reset_infos)
        self.nearest[:] = self._nearness(obs)
        self.trails.begin(range(self.num_envs), self.infos)
        return self._perceived(obs)

    def step(self, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[dict]]:
        """Take one decision in every episode."""
        self.step_async(actions)
        return self.step_wait()

    def step_async(self, actions: np.ndarray) -> None:
        """Take note of the actions, one per episode."""
        self.venv.step_async(actions)

    def close(self) -> None:
        """Give back whatever the episodes hold open."""
        self.venv.close()

    def step_wait(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[dict]]:
        """Act; note what was gained, and add the approach reward."""
        obs, rewards, dones, infos = self.venv.step_wait()
        self.tally.decisions += self.num_envs
        for k, info in enumerate(infos):
            self.tally.note(self.infos[k], info)
        self.infos = list(infos)
        news = np.where(dones, 0, self.trails.follow(self.infos))
        near = self._nearness(np.asarray(obs))
        closer = np.where(dones, 0, np.maximum(near - self.nearest, 0))
        self.nearest = np.where(dones, near, np.maximum(near, self.nearest))
        if dones.any():
            self._end(np.flatnonzero(dones), infos)
        curious = self.curiosity * (1 - np.mean(self.recent))
        rewards = rewards + self.shaping * closer + curious * news
        return self._perceived(np.asarray(obs)), rewards, dones, infos

    def _end(self, ended: np.ndarray, infos: list[dict]) -> None:
        """Close the books of episodes; those that follow have begun."""
        been = self.trails.around()
        for i in ended:
            self._count(infos[i])
            last = infos[i]["terminal_observation"][None]
            infos[i]["terminal_observation"] = perceived(last, self.column, been[i : i + 1])[0]
            self.infos[i] = self.venv.reset_infos[i]
        self.trails.begin(ended, [self.infos[i] for i in ended])

    def _count(self, info: dict) -> None:
        """Count an episode that ended, unless the world broke it off: that teaches nothing."""
        if "aborted" in info:
            self.tally.aborted += 1
            return
        success = bool(info["is_success"])
        self.tally.episodes += 1
        self.tally.successes += success
        self.recent.append(success)

    def _perceived(self, obs: np.ndarray) -> np.ndarray:
        return perceived(obs, self.column, self.trails.around())

    def _nearness(self, obs: np.ndarray) -> np.ndarray:
        return np.zeros(len(obs), np.float32) if self.column is None else obs[:, self.column].copy()
