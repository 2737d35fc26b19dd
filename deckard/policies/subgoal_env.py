"""Subgoals as reinforcement-learning tasks."""

from collections import deque
from copy import deepcopy
from dataclasses import replace

import gymnasium as gym
import numpy as np
from gymnasium.spaces import Box

from deckard.policies.novelty import AROUND, Trails
from deckard.types import Item, JsonObject, Option
from deckard.worlds import Practice, PracticeEnvs, StepInfo, StepResult, World
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
        low, high = np.full(LEAD, space.low.min()), np.full(LEAD, space.high.max())
        bounds = np.append(low, space.low), np.append(high, space.high)
        self.venv, self.num_envs, self.action_space = venv, venv.num_envs, venv.action_space
        self.observation_space = Box(*bounds, dtype=np.float32)
        self.tally, self.column = tally, column
        self.shaping, self.curiosity = shaping, curiosity
        self.trails = Trails(venv.num_envs)
        self.recent: deque[bool] = deque([False], maxlen=RECENT)
        self.nearest = np.zeros(venv.num_envs, np.float32)
        self.infos: list[StepInfo] = []

    @property
    def item(self) -> Item:
        """What the episodes are to gain; `column` tells where from, if that can be perceived."""
        return self.tally.item

    @property
    def reset_infos(self) -> list[StepInfo]:
        """The info with which each episode began."""
        return self.venv.reset_infos

    def reset(self) -> np.ndarray:
        """Begin every episode anew."""
        obs = np.asarray(self.venv.reset())
        self.infos = list(self.venv.reset_infos)
        self.nearest[:] = self._nearness(obs)
        self.trails.begin(range(self.num_envs), self.infos)
        return self._perceived(obs)

    def step(self, actions: np.ndarray) -> StepResult:
        """Take one decision in every episode."""
        self.step_async(actions)
        return self.step_wait()

    def step_async(self, actions: np.ndarray) -> None:
        """Take note of the actions, one per episode."""
        self.venv.step_async(actions)

    def close(self) -> None:
        """Give back whatever the episodes hold open."""
        self.venv.close()

    def step_wait(self) -> StepResult:
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

    def _end(self, ended: np.ndarray, infos: list[StepInfo]) -> None:
        """Close the books of episodes; those that follow have begun."""
        been = self.trails.around()
        for i in ended:
            self._count(infos[i])
            last = infos[i]["terminal_observation"][None]
            infos[i]["terminal_observation"] = perceived(last, self.column, been[i : i + 1])[0]
            self.infos[i] = self.venv.reset_infos[i]
        self.trails.begin(ended, [self.infos[i] for i in ended])

    def _count(self, info: StepInfo) -> None:
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
