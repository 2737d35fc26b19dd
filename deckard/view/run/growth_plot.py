"""Growth of several runs: items known, right and wrong against env steps; as SVG or PNG."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from deckard.bench.score.growth_curve import GrowthPoint
from deckard.view.bench.curves import DASHES
from deckard.view.draw.marks import (
    COLOURS,
    INK,
    PALE,
    Dot,
    Mark,
    Polyline,
    Stroke,
    TextMark,
    marks_png,
    marks_svg,
)

WIDE = 260
"""Pixels of the upper and lower edge of a panel's axes; chosen, as are the sizes below."""
HIGH = 200
"""Pixels of the left edge of a panel's axes."""
LEFT = 44
"""Pixels left of the axes: numbers of up to five digits."""
RIGHT = 36
"""Pixels right of the axes: half of the label `10,000,000`."""
ABOVE = 66
"""Pixels above the axes: the caption and the title of the panel."""
BELOW = 50
"""Pixels below the axes: the labels of the env steps."""
ROW = 20
"""Pixels of a row of the legend."""
SAMPLE = 34
"""Pixels of the piece of line beside a name in the legend."""
LETTER = 6.4
"""Pixels of a letter of the legend, about."""
GAP = 24
"""Pixels between two entries of the legend."""
LONGEST = 80
"""Letters of a name in the legend at most."""
TICKS = 5
"""Intervals of the upward axis at most."""
LEAST = 5
"""Items that an axis has room for at least."""
DECADES = 4
"""Powers of ten that stand below an axis at most."""


@dataclass(frozen=True)
class GrowthCurve:
    """How the graph of one run grew."""

    name: str
    points: Sequence[GrowthPoint]
    """In order; the first is the beginning."""

    @property
    def has_truth(self) -> bool:
        """Whether it is known which items are right."""
        return self.points[0].verified_right is not None


@dataclass(frozen=True)
class _Panel:
    """Axes: env steps by their logarithm, items upward."""

    x: float
    title: str
    value: Callable[[GrowthPoint], int]
    first: float
    last: float
    most: int

    def at(self, env_steps: float, items: float) -> tuple[float, float]:
        """Where so many items at some env steps stand; what comes before the axis at its foot."""
        ahead = math.log(max(env_steps, self.first) / self.first)
        along = ahead / math.log(self.last / self.first)
        return self.x + along * WIDE, ABOVE + (1 - items / self.most) * HIGH


def growth_figure(curves: Sequence[GrowthCurve], hypotheses: bool, form: str) -> bytes:
    """Return the figure in a form, svg or png.

    Args:
        curves: The runs. One without a truth is drawn among the items known alone.
        hypotheses: Whether items count of which the best recipe is a hypothesis.
        form: `svg` or `png`.
    """
    panels = _panels(curves, hypotheses)
    marks: list[Mark] = list(_heading(hypotheses))
    for number, panel in enumerate(panels):
        marks += _axes(panel)
        for k, curve in enumerate(curves):
            if number == 0 or curve.has_truth:
                marks += _drawn(panel, curve.points, *_look(k))
    width = len(panels) * (LEFT + WIDE + RIGHT)
    legend, rows = _legend(curves, width)
    size = width, ABOVE + HIGH + BELOW + rows * ROW
    return (
        marks_svg([*marks, *legend], size) if form == "svg" else marks_png([*marks, *legend], size)
    )


def _panels(curves: Sequence[GrowthCurve], hypotheses: bool) -> list[_Panel]:
    """The three panels; fewer items are wrong, so that these have a scale of their own."""

    def known(point: GrowthPoint) -> int:
        return point.verified + hypotheses * point.hypothesised

    def right(point: GrowthPoint) -> int:
        return (point.verified_right or 0) + hypotheses * (point.hypothesised_right or 0)

    def wrong(point: GrowthPoint) -> int:
        return (point.verified_wrong or 0) + hypotheses * (point.hypothesised_wrong or 0)

    steps = [point.env_steps for curve in curves for point in curve.points if point.env_steps]
    first = 10.0 ** math.floor(math.log10(min(steps, default=1)))
    last = max(*steps, 10 * first) if steps else 10 * first
    most, most_wrong = (
        max(LEAST, *(value(point) for curve in curves for point in curve.points))
        for value in (known, wrong)
    )
    kinds = [("known", known, most), ("right", right, most), ("wrong", wrong, most_wrong)]
    return [
        _Panel(k * (LEFT + WIDE + RIGHT) + LEFT, f"items {kind}", value, first, last, _top(items))
        for k, (kind, value, items) in enumerate(kinds)
    ]


