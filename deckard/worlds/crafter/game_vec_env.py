"""Whole episodes of the game, by its own reward, as stable-baselines3 wants them."""

import time

import gymnasium as gym
import numpy as np

from deckard.types import NONE
from deckard.worlds import StepInfo, StepResult
from deckard.worlds.crafter.batch import Batch
from deckard.worlds.crafter.names import ACTIONS, CARRIED, COUNTED, VITALS
from deckard.worlds.vec_env import UniformVecEnv
from deckard.worlds.whole_game import HEALTH, WORTH, Game

NAMES = (*CARRIED, *COUNTED)
"""What may be an achievement, in the order of the columns here."""


class GameVecEnv(UniformVecEnv):
    """Episodes from nothing under the whole rules, with all actions of the game.

    The info of a step is empty but for that which ends an episode. Besides the keys of `StepInfo`
    it has `achieved`, a frozenset of names, and `health`.
    """

    def __init__(self, batch: Batch, game: Game, space: gym.spaces.Box) -> None:
        super().__init__(batch.worlds, space, gym.spaces.Discrete(len(ACTIONS)))
        self.batch, self.game = batch, game
        self.reset_infos: list[StepInfo] = [{} for _ in range(batch.worlds)]
        self._counts_as = np.isin(NAMES, game.achievements)
        self._unlocked = np.zeros((batch.worlds, len(NAMES)), bool)
        self._episodes, self._ages = np.zeros((2, batch.worlds), np.int64)
        self._rewards = np.zeros(batch.worlds)
        self._actions = np.zeros(batch.worlds, np.int64)
        self._began = time.monotonic()

    def reset(self) -> np.ndarray:
        """Begin an episode everywhere."""
        self._episodes[:] = 0
        self._restart(np.arange(self.num_envs))
        return self.batch.obs.copy()

    def step_async(self, actions: np.ndarray) -> None:
        """Take note of the actions, one per episode."""
        self._actions = np.asarray(actions, np.int64)

    def step_wait(self) -> StepResult:
        """Take one step in every episode; those that end begin anew."""
        batch, health = self.batch, self._health()
        batch.advance(self._actions)
        self._ages += 1
        new = self._shown() & ~self._unlocked
        self._unlocked |= new
        rewards = new.sum(axis=1) + WORTH * (self._health() - health)
        self._rewards += rewards
        over = batch.died | (self._ages >= self.game.steps)
        infos: list[StepInfo] = [{} for _ in range(self.num_envs)]
        for i in np.flatnonzero(over).tolist():
            infos[i] = self._ended(i)
        if over.any():
            self._restart(np.flatnonzero(over))
        return batch.obs.copy(), rewards.astype(np.float32), over, infos

    def _ended(self, i: int) -> StepInfo:
        seconds = round(time.monotonic() - self._began, 6)
        length, reward = int(self._ages[i]), float(self._rewards[i])
        return {
            "achieved": frozenset(np.array(NAMES)[self._unlocked[i]].tolist()),
            "health": int(self._health()[i]),
            "terminal_observation": self.batch.obs[i].copy(),
            "TimeLimit.truncated": not self.batch.died[i],
            "episode": {"r": reward, "l": length, "t": seconds},
        }

    def _restart(self, chosen: np.ndarray) -> None:
        self.batch.restart(chosen, NONE, self._episodes[chosen])
        self._episodes[chosen] += 1
        self._ages[chosen], self._rewards[chosen], self._unlocked[chosen] = 0, 0.0, False

    def _health(self) -> np.ndarray:
        return self.batch.vitals[:, VITALS.index(HEALTH)]

    def _shown(self) -> np.ndarray:
        """What each state shows to be achieved, bool (n, 22)."""
        shown = np.concatenate([self.batch.counts, self.batch.deeds], axis=1) > 0
        return shown & self._counts_as
