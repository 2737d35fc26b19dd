import pytest

from deckard.intervals import binomial_tail


@pytest.mark.parametrize(
    ("successes", "trials", "rate", "tail"),
    [(0, 5, 0.3, 1.0), (5, 5, 0.5, 1 / 32), (2, 3, 0.5, 0.5), (2, 2, 0.01, 1e-4)],
)
def test_the_tail_is_the_chance_of_as_many_successes_or_more(successes, trials, rate, tail):
    assert binomial_tail(successes, trials, rate) == pytest.approx(tail)


def test_a_tail_of_very_many_trials_is_a_number():
    assert binomial_tail(10_200, 1_000_000, 0.01) == pytest.approx(0.0227, abs=0.001)
    assert binomial_tail(900_000, 1_000_000, 0.01) == 0.0
