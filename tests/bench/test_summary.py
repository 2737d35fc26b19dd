import numpy as np
import pytest

from deckard.bench import spec as benches
from deckard.bench.summary import against_best, area, grid, means, rows
from tests.bench.small_bench import done, growth


def test_the_area_is_the_mean_over_the_budget_also_after_the_end():
    found = growth((100, 5), (500, 10))
    assert area(found, 1000) == pytest.approx((400 * 0.5 + 500 * 1.0) / 1000)
    assert area(found, 300) == pytest.approx(200 * 0.5 / 300)
    assert area(growth(), 1000) == 0


def test_a_median_counts_those_that_never_got_there_as_last():
    [row] = rows([done("a", (100, 8)), done("a", (300, 8)), done("a", (1, 2))], 1000)
    assert (row.reached[0.8].median, row.reached[0.8].seeds) == (300, 2)
    assert (row.reached[1.0].median, row.reached[1.0].seeds) == (None, 0)
    assert row.seeds == 3


def test_an_interval_is_the_same_for_the_same_runs_and_narrows_with_more():
    few, many = np.array([[0.0], [1.0]] * 2), np.array([[0.0], [1.0]] * 50)
    assert means(few) == means(few)
    [wide], [narrow] = means(few), means(many)
    assert wide.value == narrow.value == 0.5
    assert wide.low < narrow.low < 0.5 < narrow.high < wide.high
    assert narrow.high - narrow.low == pytest.approx(2 * 1.96 * 0.05, rel=0.15)
    [alone] = means(np.array([[0.3]]))
    assert (alone.low, alone.high) == (0.3, 0.3)


def test_an_agent_stands_beside_the_best_other_of_its_prior_and_world():
    found = rows(
        [
            done("ours", (100, 10)),
            done("slow", (300, 10)),
            done("alone", (200, 10), prior=benches.OWN),
            done("ours", (10, 10), prior="perfect"),
        ],
        1000,
    )
    assert against_best(found[0], found, 0.8) == 0.5
    assert against_best(found[1], found, 0.8) == 3
    assert against_best(found[3], found, 0.8) == pytest.approx(0.05)
    assert against_best(found[1], found, 0.8, bounds=["ours"]) == 1.5


def test_a_curve_ends_with_the_budget_and_holds_what_a_run_ended_with():
    [row] = rows([done("a", (100, 5), (400, 8), steps=400)], 10_000)
    assert grid(10_000)[0] == 10
    assert grid(10_000)[-1] == 10_000
    assert (row.curve[0].value, row.curve[-1].value) == (0, 0.8)
