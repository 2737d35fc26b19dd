import warnings

import pytest

from tests.worlds.minedojo.minecraft import QUICK, installed


@installed
@pytest.mark.parametrize("observe", ["voxels", "rgb"])
def test_the_checkers_of_gymnasium_and_sb3_find_nothing_to_say(observe):
    from gymnasium.utils.env_checker import check_env
    from stable_baselines3.common.env_checker import check_env as sb3_check_env

    from deckard.worlds import malmo
    from deckard.worlds.minedojo.gym_env import MineDojoEnv

    options = {**QUICK, "frame": (36, 40)}
    with malmo.serve(size=16) as server:
        env = MineDojoEnv(ports=(server.port,), observe=observe, max_decisions=9, **options)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            check_env(env, skip_render_check=True)
            sb3_check_env(env)
        env.close()
