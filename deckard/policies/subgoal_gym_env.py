"""One episode of practice at a time, for whoever trains with other libraries."""

from copy import deepcopy
from dataclasses import replace

import gymnasium as gym
import numpy as np

from deckard.policies.subgoal_env import SubgoalEnv
from deckard.types import JsonObject, Option
from deckard.worlds import Practice, StepInfo, World
from deckard.worlds.evidence import EvidenceRecorder


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
