"""A figure of accuracy over env steps, a panel for each prior and world, as SVG or PNG."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deckard.bench.spec import OWN, Bench
from deckard.bench.summary import Row, grid
from deckard.view.draw.marks import (
    COLOURS,
    INK,
    PALE,
    Area,
    Mark,
    Polyline,
    Stroke,
    TextMark,
    marks_png,
    marks_svg,
)

DASHES: Sequence[Sequence[float]] = ((), (8, 3), (2, 2), (14, 3), (5, 5), (2, 6), (20, 6))
"""Dashes of the curves, in pixels: they can be told apart without colours."""
WIDE = 330
"""Pixels: the length of a panel's x axis; chosen, as all lengths here."""
HIGH = 190
"""Pixels: the length of a panel's y axis."""
LEFT = 46
"""Pixels left of the axes, for the labels of the y axis."""
RIGHT = 96
"""Pixels right of the axes, for the names of the agents."""
ABOVE = 30
"""Pixels above the axes, for the panel's title."""
BELOW = 44
"""Pixels below the axes, for the labels of the x axis."""
TOP = 46
"""Pixels above all panels, for the figure's title."""
ACROSS = 2
"""Panels side by side."""
LINE = 13
"""Pixels between two labels at least."""


@dataclass(frozen=True)
class Panel:
    """The axes for one prior and world."""

    x: float
    y: float
    first: int
    budget: int

    def at(self, steps: float, share: float) -> tuple[float, float]:
        """Return the position of an accuracy after some env steps."""
        along = math.log(steps / self.first) / math.log(self.budget / self.first)
        return self.x + along * WIDE, self.y + (1 - share) * HIGH


def figure(bench: Bench, rows: Sequence[Row], form: str) -> bytes:
    """Return the figure of a bench in a form, svg or png."""
    panels = list(dict.fromkeys((p, w) for _, p, w in bench.groups() if p != OWN))
    panels = panels or list(dict.fromkeys((p, w) for _, p, w in bench.groups()))
    titles = (bench.name, _measure(rows))  # short enough for a figure of one panel
    marks: list[Mark] = [
        TextMark(LEFT, 14 + 16 * k, line, "start") for k, line in enumerate(titles)
    ]
    for number, (prior, world) in enumerate(panels):
        some = [r for r in rows if r.group[2] == world and r.group[1] in (prior, OWN)]
        marks += _panel(_place(number, bench), f"{prior}, {world}", some, list(bench.agents))
    down = -(-len(panels) // ACROSS)
    across = min(len(panels), ACROSS)
    size = across * (LEFT + WIDE + RIGHT), TOP + down * (ABOVE + HIGH + BELOW)
    return marks_svg(marks, size) if form == "svg" else marks_png(marks, size)


def _measure(rows: Sequence[Row]) -> str:
    seeds = sorted({row.seeds for row in rows})
    count = f"{seeds[0]}" if len(seeds) == 1 else f"{seeds[0]} to {seeds[-1]}" if seeds else "0"
    wrong = any(mean.value for row in rows for mean in row.wrong_curve)
    dotted = "; dotted: wrong ones" if wrong else ""
    return f"right requirement sets (EGA), mean of {count} seeds with 95 % interval{dotted}"


def _place(number: int, bench: Bench) -> Panel:
    down, across = divmod(number, ACROSS)
    x = across * (LEFT + WIDE + RIGHT) + LEFT
    y = TOP + down * (ABOVE + HIGH + BELOW) + ABOVE
    points = grid(bench.max_steps)
    return Panel(x, y, points[0], max(points[-1], points[0] + 1))


def _panel(panel: Panel, title: str, rows: Sequence[Row], agents: Sequence[str]) -> Iterator[Mark]:
    yield TextMark(panel.x, panel.y - 16, title, "start")
    yield from _axes(panel)
    styles = {a: (COLOURS[k % len(COLOURS)], DASHES[k % len(DASHES)]) for k, a in enumerate(agents)}
    steps = grid(panel.budget)
    for row in rows:
        low = [panel.at(x, mean.low) for x, mean in zip(steps, row.curve, strict=True)]
        high = [panel.at(x, mean.high) for x, mean in zip(steps, row.curve, strict=True)]
        yield Area([*low, *reversed(high)], styles[row.group[0]][0])
    for row in rows:
        points = [panel.at(x, mean.value) for x, mean in zip(steps, row.curve, strict=True)]
        yield Polyline(points, styles[row.group[0]][0], 2, styles[row.group[0]][1])
        wrong = [panel.at(x, mean.value) for x, mean in zip(steps, row.wrong_curve, strict=True)]
        if any(mean.value for mean in row.wrong_curve):
            yield Polyline(wrong, styles[row.group[0]][0], 1, (1, 3))
    yield from _labels(panel, rows, {agent: style[0] for agent, style in styles.items()})


def _axes(panel: Panel) -> Iterator[Mark]:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = panel.at(panel.first, share)
        yield Stroke(x, y, x + WIDE, y, PALE)
        yield TextMark(x - 6, y, f"{share:.0%}", "end")
    for power in range(math.ceil(math.log10(panel.first)), 12):
        if 10**power > panel.budget:
            break
        x, y = panel.at(10**power, 0)
        yield Stroke(x, y, x, y - HIGH, PALE)
        yield TextMark(x, y + 11, f"{10**power:,}", "middle")
    yield TextMark(panel.x + WIDE / 2, panel.y + HIGH + 26, "env steps", "middle")


def _labels(panel: Panel, rows: Sequence[Row], colours: dict[str, str]) -> Iterator[Mark]:
    """Yield the agents' names at the ends of their curves, moved apart."""
    ends = sorted((panel.at(panel.budget, row.curve[-1].value)[1], row.group[0]) for row in rows)
    x = panel.x + WIDE
    for (y, agent), place in zip(ends, _apart([y for y, _ in ends], panel.y + HIGH), strict=True):
        yield Stroke(x + 2, y, x + 10, place, colours[agent])
        yield TextMark(x + 13, place, agent, "start", INK)


def _apart(heights: Sequence[float], lowest: float) -> list[float]:
    """Return heights, from the top down, moved at least LINE apart and none below the lowest."""
    places = list[float]()
    for y in heights:
        places.append(max(y, places[-1] + LINE) if places else y)
    below = lowest + LINE
    for number in reversed(range(len(places))):
        below = places[number] = min(places[number], below - LINE)
    return places
