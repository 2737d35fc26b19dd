"""The dense reward: what goes better with the subgoal's sentence than ever in the episode pays."""

import numpy as np
import torch
from torch import Tensor

from deckard.errors import WeightsError
from deckard.policies.mineclip.network import MineCLIP
from deckard.policies.mineclip.tokenizer import Tokenizer
from deckard.policies.subgoal_env import LEAD, SubgoalEnv
from deckard.worlds import StepResult
from deckard.worlds.evidence import EvidenceRecorder

VIDEO = 16
"""Frames of a video; those before an episode began show nothing."""
SMOOTHING = 50
"""Frames over which logits are averaged."""
FLOOR = 21.0
"""Logit up to which the score is 0."""
TARGET = 23.0
"""Logit at which the score is 1."""


def sentence(item: str) -> str:
    """Return what is to be done, in the words of DECKARD's release but for underscores."""
    return f"collect {item.replace('_', ' ')}"


class EpisodeScorer:
    """How well each of n episodes went with one sentence so far."""

    def __init__(self, model: MineCLIP, goal: Tensor, n: int) -> None:
        self.model, self.goal = model, goal
        self.video = goal.new_zeros(n, VIDEO, goal.shape[1])
        self.logits = np.full((n, SMOOTHING), np.nan)
        self.best = np.zeros(n)

    def rise(self, frames: Tensor) -> np.ndarray:
        """Take in the next frame of each episode.

        Returns the score where it is above all before it in its episode, elsewhere 0: the mean of
        the last logits, from 0 at the floor on, 1 at the target.
        """
        with torch.no_grad():
            shown = self.model.frame_features(frames)[:, None]
            self.video = torch.cat([self.video[:, 1:], shown], 1)
            logits = self.model.likeness(self.video, self.goal)[:, 0]
        self.logits = np.roll(self.logits, -1, axis=1)
        self.logits[:, -1] = logits.cpu().numpy()
        score = np.maximum(np.nanmean(self.logits, axis=1) - FLOOR, 0) / (TARGET - FLOOR)
        rise = np.where(score > self.best, score, 0.0)
        self.best = np.maximum(score, self.best)
        return rise

    def forget(self, rows: np.ndarray) -> None:
        """Begin episodes anew."""
        self.video[torch.from_numpy(rows)] = 0
        self.logits[rows], self.best[rows] = np.nan, 0


class SentenceScorer:
    """MineCLIP and the tokens of its sentences."""

    def __init__(self, model: MineCLIP, tokenizer: Tokenizer) -> None:
        if tokenizer.many != model.shape.vocabulary:
            raise WeightsError(
                f"MineCLIP reads {model.shape.vocabulary} tokens, and the vocabulary has "
                f"{tokenizer.many}: deckard fetch-weights clip-vocabulary"
            )
        self.model, self.tokenizer = model, tokenizer

    def scorer(self, of: str, episodes: int) -> EpisodeScorer:
        """Return a scorer of episodes by a sentence."""
        where = self.model.clip_model.logit_scale.device
        tokens = torch.tensor([self.tokenizer.tokens(of, self.model.shape.sentence)], device=where)
        return EpisodeScorer(self.model, self.model.sentence_features(tokens), episodes)


class ScoredEnv:
    """Practice episodes in which `worth` times what a scorer says is added to the rewards.

    It stands for the SubgoalEnv that it is of, whose observations hold frames.
    """

    def __init__(
        self, env: SubgoalEnv, scorer: EpisodeScorer, frame: tuple[int, int, int], worth: float
    ) -> None:
        self.env, self.scorer, self.frame, self.worth = env, scorer, frame, worth

    @property
    def num_envs(self) -> int:
        """How many episodes are under way side by side."""
        return self.env.num_envs

    @property
    def tally(self) -> EvidenceRecorder:
        """What was seen in them; the scorer's praise is not among it."""
        return self.env.tally

    def reset(self) -> np.ndarray:
        """Begin every episode anew."""
        self.scorer.forget(np.arange(self.num_envs))
        return self.env.reset()

    def step(self, actions: np.ndarray) -> StepResult:
        """Take one decision in every episode; the last frame of one that ends counts, too."""
        obs, rewards, dones, infos = self.env.step(actions)
        last, ended = np.array(obs), np.flatnonzero(dones)
        for i in ended:
            last[i] = infos[i]["terminal_observation"]
        rise = self.scorer.rise(self._frames(last))
        self.scorer.forget(ended)
        return obs, (rewards + self.worth * rise).astype(np.float32), dones, infos

    def _frames(self, obs: np.ndarray) -> Tensor:
        pixels = np.asarray(obs[:, LEAD : LEAD + int(np.prod(self.frame))], np.float32)
        return torch.from_numpy(pixels.reshape(-1, *self.frame)).to(self.scorer.goal.device)
