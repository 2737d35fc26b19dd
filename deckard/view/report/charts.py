"""Charts of a run over its env steps, as SVG that takes its colours from the page."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from deckard.graph.beliefs import VERIFIED
from deckard.view.report.history import BeliefSpan, EntryCounts, History


@dataclass(frozen=True)
class ChartSize:
    """The size of a chart in pixels, with the margins for labels around its plot."""

    kind: str
    """Its class in the stylesheet, which shows one of the two by the screen's width."""
    width: int
    height: int
    right: int
    bottom: int = 34
    left: int = 44
    top: int = 12
    ticks: int = 5
    """Intervals of an axis, about."""

    @property
    def plot(self) -> tuple[int, int]:
        """Width and height of the plot."""
        return self.width - self.left - self.right, self.height - self.top - self.bottom


WIDE = ChartSize("wide", 640, 250, right=165)
NARROW = ChartSize("narrow", 340, 290, right=12, bottom=104, ticks=4)
"""For telephones: as wide as their screens, with the names of the curves below the plot."""
APART = 15
"""Pixels between two names of curves; chosen."""
POINTS = 500
"""Points of a curve at most, so that the page stays small; chosen."""


@dataclass(frozen=True)
class Curve:
    """A curve that keeps each value until the next."""

    name: str
    values: Sequence[float]
    kind: str
    """Its class in the stylesheet, which gives colour and dashes."""


def growth_chart(counts: Sequence[EntryCounts]) -> str:
    """Draw how many items were known, verified and hypothesised, and recipes found wrong."""
    curves = [
        Curve("items known", [c.items for c in counts], "known"),
        Curve("items verified", [c.verified for c in counts], "verified"),
        Curve("items hypothesised", [c.hypothesised for c in counts], "hypothesised"),
        Curve("recipes found wrong", [c.wrong for c in counts], "refuted"),
    ]
    most = max((max(curve.values) for curve in curves), default=0) if counts else 0
    return chart("Growth", [c.steps for c in counts], curves, max(1, most), "{:,.0f}")


def accuracy_chart(past: History, is_true: Callable[[BeliefSpan], bool]) -> str:
    """Draw the share of believed and of verified recipes that is true."""
    believed, verified = true_shares(past, is_true, False), true_shares(past, is_true, True)
    curves = [
        Curve("of verified recipes", verified, "verified"),
        Curve("of all believed", believed, "hypothesised"),
    ]
    return chart("Accuracy", [c.steps for c in past.counts], curves, 1.0, "{:.0%}")


def true_shares(
    past: History, is_true: Callable[[BeliefSpan], bool], verified: bool
) -> list[float]:
    """Return the share of true recipes after each entry; NaN where there are no recipes."""
    changes = [[0, 0] for _ in range(len(past.counts) + 2)]
    for span in (span for spans in past.spans.values() for span in spans):
        starts = [n for n, status in span.statuses if status == VERIFIED or not verified]
        if starts:
            right = int(is_true(span))
            for at, sign in ((starts[0], 1), (span.end, -1)):
                if at is not None:
                    changes[at][0] += sign * right
                    changes[at][1] += sign
    return _running(changes[1:-1])


def _running(changes: Sequence[Sequence[int]]) -> list[float]:
    shares, right, total = [], 0, 0
    for more_right, more in changes:
        right, total = right + more_right, total + more
        shares.append(right / total if total else math.nan)
    return shares


def chart(title: str, steps: Sequence[int], curves: Sequence[Curve], most: float, form: str) -> str:
    """Draw curves over env steps, once for wide and once for narrow screens.

    The page's script moves the line of class `now`.
    """
    if not steps:
        return '<p class="none">Nothing has happened yet.</p>'
    curves = [curve for curve in curves if not math.isnan(curve.values[-1])]
    step = _round(most, WIDE.ticks) if most > 1 else 0.25
    whole = step * math.ceil(most / step)
    return "".join(
        _chart(size, title, steps, curves, (step, whole), form) for size in (WIDE, NARROW)
    )


