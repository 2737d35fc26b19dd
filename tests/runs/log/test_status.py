from deckard.runs.log.status import thinned


def test_a_curve_keeps_its_end_and_its_bound():
    assert thinned([], 4) == ()
    assert thinned([1, 2, 3], 4) == (1, 2, 3)
    assert thinned(range(100), 40)[-1] == 99
    assert len(thinned(range(100), 40)) <= 40
