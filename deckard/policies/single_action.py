"""Policies that name their item: for worlds in which to name a thing is to go and collect it."""

import json
from pathlib import Path

import numpy as np

from deckard.errors import ConfigError, RunDirError
from deckard.policies import Policy, Trainer, TrainingProgress, Watch
from deckard.policies.subgoal_env import SubgoalEnv
from deckard.types import Count, Item
from deckard.worlds import World


class SingleAction(Policy):
    """A policy that takes one action, whatever it perceives: that of its item."""

    def __init__(self, item: Item, action: int) -> None:
        self.item, self.action = item, action

    def predict(
        self, observation: np.ndarray, *, deterministic: bool = False
    ) -> tuple[np.ndarray, None]:
        """Return the action, once for each observation."""
        return np.full(observation.shape[:-1], self.action), None

    def save(self, path: Path) -> None:
        """Write the name."""
        document = {"collect": self.item, "action": self.action}
        path.write_text(json.dumps(document) + "\n", encoding="utf-8")

    def set_random_seed(self, seed: int) -> None:
        """Nothing is drawn."""


class SingleActionTrainer(Trainer):
    """Nothing is learnt: a collect is attempted until it succeeds, at most `budget` times.

    For worlds with an action for each subgoal from anywhere, and one for each from each sight:
    `item + len(items) * (1 + sight)`, by their places in `world.subgoals` and `world.sights`.
    """

    max_decisions = 1
    envs = 1

    def __init__(self, world: World, budget: Count = 12) -> None:
        self.items, self.columns = world.subgoals, list(world.sights.values())
        self.budget = budget
        if int(world.action_space.n) != len(self.items) * (1 + len(self.columns)):
            raise ConfigError(
                "trainer 'naming' is for world=symbolic: elsewhere policies are learnt"
            )

    def train(self, env: SubgoalEnv, seed: int, watch: Watch, start: Path | None) -> SingleAction:
        """Return the policy that names the item of `env`, once it was tried there."""
        policy, going, tries = self._named(env.item, env.column), True, 0
        obs = env.reset()
        while going and not env.tally.successes and tries < self.budget:
            obs, _, _, _ = env.step(policy.predict(obs)[0])
            tries += env.num_envs
            going = watch(TrainingProgress(tries, tries, env.tally.successes / tries))
        return policy

    def load(self, path: Path) -> SingleAction:
        """Read a policy that was saved."""
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            return SingleAction(str(document["collect"]), int(document["action"]))
        except FileNotFoundError:
            raise RunDirError(
                f"the policy {path} is missing; a run directory moves as a whole"
            ) from None
        except (OSError, ValueError, KeyError, TypeError):
            raise RunDirError(f"the policy {path} is damaged; restore it") from None

    def _named(self, item: Item, column: int | None) -> SingleAction:
        sight = 0 if column is None else 1 + self.columns.index(column)
        return SingleAction(item, self.items.index(item) + len(self.items) * sight)
