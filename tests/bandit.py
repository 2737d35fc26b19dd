"""A trainer for tests of the agent: a bandit that finds the single action that pays, at once."""

from pathlib import Path

import numpy as np

from deckard.errors import RunDirError
from deckard.policies import Policy, Trainer, TrainingProgress


class Single(Policy):
    """A policy of one action, which takes another one with a small probability."""

    def __init__(self, action, actions, wander=0.05):
        self.action, self.actions, self.wander = int(action), int(actions), wander
        self.rng = np.random.default_rng(0)

    def predict(self, observation, deterministic=False):
        many = len(observation) if observation.ndim > 1 else 1
        other = self.rng.integers(self.actions, size=many)
        chosen = np.where(self.rng.random(many) < self.wander, other, self.action)
        return (chosen if observation.ndim > 1 else chosen[0]), None

    def save(self, path):
        Path(path).write_text(f"{self.action} {self.actions} {self.wander}", encoding="utf-8")

    def set_random_seed(self, seed):
        self.rng = np.random.default_rng(seed)


class Bandit(Trainer):
    """A trainer that tries actions at random and keeps the one with the most reward."""

    def __init__(
        self, budget: int = 1500, envs: int = 8, max_decisions: int = 30, wander: float = 0.05
    ) -> None:
        self.budget, self.envs, self.max_decisions = budget, envs, max_decisions
        self.wander = wander
        self.started_from: list[Path | None] = []

    def train(self, env, seed, watch, start):
        self.started_from.append(start)
        rng, actions = np.random.default_rng(seed), int(env.action_space.n)
        gained, decisions, episodes = np.zeros(actions), 0, 0
        if start is not None:
            gained[self.load(start).action] = 1
        env.reset()
        going = True
        while going and decisions < self.budget and gained.max() < 5:
            for _ in range(20):
                chosen = rng.integers(actions, size=env.num_envs)
                _, _, dones, infos = env.step(chosen)
                won = [bool(i.get("is_success")) for i in infos]
                np.add.at(gained, chosen[won], 1)
                decisions, episodes = decisions + env.num_envs, episodes + int(dones.sum())
            going = watch(TrainingProgress(decisions, episodes, 0.0))
        return Single(gained.argmax(), actions, self.wander)

    def load(self, path):
        if not Path(path).is_file():
            raise RunDirError(f"the policy {path} is missing")
        try:
            return Single(*map(float, Path(path).read_text(encoding="utf-8").split()))
        except (ValueError, TypeError):
            raise RunDirError(f"the policy {path} is damaged") from None
