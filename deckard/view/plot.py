"""Shares with their intervals, a row a field and a dot a model: as SVG, or as PNG by Pillow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckard.contest import Compared
from deckard.errors import ConfigError
from deckard.score import FIELDS
from deckard.view.pen import Pen
from deckard.view.sheet import document, text

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""Told apart by the colour-blind, too (Okabe and Ito 2008)."""
INK, PALE = "#333333", "#dddddd"
LEFT, WIDE, RIGHT, TOP, LINE, SIZE = 110, 520, 70, 44, 16, 12
"""Pixels: left of the axis, its length, right of it, above, from model to model, of letters."""
DOT = 4.0
FINER = 2
"""Pixels of a PNG for one of the SVG."""


@dataclass(frozen=True)
class Stroke:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str
    width: float = 1.0


@dataclass(frozen=True)
class Dot:
    """A full circle."""

    x: float
    y: float
    colour: str


@dataclass(frozen=True)
class Words:
    """A line of text, its middle at the height y; `anchor` is start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str
    colour: str = INK


Mark = Stroke | Dot | Words


def picture(compared: Sequence[Compared], path: Path) -> bytes:
    """Return the plot in the form that the ending of a path tells."""
    check(path)
    marks = [*_axis(compared), *_rows(compared), *_legend(compared)]
    size = LEFT + WIDE + RIGHT, _bottom(compared) + 30 + LINE * len(compared)
    if path.suffix.lower() == ".svg":
        return document(*size, SIZE, map(_drawn, marks)).encode()
    return _png(marks, size)


def check(path: Path) -> None:
    """Raise a ConfigError unless a path ends like a picture that can be made."""
    if path.suffix.lower() not in (".svg", ".png"):
        raise ConfigError(f"--plot {path}: name a file that ends in .svg or .png")


def _bottom(compared: Sequence[Compared]) -> int:
    return TOP + len(FIELDS) * _row(compared)


def _row(compared: Sequence[Compared]) -> int:
    return LINE * (len(compared) + 1)


def _x(share: float) -> float:
    return LEFT + share * WIDE


def _axis(compared: Sequence[Compared]) -> Iterator[Mark]:
    yield Words(LEFT, TOP / 3, "right answers, with 95 % Wilson intervals", "start")
    for tenth in range(0, 11, 2):
        yield Stroke(_x(tenth / 10), TOP, _x(tenth / 10), _bottom(compared), PALE)
        yield Words(_x(tenth / 10), TOP - 9, f"{tenth * 10} %", "middle")


def _rows(compared: Sequence[Compared]) -> Iterator[Mark]:
    for k, field in enumerate(FIELDS):
        top = TOP + k * _row(compared)
        yield Stroke(LEFT, top, LEFT + WIDE, top, PALE)
        yield Words(LEFT - 8, top + _row(compared) / 2, field, "end")
        for n, one in enumerate(compared):
            yield from _point(one, field, top + LINE * (n + 1), COLOURS[n % len(COLOURS)])


def _point(one: Compared, field: str, y: float, colour: str) -> Iterator[Mark]:
    share = one.fields[field]
    if share.interval is None:
        return
    low, high = share.interval
    yield Stroke(_x(low), y, _x(high), y, colour, 2)
    yield Dot(_x(share.right / share.of), y, colour)
    yield Words(LEFT + WIDE + RIGHT - 4, y, f"{share.right}/{share.of}", "end", colour)


def _legend(compared: Sequence[Compared]) -> Iterator[Mark]:
    bottom = _bottom(compared)
    yield Stroke(LEFT, bottom, LEFT + WIDE, bottom, PALE)
    for n, one in enumerate(compared):
        y, colour = bottom + 20 + LINE * n, COLOURS[n % len(COLOURS)]
        yield Dot(LEFT + DOT, y, colour)
        yield Words(LEFT + 16, y, one.label, "start")


def _drawn(mark: Mark) -> str:
    match mark:
        case Stroke(x1, y1, x2, y2, colour, width):
            return (
                f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
                f'stroke="{colour}" stroke-width="{width}"/>'
            )
        case Dot(x, y, colour):
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{DOT}" fill="{colour}"/>'
        case Words(x, y, words, anchor, colour):
            return text(x, y, words, f'dy="0.35em" text-anchor="{anchor}" fill="{colour}"')


def _png(marks: Sequence[Mark], size: tuple[int, int]) -> bytes:
    pen, anchors = Pen(*size, FINER), {"start": "lm", "middle": "mm", "end": "rm"}
    for mark in marks:
        match mark:
            case Stroke(x1, y1, x2, y2, colour, width):
                pen.line([(x1, y1), (x2, y2)], colour, width)
            case Dot(x, y, colour):
                pen.dot((x, y), DOT, colour)
            case Words(x, y, words, anchor, colour):
                pen.text((x, y), words, SIZE, colour, anchors[anchor])
    return pen.png()
