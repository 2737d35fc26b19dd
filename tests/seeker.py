"""A trainer for tests of the agent in Minecraft: it chooses between two scripted policies.

Both walk to the block that they perceive. One then digs with `tunnel`, the other from above. A few
episodes show which one succeeds, so that a run takes seconds.
"""

import json
from pathlib import Path

import numpy as np

from deckard.errors import RunDirError
from deckard.policies import Policy, Trainer, TrainingProgress
from deckard.worlds.minedojo.observation import ACTIONS, BODY, SCALE

HABITS = ("tunnel", "attack")
STRAY = 0.1


class Seeking(Policy):
    """A scripted policy: it walks to the perceived block and digs; sometimes it strays."""

    def __init__(self, habit):
        self.habit = habit
        self.rng = np.random.default_rng(0)

    def predict(self, observation, deterministic=False):
        many = np.atleast_2d(observation)
        chosen = np.array([ACTIONS.index(self._choose(obs)) for obs in many])
        return (chosen if observation.ndim > 1 else chosen[0]), None

    def _choose(self, obs):
        near, ahead, right, up = obs[:4]
        if near == 0:
            return str(self.rng.choice(("tunnel", "left", "right"), p=(0.9, 0.05, 0.05)))
        if self.rng.random() < STRAY:
            return str(self.rng.choice(("tunnel", "forward", "left", "right")))
        ahead, right, up = np.array([ahead, right, up]) * SCALE
        if self.habit == "attack" and max(abs(ahead), abs(right)) < 1.5 and up < -1:
            return "attack" if obs[-BODY + 1] > 0.9 else "look_down"
        if abs(right) > abs(ahead) or ahead < 0:
            return "right" if right > 0 else "left"
        return "tunnel"

    def save(self, path):
        Path(path).write_text(json.dumps(self.habit), encoding="utf-8")

    def set_random_seed(self, seed):
        self.rng = np.random.default_rng(seed)


class Seeker(Trainer):
    """A trainer that tries each scripted policy and keeps the better one."""

    def __init__(self, envs: int = 1, max_decisions: int = 60, tries: int = 4) -> None:
        self.envs, self.max_decisions, self.tries = envs, max_decisions, tries

    def train(self, env, seed, watch, start):
        won = {}
        for habit in HABITS:
            policy = Seeking(habit)
            policy.set_random_seed(seed)
            won[habit] = self._try(env, policy, watch)
        return Seeking(max(won, key=won.get))

    def _try(self, env, policy, watch):
        obs, ended, won = env.reset(), 0, 0
        while ended < self.tries:
            obs, _, dones, infos = env.step(policy.predict(obs)[0])
            ended += int(sum("is_success" in info for info in infos))
            won += sum(bool(info.get("is_success")) for info in infos)
            if dones.any() and not watch(TrainingProgress(ended, ended, won / max(1, ended))):
                break
        return won

    def load(self, path):
        if not Path(path).is_file():
            raise RunDirError(f"the policy {path} is missing")
        return Seeking(json.loads(Path(path).read_text(encoding="utf-8")))
