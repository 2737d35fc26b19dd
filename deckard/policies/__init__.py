"""The seam between the agent and whatever learns its policies."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from deckard.registry import Components

if TYPE_CHECKING:
    import numpy as np

    from deckard.policies.subgoal_env import SubgoalEnv


class Policy(Protocol):
    """What stable-baselines3 calls a policy: it predicts actions and can be saved.

    One that remembers from call to call, row by row, has `forget(rows)`, which is called when
    episodes begin in some rows.
    """

    def predict(self, observation: "np.ndarray", deterministic: bool = False) -> tuple[Any, Any]:
        """Return the action for one observation (or a batch), and a recurrent state if any."""

    def save(self, path: Path) -> None:
        """Write the policy to a file."""

    def set_random_seed(self, seed: int) -> None:
        """Make the actions that follow depend on the seed alone, and on nothing seen before."""


@dataclass(frozen=True)
class TrainingProgress:
    """How a training stands."""

    decisions: int
    episodes: int
    success: float
    """Share of recent episodes that reached the subgoal."""
    figures: Mapping[str, float] = field(default_factory=dict)
    """What else the trainer measured, by its own names (those of stable-baselines3's logger)."""


Watch = Callable[[TrainingProgress], bool]
"""Told the progress after each rollout; answers whether to go on."""


class Trainer(Protocol):
    """Learns policies for subgoals.

    One that begins from what others trained says as `about` what a manifest is to tell of that: a
    run does not go on with anything else.
    """

    max_decisions: int
    """Decisions after which a practice episode is truncated."""
    envs: int
    """Practice episodes that run side by side."""

    def train(self, env: "SubgoalEnv", seed: int, watch: Watch, start: Path | None) -> Policy:
        """Return a policy learnt in `env`; `start` is a policy to go on from.

        Training stops when the policy has learned, when the budget is spent, or when `watch` says.
        The same env, seed and start give the same policy.
        """

    def load(self, path: Path) -> Policy:
        """Read a policy that was saved; RunDirError when its file is gone or damaged."""


KNOWN = Components(
    Trainer,
    {
        "ppo": "deckard.policies.ppo:PPOTrainer",
        "naming": "deckard.policies.single_action:SingleActionTrainer",
        "vpt": "deckard.policies.vpt.trainer:VPTTrainer",
    },
)
