"""Practice: many episodes side by side, as stable-baselines3 wants them."""

import time

import gymnasium as gym
import numpy as np

from deckard.types import Item
from deckard.worlds import Practice, StepInfo, StepResult
from deckard.worlds.craftworld.simulator import FACINGS, INFO_FIELDS, Simulator, SimulatorSettings
from deckard.worlds.episodes import ended
from deckard.worlds.vec_env import UniformVecEnv

NOWHERE: frozenset[Item] = frozenset()
NO_FUEL: dict[Item, int] = {}


class CraftworldVecEnv(UniformVecEnv):
    """Episodes that end with reward 1 when the count of an item rises.

    Their infos are `deckard.worlds.StepInfo`. All worlds advance in one call of a kernel.
    """

    def __init__(
        self,
        setting: SimulatorSettings,
        practice: Practice,
        spaces: tuple[gym.spaces.Box, gym.spaces.Discrete],
    ) -> None:
        super().__init__(practice.envs, *spaces)
        self.practice = practice
        self.simulator = Simulator(setting, practice.envs, practice.seed)
        self.obs = np.zeros((practice.envs, *spaces[0].shape), np.float32)
        self.reset_infos: list[StepInfo] = []
        self._everyone = np.arange(practice.envs)
        self._goal = self.simulator.number[practice.item]
        self._start = {item: n for item, n in practice.start.items() if n > 0}
        self._inventories = [self._start] * practice.envs
        self._actions = np.zeros(practice.envs, np.int64)
        self._began = time.monotonic()
        self._items = (*self.simulator.items, None)  # -1 is the last: nothing
        self._names = (*setting.rules.names, None)

    def reset(self) -> np.ndarray:
        """Begin an episode everywhere, each in fresh terrain."""
        self.simulator.bodies["starts"] = 0
        self._restart(self._everyone, 0.0)
        self.reset_infos = self._infos(self._everyone)
        return self.obs.copy()

    def _restart(self, chosen: np.ndarray, stay: float) -> None:
        self.simulator.restart(chosen, self._start, self.practice.hand, stay)
        self.simulator.look(chosen, self.obs)
        for i in chosen:
            self._inventories[i] = self._start

    def step_async(self, actions: np.ndarray) -> None:
        """Take note of the actions, one per episode."""
        self._actions = np.asarray(actions, np.int64)

    def step_wait(self) -> StepResult:
        """Take one decision in every episode; those that end begin anew."""
        simulator, goal = self.simulator, self._goal
        before = simulator.counts[:, goal].copy()
        simulator.advance(self._actions)
        simulator.look(self._everyone, self.obs)
        won = simulator.counts[:, goal] > before
        over = won | (simulator.bodies["decisions"] >= self.practice.max_decisions)
        for i in np.flatnonzero(simulator.bodies["changed"]):
            self._inventories[i] = simulator.inventory(int(i))
        infos = self._infos(self._everyone)
        if over.any():
            self._end(np.flatnonzero(over), won, infos)
        return self.obs.copy(), won.astype(np.float32), over, infos

    def _end(self, over: np.ndarray, won: np.ndarray, infos: list[StepInfo]) -> None:
        """Complete the infos of the episodes that are over, and begin new ones."""
        seconds = round(time.monotonic() - self._began, 6)
        for i in over:
            decisions = int(self.simulator.bodies["decisions"][i])
            infos[i] = ended(
                infos[i], self.obs[i], decisions, success=bool(won[i]), seconds=seconds
            )
        for chosen, stay in ((over[won[over]], 0.0), (over[~won[over]], self.practice.stay)):
            if len(chosen):
                self._restart(chosen, stay)
        for i, info in zip(over, self._infos(over), strict=True):
            self.reset_infos[i] = info

    def _infos(self, chosen: np.ndarray) -> list[StepInfo]:
        """Return the info of each chosen episode."""
        items, names, inventories = self._items, self._names, self._inventories
        bodies = self.simulator.bodies
        bodies = bodies if chosen is self._everyone else bodies[chosen]
        columns = (bodies[name].tolist() for name in INFO_FIELDS)  # faster than by rows
        fields = zip(*columns, strict=True)
        each = zip([inventories[i] for i in chosen.tolist()], fields, strict=True)
        return [
            {
                "inventory": inventory,
                "hand": items[hand],
                "near": NOWHERE,
                "broke": names[broke],
                "fuel": NO_FUEL,
                "place": (x, y, z),
                "facing": FACINGS[yaw],
                "steps": ticks,
            }
            for inventory, (hand, broke, x, y, z, yaw, ticks) in each
        ]
