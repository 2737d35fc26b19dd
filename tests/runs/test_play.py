import math
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from deckard.errors import ConfigError, NoPlan, RunDirError
from deckard.intervals import wilson
from deckard.runs.directory import load_state, read_run_config
from deckard.runs.play import Episode, Played, PolicyPlayer, Scene
from deckard.view.run.film import film
from tests.view.examples import LOG


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_a_part_of_zero_to_one_and_holds_the_share(counts):
    successes, trials = counts
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1


@given(st.integers(1, 100), st.data())
def test_the_ends_of_the_interval_solve_the_equation_that_defines_them(trials, data):
    successes = data.draw(st.integers(0, trials))
    share = successes / trials
    for end in wilson(successes, trials):
        distance = 1.959964 * math.sqrt(end * (1 - end) / trials)
        assert abs(share - end) == pytest.approx(distance, abs=1e-6)


def test_the_interval_of_a_textbook_case():
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)


@pytest.fixture(scope="module")
def player(finished):
    folder = finished.folder
    return PolicyPlayer(read_run_config(folder), load_state(folder), folder / "policies")


def told(episode):
    """Hear of an episode."""


def test_playing_obtains_the_item_and_records_nothing(finished, player):
    before = {p: p.read_bytes() for p in finished.folder.rglob("*") if p.is_file()}
    heard = []
    played = player.play("stone_pickaxe", 3, 0, heard.append)
    assert played.successes >= 2
    assert list(played.episodes) == heard
    assert {p: p.read_bytes() for p in finished.folder.rglob("*") if p.is_file()} == before


def test_the_seed_decides_what_is_played(player):
    first = player.play("planks", 2, 3, told)
    assert player.play("planks", 2, 3, told) == first
    other = player.play("planks", 2, 4, told)
    assert {e.seed for e in other.episodes}.isdisjoint(e.seed for e in first.episodes)
    assert len({e.seed for e in first.episodes}) == 2


def test_worlds_are_not_those_of_the_run(finished, player):
    seed = load_state(finished.folder).life_seed
    assert seed is not None
    assert seed not in {e.seed for e in player.play("log", 5, 0, told).episodes}


def test_a_film_relives_the_episode_to_its_end(player):
    episode = player.play("wooden_pickaxe", 3, 0, told).telling
    frames = list(player.frames(episode, 10))
    assert 2 <= len(frames) <= 10
    assert frames[0][1:] == ("begin", {})
    assert frames[-1][1].startswith("craft wooden_pickaxe")
    assert frames[-1][2]["wooden_pickaxe"] == 1
    assert Image.open(BytesIO(film(frames))).format == "GIF"


def test_a_short_episode_is_filmed_whole(player):
    acts = " ".join(str(k % 3) for k in range(20))
    episode = Episode(1, "stuck", 200, (Scene("collect log from log", acts),))
    assert len(list(player.frames(episode, 300))) == 21


@pytest.mark.parametrize("most", [2, 3, 7, 20])
def test_a_film_is_never_longer_than_it_may_be(player, most):
    episode = Episode(1, "stuck", 200, (Scene("wait", "6*19"),))
    assert len(list(player.frames(episode, most))) <= most


def test_figures_count_successes_and_tell_why_the_others_failed():
    scene = (Scene("collect log from log", ""),)
    endings = [("stuck", 70), ("obtained", 10), ("obtained", 20), ("stuck", 90), ("no plan", 0)]
    episodes = tuple(
        Episode(k, ending, steps, scene if steps else ())
        for k, (ending, steps) in enumerate(endings)
    )
    played = Played(LOG, episodes)
    assert (played.successes, played.mean_steps) == (2, 15)
    assert played.failures == {"stuck at collect log from log": 2, "no plan": 1}
    assert played.telling.seed == 1
    failed = Played(LOG, episodes[3:])
    assert failed.mean_steps is None
    assert failed.telling.seed == 3


def test_an_item_that_was_not_verified_cannot_be_played(player):
    with pytest.raises(NoPlan, match="has not verified how to obtain torch"):
        player.recipe("torch")
    with pytest.raises(ConfigError, match="did you mean planks"):
        player.recipe("plank")


def test_a_missing_policy_is_an_error_and_not_a_failure(finished):
    folder = finished.folder
    player = PolicyPlayer(read_run_config(folder), load_state(folder), folder / "elsewhere")
    with pytest.raises(RunDirError, match="is missing"):
        player.play("log", 1, 0, told)
