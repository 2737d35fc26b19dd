"""Subgoals as reinforcement-learning tasks: what a policy perceives, and how it is rewarded."""

from collections import deque
from itertools import count

import numpy as np
from gymnasium.spaces import Box

from deckard.policies.novelty import AROUND, VisitedRegions
from deckard.types import Item
from deckard.worlds import PracticeEnvs, StepInfo, StepResult
from deckard.worlds.evidence import EvidenceRecorder

SIGHT = 4
"""Columns that tell of one source: nearness, then the offset forward, right and up."""
LEAD = SIGHT + len(AROUND)
"""Columns before the world's own: the source's, then those of the visited regions."""
RECENT = 200
"""Episodes over which the share of successes is taken; chosen."""


def perceived(obs: np.ndarray, column: int | None, visited: np.ndarray) -> np.ndarray:
    """Return observations as a policy sees them: source first, then visited regions, then all.

    A policy that seeks one source so is a good start for a policy that seeks another: what it
    seeks is always in the first columns.

    Args:
        obs: Observations of the world, float32 (k, n).
        column: Index of the source's first column in `obs`; None: it cannot be perceived, and its
            columns are zeros.
        visited: What `VisitedRegions.around` returns, float32 (k, 26).

    Returns:
        float32 (k, 30 + n).
    """
    sight = obs[:, column : column + SIGHT] if column is not None else np.zeros((len(obs), SIGHT))
    return np.concatenate([sight, visited, obs], axis=1, dtype=np.float32)


class SubgoalEnv:
    """Practice episodes with the source in the first columns, shaped rewards, and a tally.

    Dying never pays: the step in which the agent dies gains nothing, and its reward takes back what
    the episode was rewarded so far. So an episode that ends in death is worth 0 in all, and no more
    than any other at each step of it.

    It wraps any `PracticeEnvs` and is one. It is no `VecEnv`, so that practice by itself loads no
    torch. Observations are float32 (n, 30 + columns): see `perceived`.
    """

    def __init__(
        self,
        venv: PracticeEnvs,
        tally: EvidenceRecorder,
        column: int | None,
        shaping: float = 0.0,
        curiosity: float = 0.0,
    ) -> None:
        """Wrap episodes.

        Args:
            venv: The episodes.
            tally: Records everything that happens in them.
            column: Index of the source's first column; None: it cannot be perceived. The source is
                what a hypothesis names, never the world's truth.
            shaping: Reward for a rise of the source's nearness by 1 over its highest value so far
                in the episode.
            curiosity: Reward for each region that is new to an episode (see
                `VisitedRegions.follow`), times the share of recent episodes that failed.
        """
        space = venv.observation_space
        low, high = np.full(LEAD, space.low.min()), np.full(LEAD, space.high.max())
        bounds = np.append(low, space.low), np.append(high, space.high)
        self.venv, self.num_envs, self.action_space = venv, venv.num_envs, venv.action_space
        self.observation_space = Box(*bounds, dtype=np.float32)
        self.tally, self.column = tally, column
        self.shaping, self.curiosity = shaping, curiosity
        self.visited = VisitedRegions(venv.num_envs)
        self.recent: deque[bool] = deque([False], maxlen=RECENT)
        self.nearest = np.zeros(venv.num_envs, np.float32)
        self.bonus = np.zeros(venv.num_envs)
        """What shaping and curiosity gave in each episode so far."""
        self.infos: list[StepInfo] = []
        self._numbers = count()
        self.numbers = [0] * self.num_envs
        """The number of the episode that each env is in."""

    @property
    def item(self) -> Item:
        """What the episodes are to gain."""
        return self.tally.item

    @property
    def reset_infos(self) -> list[StepInfo]:
        """The info with which each episode began."""
        return self.venv.reset_infos

    def reset(self) -> np.ndarray:
        """Begin every episode anew.

        Returns:
            Observations, float32 (n, 30 + columns).
        """
        obs = np.asarray(self.venv.reset())
        self.numbers = [next(self._numbers) for _ in range(self.num_envs)]
        self.infos = list(self.venv.reset_infos)
        self.nearest[:] = self._nearness(obs)
        self.bonus[:] = 0
        self.visited.begin(range(self.num_envs), self.infos)
        return self._perceived(obs)

    def step(self, actions: np.ndarray) -> StepResult:
        """Take one decision in every episode.

        Args:
            actions: int64 (n,).

        Returns:
            What `step_wait` returns.
        """
        self.step_async(actions)
        return self.step_wait()

    def step_async(self, actions: np.ndarray) -> None:
        """Take note of the actions, one per episode."""
        self.venv.step_async(actions)

    def close(self) -> None:
        """Give back whatever the episodes hold open."""
        self.venv.close()

    def step_wait(self) -> StepResult:
        """Act; record what was gained, and add the shaped rewards.

        Returns:
            Observations float32 (n, 30 + columns), rewards (n,), ends bool (n,), and n infos. The
            `terminal_observation` of an episode that ended has 30 + columns, too.
        """
        obs, rewards, dones, infos = self.venv.step_wait()
        self.tally.decisions += self.num_envs
        for k, info in enumerate(infos):
            self.tally.note(self.infos[k], info, episode=self.numbers[k])
        self.infos = list(infos)
        news = np.where(dones, 0, self.visited.follow(self.infos))
        near = self._nearness(np.asarray(obs))
        closer = np.where(dones, 0, np.maximum(near - self.nearest, 0))
        self.nearest = np.where(dones, near, np.maximum(near, self.nearest))
        if dones.any():
            self._end(np.flatnonzero(dones), infos)
        curious = self.curiosity * (1 - np.mean(self.recent))
        shaped, novel = self.shaping * closer, curious * news
        died = np.array([bool(info.get("died")) for info in infos])
        rewards = np.where(died, -self.bonus, rewards + shaped + novel)
        self.bonus = np.where(dones, 0, self.bonus + shaped + novel)
        return self._perceived(np.asarray(obs)), rewards, dones, infos

    def _end(self, ended: np.ndarray, infos: list[StepInfo]) -> None:
        """Count episodes that ended; those that follow have begun."""
        visited = self.visited.around()
        for i in ended:
            self._count(infos[i])
            last = infos[i]["terminal_observation"][None]
            infos[i]["terminal_observation"] = perceived(last, self.column, visited[i : i + 1])[0]
            self.infos[i] = self.venv.reset_infos[i]
            self.numbers[i] = next(self._numbers)
        self.visited.begin(ended, [self.infos[i] for i in ended])

    def _count(self, info: StepInfo) -> None:
        """Count an episode that ended; one that the world broke off counts as aborted alone."""
        if "aborted" in info:
            self.tally.aborted += 1
            return
        died = bool(info.get("died"))
        success = info["is_success"] = bool(info["is_success"]) and not died
        self.tally.episodes += 1
        self.tally.died += died
        self.tally.successes += success
        self.recent.append(success)

    def _perceived(self, obs: np.ndarray) -> np.ndarray:
        return perceived(obs, self.column, self.visited.around())

    def _nearness(self, obs: np.ndarray) -> np.ndarray:
        return np.zeros(len(obs), np.float32) if self.column is None else obs[:, self.column].copy()
