"""The naming trainer learns nothing; what else the contract of trainers asks of it stands here."""

import numpy as np
import pytest

from deckard import policies as options
from deckard.config import ComponentConfig, parse_config
from deckard.errors import ConfigError, RunDirError
from deckard.policies.subgoal_env import SubgoalEnv
from deckard.worlds import Practice
from deckard.worlds.evidence import EvidenceRecorder
from deckard.worlds.symbolic import Symbolic
from tests.toy import Toy

WORLD = Symbolic()


def trainer(world=WORLD, **chosen):
    return ComponentConfig(name="naming", **chosen).build(
        "trainer", options.KNOWN, {"world": world}
    )


def practice(item="log", source=None, world=WORLD):
    task = Practice(item, {}, None, 1, 1, 0)
    return SubgoalEnv(world.practice(task), EvidenceRecorder(item), world.sights.get(source or ""))


def test_a_policy_names_its_item_and_where_it_is_looked_for():
    policy = trainer().train(practice("log", "log"), 0, lambda _: True, None)
    item, sight = policy.action % len(WORLD.items), policy.action // len(WORLD.items)
    assert WORLD.items[item] == "log"
    assert list(WORLD.sights)[sight - 1] == "log"


def test_a_policy_acts_on_one_observation_and_on_a_batch_and_is_saved(tmp_path):
    policy = trainer().train(practice(), 0, lambda _: True, None)
    policy.save(tmp_path / "log.zip")
    again = trainer().load(tmp_path / "log.zip")
    assert again.action == policy.action
    assert np.shape(again.predict(np.zeros(5))[0]) == ()
    assert again.predict(np.zeros((3, 5)))[0].tolist() == [policy.action] * 3


def test_an_attempt_is_made_until_it_succeeds_or_the_budget_is_spent():
    env = practice()
    trainer().train(env, 0, lambda _: True, None)
    assert (env.tally.episodes, env.tally.successes) == (1, 1)
    vain = practice("iron_pickaxe")
    trainer(budget=5).train(vain, 0, lambda _: True, None)
    assert (vain.tally.episodes, vain.tally.successes) == (5, 0)


def test_a_watcher_ends_it():
    vain = practice("iron_pickaxe")
    trainer().train(vain, 0, lambda progress: progress.decisions < 2, None)
    assert vain.tally.episodes == 2


@pytest.mark.parametrize("content", [b"", b"no policy", b"{}", None])
def test_a_policy_that_cannot_be_read_is_named_in_one_line(tmp_path, content):
    file = tmp_path / "log.zip"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(RunDirError, match=r"log\.zip is (missing|damaged)") as caught:
        trainer().load(file)
    assert len(str(caught.value).splitlines()) == 1


def test_elsewhere_policies_are_learnt():
    with pytest.raises(ConfigError, match="'naming' is for world=symbolic"):
        trainer(Toy())


def test_it_is_the_default_in_the_symbolic_world_alone():
    conf = parse_config({}, "-", ["world=symbolic"])
    assert (conf.world.name, conf.trainer.name, conf.wake.measure) == ("symbolic", "naming", 10)
    assert parse_config({"world": "symbolic"}, "-") == conf
    assert parse_config({}, "-", ["world=symbolic", "wake.measure=20"]).wake.measure == 20
    assert parse_config({}, "-", ["world=symbolic", "trainer=ppo"]).trainer.name == "ppo"
    assert parse_config({}, "-").trainer.name == "ppo"
