import hashlib

import numpy as np
import pytest
import torch
from gymnasium.spaces import Box, Discrete

from deckard import policies as options
from deckard.config import ComponentConfig
from deckard.errors import ConfigError, RunDirError, WeightsError
from deckard.policies.mineclip import load as critics
from deckard.policies.mineclip import reward
from deckard.policies.subgoal_env import LEAD, SubgoalEnv
from deckard.policies.vpt import shape
from deckard.policies.vpt.adapter import Adapter
from deckard.policies.vpt.policy import VPTRunner
from deckard.policies.vpt.rollout import RolloutBuffer, advantages
from deckard.worlds import Practice
from deckard.worlds.evidence import EvidenceRecorder
from tests.policies.mineclip import small
from tests.policies.vpt.small import SHAPE, policy, write

ACTIONS = SHAPE.chords * SHAPE.turns
FRAME = (3, 8, 8)
GAINS = 2
"""The chord that gains the item."""
OPTIONS = {
    "envs": 4, "max_decisions": 3, "budget": 64, "n_steps": 8, "factor": 4, "window": 20,
    "device": "cpu", "model": "small",
}  # fmt: skip


class Screens:
    """Practice of which the frame says nothing, and one chord gains the item."""

    def __init__(self, practice):
        self.num_envs, self.most = practice.envs, practice.max_decisions
        self.observation_space = Box(-1, 1, (int(np.prod(FRAME)) + 5,), np.float32)
        self.action_space = Discrete(ACTIONS)
        self.rng, self.ages = np.random.default_rng(practice.seed), np.zeros(practice.envs, int)
        self.reset_infos = [self._info({})] * practice.envs

    def _info(self, inventory):
        place = {"place": (0, 0, 0), "facing": (0, 1), "broke": None}
        return place | {
            "inventory": inventory,
            "hand": None,
            "fuel": {},
            "steps": 1,
            "near": frozenset(),
        }

    def _obs(self):
        return self.rng.random((self.num_envs, *self.observation_space.shape), np.float32)

    def reset(self):
        self.ages[:] = 0
        return self._obs()

    def step_async(self, actions):
        self.actions = np.asarray(actions)

    def step_wait(self):
        assert self.actions.shape == (self.num_envs,)
        won = self.actions // SHAPE.turns == GAINS
        self.ages += 1
        over = won | (self.ages >= self.most)
        infos = [self._info({"log": 1} if w else {}) for w in won]
        for i in np.flatnonzero(over):
            last = {"terminal_observation": self._obs()[i], "is_success": bool(won[i])}
            infos[i] |= last | {"TimeLimit.truncated": not won[i]}
        self.ages[over] = 0
        return self._obs(), won.astype(np.float32), over, infos

    def close(self):
        pass


class World:
    frame = FRAME
    action_space = Discrete(ACTIONS)


@pytest.fixture
def trainer(tmp_path, monkeypatch):
    return made(tmp_path, monkeypatch)


def made(folder, monkeypatch, /, world=World, **other):
    monkeypatch.setattr(shape, "SIZES", {"small": SHAPE})
    weights = str(write(folder / "s.weights", policy()))
    chosen = ComponentConfig(name="vpt", weights=weights, **(OPTIONS | other))
    return chosen.build("trainer", options.KNOWN, {"world": world()})


def practice(envs=4, seed=0):
    return SubgoalEnv(
        Screens(Practice("log", {}, None, 3, envs, seed)), EvidenceRecorder("log"), None
    )


def seen(n=4, seed=0):
    return practice(n, seed).reset()


def acts(player, seed=0, times=20):
    player.set_random_seed(seed)
    return [player.predict(seen(seed=n))[0].tolist() for n in range(times)]


