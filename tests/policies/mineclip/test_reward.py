import numpy as np
import pytest
import torch

from deckard.errors import WeightsError
from deckard.policies import weights as published
from deckard.policies.mineclip import load
from deckard.policies.mineclip.reward import (
    FLOOR,
    SMOOTHING,
    TARGET,
    EpisodeScorer,
    ScoredEnv,
    SentenceScorer,
    sentence,
)
from deckard.policies.mineclip.tokenizer import read_vocabulary
from deckard.policies.subgoal_env import LEAD
from tests.policies.mineclip.small import SHAPE, clip, vocabulary, write

FRAME = (3, 4, 4)


class Told:
    """A model whose logits are what it is told, one column of them a step."""

    def __init__(self, *steps):
        self.steps, self.videos = list(steps), []

    def frame_features(self, frames):
        return frames.flatten(1)[:, : SHAPE.features]

    def likeness(self, videos, said):
        self.videos.append(videos.clone())
        return torch.tensor(self.steps.pop(0))[:, None]


def scorer(*steps, n=1):
    return EpisodeScorer(Told(*steps), torch.zeros(1, SHAPE.features), n)


def frames(n=1, value=0.5):
    return torch.full((n, *FRAME), value)


def test_only_what_goes_better_than_ever_before_in_the_episode_is_worth_something():
    half = (FLOOR + TARGET) / 2
    of = scorer([FLOOR - 3], [TARGET], [FLOOR], [TARGET + 9.0])
    rises = [float(of.rise(frames())[0]) for _ in range(4)]
    assert rises[:3] == [0, 0, 0], "means below the floor, then no better"
    assert rises[3] == pytest.approx((np.mean([18, 23, 21, 32]) - FLOOR) / (TARGET - FLOOR))
    assert float(scorer([half]).rise(frames())[0]) == pytest.approx(0.5)


def test_logits_are_averaged_over_the_last_so_many_frames():
    of = scorer([999.0], *([[FLOOR]] * (SMOOTHING - 1)), [TARGET])
    for _ in range(SMOOTHING):
        of.rise(frames())
    of.best[:] = 0
    assert float(of.rise(frames())[0]) == pytest.approx(1 / SMOOTHING)


def test_an_episode_that_begins_has_a_dark_past_of_its_own():
    of = scorer([FLOOR, TARGET], [FLOOR, TARGET], [TARGET, TARGET], n=2)
    of.rise(frames(2))
    of.forget(np.array([0]))
    of.rise(frames(2, 0.25))
    past, other = of.model.videos[1]
    assert (past[:-1] == 0).all() and (past[-1] == 0.25).all()
    assert (other[-2] == 0.5).all() and (other[:-2] == 0).all()
    assert of.rise(frames(2)).tolist() == [pytest.approx(0.5), 0]


class Screens:
    """Two episodes, of which the first ends with every step, its last frame all white."""

    num_envs, tally = 2, "the tally"

    def reset(self):
        return self.obs(0.1)

    def obs(self, value):
        return np.full((2, LEAD + int(np.prod(FRAME)) + 3), value, np.float32)

    def step(self, actions):
        infos = [{"terminal_observation": self.obs(1.0)[0]}, {}]
        return self.obs(0.2), np.array([1.0, 0.0]), np.array([True, False]), infos


def test_praise_is_added_to_rewards_and_the_last_frame_of_an_episode_counts():
    env = ScoredEnv(Screens(), scorer([TARGET, TARGET], [TARGET, TARGET], n=2), FRAME, 0.25)
    assert env.num_envs == 2 and env.tally == "the tally"
    assert np.array_equal(env.reset(), Screens().reset())
    for rewards in ([1.25, 0.25], [1.25, 0.0]):
        obs, given, dones, _ = env.step(np.zeros(2))
        assert given.tolist() == rewards and given.dtype == np.float32
        assert np.array_equal(obs, Screens().obs(0.2)) and dones.tolist() == [True, False]
    ended, going_on = env.scorer.model.videos[1]
    assert (ended[-1] == 1).all() and (ended[:-1] == 0).all(), "it began anew"
    assert going_on[-2:].flatten().tolist() == [pytest.approx(0.2)] * 2 * SHAPE.features


def test_a_critic_judges_by_the_words_of_a_subgoal(tmp_path):
    critic = SentenceScorer(clip(), read_vocabulary(vocabulary(tmp_path / "v.gz")))
    assert sentence("iron_ore") == "collect iron ore"
    of = critic.scorer(sentence("log"), 3)
    assert of.rise(torch.rand(3, *FRAME)).shape == (3,)
    other = critic.scorer(sentence("dirt"), 3)
    assert not torch.allclose(of.goal, other.goal)


def test_a_vocabulary_of_another_size_is_refused(tmp_path):
    words = read_vocabulary(vocabulary(tmp_path / "v.gz"))
    words.end += 1
    with pytest.raises(WeightsError, match="tokens, and the vocabulary has"):
        SentenceScorer(clip(), words)


def test_files_are_found_by_name_or_path_and_what_lacks_is_named(tmp_path):
    vocabulary_file = published.KNOWN["clip-vocabulary"].files[0].name
    with pytest.raises(WeightsError, match="deckard fetch-weights mineclip-attn"):
        load.found("mineclip-attn", tmp_path)
    mine = write(tmp_path / "mineclip-attn.pth", clip())
    with pytest.raises(WeightsError, match="deckard fetch-weights clip-vocabulary"):
        load.found(str(mine), tmp_path)
    words = vocabulary(tmp_path / vocabulary_file)
    assert load.found("mineclip-attn", tmp_path) == load.found(str(mine), tmp_path) == (mine, words)
