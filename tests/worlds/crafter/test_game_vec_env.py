import numpy as np
import pytest
from stable_baselines3 import PPO

from deckard.worlds import World
from deckard.worlds.crafter import Crafter
from deckard.worlds.crafter.plain_env import PlainEnv
from deckard.worlds.symbolic import Symbolic


def test_an_episode_is_rewarded_as_the_game_itself_rewards_it(monkeypatch):
    """But that two achievements of one step count as two."""
    given = []
    own = PlainEnv.step
    monkeypatch.setattr(PlainEnv, "step", lambda env, act: given.append(own(env, act)) or given[-1])
    env = Crafter().whole_game(1, 4)
    env.reset()
    rng = np.random.default_rng(0)
    for action in rng.integers(0, env.action_space.n, 400):
        _, [reward], [over], [info] = env.step(np.array([action]))
        assert reward == pytest.approx(given[-1][1], abs=1e-5)
        if over:
            break
    assert info["episode"]["r"] == pytest.approx(sum(step[1] for step in given))
    assert info["episode"]["r"] == pytest.approx(
        Crafter.game.reward(len(info["achieved"]), info["health"])
    )


def test_stable_baselines3_learns_in_whole_games():
    env = Crafter().whole_game(2, 0)
    PPO("MlpPolicy", env, n_steps=8, batch_size=8).learn(16)


def test_a_world_that_is_no_game_says_so():
    assert Symbolic().game is None
    with pytest.raises(Exception, match="set world=craftax or crafter"):
        World.whole_game(Symbolic(), 1, 0)
