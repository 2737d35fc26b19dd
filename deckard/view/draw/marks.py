"""The marks of plots (lines, areas, dots, text), drawn as SVG, or as PNG by Pillow."""

from collections.abc import Sequence
from dataclasses import dataclass

from deckard.view.draw.pen import Pen, Point
from deckard.view.draw.svg_document import svg_document, svg_text

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
"""Colours that colour-blind readers can tell apart (Okabe and Ito 2008)."""
INK = "#333333"
"""The colour of text."""
PALE = "#dddddd"
"""The colour of grid lines."""
SIZE = 12
"""Pixels: the font size."""
DOT = 4.0
"""Pixels: the radius of a dot."""
FINER = 2
"""Pixels of a PNG for one of the SVG."""
SHEER = 0.15
"""The opacity of an area, from 0 to 1."""


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
class Polyline:
    """A line from point to point, whole or as dashes and gaps in turn."""

    points: Sequence[Point]
    colour: str
    width: float = 1.0
    dashes: Sequence[float] = ()


@dataclass(frozen=True)
class Area:
    """A filled, translucent polygon."""

    corners: Sequence[Point]
    colour: str


@dataclass(frozen=True)
class Dot:
    """A full circle."""

    x: float
    y: float
    colour: str


@dataclass(frozen=True)
class TextMark:
    """A line of text, its middle at the height y; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str
    colour: str = INK


Mark = Stroke | Polyline | Area | Dot | TextMark


def marks_svg(marks: Sequence[Mark], size: tuple[float, float]) -> bytes:
    """Return marks on a sheet of so many pixels as an SVG file."""
    return svg_document(*size, SIZE, map(_drawn, marks)).encode()


def _drawn(mark: Mark) -> str:
    match mark:
        case Stroke(x1, y1, x2, y2, colour, width):
            return (
                f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
                f'stroke="{colour}" stroke-width="{width}"/>'
            )
        case Polyline(points, colour, width, dashes):
            dashed = f' stroke-dasharray="{" ".join(map(str, dashes))}"' if dashes else ""
            return (
                f'<polyline points="{_listed(points)}" fill="none" stroke="{colour}" '
                f'stroke-width="{width}" stroke-linejoin="round"{dashed}/>'
            )
        case Area(corners, colour):
            return f'<polygon points="{_listed(corners)}" fill="{colour}" fill-opacity="{SHEER}"/>'
        case Dot(x, y, colour):
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{DOT}" fill="{colour}"/>'
        case TextMark(x, y, text, anchor, colour):
            return svg_text(x, y, text, f'dy="0.35em" text-anchor="{anchor}" fill="{colour}"')


def _listed(points: Sequence[Point]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def marks_png(marks: Sequence[Mark], size: tuple[float, float]) -> bytes:
    """Return marks on a sheet of so many pixels as a PNG file."""
    pen = Pen(*size, FINER)
    for mark in marks:
        _draw(pen, mark)
    return pen.png()


def _draw(pen: Pen, mark: Mark) -> None:
    match mark:
        case Stroke(x1, y1, x2, y2, colour, width):
            pen.line([(x1, y1), (x2, y2)], colour, width)
        case Polyline(points, colour, width, dashes):
            pen.line(points, colour, width, dashes)
        case Area(corners, colour):
            pen.area(corners, f"{colour}{round(255 * SHEER):02x}")
        case Dot(x, y, colour):
            pen.dot((x, y), DOT, colour)
        case TextMark(x, y, text, anchor, colour):
            pen.text((x, y), text, SIZE, colour, ANCHORS[anchor])


ANCHORS = {"start": "lm", "middle": "mm", "end": "rm"}
"""Pillow's names of the SVG text anchors."""
