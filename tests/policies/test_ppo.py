import numpy as np
import pytest

from deckard.policies.ppo import PPOTrainer
from deckard.policies.subgoal_env import LEAD, SIGHT, SubgoalEnv, perceived
from deckard.worlds import Practice
from deckard.worlds.evidence import EvidenceRecorder
from tests.toy import Toy

NET = {"envs": 16, "max_decisions": 3, "budget": 20_000, "window": 100}


def episodes(item="log", seed=0):
    practice = Practice(item, {}, None, 3, 16, seed)
    return SubgoalEnv(Toy().practice(practice), EvidenceRecorder(item), 0)


def go_on(progress):
    """Let the training go on."""
    return True


def train(item="log", seed=0, watch=go_on, start=None, **options):
    return PPOTrainer(**(NET | options)).train(episodes(item), seed, watch, start)


def share(policy):
    """How often the policy breaks the log, whatever it sees."""
    policy.set_random_seed(0)
    obs = np.random.default_rng(0).random((500, 24), np.float32)
    seen = perceived(obs, 0, np.zeros((500, LEAD - SIGHT)))
    return np.mean(policy.predict(seen)[0] == 0)


@pytest.fixture(scope="module")
def learnt():
    return train()


def test_practice_teaches_which_action_gains_the_item(learnt):
    untaught = train(budget=16)
    assert share(untaught) < 0.4
    assert share(learnt) > share(untaught) + 0.25


def test_training_stops_once_the_subgoal_is_learnt(learnt):
    assert learnt.num_timesteps < NET["budget"]


def test_training_stops_when_the_watcher_says(tmp_path):
    heard = []
    policy = train("diamond", watch=lambda progress: heard.append(progress) or len(heard) < 3)
    assert [p.decisions for p in heard] == [256, 512, 768]
    assert policy.num_timesteps <= 768 + 16
    assert {p.success for p in heard} == {0.0}


def test_training_stops_at_its_budget():
    policy = train("diamond", budget=1000)
    assert 1000 <= policy.num_timesteps < 1000 + 256


def test_what_succeeded_is_learnt_again_if_asked_for():
    slow, quick = (train(budget=1500, success=1.0, imitate=n) for n in (0, 16))
    assert share(quick) > share(slow) + 0.1
    assert weights(train(budget=600, imitate=4)) == weights(train(budget=600, imitate=4))


def test_another_seed_gives_another_policy():
    assert weights(train(budget=300)) == weights(train(budget=300))
    assert weights(train(budget=300)) != weights(train(budget=300, seed=1))


def weights(policy):
    return [float(p.detach().sum()) for p in policy.policy.parameters()]


def test_training_leaves_nothing_in_the_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    train(budget=300)
    assert list(tmp_path.iterdir()) == []
