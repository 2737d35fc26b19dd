"""Curves against env steps, as SVG that takes its colours from the page."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from deckard.awm import VERIFIED
from deckard.recipes import Recipe
from deckard.view.report.history import Count, History

WIDTH, HEIGHT = 640, 250
LEFT, RIGHT, TOP, BOTTOM = 44, 150, 12, 34
"""Room for labels around the plot."""
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
APART = 15
"""Pixels between two names of curves."""
POINTS = 500
"""Points of a curve at most."""


@dataclass(frozen=True)
class Curve:
    """A curve that keeps each value until the next."""

    name: str
    values: Sequence[float]
    kind: str
    """Its class in the stylesheet, which gives colour and dashes."""


def growth(counts: Sequence[Count]) -> str:
    """Draw how many items were known, verified and corrected."""
    curves = [
        Curve("items known", [c.known for c in counts], "known"),
        Curve("items verified", [c.verified for c in counts], "verified"),
        Curve("items hypothesised", [c.hypothesised for c in counts], "hypothesised"),
        Curve("recipes found wrong", [c.wrong for c in counts], "refuted"),
    ]
    most = max((max(curve.values) for curve in curves), default=0) if counts else 0
    return chart("Growth", [c.steps for c in counts], curves, max(1, most), "{:,.0f}")


def accuracy(told: History, is_true: Callable[[Recipe], bool]) -> str:
    """Draw which share of the recipes believed, and of those verified, is true."""
    believed, verified = shares(told, is_true, False), shares(told, is_true, True)
    curves = [
        Curve("of verified recipes", verified, "verified"),
        Curve("of all believed", believed, "hypothesised"),
    ]
    return chart("Accuracy", [c.steps for c in told.counts], curves, 1.0, "{:.0%}")


def shares(told: History, is_true: Callable[[Recipe], bool], verified: bool) -> list[float]:
    """Return the share of recipes that are true, after each entry; NaN where there are none."""
    changes = [[0, 0] for _ in range(len(told.counts) + 2)]
    for life in (life for lives in told.lives.values() for life in lives):
        starts = [n for n, status in life.spans if status == VERIFIED or not verified]
        if starts:
            right = int(is_true(life.recipe))
            for at, sign in ((starts[0], 1), (life.end, -1)):
                if at is not None:
                    changes[at][0] += sign * right
                    changes[at][1] += sign
    return _running(changes[1:-1])


def _running(changes: Sequence[Sequence[int]]) -> list[float]:
    found, right, held = [], 0, 0
    for more_right, more in changes:
        right, held = right + more_right, held + more
        found.append(right / held if held else math.nan)
    return found


def chart(title: str, steps: Sequence[int], curves: Sequence[Curve], most: float, form: str) -> str:
    """Draw curves over env steps; the page moves the line of class `now`."""
    if not steps:
        return '<p class="none">Nothing has happened yet.</p>'
    last = max(1, steps[-1])
    spots = [round(LEFT + PLOT_WIDTH * s / last, 1) for s in steps]
    curves = [curve for curve in curves if not math.isnan(curve.values[-1])]
    ends = _apart([_height(curve.values[-1] / most) for curve in curves])
    drawn = [_drawn(c, spots, most, e, form) for c, e in zip(curves, ends, strict=True)]
    right, bottom = LEFT + PLOT_WIDTH, TOP + PLOT_HEIGHT
    return (
        f'<svg class="chart" role="img" aria-label="{escape(title)} against env steps" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" data-last="{last}" data-left="{LEFT}" '
        f'data-width="{PLOT_WIDTH}">{_axes(last, most, form)}{"".join(drawn)}'
        f'<line class="now" x1="{right}" x2="{right}" y1="{TOP}" y2="{bottom}"/></svg>'
    )


def _drawn(curve: Curve, spots: Sequence[float], most: float, end: float, form: str) -> str:
    """A curve, and its name and last value beside its end."""
    points = [
        (x, round(_height(value / most), 1))
        for x, value in zip(spots, curve.values, strict=True)
        if not math.isnan(value)
    ]
    said = f"{escape(curve.name)} {form.format(curve.values[-1])}"
    return (
        f'<path class="curve {curve.kind}" d="{_stairs(points)}"/>'
        f'<text class="{curve.kind}" x="{WIDTH - RIGHT + 8}" y="{end + 4:.0f}">{said}</text>'
    )


def _height(share: float) -> float:
    return TOP + PLOT_HEIGHT * (1 - share)


def _stairs(spots: Sequence[tuple[float, float]]) -> str:
    """A path that keeps each level until the next spot; of points on one spot the last is kept."""
    points = list(dict(spots).items())
    every = -(-len(points) // POINTS)
    points = points[:: every or 1] + points[-1:]
    first, *rest = points
    return f"M{first[0]:g} {first[1]:g}" + "".join(f"H{x:g}V{y:g}" for x, y in rest)


def _apart(levels: Sequence[float]) -> list[float]:
    """Move names of curves apart, so that each can be read."""
    found, free = list(levels), float(TOP)
    order = sorted(range(len(levels)), key=lambda k: levels[k])
    for k in order:
        found[k] = max(found[k], free)
        free = found[k] + APART
    limit = float(HEIGHT - BOTTOM)
    for k in reversed(order):
        found[k] = min(found[k], limit)
        limit = found[k] - APART
    return found


def _axes(last: int, most: float, form: str) -> str:
    right, said = LEFT + PLOT_WIDTH, list[str]()
    for share in (0, 0.25, 0.5, 0.75, 1):
        y, x = _height(share), LEFT + PLOT_WIDTH * share
        said.append(f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{y:g}" y2="{y:g}"/>')
        said.append(_label("end", LEFT - 6, y + 4, form.format(most * share)))
        said.append(_label("mid", x, HEIGHT - 16, _short(last * share)))
    return "".join(said) + _label("mid", LEFT + PLOT_WIDTH / 2, HEIGHT - 3, "env steps")


def _label(kind: str, x: float, y: float, words: str) -> str:
    return f'<text class="axis {kind}" x="{x:g}" y="{y:g}">{words}</text>'


def _short(steps: float) -> str:
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if steps >= size:
            return f"{steps / size:.3g}{letter}"
    return f"{steps:.0f}"
