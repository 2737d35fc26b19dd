"""Policy training with stable-baselines3's PPO (Schulman et al. 2017)."""

import sys
from collections import deque
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
from pydantic import Field
from stable_baselines3 import PPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.logger import KVWriter, Logger

from deckard.intervals import Probability
from deckard.policies import Policy, Trainer, TrainingProgress, Watch
from deckard.policies.saved_policy import read_policy
from deckard.policies.subgoal_env import SubgoalEnv
from deckard.types import Count, JsonObject
from deckard.worlds import StepResult
from deckard.worlds.vec_env import UniformVecEnv

Steps = Annotated[int, Field(ge=2)]
Rate = Annotated[float, Field(gt=0)]
Transition = tuple[np.ndarray, int, float]
"""Observation float32 (columns,), action, and reward (or return)."""
KEPT = 3000
"""Latest decisions of successful episodes that a policy learns from again; chosen."""
IMITATION = 0.3
"""Weight of self-imitation beside PPO's own loss; chosen."""
VALUE = 0.005
"""Weight of the value's loss within self-imitation: half of the 0.01 of Oh et al. 2018 (their loss
has a factor 1/2)."""


class PPOPolicy(PPO, Policy):
    """stable-baselines3's PPO as a policy of ours; plain `PPO.load` reads its files, too."""


class PPOTrainer(Trainer):
    """PPO on a small network, stopped once the subgoal is learnt.

    Learnt means that of the last `window` practice episodes a share of `success` reached it, or
    that more than half did and the share has not risen for `plateau` decisions.

    Args:
        budget: Decisions after which training stops, of all episodes together.
        envs: Episodes side by side.
        max_decisions: Decisions after which an episode is truncated.
        success: Share of episodes, in [0, 1].
        window: Episodes.
        plateau: Decisions.
        n_steps: Decisions of each episode in a rollout. This and the next five are PPO's.
        batch_size: Decisions in a minibatch; never more than a rollout has.
        n_epochs: Passes over each rollout.
        learning_rate: Adam's step size.
        ent_coef: Weight of the entropy.
        gamma: Discount of a reward for each decision that it lies ahead.
        hidden: Units in each of two layers.
        imitate: Updates by self-imitation (Oh et al. 2018) after each rollout, for worlds in which
            decisions are expensive.
    """

    def __init__(
        self,
        budget: Count = 1_500_000,
        envs: Count = 128,
        max_decisions: Count = 600,
        success: Probability = 0.9,
        window: Count = 300,
        plateau: Count = 300_000,
        n_steps: Steps = 16,
        batch_size: Steps = 512,
        n_epochs: Count = 4,
        learning_rate: Rate = 1e-3,
        ent_coef: Probability = 0.01,
        gamma: Probability = 0.99,
        hidden: Count = 64,
        imitate: Annotated[int, Field(ge=0)] = 0,
    ) -> None:
        self.budget, self.envs, self.max_decisions = budget, envs, max_decisions
        self.success, self.window, self.plateau = success, window, plateau
        self.hidden, self.imitate = hidden, imitate
        self.ppo: JsonObject = {
            "n_steps": n_steps,
            "batch_size": batch_size,
            "n_epochs": n_epochs,
            "learning_rate": learning_rate,
            "ent_coef": ent_coef,
            "gamma": gamma,
        }
        torch.set_num_threads(1)  # the network is small: more threads only wait for each other

    def train(self, env: SubgoalEnv, seed: int, watch: Watch, start: Path | None) -> PPOPolicy:
        """Return a policy learnt in `env`, going on from the policy saved at `start` if any."""
        return self.learn(SubgoalVecEnv(env), seed, watch, start)

    def learn(
        self, env: UniformVecEnv, seed: int, watch: Watch, start: Path | None = None
    ) -> PPOPolicy:
        """Return a policy learnt in episodes as they are, by their own reward.

        Args:
            env: The episodes; without `is_success` in its infos only `watch` and the budget stop.
            seed: Decides every draw of the training.
            watch: Called after each rollout; training stops when it returns False.
            start: A saved policy to go on from; None: from scratch.
        """
        net = {"net_arch": [self.hidden, self.hidden], "activation_fn": torch.nn.ReLU}
        batch = min(self.ppo["batch_size"], self.ppo["n_steps"] * env.num_envs)
        options = self.ppo | {"batch_size": batch, "policy_kwargs": net}
        model = PPOPolicy("MlpPolicy", env, seed=seed, device="cpu", **options)
        figures = _Figures()
        model.set_logger(Logger(None, [figures]))  # the default one leaves a folder behind
        if start is not None:
            read_policy(start, lambda: model.set_parameters(str(start), device="cpu"))
        stop = _StopWhenLearnt(self.success, self.window, self.plateau, watch, figures)
        callbacks: list[BaseCallback]
        callbacks = [_Imitation(self.imitate, batch, seed), stop] if self.imitate else [stop]
        model.learn(self.budget, callback=callbacks, log_interval=sys.maxsize)  # `stop` logs
        return model

    def load(self, path: Path) -> PPOPolicy:
        """Read a policy that was saved."""
        return read_policy(path, lambda: PPOPolicy.load(path, device="cpu"))


