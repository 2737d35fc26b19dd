"""The trainer: PPO (Schulman et al. 2017) on one adapter per subgoal, kept near the frozen VPT."""

from collections import deque
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

import torch
from pydantic import Field
from torch import Tensor, nn

from deckard.errors import ConfigError, WeightsError
from deckard.intervals import Probability
from deckard.policies import Trainer, TrainingProgress, Watch
from deckard.policies import weights as published
from deckard.policies.mineclip import load as critics
from deckard.policies.mineclip.reward import ScoredEnv, SentenceScorer, sentence
from deckard.policies.mineclip.tokenizer import read_vocabulary
from deckard.policies.subgoal_env import SubgoalEnv
from deckard.policies.vpt import load, shape
from deckard.policies.vpt.adapter import Adapter
from deckard.policies.vpt.memory import Memory
from deckard.policies.vpt.policy import Frame, VPTRunner, load_adapter
from deckard.policies.vpt.rollout import Rollout, RolloutBuffer, advantages, divergence, likelihood
from deckard.types import Count
from deckard.worlds import World

Rate = Annotated[float, Field(gt=0)]
CLIP = 0.2
"""How far a ratio of probabilities may move from 1: PPO's epsilon (Schulman et al. 2017)."""
TRACE = 0.95
"""Lambda of generalised advantage estimation (Schulman et al. 2016)."""
NORM = 0.5
"""Norm to which gradients are cut; stable-baselines3's default for PPO."""