def _chart(
    size: ChartSize,
    title: str,
    steps: Sequence[int],
    curves: Sequence[Curve],
    rise: tuple[float, float],
    form: str,
) -> str:
    """Draw one chart; `rise` is the distance of two ticks of the y axis, and the highest tick."""
    last, (wide, high) = max(1, steps[-1]), size.plot
    xs = [round(size.left + wide * s / last, 1) for s in steps]
    svg = _axes(size, last, rise, form)
    ends = _apart(size, [_height(size, c.values[-1] / rise[1]) for c in curves])
    for k, (curve, end) in enumerate(zip(curves, ends, strict=True)):
        svg += _drawn(size, curve, xs, rise[1])
        text = f"{escape(curve.name)} {form.format(curve.values[-1])}"
        svg += _named(size, curve.kind, text, end, k)
    right, bottom = size.left + wide, size.top + high
    return (
        f'<svg class="chart {size.kind}" role="img" '
        f'aria-label="{escape(title)} against env steps" '
        f'viewBox="0 0 {size.width} {size.height}" data-last="{last}" data-left="{size.left}" '
        f'data-width="{wide}">{svg}'
        f'<line class="now" x1="{right}" x2="{right}" y1="{size.top}" y2="{bottom}"/></svg>'
    )


def _drawn(size: ChartSize, curve: Curve, xs: Sequence[float], most: float) -> str:
    points = [
        (x, round(_height(size, value / most), 1))
        for x, value in zip(xs, curve.values, strict=True)
        if not math.isnan(value)
    ]
    return f'<path class="curve {curve.kind}" d="{_stairs(points)}"/>'


def _named(size: ChartSize, kind: str, text: str, end: float, place: int) -> str:
    """Label a curve with its name and last value: beside its end, or below the plot."""
    if size is WIDE:
        x, y = size.width - size.right + 8.0, end + 4
        return f'<text class="{kind}" x="{x:g}" y="{y:.0f}">{text}</text>'
    y = size.height - size.bottom + 50 + APART * place
    return (
        f'<path class="curve {kind}" d="M{size.left} {y - 4}h26"/>'
        f'<text class="{kind}" x="{size.left + 34}" y="{y}">{text}</text>'
    )


def _height(size: ChartSize, share: float) -> float:
    return size.top + size.plot[1] * (1 - share)


def _stairs(points: Sequence[tuple[float, float]]) -> str:
    """Return a path in steps. Of several points with the same x the last one counts."""
    kept = list(dict(points).items())
    every = -(-len(kept) // POINTS)
    kept = kept[:: every or 1] + kept[-1:]
    first, *rest = kept
    return f"M{first[0]:g} {first[1]:g}" + "".join(f"H{x:g}V{y:g}" for x, y in rest)


def _apart(size: ChartSize, levels: Sequence[float]) -> list[float]:
    """Move the names of curves apart, so that each can be read."""
    places, free = list(levels), float(size.top)
    order = sorted(range(len(levels)), key=lambda k: levels[k])
    for k in order:
        places[k] = max(places[k], free)
        free = places[k] + APART
    limit = float(size.height - size.bottom)
    for k in reversed(order):
        places[k] = min(places[k], limit)
        limit = places[k] - APART
    return places


def _axes(size: ChartSize, last: int, rise: tuple[float, float], form: str) -> str:
    (wide, high), (step, most) = size.plot, rise
    right, foot, svg = size.left + wide, size.top + high, ""
    for k in range(round(most / step) + 1):
        y = _height(size, step * k / most)
        svg += f'<line class="grid" x1="{size.left}" x2="{right}" y1="{y:g}" y2="{y:g}"/>'
        svg += _label("end", size.left - 6, y + 4, form.format(step * k))
    apart = _round(last, size.ticks)
    for k in range(int(last / apart) + 1):
        svg += _label("mid", size.left + wide * apart * k / last, foot + 18, _short(apart * k))
    return svg + _label("mid", size.left + wide / 2, foot + 31, "env steps")


def _round(most: float, ticks: int) -> float:
    """Return the least of 1, 2, 5, 10, 20, ... of which at most `ticks` reach `most`."""
    power = 10 ** math.floor(math.log10(max(1.0, most / ticks)))
    return next(float(n * power) for n in (1, 2, 5, 10) if n * power * ticks >= most)


def _label(kind: str, x: float, y: float, text: str) -> str:
    return f'<text class="axis {kind}" x="{x:g}" y="{y:g}">{text}</text>'


def _short(steps: float) -> str:
    for unit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if steps >= unit:
            return f"{steps / unit:.3g}{letter}"
    return f"{steps:.0f}"
