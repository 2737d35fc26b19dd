"""Practice without space: episodes of attempts, side by side."""

from random import Random

import gymnasium as gym
import numpy as np

from deckard.errors import Aborted
from deckard.worlds import Practice, StepInfo, StepResult
from deckard.worlds.episodes import broken_off, ended, gains
from deckard.worlds.symbolic.faults import FaultDraws, Faults, FaultyAgent
from deckard.worlds.symbolic.life import SymbolicAgent, SymbolicSettings


class SymbolicVecEnv:
    """Episodes that end with reward 1 when the count of an item rises.

    These are `deckard.worlds.PracticeEnvs`, and no `VecEnv`: that would load torch.
    """

    def __init__(
        self,
        setting: SymbolicSettings,
        practice: Practice,
        spaces: tuple[gym.spaces.Box, gym.spaces.Discrete],
        faults: Faults | None = None,
    ) -> None:
        self.setting, self.practice, self.num_envs = setting, practice, practice.envs
        self.observation_space, self.action_space = spaces
        self.reset_infos: list[StepInfo] = [{}] * practice.envs
        self._rngs = [Random(f"{practice.seed} {k}") for k in range(practice.envs)]
        self._bodies: list[SymbolicAgent | FaultyAgent] = []
        self._faults = faults
        self._fault_rngs = [Random(f"faults {practice.seed} {k}") for k in range(practice.envs)]
        self._ages = [0] * practice.envs
        self._actions = np.zeros(practice.envs, np.int64)

    def reset(self) -> np.ndarray:
        """Begin an episode everywhere."""
        self._bodies = [self._begin(k) for k in range(self.num_envs)]
        return self._observations()

    def step(self, actions: np.ndarray) -> StepResult:
        """Take one decision in every episode; those that end begin anew."""
        self.step_async(actions)
        return self.step_wait()

    def step_async(self, actions: np.ndarray) -> None:
        """Take note of the actions, one per episode."""
        self._actions = np.asarray(actions, np.int64)

    def step_wait(self) -> StepResult:
        """Take one decision in every episode; those that end begin anew."""
        steps = [self._step(k) for k in range(self.num_envs)]
        rewards, dones, infos = zip(*steps, strict=True)
        return self._observations(), np.array(rewards, np.float32), np.array(dones), list(infos)

    def close(self) -> None:
        """Nothing is open."""

    def _step(self, k: int) -> tuple[float, bool, StepInfo]:
        body, item = self._bodies[k], self.practice.item
        before = body.info
        self._ages[k] += 1
        try:
            info: StepInfo = dict(body.step(int(self._actions[k])))
        except Aborted as error:
            info = broken_off(body.info, self.setting.obs, self._ages[k], str(error))
            self._bodies[k] = self._begin(k)
            return 0.0, True, info
        won, died = gains(before, info, item), bool(info.get("died"))
        if not (won or died) and self._ages[k] < self.practice.max_decisions:
            return 0.0, False, info
        info = ended(info, self.setting.obs, self._ages[k], success=won)
        self._bodies[k] = self._begin(k)
        return float(won), True, info

    def _begin(self, k: int) -> SymbolicAgent | FaultyAgent:
        """Begin an episode with the kit: after one in vain there is nowhere to stay."""
        self._ages[k] = 0
        task = self.practice
        body = SymbolicAgent(self.setting, self._rngs[k], task.start, task.hand, task.item)
        self.reset_infos[k] = dict(body.info)
        if self._faults is None:
            return body
        room = len(body.info["inventory"])
        return FaultyAgent(
            body, FaultDraws(self._faults, self._fault_rngs[k], room, task.max_decisions)
        )

    def _observations(self) -> np.ndarray:
        return np.tile(self.setting.obs, (self.num_envs, 1))
