import numpy as np
import pytest

from deckard.bench.game.published import read_published
from deckard.bench.game.summary import crafter_score
from deckard.errors import ConfigError
from deckard.worlds.whole_game import Game


@pytest.mark.parametrize(
    ("success", "score"),
    [([0, 0], 0.0), ([1, 1], 1.0), ([0.5, 0.5], 0.5), ([1, 0], (101**0.5 - 1) / 100)],
)
def test_the_crafter_score_is_the_geometric_mean_of_percents_plus_one(success, score):
    assert crafter_score(np.array(success)) == pytest.approx(score)


def test_death_costs_the_health_with_which_an_episode_began():
    assert Game(("wood", "stone")).reward(2, 0) == pytest.approx(1.1)
    assert Game(("wood", "stone")).reward(2, 9) == 2


def test_a_published_row_says_what_it_saw_and_where_it_stands(tmp_path):
    file = tmp_path / "rows.yaml"
    file.write_text("- {agent: a, reward: 5, steps: 1M, sees: pixels, llm: none}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"rows.yaml: 0.source"):
        read_published("rows.yaml", tmp_path)