class VPTTrainer(Trainer):
    """PPO on an adapter; VPT itself is frozen and shared. For worlds with frames and keys.

    `weights` is a name that `deckard fetch-weights` lists, kept in `folder` (where that command
    puts them, if none is named), or a `.weights` file. `model` is its `.model` file, or a size (1x,
    2x, 3x); the one that is published with the weights if it is not named. An adapter's bottleneck
    is `factor` times as narrow as the policy. The divergence from the frozen policy costs `kl`,
    times `kl_decay` after each rollout of `n_steps` decisions. `mineclip` names
    weights of MineCLIP, or a `.pth` file. MineCLIP then scores how well the last frames fit the
    words `collect ITEM`. A score above all before it in its episode is rewarded: `dense` times
    the score. Training stops after `budget` decisions. It stops earlier when a share of `success`
    of the last `window` episodes reached the subgoal.
    The defaults are those of DECKARD's release of 2023, where it has them.
    """

    def __init__(
        self,
        world: World,
        weights: str = "bc-house-3x",
        model: str | None = None,
        folder: str | None = None,
        device: Literal["auto", "cpu", "cuda"] = "auto",
        mineclip: str | None = None,
        dense: Annotated[float, Field(ge=0)] = 0.01,
        budget: Count = 2_000_000,
        envs: Count = 4,
        max_decisions: Count = 1000,
        success: Probability = 0.9,
        window: Count = 50,
        factor: Count = 16,
        kl: Annotated[float, Field(ge=0)] = 0.1,
        kl_decay: Probability = 0.999,
        learning_rate: Rate = 1e-4,
        gamma: Probability = 0.999,
        n_steps: Count = 128,
        n_epochs: Count = 5,
        batch_size: Count = 2,
    ) -> None:
        self.envs, self.max_decisions, self.budget = envs, max_decisions, budget
        self.success, self.window, self.factor = success, window, factor
        self.kl, self.kl_decay, self.learning_rate, self.gamma = kl, kl_decay, learning_rate, gamma
        self.n_steps, self.n_epochs, self.batch_size = n_steps, n_epochs, batch_size
        if world.frame is None:
            raise ConfigError(
                "trainer vpt needs a world with frames: world=minedojo with world.observe=rgb "
                "and world.control=keys"
            )
        path, its_shape = _weights_and_shape(weights, model, folder)
        actions = its_shape.chords * its_shape.turns
        if world.action_space.n != actions:
            raise ConfigError(
                f"trainer vpt needs a world with {actions} actions, and there are "
                f"{world.action_space.n}: set world.control=keys"
            )
        there = torch.cuda.is_available()
        if device == "cuda" and not there:
            raise ConfigError("trainer vpt finds no CUDA here: set trainer.device=auto")
        self.frame: Frame = world.frame
        where = "cuda" if there and device != "cpu" else "cpu"
        self.vpt = load.load_vpt_weights(path, its_shape).to(where)
        self.dense, self._scorer = dense, None
        files = {"weights": path}
        if mineclip is not None:
            clip, vocabulary = critics.found(mineclip, _kept(folder))
            self._scorer = SentenceScorer(
                critics.model(clip).to(where), read_vocabulary(vocabulary)
            )
            files |= {"mineclip": clip, "vocabulary": vocabulary}
        self._files = files

    @cached_property
    def about(self) -> dict[str, str]:
        """What a manifest says of the trainer: the hashes of what others trained."""
        return {f"{what}_sha256": published.digests(path)[1] for what, path in self._files.items()}

    def train(self, env: SubgoalEnv, seed: int, watch: Watch, start: Path | None) -> VPTRunner:
        """Return a policy learnt in `env`, going on from the adapter saved at `start` if any."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            adapter = self._adapter(start)
        course = RolloutBuffer(self._scored(env), self.vpt, adapter, self.frame, self.gamma, seed)
        learner = Learner(self, adapter, seed)
        recent: deque[bool] = deque(maxlen=self.window)
        decisions, going_on = 0, True
        while going_on and decisions < self.budget:
            rollout, memory, last = course.collect(self.n_steps)
            decisions += rollout.rewards.numel()
            recent.extend(course.ended[-self.window :])
            episodes = env.tally.episodes
            course.ended.clear()
            share = sum(recent) / max(1, len(recent))
            figures = learner.learn(rollout, memory, last)
            going_on = watch(TrainingProgress(decisions, episodes, share, figures))
            going_on = going_on and not (len(recent) == self.window and share >= self.success)
        return VPTRunner(self.vpt, adapter, self.frame)

    def load(self, path: Path) -> VPTRunner:
        """Read an adapter that was saved."""
        return VPTRunner(self.vpt, self._adapter(path), self.frame)

    def _scored(self, env: SubgoalEnv) -> SubgoalEnv | ScoredEnv:
        if self._scorer is None:
            return env
        scorer = self._scorer.scorer(sentence(env.item), env.num_envs)
        return ScoredEnv(env, scorer, self.frame, self.dense)

    def _adapter(self, start: Path | None) -> Adapter:
        adapter = Adapter(self.vpt.shape, self.factor)
        if start is not None:
            load_adapter(adapter, start)
        return adapter.to(self.vpt.net.final_ln.weight.device)


class Learner:
    """Improves an adapter by what happened."""

    def __init__(self, by: VPTTrainer, adapter: Adapter, seed: int) -> None:
        self.by, self.adapter, self.kl = by, adapter, by.kl
        self.rng = torch.Generator().manual_seed(seed)
        self.adam = torch.optim.Adam(adapter.parameters(), lr=by.learning_rate)

    def learn(self, rollout: Rollout, memory: Memory, last: Tensor) -> dict[str, float]:
        """Go over a rollout so many times; return figures by stable-baselines3's names."""
        gains = advantages(rollout, last, self.by.gamma, TRACE)
        goals = gains + rollout.values
        gains = (gains - gains.mean()) / (gains.std() + 1e-8)
        losses: list[dict[str, float]] = []
        for _ in range(self.by.n_epochs):
            order = torch.randperm(len(gains), generator=self.rng).to(gains.device)
            for rows in order.split(self.by.batch_size):
                part = rollout.rows(rows), memory.rows(rows), gains[rows], goals[rows]
                losses.append(self._step(*part))
        figures = {key: sum(loss[key] for loss in losses) / len(losses) for key in losses[0]}
        figures["train/kl_coef"] = self.kl
        self.kl *= self.by.kl_decay
        return figures

    def _step(
        self, part: Rollout, memory: Memory, gains: Tensor, goals: Tensor
    ) -> dict[str, float]:
        thought = self.by.vpt(part.shown, part.first, memory, self.adapter)
        assert thought.value is not None
        ratio = (likelihood(thought, part.chords, part.turns) - part.likely).exp()
        policy = -torch.min(ratio * gains, ratio.clamp(1 - CLIP, 1 + CLIP) * gains).mean()
        value = ((thought.value - goals) ** 2).mean()
        far = divergence(thought, part.frozen_chords, part.frozen_turns).mean()
        self.adam.zero_grad()
        (policy + value + self.kl * far).backward()
        nn.utils.clip_grad_norm_(self.adapter.parameters(), NORM)
        self.adam.step()
        return {
            "train/policy_gradient_loss": float(policy.detach()),
            "train/value_loss": float(value.detach()),
            "train/kl_loss": float(far.detach()),
        }


def _weights_and_shape(
    weights: str, model: str | None, folder: str | None
) -> tuple[Path, shape.VPTShape]:
    """Return the file of weights and the shape of their model; WeightsError tells the cure."""
    kept = _kept(folder)
    if weights in published.KNOWN:
        files = [kept / file.name for file in published.KNOWN[weights].files]
        of_model, path = files[0], files[-1]
        if path.suffix != ".weights":
            raise WeightsError(f"{weights!r} is no policy; trainer.weights names one of VPT's")
    else:
        path = Path(weights)
        of_model = path.with_suffix(".model")
    if not path.is_file():
        raise WeightsError(f"there is no {path}: deckard fetch-weights {weights}")
    if model is not None and model in shape.SIZES:
        return path, shape.SIZES[model]
    return path, shape.read_model_file(of_model if model is None else Path(model))


def _kept(folder: str | None) -> Path:
    """Where weights are kept."""
    return Path(folder) if folder else published.default()
