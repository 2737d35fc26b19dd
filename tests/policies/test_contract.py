"""What every trainer must do; another one is tested by one more line in TRAINERS."""

import numpy as np
import pytest

from deckard import policies as options
from deckard.config import ComponentConfig
from deckard.errors import RunDirError
from deckard.policies.subgoal_env import SubgoalEnv
from deckard.worlds import Practice
from deckard.worlds.evidence import EvidenceRecorder
from tests.own import own_components
from tests.toy import NAMES, Toy

TRAINERS = {
    "ppo": {"envs": 16, "max_decisions": 3, "budget": 5000, "window": 100},
    "tests.bandit:Bandit": {"envs": 16, "max_decisions": 3, "budget": 5000},
}


OWN = {name: TRAINERS["tests.bandit:Bandit"] for name in own_components()}


@pytest.fixture(params=TRAINERS | OWN, scope="module")
def trainer(request):
    chosen = ComponentConfig(name=request.param, **(TRAINERS | OWN)[request.param])
    return chosen.build("trainer", options.KNOWN)


@pytest.fixture(scope="module")
def learnt(trainer):
    return train(trainer)


@pytest.fixture(scope="module")
def saved(learnt, tmp_path_factory):
    path = tmp_path_factory.mktemp("policies") / "log.zip"
    learnt.save(path)
    return path


class Watch:
    """Keeps what it is told, and lets a training go on so many times."""

    def __init__(self, times=10**9):
        self.heard, self.times = [], times

    def __call__(self, progress):
        self.heard.append(progress)
        return len(self.heard) <= self.times


def practice(trainer, item="log", seed=0):
    """Episodes in which one of seven actions gains the item."""
    task = Practice(item, {}, None, trainer.max_decisions, trainer.envs, seed)
    return SubgoalEnv(Toy().practice(task), EvidenceRecorder(item), 0)


def train(trainer, env=None, seed=0, watch=None, start=None):
    return trainer.train(env or practice(trainer), seed, watch or Watch(), start)


def seen(trainer, batches=20):
    """Observations of practice, a batch of one for each episode at a time."""
    env = practice(trainer, seed=9)
    return [env.reset() for _ in range(batches)]


def acts(trainer, policy, seed=0):
    """What a policy does from a seed on, in many batches."""
    policy.set_random_seed(seed)
    return [policy.predict(obs)[0].tolist() for obs in seen(trainer)]


def share(trainer, policy):
    """How often a policy does what gains the item."""
    return np.mean(np.array(acts(trainer, policy)) == NAMES.index("log"))


def test_a_contract_is_kept_by_every_known_trainer():
    elsewhere = {
        "naming",
        "vpt",
    }  # one learns nothing, one wants frames: they have tests of their own
    assert options.KNOWN.keys() - elsewhere <= TRAINERS.keys()


def test_a_trainer_tells_how_long_episodes_are_and_how_many_run_side_by_side(trainer):
    assert (trainer.max_decisions, trainer.envs) == (3, 16)


def test_a_policy_acts_on_one_observation_and_on_a_batch(trainer, learnt):
    for obs in seen(trainer, 3):
        many, _ = learnt.predict(obs)
        one, _ = learnt.predict(obs[0])
        sure, _ = learnt.predict(obs, deterministic=True)
        for actions in (many, sure):
            assert np.shape(actions) == (len(obs),)
            assert all(int(action) in range(len(NAMES) + 1) for action in actions)
        assert np.shape(one) == ()
        assert int(one) in range(len(NAMES) + 1)


def test_the_draws_of_a_policy_depend_on_the_seed_alone(trainer, learnt):
    first = acts(trainer, learnt, 5)
    assert acts(trainer, learnt, 5) == first
    assert acts(trainer, learnt, 6) != first


def test_a_policy_learns_what_gains_the_item(trainer, learnt):
    assert share(trainer, learnt) > 3 / len(NAMES)


def test_a_policy_that_was_saved_and_loaded_acts_the_same(trainer, learnt, saved):
    assert acts(trainer, trainer.load(saved)) == acts(trainer, learnt)


def test_the_same_episodes_seed_and_start_give_the_same_policy(trainer, saved):
    for start in (None, saved):
        first, again = (train(trainer, watch=Watch(1), start=start) for _ in range(2))
        assert acts(trainer, first) == acts(trainer, again)


def test_a_training_goes_on_from_the_policy_that_it_is_given(trainer, saved):
    fresh, onward = (train(trainer, watch=Watch(0), start=start) for start in (None, saved))
    assert share(trainer, onward) > share(trainer, fresh) or share(trainer, fresh) > 0.8
    assert share(trainer, onward) > 3 / len(NAMES)


def test_a_training_in_vain_comes_to_an_end_and_tells_how_it_stands(trainer):
    env, watch = practice(trainer, "diamond"), Watch()
    train(trainer, env, watch=watch)
    decisions = [progress.decisions for progress in watch.heard]
    assert decisions == sorted(set(decisions))
    assert 0 < decisions[-1] <= env.tally.decisions
    assert 0 < watch.heard[-1].episodes <= env.tally.episodes
    assert {progress.success for progress in watch.heard} == {0.0}


@pytest.mark.parametrize("times", [0, 2])
def test_a_training_stops_when_its_watcher_says_so(trainer, times):
    env, watch = practice(trainer, "diamond"), Watch(times)
    train(trainer, env, watch=watch)
    assert len(watch.heard) == times + 1
    assert env.tally.decisions <= watch.heard[-1].decisions + 2 * trainer.envs


@pytest.mark.parametrize("content", [b"", b"no policy", None], ids=["empty", "garbage", "gone"])
def test_a_policy_that_cannot_be_read_is_named_in_one_line(trainer, tmp_path, content):
    file = tmp_path / "log.zip"
    if content is not None:
        file.write_bytes(content)
    for read in (lambda: trainer.load(file), lambda: train(trainer, start=file)):
        with pytest.raises(RunDirError, match=r"log\.zip is (missing|damaged)") as caught:
            read()
        assert len(str(caught.value).splitlines()) == 1
