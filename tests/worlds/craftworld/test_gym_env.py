"""Craftworld as a plain gymnasium environment, and its kernels' cache."""

import logging
import warnings

import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from stable_baselines3.common.env_checker import check_env as sb3_check_env

from deckard.worlds.craftworld.gym_env import CraftworldEnv
from deckard.worlds.craftworld.kernels import jit


def test_the_checkers_of_gymnasium_and_sb3_have_nothing_to_say() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_env(CraftworldEnv(), skip_render_check=True)  # that wants a registered name
        sb3_check_env(CraftworldEnv())


def test_an_episode_ends_with_reward_one_when_the_item_is_gained() -> None:
    env = CraftworldEnv("dirt", max_decisions=300)
    rng = np.random.default_rng(0)
    for seed in range(5):
        env.reset(seed=seed)
        while True:
            _, reward, terminated, truncated, info = env.step(rng.integers(10))
            assert reward == float(terminated) == float("dirt" in info["inventory"])
            if terminated or truncated:
                assert info["is_success"] == terminated
                break


def test_stepping_before_a_reset_is_refused() -> None:
    with pytest.raises(Exception, match="reset"):
        CraftworldEnv().step(0)


def test_without_a_folder_to_write_kernels_are_not_kept_and_that_is_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/dev/null/cannot")
    jit._folder.cache_clear()
    try:
        with caplog.at_level(logging.INFO):
            kernels = [jit.kernel(lambda x: x + 1) for _ in range(3)]
        assert [kernel(1) for kernel in kernels] == [2, 2, 2]
        assert len(caplog.records) == 1 and "cache" in caplog.text
    finally:
        jit._folder.cache_clear()
