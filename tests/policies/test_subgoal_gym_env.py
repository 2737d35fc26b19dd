"""What a policy perceives, as a plain gymnasium environment."""

import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from stable_baselines3 import PPO

from deckard.errors import ConfigError
from deckard.policies.ppo import PPOTrainer
from deckard.policies.subgoal_env import LEAD, SubgoalEnv
from deckard.policies.subgoal_gym_env import subgoal_gym_env
from deckard.types import Option
from deckard.worlds import Practice
from deckard.worlds.craftworld import Craftworld
from deckard.worlds.evidence import EvidenceRecorder
from deckard.worlds.symbolic import Symbolic
from tests.toy import NAMES, Toy


def an_option(item="log", source="log", start=None, hand=None):
    fields = {"file": f"{item}-1.zip", "episodes": 10, "successes": 9, "decisions": 1, "steps": 1}
    return Option(item=item, source=source, start=start or {}, hand=hand, **fields)


@pytest.fixture(scope="module")
def craftworld():
    return Craftworld(size=16)


@pytest.fixture(scope="module")
def saved(craftworld, tmp_path_factory):
    """A policy for cobblestone that saw a few decisions of practice, as a run saves it."""
    trainer = PPOTrainer(budget=32, envs=4, max_decisions=8, n_steps=4, batch_size=16)
    practice = Practice("dirt", {}, None, trainer.max_decisions, trainer.envs, 0)
    env = SubgoalEnv(
        craftworld.practice(practice), EvidenceRecorder("dirt"), craftworld.sights["dirt"], 0.5
    )
    path = tmp_path_factory.mktemp("policies") / "dirt-1.zip"
    trainer.train(env, 0, lambda progress: True, None).save(path)
    return path


def test_a_policy_that_practice_saved_fits_the_environment_of_its_option(craftworld, saved):
    env = subgoal_gym_env(craftworld, an_option("dirt", "dirt"), max_decisions=8)
    policy = PPO.load(saved, env=env, device="cpu")  # which refuses other spaces
    obs, info = env.reset(seed=3)
    over, decisions = False, 0
    while not over:
        obs, reward, terminated, truncated, info = env.step(policy.predict(obs)[0])
        over, decisions = terminated or truncated, decisions + 1
    assert decisions == 8 or reward == 1
    assert info["is_success"] == terminated == bool(reward)


def test_the_checker_of_gymnasium_has_nothing_to_say(craftworld, recwarn):
    check_env(subgoal_gym_env(craftworld, an_option(), max_decisions=5), skip_render_check=True)
    assert [str(w.message) for w in recwarn if "spec" not in str(w.message)] == []


def test_the_episodes_are_those_of_practice():
    option = an_option(source="dirt", start={"stick": 2}, hand="stick")
    env = subgoal_gym_env(Toy(), option, max_decisions=3, seed=5)
    practice = Practice("log", {"stick": 2}, "stick", 3, 1, 5)
    column = 4 * NAMES.index("dirt")
    side = SubgoalEnv(Toy().practice(practice), EvidenceRecorder("log"), column)
    obs, info = env.reset()
    assert (obs == side.reset()[0]).all() and info["inventory"] == {"stick": 2}
    for action in (1, 2, 3, 0):
        obs, reward, terminated, truncated, info = env.step(action)
        expected, rewards, dones, infos = side.step(np.array([action]))
        assert (terminated or truncated) == dones[0] and reward == rewards[0]
        if dones[0]:
            assert (obs == infos[0]["terminal_observation"]).all()
            obs, info = env.reset()
        assert (obs == expected[0]).all()
    assert len(obs) == LEAD + 4 * len(NAMES)


def test_an_episode_ends_by_success_or_by_its_limit():
    env = subgoal_gym_env(Toy(), an_option(), max_decisions=2)
    env.reset()
    assert env.step(1)[1:4] == (0.0, False, False)
    assert env.step(1)[1:4] == (0.0, False, True)
    env.reset()
    assert env.step(0)[1:4] == (1.0, True, False)


def test_the_same_seed_begins_the_same_episode_again():
    env = subgoal_gym_env(Toy(), an_option())
    first, other, again = (env.reset(seed=seed)[0] for seed in (1, 2, 1))
    assert (first == again).all() and not (first == other).all()


def test_stepping_without_an_episode_is_refused():
    env = subgoal_gym_env(Toy(), an_option(), max_decisions=1)
    for _ in range(2):
        with pytest.raises(Exception, match="reset"):
            env.step(0)
        env.reset()
        env.step(1)


def test_an_item_of_another_world_is_refused():
    with pytest.raises(ConfigError, match="no item"):
        subgoal_gym_env(Symbolic(), an_option("unobtainium"))
