import pytest
from stable_baselines3.common.vec_env import VecNormalize

from deckard.worlds import Practice
from tests.toy import Toy


@pytest.fixture
def episodes():
    return Toy().practice(Practice("log", {}, None, 9, 3, 0))


def test_an_attribute_is_that_of_every_episode(episodes):
    episodes.set_attr("weather", "rain", [1])
    assert episodes.get_attr("weather") == ["rain"] * 3
    assert episodes.get_attr("weather", [0, 2]) == ["rain"] * 2
    assert episodes.render_mode is None


def test_no_episode_has_a_method_or_a_wrapper_of_its_own(episodes):
    with pytest.raises(NotImplementedError, match="dance"):
        episodes.env_method("dance")
    assert episodes.env_is_wrapped(VecNormalize, [0, 1]) == [False] * 2
    episodes.close()
