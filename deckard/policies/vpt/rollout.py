"""Practice of VPT: so many decisions in every episode, and what they came to."""

from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from deckard.policies.mineclip.reward import ScoredEnv
from deckard.policies.subgoal_env import SubgoalEnv
from deckard.policies.vpt.adapter import Adapter
from deckard.policies.vpt.memory import Memory
from deckard.policies.vpt.network import VPT, Thought
from deckard.policies.vpt.policy import Frame, image_features, sample_action
from deckard.worlds import StepInfo


@dataclass(frozen=True)
class Rollout:
    """What happened in n episodes, in t decisions of each; of tensors the first axes are n, t."""

    shown: Tensor
    first: Tensor
    chords: Tensor
    turns: Tensor
    likely: Tensor
    """Log-probability of what was done."""
    values: Tensor
    frozen_chords: Tensor
    """What the policy without the adapter thinks of every chord, from a memory of its own."""
    frozen_turns: Tensor
    rewards: Tensor
    over: Tensor
    """Where an episode ended with that decision."""

    def rows(self, which: Tensor) -> "Rollout":
        """That of some of the episodes."""
        return Rollout(*(getattr(self, field.name)[which] for field in fields(self)))


class RolloutBuffer:
    """Practice episodes under way, and what the policy remembers of them."""

    def __init__(
        self,
        env: SubgoalEnv | ScoredEnv,
        vpt: VPT,
        adapter: Adapter,
        frame: Frame,
        gamma: float,
        seed: int,
    ) -> None:
        self.env, self.vpt, self.adapter, self.frame, self.gamma = env, vpt, adapter, frame, gamma
        self.rng = torch.Generator().manual_seed(seed)
        self.features = image_features(vpt, env.reset(), frame)
        self.first = torch.ones(env.num_envs, dtype=torch.bool, device=self.features.device)
        self.memory = self.frozen = vpt.blank(env.num_envs)
        self.ended: list[bool] = []
        """Whether each episode that ended reached its goal; those broken off are left out."""

    def collect(self, steps: int) -> tuple[Rollout, Memory, Tensor]:
        """Take so many decisions; return them, the memory before, and the values after them."""
        before = self.memory
        moments = [self._decide() for _ in range(steps)]
        rollout = Rollout(*(torch.stack(column, 1) for column in zip(*moments, strict=True)))
        last = self._think(self.features, self.first, self.adapter).value
        assert last is not None
        return rollout, before, last[:, 0]

    def _decide(self) -> tuple[Tensor, ...]:
        features, first = self.features, self.first
        free = self._think(features, first, None, self.frozen)
        thought = self._think(features, first, self.adapter)
        self.memory, self.frozen = thought.memory, free.memory
        chords, turns = sample_action(thought, self.rng)
        rewards, over = self._act((chords * self.vpt.shape.turns + turns)[:, 0].cpu().numpy())
        assert thought.value is not None
        return (
            features, first, chords[:, 0], turns[:, 0], likelihood(thought, chords, turns)[:, 0],
            thought.value[:, 0], free.chords[:, 0], free.turns[:, 0], rewards, over,
        )  # fmt: skip

    def _act(self, actions: np.ndarray) -> tuple[Tensor, Tensor]:
        """Act; return rewards, with what a truncated episode would have gone on to, and ends."""
        obs, rewards, dones, infos = self.env.step(actions)
        rewards = np.array(rewards, np.float32)
        self.ended += [bool(info["is_success"]) for info in infos if "is_success" in info]
        cut = [int(i) for i in np.flatnonzero(dones) if infos[i].get("TimeLimit.truncated")]
        if cut:
            rewards[cut] += self.gamma * self._beyond(cut, infos)
        self.features = image_features(self.vpt, obs, self.frame)
        self.first = torch.from_numpy(np.array(dones, bool)).to(self.features.device)
        return torch.from_numpy(rewards).to(self.features.device), self.first

    def _beyond(self, cut: list[int], infos: list[StepInfo]) -> np.ndarray:
        """The values of what episodes saw last."""
        last = image_features(
            self.vpt, np.stack([infos[i]["terminal_observation"] for i in cut]), self.frame
        )
        goes_on = torch.zeros(len(cut), dtype=torch.bool, device=last.device)
        memory = self.memory.rows(torch.tensor(cut, device=last.device))
        value = self._think(last, goes_on, self.adapter, memory).value
        assert value is not None
        return value[:, 0].cpu().numpy()

    def _think(
        self, features: Tensor, first: Tensor, adapter: Adapter | None, memory: Memory | None = None
    ) -> Thought:
        with torch.no_grad():
            memory = self.memory if memory is None else memory
            return self.vpt(features[:, None], first[:, None], memory, adapter)


def likelihood(thought: Thought, chords: Tensor, turns: Tensor) -> Tensor:
    """Return the log-probability of chords and turns (n, t)."""
    pairs = (thought.chords, chords), (thought.turns, turns)
    one, other = (logs.gather(-1, done[..., None])[..., 0] for logs, done in pairs)
    return one + other


def divergence(thought: Thought, chords: Tensor, turns: Tensor) -> Tensor:
    """Return the KL divergence (n, t) from log-probabilities to those of a thought."""
    pairs = (thought.chords, chords), (thought.turns, turns)
    one, other = ((new.exp() * (new - old)).sum(-1) for new, old in pairs)
    return one + other


def advantages(rollout: Rollout, last: Tensor, gamma: float, trace: float) -> Tensor:
    """Return how much better than expected each decision was (Schulman et al. 2016)."""
    gains, running, after = torch.zeros_like(rollout.rewards), torch.zeros_like(last), last
    for t in reversed(range(rollout.rewards.shape[1])):
        goes_on = ~rollout.over[:, t]
        expected = rollout.rewards[:, t] + gamma * after * goes_on
        running = expected - rollout.values[:, t] + gamma * trace * running * goes_on
        gains[:, t], after = running, rollout.values[:, t]
    return gains
