"""Practice: episodes in several Minecrafts side by side, as stable-baselines3 wants them.

Each Minecraft is played by a process of its own, which does all the work of a decision; where there
are several, a thread for each waits for its process. (Threads alone would take turns: MineDojo's
side of a tick holds Python's lock.)
"""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import gymnasium as gym
import numpy as np

from deckard.errors import Aborted
from deckard.types import Item
from deckard.worlds import Practice, StepInfo, StepResult
from deckard.worlds.episodes import broken_off, ended, gains
from deckard.worlds.minedojo.settings import ResetMode
from deckard.worlds.minedojo.supervisor import Lease
from deckard.worlds.vec_env import UniformVecEnv

Turn = tuple[np.ndarray, float, bool, StepInfo]
"""What one decision led to: observation, reward, whether the episode ended, and info."""


class MineDojoVecEnv(UniformVecEnv):
    """Episodes that end with reward 1 when the count of an item rises.

    One that its Minecraft broke off ends with `aborted` in its info: neither a success nor a
    failure, it has no `is_success`. A death ends an episode, too.
    """

    def __init__(
        self, envs: Sequence["PracticeEnv"], spaces: tuple[gym.spaces.Box, gym.spaces.Discrete]
    ) -> None:
        super().__init__(len(envs), *spaces)
        self._envs = list(envs)
        self._threads = ThreadPoolExecutor(len(envs), "minedojo")
        self._turns: list[Callable[[], Turn]] = []

    def reset(self) -> np.ndarray:
        """Begin an episode everywhere, each in a fresh world."""
        obs = list(self._threads.map(lambda env: env.begin("new"), self._envs))
        self.reset_infos = [env.reset_info for env in self._envs]
        return np.stack(obs)

    def step_async(self, actions: np.ndarray) -> None:
        """Take one decision in every episode."""
        pairs = zip(self._envs, actions, strict=True)
        steps: list[Callable[[], Turn]]
        steps = [partial(env.step, int(action)) for env, action in pairs]
        if len(steps) > 1:
            steps = [self._threads.submit(step).result for step in steps]
        self._turns = steps

    def step_wait(self) -> StepResult:
        """Return what came of the decisions; episodes that ended have begun anew."""
        obs, rewards, dones, infos = zip(*(turn() for turn in self._turns), strict=True)
        self.reset_infos = [env.reset_info for env in self._envs]
        return np.stack(obs), np.array(rewards, np.float32), np.array(dones), list(infos)

    def close(self) -> None:
        """Give the Minecrafts back."""
        self._threads.shutdown()
        self._envs.clear()


class PracticeEnv:
    """The episodes in one Minecraft, one after the other."""

    def __init__(
        self,
        lease: Lease,
        practice: Practice,
        seeds: str,
        full_reset: int,
        world_seed: int | None = None,
    ) -> None:
        self.lease, self.practice = lease, practice
        self._full_reset, self._world_seed = full_reset, world_seed
        self._rng = random.Random(seeds)
        self._start = {item: n for item, n in practice.start.items() if n > 0}
        self._begun, self._age = 0, 0
        self._since = time.monotonic()
        self.reset_info: StepInfo = {}

    def begin(self, mode: ResetMode) -> np.ndarray:
        """Begin an episode; every so often, and if asked for, in a new world."""
        if self._begun % self._full_reset == 0:
            mode = "new"
        drawn = self._rng.getrandbits(31)
        seed = drawn if self._world_seed is None else self._world_seed
        self._begun, self._age = self._begun + 1, 0
        self._obs, self.reset_info = self.lease.begin(seed, self._start, self.practice.hand, mode)
        self._info = self.reset_info
        return self._obs

    def step(self, action: int) -> Turn:
        """Take one decision; an episode that ends is followed by another."""
        obs, reward, over, info = self.turn(action)
        return (self._next(info) if over else obs), reward, over, info

    def turn(self, action: int) -> Turn:
        """Take one decision, and go no further when the episode ends."""
        item: Item = self.practice.item
        before = self._info
        self._age += 1
        try:
            self._obs, self._info = self.lease.act("step", action)
        except Aborted as error:
            info = broken_off(self._info, self._obs, self._age, str(error), self._seconds())
            return self._obs, 0.0, True, info | {"died": False}
        won = gains(before, self._info, item)
        late, died = self._age >= self.practice.max_decisions, bool(self._info["died"])
        if not (won or late or died):
            return self._obs, 0.0, False, self._info
        info = ended(self._info, self._obs, self._age, success=won, seconds=self._seconds())
        return self._obs, float(won), True, info

    def _seconds(self) -> float:
        """Return the seconds since practice began."""
        return round(time.monotonic() - self._since, 6)

    def _next(self, info: StepInfo) -> np.ndarray:
        """Begin the episode after one that ended with an info."""
        if "aborted" in info:
            return self.begin("new")
        vain = not info["is_success"] and not info["died"]
        return self.begin(
            "here" if vain and self._rng.random() < self.practice.stay else "elsewhere"
        )
