"""What is registered with gymnasium, and that plain libraries train on it."""

import subprocess
import sys
import warnings

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from stable_baselines3 import PPO
from stable_baselines3.common.env_checker import check_env as sb3_check_env

import deckard
from deckard.environments import IDS, register_environments
from deckard.errors import ConfigError
from deckard.worlds.craftworld.kernels.arrays import ACTIONS, TICKS

ID = "deckard/Craftworld-v0"
ORDERS = [
    "import deckard, gymnasium",
    "import gymnasium, deckard",
    "import gymnasium, deckard.environments; gymnasium.register_envs(deckard)",
]


@pytest.mark.parametrize("order", ORDERS)
def test_an_import_of_deckard_registers_it_before_or_after_gymnasium(order):
    code = f"{order}; print(gymnasium.spec({ID!r}).entry_point)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == IDS[ID][0]
    assert done.stderr == ""


def test_gymnasium_imports_deckard_if_the_id_says_so():
    code = f"import gymnasium; print(gymnasium.make('deckard:{ID}').spec.id)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ID


def test_registering_again_changes_nothing(recwarn):
    before = gym.registry[ID]
    register_environments()
    assert gym.registry[ID] is before and not recwarn.list
    assert deckard.__version__


def test_the_checkers_of_gymnasium_and_sb3_have_nothing_to_say():
    env = gym.make(ID, item="log", max_decisions=20).unwrapped
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(env)
        sb3_check_env(env)


def test_the_docstring_tells_the_columns_and_the_actions():
    env = gym.make(ID).unwrapped
    text = type(env).__doc__
    layout = env._setting.layout
    assert env.observation_space.shape == (layout.size,) == (236,)
    rows = {line.split("|")[1].strip(): line for line in text.splitlines() if line.count("|") > 3}
    assert "one-hot" in rows[f"{layout.aim}-{layout.around - 1}"]
    assert "solid" in rows[f"{layout.around}-{layout.body - 1}"]
    assert "distance" in rows[str(layout.body)]
    assert str(layout.size - 1) in rows
    ticks = [rows[str(ACTIONS.index(name))] for name in ("noop", "attack", "use", "up", "tunnel")]
    assert [int(row.split("|")[3]) for row in ticks] == [int(TICKS[k]) for k in (0, 7, 8, 9, 10)]


def test_plain_sb3_trains_on_it():
    env = gym.make("deckard/Craftworld-v0", item="log", max_decisions=50)
    model = PPO("MlpPolicy", env, n_steps=64, batch_size=64, n_epochs=1)
    model.learn(128)
    obs, info = env.reset(seed=0)
    for _ in range(50):
        action, _ = model.predict(obs)
        obs, reward, terminated, truncated, info = env.step(action)
        if terminated or truncated:
            break
    assert info["is_success"] == bool(reward) == terminated


def vector(many=3, **options):
    return gym.make_vec(ID, num_envs=many, item="dirt", size=16, **options)


def test_the_vector_form_runs_many_episodes_at_once():
    envs = vector(max_decisions=40)
    obs, infos = envs.reset(seed=1)
    rng, ended, won = np.random.default_rng(0), 0, 0
    for _ in range(200):
        assert obs.shape == envs.observation_space.shape == (3, 236) and obs.dtype == np.float32
        assert envs.observation_space.contains(obs)
        obs, rewards, terminations, truncations, infos = envs.step(rng.integers(11, size=3))
        assert not (terminations & truncations).any()
        assert (rewards == terminations).all()
        over = terminations | truncations
        assert over.any() == ("final_obs" in infos)
        assert (infos["steps"][over] == 0).all() and (infos["steps"][~over] > 0).all()
        for i in np.flatnonzero(over):
            assert infos["_final_obs"][i] and infos["final_obs"][i].shape == (236,)
            assert infos["final_info"]["is_success"][i] == terminations[i]
            assert ("dirt" in infos["final_info"]["inventory"][i]) == terminations[i]
            assert infos["inventory"][i] == {}
        ended, won = ended + over.sum(), won + terminations.sum()
    assert ended > won > 0
    envs.close()


def test_the_same_seed_begins_the_same_episodes_again():
    envs = vector()
    first, other, again = (envs.reset(seed=seed)[0] for seed in (1, 2, 1))
    assert (first == again).all() and not (first == other).all()
    assert not (envs.reset()[0] == first).all()


def test_the_first_episode_of_the_vector_form_is_that_of_the_single_one():
    one, many = gym.make(ID, item="diamond"), gym.make_vec(ID, item="diamond")
    obs, _ = one.reset(seed=4)
    several, _ = many.reset(seed=4)
    for action in (2, 10, 7, 1, 3):
        assert (obs == several[0]).all()
        obs, *_ = one.step(action)
        several, *_ = many.step(np.array([action]))


def test_the_vector_form_draws_a_picture_of_each_episode():
    envs = vector(many=2, render_mode="rgb_array")
    envs.reset(seed=0)
    pictures = envs.render()
    assert len(pictures) == 2 and pictures[0].dtype == np.uint8 and pictures[0].shape[2] == 3
    assert vector(many=2).render() is None
    with pytest.raises(Exception, match="call reset"):
        vector(render_mode="rgb_array").render()


def test_a_wrong_task_is_named():
    with pytest.raises(ConfigError, match="no item 'unobtainium'"):
        gym.make(ID, item="unobtainium")
    with pytest.raises(ConfigError, match="no item 'unobtainium'"):
        gym.make_vec(ID, item="unobtainium")
