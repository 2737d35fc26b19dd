"""The graph as PNG, drawn by Pillow with the font that it brings."""

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PIL import Image

from deckard.journal.state import State
from deckard.types import Item
from deckard.view.draw.pen import DPI, Pen
from deckard.view.graph.layout import Point
from deckard.view.graph.picture import (
    CORRECTED,
    EDGE,
    NAME,
    NEEDS,
    NODE_STYLES,
    PAD,
    ROLE_DASHES,
    SAMPLE,
    SMALL,
    DrawnNode,
    Picture,
    graph_picture,
)

SCALE = 2.0
"""Dots per pixel, so that the picture is sharp on fine screens and in print; chosen."""
MOST = 16e6
"""Dots of a picture at most, so that every viewer opens it; chosen."""
LEGIBLE = 0.75
"""Dots per pixel below which letters cannot be read; chosen."""
COLOURS = 64
"""Colours of the PNG file's palette; the picture has few."""
SMOOTH = 12
"""Straight pieces per bend; chosen."""


def graph_png(state: State, target: Item | None) -> bytes:
    """Return the graph as a PNG file."""
    picture = graph_picture(state, target)
    pen = Pen(picture.width, picture.height, _scale(picture))
    _draw(pen, picture)
    return pen.png(COLOURS)


def remarks(content: bytes) -> Iterator[str]:
    """Yield the size of a PNG file, and advice if its letters are too small to be read."""
    image = Image.open(io.BytesIO(content))
    width, height = image.size
    yield f"{width:,} x {height:,} pixels"
    if image.info["dpi"][0] < LEGIBLE * DPI:
        yield (
            f"the graph is too large for {MOST / 1e6:.0f} million pixels, its letters too small "
            "to be read: take --to svg, or name an ITEM to draw only what leads to it"
        )


def _scale(picture: Picture) -> float:
    return min(SCALE, (MOST / (picture.width * picture.height)) ** 0.5)


def _draw(pen: Pen, picture: Picture) -> None:
    """Draw edges, then the boxes over them, and the key."""
    for role in reversed(list(ROLE_DASHES)):
        for edge_role, points in picture.edges:
            if edge_role == role:
                _draw_edge(pen, picture, role, points)
    for node in picture.boxes:
        _draw_box(pen, node)
    _draw_key(pen, picture)


def _draw_edge(pen: Pen, picture: Picture, role: str, points: Sequence[Point]) -> None:
    pen.line(list(_bent(points)), picture.stroke, picture.thickness, ROLE_DASHES[role])
    x, y = points[-1]
    back = 5 if x > points[0][0] else -5
    pen.area([(x, y), (x - back, y - 2.5), (x - back, y + 2.5)], picture.stroke)


def _draw_box(pen: Pen, node: DrawnNode) -> None:
    box = node.box
    left, top = box.x - box.width / 2, box.y - box.height / 2
    width = 3.0 if node.is_target else NODE_STYLES[node.status].width
    _draw_frame(pen, (left, top, left + box.width, top + box.height), node.status, width)
    pen.text((left + PAD, top + 4), node.name, NAME, "#111111")
    pen.text((left + PAD, top + 20), node.line, SMALL, "#444444")


def _draw_frame(
    pen: Pen, box: tuple[float, float, float, float], status: str, width: float
) -> None:
    """Draw a box in the style of its status; a corrected item has a double frame."""
    style, (left, top, right, bottom) = NODE_STYLES[status], box
    frame = _around(*box)
    pen.area(frame, style.fill)
    pen.line(frame, style.frame, width, style.dashes)
    if status == CORRECTED:
        pen.line(_around(left + 3, top + 3, right - 3, bottom - 3), style.frame, 1, ())


def _around(left: float, top: float, right: float, bottom: float) -> list[Point]:
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]


def _draw_key(pen: Pen, picture: Picture) -> None:
    y = picture.key_y
    for sample in picture.key:
        x, name = sample.x, sample.name
        if name in NODE_STYLES:
            _draw_frame(pen, (x, y - 9, x + SAMPLE, y + 9), name, NODE_STYLES[name].width)
        elif name in ROLE_DASHES:
            pen.line([(x, y), (x + SAMPLE, y)], EDGE, 1, ROLE_DASHES[name])
        x += 0 if name == NEEDS else SAMPLE + 6
        pen.text((x, y - NAME / 2 - 1), name, NAME, "#333333")


def _bent(points: Sequence[Point]) -> Iterator[Point]:
    """Yield the points of an edge with its bends, as `layout.path` draws them."""
    yield points[0]
    for k, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        for t in (n / SMOOTH for n in range(1, SMOOTH)) if k % 2 else ():
            away, near = (1 - t) ** 2 * (1 + 2 * t), t**2 * (3 - 2 * t)
            middle = (x + to_x) / 2
            along = (1 - t) ** 3 * x + 3 * t * (1 - t) * middle + t**3 * to_x
            yield along, away * y + near * to_y
        yield to_x, to_y
