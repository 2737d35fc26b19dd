"""Practice in the game: many episodes side by side, as stable-baselines3 wants them."""

import time

import gymnasium as gym
import numpy as np

from deckard.worlds import Practice, StepInfo, StepResult
from deckard.worlds.crafter.batch import FORWARD, NEAR, NO_FUEL, Batch
from deckard.worlds.crafter.names import CARRIED, COUNTED, NEEDS, SIGHTS, STATIONS, VITALS
from deckard.worlds.episodes import ended
from deckard.worlds.vec_env import UniformVecEnv

BROKEN = (*SIGHTS, None)
"""What was used, by its number; -1 is the last: nothing."""


class CrafterVecEnv(UniformVecEnv):
    """Episodes that end with reward 1 when the count of an item rises, or with the agent's death.

    Their infos are `deckard.worlds.StepInfo`. A need begins low where the item is one.
    """

    def __init__(
        self, batch: Batch, practice: Practice, spaces: tuple[gym.spaces.Box, gym.spaces.Discrete]
    ) -> None:
        super().__init__(practice.envs, *spaces)
        self.practice, self.batch = practice, batch
        self.reset_infos: list[StepInfo] = []
        self._start = {item: n for item, n in practice.start.items() if n > 0}
        self._held = {item: n for item, n in self._start.items() if item not in STATIONS}
        self._low = practice.item if practice.item in NEEDS else None
        self._needs = [dict[str, int]()] * practice.envs
        self._deeds = [dict[str, int]()] * practice.envs
        self._everyone = np.arange(practice.envs)
        self._episodes = np.zeros(practice.envs, np.int64)
        self._ages = np.zeros(practice.envs, np.int64)
        self._inventories = [self._held] * practice.envs
        self._actions = np.zeros(practice.envs, np.int64)
        self._began = time.monotonic()

    def reset(self) -> np.ndarray:
        """Begin an episode everywhere."""
        self._episodes[:] = 0
        self._restart(self._everyone)
        self.reset_infos = self._infos(self._everyone, 0)
        return self.batch.obs.copy()

    def _restart(self, chosen: np.ndarray) -> None:
        self.batch.restart(chosen, self._start, self._episodes[chosen], self._low)
        self._episodes[chosen] += 1
        self._ages[chosen] = 0
        for i in chosen.tolist():
            self._inventories[i] = self._held
            self._needs[i], self._deeds[i] = self.batch.levels(i), self.batch.done(i)

    def step_async(self, actions: np.ndarray) -> None:
        """Take note of the actions, one per episode."""
        self._actions = np.asarray(actions, np.int64)

    def step_wait(self) -> StepResult:
        """Take one decision in every episode; those that end begin anew."""
        batch, before = self.batch, self._goal().copy()
        self._advance()
        won = (self._goal() > before) & ~batch.died
        over = won | batch.died | (self._ages >= self.practice.max_decisions)
        infos, obs = self._infos(self._everyone, 1), batch.obs
        if over.any():
            obs = self._end(np.flatnonzero(over), won, infos)
        return obs.copy(), won.astype(np.float32), over, infos

    def _goal(self) -> np.ndarray:
        """How much there is of what the episodes are for, int (n,)."""
        batch, goal = self.batch, self.practice.item
        names = ((CARRIED, batch.counts), (VITALS, batch.vitals), (COUNTED, batch.deeds))
        return next(table[:, known.index(goal)] for known, table in names if goal in known)

    def _advance(self) -> None:
        """Act, and renew the reports of what changed."""
        batch = self.batch
        held, levels, done = batch.counts, batch.vitals, batch.deeds
        batch.advance(self._actions)
        self._ages += 1
        for i in np.flatnonzero((batch.counts != held).any(axis=1)).tolist():
            self._inventories[i] = batch.inventory(i)
        for i in np.flatnonzero((batch.vitals != levels).any(axis=1)).tolist():
            self._needs[i] = batch.levels(i)
        for i in np.flatnonzero((batch.deeds != done).any(axis=1)).tolist():
            self._deeds[i] = batch.done(i)

    def _end(self, over: np.ndarray, won: np.ndarray, infos: list[StepInfo]) -> np.ndarray:
        """Complete the infos of the episodes that are over, and begin new ones."""
        batch, seconds = self.batch, round(time.monotonic() - self._began, 6)
        for i in over.tolist():
            died = {"died": True} if batch.died[i] else {}
            infos[i] = ended(
                {**infos[i], **died},
                batch.obs[i],
                int(self._ages[i]),
                success=bool(won[i]),
                seconds=seconds,
            )
        self._restart(over)
        for i, info in zip(over.tolist(), self._infos(over, 0), strict=True):
            self.reset_infos[i] = info
        return batch.obs

    def _infos(self, chosen: np.ndarray, steps: int) -> list[StepInfo]:
        """Return the info of each chosen episode."""
        batch = self.batch
        rows, columns = (-batch.place[chosen, 0]).tolist(), batch.place[chosen, 1].tolist()
        near, broke = batch.near[chosen].tolist(), batch.broke[chosen].tolist()
        own = chosen.tolist()
        held, needs, deeds = (
            [kept[i] for i in own] for kept in (self._inventories, self._needs, self._deeds)
        )
        return [
            {
                "inventory": inventory,
                "hand": None,
                "near": NEAR[stations],
                "broke": BROKEN[source],
                "fuel": NO_FUEL,
                "place": (x, 0, z),
                "facing": FORWARD,
                "steps": steps,
                "needs": levels,
                "deeds": done,
            }
            for inventory, levels, done, stations, source, x, z in zip(
                held, needs, deeds, near, broke, columns, rows, strict=True
            )
        ]
