"""A plot of right answers with intervals: a row per field, a dot per model; SVG or PNG."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from deckard.bench.compare_llms import Compared
from deckard.bench.score.recipes import FIELDS
from deckard.errors import ConfigError
from deckard.view.draw.marks import (
    COLOURS,
    DOT,
    PALE,
    Dot,
    Mark,
    Stroke,
    TextMark,
    marks_png,
    marks_svg,
)

LEFT = 110
"""Pixels left of the axis, for the names of the fields; chosen, as all lengths here."""
WIDE = 520
"""Pixels: the length of the axis."""
RIGHT = 70
"""Pixels right of the axis, for the counts."""
TOP = 44
"""Pixels above the axis, for the title."""
LINE = 16
"""Pixels from one model to the next."""


def llm_picture(compared: Sequence[Compared], path: Path) -> bytes:
    """Return the plot in the format that the ending of a path names."""
    check_plot_path(path)
    marks = [*_axis(compared), *_rows(compared), *_legend(compared)]
    size = LEFT + WIDE + RIGHT, _bottom(compared) + 30 + LINE * len(compared)
    if path.suffix.lower() == ".svg":
        return marks_svg(marks, size)
    return marks_png(marks, size)


def check_plot_path(path: Path) -> None:
    """Raise ConfigError unless a path ends in .svg or .png."""
    if path.suffix.lower() not in (".svg", ".png"):
        raise ConfigError(f"--plot {path}: name a file that ends in .svg or .png")


def _bottom(compared: Sequence[Compared]) -> int:
    return TOP + len(FIELDS) * _row(compared)


def _row(compared: Sequence[Compared]) -> int:
    return LINE * (len(compared) + 1)


def _x(share: float) -> float:
    return LEFT + share * WIDE


def _axis(compared: Sequence[Compared]) -> Iterator[Mark]:
    yield TextMark(LEFT, TOP / 3, "right answers, with 95 % Wilson intervals", "start")
    for tenth in range(0, 11, 2):
        yield Stroke(_x(tenth / 10), TOP, _x(tenth / 10), _bottom(compared), PALE)
        yield TextMark(_x(tenth / 10), TOP - 9, f"{tenth * 10} %", "middle")


def _rows(compared: Sequence[Compared]) -> Iterator[Mark]:
    for k, field in enumerate(FIELDS):
        top = TOP + k * _row(compared)
        yield Stroke(LEFT, top, LEFT + WIDE, top, PALE)
        yield TextMark(LEFT - 8, top + _row(compared) / 2, field, "end")
        for n, model in enumerate(compared):
            yield from _point(model, field, top + LINE * (n + 1), COLOURS[n % len(COLOURS)])


def _point(model: Compared, field: str, y: float, colour: str) -> Iterator[Mark]:
    share = model.fields[field]
    if share.interval is None:
        return
    low, high = share.interval
    yield Stroke(_x(low), y, _x(high), y, colour, 2)
    yield Dot(_x(share.right / share.of), y, colour)
    yield TextMark(LEFT + WIDE + RIGHT - 4, y, f"{share.right}/{share.of}", "end", colour)


def _legend(compared: Sequence[Compared]) -> Iterator[Mark]:
    bottom = _bottom(compared)
    yield Stroke(LEFT, bottom, LEFT + WIDE, bottom, PALE)
    for n, model in enumerate(compared):
        y, colour = bottom + 20 + LINE * n, COLOURS[n % len(COLOURS)]
        yield Dot(LEFT + DOT, y, colour)
        yield TextMark(LEFT + 16, y, model.label, "start")