def share(player):
    return np.mean(np.array(acts(player, times=50)) // SHAPE.turns == GAINS)


def go_on(progress):
    return True


def test_practice_teaches_the_adapter_and_leaves_the_policy_as_it_was(tmp_path, monkeypatch):
    trainer = made(tmp_path, monkeypatch, budget=1280, learning_rate=0.02, kl=0.0, gamma=0.9)
    before = {name: value.clone() for name, value in trainer.vpt.state_dict().items()}
    fresh = VPTRunner(trainer.vpt, Adapter(SHAPE, 4), FRAME)
    learnt = trainer.train(practice(), 0, go_on, None)
    assert share(learnt) > share(fresh) + 0.2
    assert all(torch.equal(before[name], t) for name, t in trainer.vpt.state_dict().items())


def test_a_dear_divergence_keeps_the_policy_near_the_frozen_one(tmp_path, monkeypatch):
    def last(kl):
        heard = []
        trainer = made(tmp_path, monkeypatch, budget=320, learning_rate=0.02, kl=kl)
        trainer.train(practice(), 0, lambda p: heard.append(p.figures) or True, None)
        assert heard[1]["train/kl_coef"] == pytest.approx(kl * 0.999)
        return heard[-1]["train/kl_loss"]

    assert last(10.0) < last(0.0) / 2


def test_the_hashes_of_what_others_trained_are_told(tmp_path, monkeypatch, shelf):
    trainer = made(tmp_path, monkeypatch)
    sha256 = hashlib.sha256((tmp_path / "s.weights").read_bytes()).hexdigest()
    assert trainer.about == {"weights_sha256": sha256}
    clipped = made(tmp_path, monkeypatch, **shelf)
    assert clipped.about.keys() == {"weights_sha256", "mineclip_sha256", "vocabulary_sha256"}


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Small MineCLIP weights on a shelf, and the options that name them."""
    monkeypatch.setattr(critics, "PUBLISHED", small.SHAPE)
    small.vocabulary(tmp_path / "bpe_simple_vocab_16e6.txt.gz")
    return {"mineclip": str(small.write(tmp_path / "m.pth", small.clip())), "folder": str(tmp_path)}


def test_with_mineclip_the_agent_is_praised_in_practice(tmp_path, monkeypatch, shelf):
    monkeypatch.setattr(reward, "FLOOR", -99.0)
    trainer = made(tmp_path, monkeypatch, dense=0.5, **shelf)
    course = RolloutBuffer(
        trainer._scored(practice()), trainer.vpt, Adapter(SHAPE, 4), FRAME, 0.9, 0
    )
    rollout, _, _ = course.collect(2)
    assert (rollout.rewards[:, 0] > 0.1).all(), "every first frame is better than none"
    trainer.train(practice(), 0, go_on, None)


def test_the_first_rollout_is_by_the_frozen_policy(trainer):
    course = RolloutBuffer(practice(), trainer.vpt, Adapter(SHAPE, 4), FRAME, 0.9, 0)
    rollout, _, last = course.collect(8)
    done = rollout.frozen_chords.gather(-1, rollout.chords[..., None])[..., 0]
    done += rollout.frozen_turns.gather(-1, rollout.turns[..., None])[..., 0]
    assert torch.allclose(done, rollout.likely)
    assert rollout.rewards.shape == (4, 8) and last.shape == (4,)
    assert torch.equal(rollout.first[:, 1:], rollout.over[:, :-1])


def test_an_advantage_ends_with_its_episode(trainer):
    course = RolloutBuffer(practice(), trainer.vpt, Adapter(SHAPE, 4), FRAME, 0.9, 0)
    rollout, _, last = course.collect(8)
    found = advantages(rollout, last, 0.9, 0.95)
    ends = rollout.over
    assert ends.any()
    assert torch.allclose(found[ends], (rollout.rewards - rollout.values)[ends])


def test_a_training_stops_when_told_and_tells_how_it_stands(trainer):
    heard, env = [], practice()
    trainer.train(env, 0, lambda progress: heard.append(progress) or len(heard) < 2, None)
    assert [p.decisions for p in heard] == [32, 64][: len(heard)]
    assert heard[-1].episodes == env.tally.episodes > 0
    assert {"train/kl_loss", "train/value_loss", "train/kl_coef"} <= heard[0].figures.keys()


def test_the_same_episodes_and_seed_give_the_same_policy(trainer):
    one, other = (acts(trainer.train(practice(), 0, go_on, None)) for _ in range(2))
    assert one == other


def test_an_adapter_is_saved_and_loaded_alone(trainer, tmp_path):
    path = tmp_path / "log.zip"
    learnt = trainer.train(practice(), 0, go_on, None)
    learnt.save(path)
    assert acts(trainer.load(path)) == acts(learnt)
    whole = (tmp_path / "s.weights").stat().st_size
    assert torch.load(path, weights_only=True).keys() == learnt.adapter.state_dict().keys()
    assert path.stat().st_size < whole
    onward = trainer.train(practice(), 0, lambda progress: False, path).adapter
    assert not torch.equal(onward.value.weight, learnt.adapter.value.weight)
    near = torch.dist(onward.value.weight, learnt.adapter.value.weight)
    assert near < torch.dist(onward.value.weight, Adapter(SHAPE, 4).value.weight)


@pytest.mark.parametrize("content", [b"", b"no policy", None], ids=["empty", "garbage", "gone"])
def test_an_adapter_that_cannot_be_read_is_named_in_one_line(trainer, tmp_path, content):
    path = tmp_path / "log.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RunDirError, match=r"log\.zip is (missing|damaged)") as caught:
        trainer.load(path)
    assert len(str(caught.value).splitlines()) == 1


def test_an_adapter_of_another_model_is_refused(trainer, tmp_path):
    VPTRunner(trainer.vpt, Adapter(SHAPE, 2), FRAME).save(tmp_path / "log.zip")
    with pytest.raises(RunDirError, match=r"not \(4, 16\)"):
        trainer.load(tmp_path / "log.zip")


def test_a_player_acts_on_one_observation_and_on_a_batch(trainer):
    player = trainer.train(practice(), 0, go_on, None)
    many, one = player.predict(seen())[0], player.predict(seen()[0])[0]
    assert many.shape == (4,) and np.shape(one) == ()
    assert all(int(action) in range(ACTIONS) for action in [*many, one])
    player.set_random_seed(0)
    sure = player.predict(seen(), deterministic=True)[0]
    player.set_random_seed(1)
    assert player.predict(seen(), deterministic=True)[0].tolist() == sure.tolist()


def test_a_player_remembers_its_episode_until_told_to_forget(trainer):
    player = VPTRunner(trainer.vpt, Adapter(SHAPE, 4), FRAME)
    for n in range(3):
        player.predict(seen(seed=n))
    assert player.memory.own.sum(1).tolist() == [3, 3, 3, 3]
    player.forget([1, 2])
    assert player.memory.own.sum(1).tolist() == [3, 0, 0, 3]
    player.set_random_seed(0)
    assert player.memory is None


def test_the_frame_alone_is_looked_at(trainer):
    player, obs = VPTRunner(trainer.vpt, Adapter(SHAPE, 4), FRAME), seen()
    other = obs.copy()
    other[:, :LEAD], other[:, LEAD + 192 :] = -1, -1

    def act(what):
        player.set_random_seed(0)
        return player.predict(what)[0].tolist(), player.memory.keys[0][:, -1]

    (done, key), (again, same) = act(obs), act(other)
    assert done == again and torch.equal(key, same)


class Blind:
    frame, action_space = None, Discrete(ACTIONS)


class Decides:
    frame, action_space = FRAME, Discrete(11)


@pytest.mark.parametrize(
    ("world", "cure"), [(Blind, r"world\.observe=rgb"), (Decides, r"set world\.control=keys")]
)
def test_a_world_without_frames_or_keys_is_refused_at_once(tmp_path, monkeypatch, world, cure):
    with pytest.raises(ConfigError, match=cure):
        made(tmp_path, monkeypatch, world)


def test_weights_that_are_not_there_are_named_with_the_command_that_fetches_them(tmp_path):
    for weights in ("foundation-model-1x", str(tmp_path / "other.weights")):
        chosen = ComponentConfig(name="vpt", weights=weights, folder=str(tmp_path))
        with pytest.raises(WeightsError, match="deckard fetch-weights"):
            chosen.build("trainer", options.KNOWN, {"world": World()})
