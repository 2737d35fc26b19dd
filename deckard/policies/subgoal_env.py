"""Subgoals as reinforcement-learning tasks: what a policy perceives, and how it is rewarded."""

from collections import deque
from copy import deepcopy
from dataclasses import replace
from itertools import count

import gymnasium as gym
import numpy as np
from gymnasium.spaces import Box

from deckard.policies.novelty import AROUND, VisitedRegions
from deckard.types import Item, JsonObject, Option
from deckard.worlds import Practice, PracticeEnvs, StepInfo, StepResult, World
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
        rewards = rewards + self.shaping * closer + curious * news
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
        success = bool(info["is_success"])
        self.tally.episodes += 1
        self.tally.successes += success
        self.recent.append(success)

    def _perceived(self, obs: np.ndarray) -> np.ndarray:
        return perceived(obs, self.column, self.visited.around())

    def _nearness(self, obs: np.ndarray) -> np.ndarray:
        return np.zeros(len(obs), np.float32) if self.column is None else obs[:, self.column].copy()


def subgoal_gym_env(
    world: World, option: Option, max_decisions: int = 600, seed: int = 0
) -> "SubgoalGymEnv":
    """Return the environment for which the policy of an option was learnt.

    Its spaces are those of the practice of that option, so the saved policy fits it:

        env = subgoal_gym_env(world, option)
        policy = stable_baselines3.PPO.load(folder / "policies" / option.file, env=env)

    Args:
        world: The world in which the option was learnt, or another with the same spaces.
        option: What the policy gains, the source it looks for, and the kit it starts with.
        max_decisions: Decisions after which an episode is truncated (a trainer's
            `max_decisions`).
        seed: Decides the episodes until `reset` is given another seed.

    Raises:
        ConfigError: The world has no such item.
    """
    practice = Practice(option.item, dict(option.start), option.hand, max_decisions, 1, seed)
    return SubgoalGymEnv(world, practice, option.source)


class SubgoalGymEnv(gym.Env[np.ndarray, np.int64]):
    """One episode of practice at a time, as a `gymnasium.Env` that shows what a policy perceives.

    An observation is float32 of shape (30 + n,), where n is the length of the world's own:

    | columns | what | range |
    |---|---|---|
    | 0 | nearness of the source; 0: not perceived | [0, 1] |
    | 1-3 | offset of the source: forward, right, up | as in the world |
    | 4-29 | 1 where one of the 26 neighbouring regions was visited in this episode | 0 or 1 |
    | 30- | the world's observation | as in the world |

    An action is one of the world's. The reward is 1 when the count of the item rises, which ends
    the episode, and 0 else. An episode is truncated after `max_decisions`, and when the world
    broke it off (`aborted` in its info). `info` holds `deckard.worlds.Info`, and `is_success` at
    the end.
    """

    def __init__(self, world: World, practice: Practice, source: str | None = None) -> None:
        """Open the episodes of a practice.

        Args:
            world: Where to act.
            practice: The item to gain, the start and the limit; `envs` counts as 1.
            source: The block or mob that columns 0-3 show; zeros if it cannot be perceived.
        """
        self.world, self.practice = world, replace(practice, envs=1)
        self.column = world.sights.get(source or "")
        self._envs = self._open(practice.seed)
        self.observation_space = self._envs.observation_space
        self.action_space = world.action_space
        self._next: tuple[np.ndarray, StepInfo] | None = None
        self._has_begun = False

    def _open(self, seed: int) -> SubgoalEnv:
        practice = replace(self.practice, seed=seed)
        evidence = EvidenceRecorder(practice.item)
        return SubgoalEnv(self.world.practice(practice), evidence, self.column)

    def reset(
        self, *, seed: int | None = None, options: JsonObject | None = None
    ) -> tuple[np.ndarray, StepInfo]:
        """Begin an episode.

        Args:
            seed: Opens new episodes, which the seed decides.
            options: Ignored.

        Returns:
            The first observation and the info with which the episode begins.
        """
        super().reset(seed=seed)
        if seed is not None:
            self._envs.close()
            self._envs, self._next = self._open(seed), None
        if self._next is None:  # else the practice went on to the next episode by itself
            self._next = self._envs.reset()[0], deepcopy(self._envs.reset_infos[0])
        obs, info = self._next
        self._next = None
        self._has_begun = True
        return obs, info

    def step(self, action: np.int64) -> tuple[np.ndarray, float, bool, bool, StepInfo]:
        """Take one decision.

        Args:
            action: An action of the world.

        Returns:
            Observation, reward, whether the item was gained or the agent died, whether the episode
            was truncated, and info.

        Raises:
            gymnasium.error.ResetNeeded: No episode has begun.
        """
        if not self._has_begun:
            raise gym.error.ResetNeeded("call reset before step")
        observations, rewards, dones, infos = self._envs.step(np.array([action]))
        info = deepcopy(infos[0])  # worlds share what did not change between their infos
        if not dones[0]:
            return observations[0], float(rewards[0]), False, False, info
        self._has_begun = False
        self._next = observations[0], deepcopy(self._envs.reset_infos[0])
        truncated = bool(info.pop("TimeLimit.truncated"))
        last = info.pop("terminal_observation")
        return last, float(rewards[0]), not truncated, truncated, info

    def close(self) -> None:
        """Give back whatever the episodes hold open; the world stays open."""
        self._envs.close()