def _heading(hypotheses: bool) -> Iterator[Mark]:
    which = "is believed, verified or not" if hypotheses else "is verified"
    yield TextMark(LEFT, 16, f"An item is known when a recipe of it {which}.", "start")
    right = "It is right when its best recipe needs the same items as a true recipe, else wrong."
    yield TextMark(LEFT, 32, right, "start")


def _axes(panel: _Panel) -> Iterator[Mark]:
    yield TextMark(panel.x, ABOVE - 14, panel.title, "start")
    step = _round_step(panel.most)
    for items in range(0, panel.most + 1, step):
        x, y = panel.at(panel.first, items)
        yield Stroke(x, y, x + WIDE, y, PALE)
        yield TextMark(x - 6, y, f"{items:,}", "end")
    low, high = round(math.log10(panel.first)), math.floor(math.log10(panel.last))
    for power in range(low, high + 1, -(-(high - low + 1) // DECADES)):
        x, y = panel.at(10.0**power, 0)
        yield Stroke(x, y, x, y - HIGH, PALE)
        yield TextMark(x, y + 12, f"{10**power:,}", "middle")
    yield TextMark(panel.x + WIDE / 2, ABOVE + HIGH + 28, "env steps", "middle")


def _top(most: int) -> int:
    """Where an axis ends: on a tick."""
    step = _round_step(most)
    return -(-most // step) * step


def _round_step(most: int) -> int:
    """The least of 1, 2, 5, 10, 20, 50 and so on of which at most `TICKS` make up `most`."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * TICKS >= most:
                return step
        power *= 10


def _drawn(
    panel: _Panel, points: Sequence[GrowthPoint], colour: str, dashes: Sequence[float]
) -> Iterator[Mark]:
    """A curve that keeps each value until the next, and a dot where the run ended."""
    corners = [panel.at(points[0].env_steps, panel.value(points[0]))]
    for point in points[1:]:
        x, y = panel.at(point.env_steps, panel.value(point))
        if y != corners[-1][1]:
            corners += [(x, corners[-1][1]), (x, y)]
    corners.append((panel.at(points[-1].env_steps, 0)[0], corners[-1][1]))
    yield Polyline(corners, colour, 2, dashes)
    yield Dot(*corners[-1], colour)


def _look(number: int) -> tuple[str, Sequence[float]]:
    """Colour and dashes of a curve: as many pairs differ as there are of both."""
    dashes = DASHES[(number + number // len(COLOURS)) % len(DASHES)]
    return COLOURS[number % len(COLOURS)], dashes


def _legend(curves: Sequence[GrowthCurve], width: float) -> tuple[list[Mark], int]:
    """The names of the curves in rows below the panels, and how many rows there are."""
    marks, x, row = list[Mark](), float(LEFT), 0
    for k, curve in enumerate(curves):
        note = "" if curve.has_truth else " (its truth is not known)"
        name = _cut(curve.name) + note
        wide = SAMPLE + 6 + LETTER * len(name)
        if x > LEFT and x + wide > width - RIGHT:
            x, row = LEFT, row + 1
        colour, dashes = _look(k)
        y = ABOVE + HIGH + BELOW + ROW * row
        marks.append(Polyline([(x, y), (x + SAMPLE, y)], colour, 2, dashes))
        marks.append(TextMark(x + SAMPLE + 6, y, name, "start", INK))
        x += wide + GAP
    return marks, row + 1


def _cut(name: str) -> str:
    """A name that is not too long; its end tells runs apart."""
    return name if len(name) <= LONGEST else f"...{name[-LONGEST:]}"
