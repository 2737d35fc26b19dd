"""Policies: what is learnt for a subgoal, and the seam to whatever learns it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from deckard.registry import Components

if TYPE_CHECKING:
    import numpy as np

    from deckard.config import ComponentConfig
    from deckard.policies.subgoal_env import SubgoalEnv
    from deckard.worlds import World


class Policy(ABC):
    """What stable-baselines3 calls a policy: it predicts actions and can be saved."""

    @abstractmethod
    def predict(
        self, observation: "np.ndarray", *, deterministic: bool = False
    ) -> "tuple[np.ndarray, tuple[np.ndarray, ...] | None]":
        """Choose what to do.

        Args:
            observation: What `SubgoalEnv` shows, float32 (columns,), or (n, columns) for n
                episodes side by side.
            deterministic: Whether to take the likeliest action instead of drawing one.

        Returns:
            The action, an integer array of shape () or (n,); and a recurrent state, None where the
            policy keeps it itself.
        """

    @abstractmethod
    def save(self, path: Path) -> None:
        """Write the policy to a file.

        Args:
            path: The file; `Trainer.load` reads it.
        """

    @abstractmethod
    def set_random_seed(self, seed: int) -> None:
        """Make the actions that follow depend on the seed and what is then perceived alone.

        Args:
            seed: Of the draws.
        """

    def forget(self, rows: "Sequence[int] | np.ndarray") -> None:
        """Forget what came before, in some rows of a batch: other episodes begin there.

        Default: nothing is remembered from call to call.

        Args:
            rows: Indices of rows, as `predict` is called with them.
        """
        return


@dataclass(frozen=True)
class TrainingProgress:
    """How a training stands."""

    decisions: int
    episodes: int
    success: float
    """Share of recent episodes that reached the subgoal, in [0, 1]."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """What else the trainer measured, by its own names (those of stable-baselines3's logger)."""


Watch = Callable[[TrainingProgress], bool]
"""Called with the progress after each rollout; returns whether to go on."""


class Trainer(ABC):
    """Learns policies for subgoals.

    Derive a trainer from this class, set the attributes without a default, and define `train` and
    `load`. A parameter of its constructor called `world` is the run's world, and no option.
    """

    max_decisions: int
    """Decisions after which a practice episode is truncated."""
    envs: int
    """Practice episodes that run side by side."""

    @property
    def about(self) -> Mapping[str, str]:
        """What a manifest records of weights that others trained: their hashes, by name.

        A run goes on only with the same ones. Default: there are none.
        """
        return {}

    @abstractmethod
    def train(self, env: "SubgoalEnv", seed: int, watch: Watch, start: Path | None) -> Policy:
        """Learn a policy; the same episodes, seed and start give the same policy.

        Args:
            env: The practice episodes; `env.item` is what they are to gain.
            seed: Decides every draw of the training.
            watch: Called after each rollout; training stops when it returns False.
            start: A saved policy to go on from; None: from scratch.

        Returns:
            The policy, when it has learned, or its budget is spent, or `watch` says so.

        Raises:
            RunDirError: The file at `start` is gone or damaged.
        """

    @abstractmethod
    def load(self, path: Path) -> Policy:
        """Read a policy that was saved.

        Args:
            path: The file that `Policy.save` wrote.

        Returns:
            The policy; it acts as the saved one did.

        Raises:
            RunDirError: The file is gone or damaged.
        """


KNOWN = Components(
    Trainer,
    {
        "ppo": "deckard.policies.ppo:PPOTrainer",
        "naming": "deckard.policies.single_action:SingleActionTrainer",
        "vpt": "deckard.policies.vpt.trainer:VPTTrainer",
    },
)
"""The trainers that deckard ships, by their names in a config."""


def build_trainer(chosen: "ComponentConfig", world: "World") -> Trainer:
    """Build the trainer that a config names.

    Args:
        chosen: Its name, one of `KNOWN` or `package.module:Class`, and its options.
        world: The world for which it trains.

    Returns:
        The trainer; nothing is loaded or trained yet but what all its policies share.

    Raises:
        ConfigError: There is no such trainer, an option is wrong, or it is for another world.
    """
    return chosen.build("trainer", KNOWN, {"world": world})
