"""Practice episodes as stable-baselines3 wants them."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any

import numpy as np
from gymnasium.spaces import Box, Discrete
from stable_baselines3.common.vec_env import VecEnv

from deckard.worlds import StepResult

Indices = Iterable[int] | int | None
"""Some of the episodes; None: all."""


class UniformVecEnv(VecEnv):
    """A `VecEnv` of episodes that are alike: no attribute or wrapper belongs to one alone.

    A subclass defines `reset`, `step_async` and `step_wait` for all episodes at once, with the
    shapes and dtypes of `deckard.worlds.PracticeEnvs`.

    Attributes:
        num_envs: Episodes side by side, n.
        observation_space: That of one episode: float32 (columns,).
        action_space: That of one episode.
        reset_infos: The n infos with which the present episodes began.
    """

    render_mode: str | None = None
    observation_space: Box
    action_space: Discrete

    def step(self, actions: np.ndarray) -> StepResult:
        """Take one decision in every episode.

        Args:
            actions: int64 (n,).
        """
        self.step_async(actions)
        return self.step_wait()

    @abstractmethod
    def reset(self) -> np.ndarray:
        """Begin an episode everywhere (see `PracticeEnvs`)."""

    @abstractmethod
    def step_wait(self) -> StepResult:
        """Complete the decision that `step_async` began (see `PracticeEnvs`)."""

    def close(self) -> None:
        """Nothing is open."""

    def get_attr(self, attr_name: str, indices: Indices = None) -> list[Any]:
        """Return an attribute, the same for every episode."""
        value = getattr(self, attr_name)
        return [value for _ in self._get_indices(indices)]

    def set_attr(self, attr_name: str, value: object, indices: Indices = None) -> None:
        """Set an attribute for all episodes."""
        setattr(self, attr_name, value)

    def env_method(
        self, method_name: str, *args: object, indices: Indices = None, **kwargs: object
    ) -> list[Any]:
        """Episodes have no methods of their own."""
        raise NotImplementedError(method_name)

    def env_is_wrapped(self, wrapper_class: type, indices: Indices = None) -> list[bool]:
        """Episodes are never wrapped."""
        return [False for _ in self._get_indices(indices)]
