from itertools import pairwise
from xml.etree import ElementTree

from deckard.bench.score.growth_curve import GrowthPoint
from deckard.view.run.growth_plot import GrowthCurve, growth_figure


def curve(name, *points):
    """A curve of points of (env steps, right, wrong), all of them verified."""
    made = [
        GrowthPoint(k, s, r + w, r + w, r, w, 0, 0, 0, 0, 0, 0, 0)
        for k, (s, r, w) in enumerate(points)
    ]
    return GrowthCurve(name, made)


def drawn(curves, hypotheses=False):
    """The curves as lists of corners, panel after panel, and the words of the figure."""
    root = ElementTree.fromstring(growth_figure(curves, hypotheses, "svg"))
    lines = [e.get("points") for e in root.iter() if e.tag.endswith("polyline")]
    corners = [[tuple(map(float, p.split(","))) for p in line.split()] for line in lines]
    return corners, [e.text for e in root.iter() if e.text and e.text.strip()]


def test_a_curve_keeps_each_value_until_the_next_and_never_runs_back():
    corners, _ = drawn([curve("a", (0, 0, 0), (100, 1, 0), (1000, 3, 1))])
    for line in corners[:3]:
        xs, pairs = [x for x, _ in line], pairwise(line)
        assert xs == sorted(xs)
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairs)
    known, right, wrong = (line[-1][1] for line in corners[:3])
    assert known < right
    assert wrong < corners[2][0][1]


def test_a_run_that_took_no_step_can_be_drawn():
    corners, words = drawn([curve("a", (0, 0, 0), (0, 2, 0)), curve("none", (0, 0, 0))])
    assert len(corners) == 8  # in three panels and in the legend
    assert "none" in words


def test_hypotheses_count_when_they_are_asked_for():
    dreamed = GrowthCurve(
        "a", [GrowthPoint(k, 10, 9, 0, 0, 0, 9 * k, 9 * k, 0, 0, 0, 0, 0) for k in (0, 1)]
    )
    without, _ = drawn([dreamed])
    among, words = drawn([dreamed], hypotheses=True)
    assert len({y for _, y in without[0]}) == 1
    assert len({y for _, y in among[0]}) == 2
    assert any("believed, verified or not" in line for line in words)


def test_many_runs_each_look_otherwise_and_are_all_named():
    curves = [curve(f"run-{k}", (0, 0, 0), (10, k, 0)) for k in range(40)]
    root = ElementTree.fromstring(growth_figure(curves, False, "svg"))
    lines = [e for e in root.iter() if e.tag.endswith("polyline")][-40:]
    assert len({(line.get("stroke"), line.get("stroke-dasharray")) for line in lines}) == 40
    height, words = float(root.get("height")), [e for e in root.iter() if e.tag.endswith("text")]
    assert all(float(word.get("y")) < height for word in words)
    assert {f"run-{k}" for k in range(40)} <= {word.text for word in words}
