"""A trainer whose policies go to what they seek and use it: enough for trees, and at once."""

import numpy as np

from deckard.policies import Policy, Trainer, TrainingProgress
from deckard.policies.subgoal_env import LEAD
from deckard.worlds.crafter.names import ACTIONS

HEADING = LEAD + 80
DO = ACTIONS.index("do")
SIDES = "move_left", "move_right", "move_up", "move_down"


class Feller(Trainer):
    max_decisions, envs = 50, 4

    def train(self, env, seed, watch, start):
        policy = GoingPolicy()
        policy.set_random_seed(seed)
        obs = env.reset()
        for _ in range(self.max_decisions):
            obs, *_ = env.step(policy.predict(obs)[0])
        watch(TrainingProgress(env.tally.decisions, env.tally.episodes, 0.0))
        return policy

    def load(self, path):
        path.read_bytes()
        return GoingPolicy()


class GoingPolicy(Policy):
    rng = np.random.default_rng(0)

    def predict(self, observation, *, deterministic=False):
        rows = np.atleast_2d(observation)
        actions = np.array([self._act(row) for row in rows])
        return actions.reshape(np.shape(observation)[:-1]), None

    def _act(self, row):
        nearness, up, right = row[:3]
        side = self.rng.integers(4)
        if nearness and (nearness == 1 or self.rng.random() < 0.7):
            side = (3 if up < 0 else 2) if abs(up) > abs(right) else (0 if right < 0 else 1)
        if nearness == 1 and row[HEADING + side]:
            return DO
        return ACTIONS.index(SIDES[side])

    def save(self, path):
        path.write_bytes(b"it needs nothing")

    def set_random_seed(self, seed):
        self.rng = np.random.default_rng(seed)