class SubgoalVecEnv(UniformVecEnv):
    """Practice episodes as a `VecEnv`, which stable-baselines3 insists on."""

    def __init__(self, env: SubgoalEnv) -> None:
        super().__init__(env.num_envs, env.observation_space, env.action_space)
        self.env = env

    def reset(self) -> np.ndarray:
        """Begin an episode everywhere."""
        obs = self.env.reset()
        self.reset_infos = self.env.reset_infos
        return obs

    def step_async(self, actions: np.ndarray) -> None:
        """Take note of the actions."""
        self.env.step_async(actions)

    def step_wait(self) -> StepResult:
        """Take one decision in every episode."""
        return self.env.step_wait()


class _Figures(KVWriter):
    """Keeps what was last logged, by stable-baselines3's own keys."""

    def __init__(self) -> None:
        self.last: Mapping[str, float] = {}

    def write(
        self,
        key_values: Mapping[str, float | str],
        key_excluded: Mapping[str, tuple[str, ...]],
        step: int = 0,
    ) -> None:
        """Keep the figures that are for TensorBoard, too."""
        shown = {k: v for k, v in key_values.items() if "tensorboard" not in key_excluded[k]}
        numbers = {k: float(v) for k, v in shown.items() if not isinstance(v, str)}
        self.last = {k: v for k, v in numbers.items() if isfinite(v)}

    def close(self) -> None:
        """Hold nothing open."""


class _Imitation(BaseCallback):
    """Lets a policy learn again from episodes that succeeded (self-imitation, Oh et al. 2018).

    A decision becomes likelier if its return exceeds the value that the policy now expects there.
    """

    def __init__(self, updates: int, batch: int, seed: int) -> None:
        super().__init__()
        self.updates, self.batch = updates, batch
        self.rng = np.random.default_rng(seed)
        self.kept: deque[Transition] = deque(maxlen=KEPT)
        self.under_way: list[list[Transition]] = []

    def _on_training_start(self) -> None:
        self.under_way = [[] for _ in range(self.training_env.num_envs)]

    def _on_step(self) -> bool:
        step = self.locals
        decisions = zip(step["obs_tensor"].numpy(), step["actions"], step["rewards"], strict=True)
        for k, (obs, action, reward) in enumerate(decisions):
            self.under_way[k].append((obs, int(action), float(reward)))
            if step["dones"][k]:
                if step["infos"][k].get("is_success"):
                    self._keep(self.under_way[k])
                self.under_way[k] = []
        return True

    def _keep(self, decisions: list[Transition]) -> None:
        """Keep the decisions of an episode, each with its return instead of its reward."""
        model: Any = self.model
        gain = 0.0
        for obs, action, reward in reversed(decisions):
            gain = reward + model.gamma * gain
            self.kept.append((obs, action, gain))

    def _on_rollout_start(self) -> None:
        if not self.kept:
            return
        self.model.policy.set_training_mode(True)
        parts = zip(*self.kept, strict=True)
        obs, actions, returns = (torch.as_tensor(np.array(part)) for part in parts)
        for _ in range(self.updates):
            some = torch.as_tensor(self.rng.integers(len(actions), size=self.batch))
            self._learn(obs[some], actions[some], returns[some].float())

    def _learn(self, obs: torch.Tensor, actions: torch.Tensor, returns: torch.Tensor) -> None:
        policy: Any = self.model.policy
        values, log_chances, _ = policy.evaluate_actions(obs, actions)
        surplus = (returns - values.flatten()).clamp(min=0)
        loss = IMITATION * (VALUE * surplus**2 - log_chances * surplus.detach()).mean()
        policy.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(policy.parameters(), 0.5)
        policy.optimizer.step()


class _StopWhenLearnt(BaseCallback):
    """Stops a training as the docstring of `PPOTrainer` says, and reports after each rollout."""

    def __init__(
        self, success: float, window: int, plateau: int, watch: Watch, figures: _Figures
    ) -> None:
        super().__init__()
        self.success, self.plateau, self.watch, self.figures = success, plateau, watch, figures
        self.recent: deque[bool] = deque(maxlen=window)
        self.episodes = 0
        self.going_on = True
        self.best, self.best_at = 0.0, 0

    def _on_step(self) -> bool:
        ended = [info["is_success"] for info in self.locals["infos"] if "is_success" in info]
        self.recent.extend(ended)
        self.episodes += len(ended)
        return self.going_on

    def _on_rollout_end(self) -> None:
        share = sum(self.recent) / max(1, len(self.recent))
        full = len(self.recent) == self.recent.maxlen
        if full and share > self.best:
            self.best, self.best_at = share, self.num_timesteps
        level = self.best > 0.5 and self.num_timesteps - self.best_at >= self.plateau
        learnt = full and (share >= self.success or level)
        self.model.dump_logs()
        progress = TrainingProgress(self.num_timesteps, self.episodes, share, self.figures.last)
        self.going_on = self.watch(progress) and not learnt
