"""The graph as PNG, drawn by Pillow with the font that it brings."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from deckard.events import State
from deckard.recipes import Item
from deckard.view.layout import Point
from deckard.view.pen import Pen
from deckard.view.picture import (
    DASHES,
    EDGES,
    FILLS,
    FRAMES,
    KEY_WORDS,
    NAME,
    PAD,
    ROLES,
    SMALL,
    Drawn,
    Picture,
    picture,
)

SCALE = 2.0
"""Dots a pixel, so that it is sharp on fine screens and in print."""
MOST = 40e6
"""Dots of a picture at most; a larger graph is drawn smaller."""
COLOURS = 64
"""Of the file: what is drawn has few."""
SMOOTH = 12
"""Straight pieces that a bend is made of."""


def png(state: State, target: Item | None) -> bytes:
    """Return the graph as a PNG file."""
    drawn = picture(state, target)
    scale = min(SCALE, (MOST / (drawn.width * drawn.height)) ** 0.5)
    pen = Pen(drawn.width, drawn.height, scale)
    _draw(pen, drawn)
    return pen.png(COLOURS)


def _draw(pen: Pen, drawn: Picture) -> None:
    """Draw edges, then the boxes over them."""
    for role in reversed(list(ROLES)):
        for own, course in drawn.edges:
            if own == role:
                _draw_edge(pen, role, course)
    for one in drawn.boxes:
        _draw_box(pen, one)
    pen.text((PAD, drawn.height - PAD - SMALL), KEY_WORDS, SMALL, "#444444")


def _draw_edge(pen: Pen, role: str, course: Sequence[Point]) -> None:
    pen.line(list(_bent(course)), EDGES[role], 1, ROLES[role])
    x, y = course[-1]
    back = 5 if x > course[0][0] else -5
    pen.area([(x, y), (x - back, y - 2.5), (x - back, y + 2.5)], EDGES["tool"])


def _draw_box(pen: Pen, one: Drawn) -> None:
    box = one.box
    left, top = box.x - box.width / 2, box.y - box.height / 2
    right, bottom = left + box.width, top + box.height
    frame = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    pen.area(frame, FILLS[one.status])
    pen.line(frame, FRAMES[one.status], 3.0 if one.is_target else 1.2, DASHES[one.status])
    pen.text((left + PAD, top + 4), one.name, NAME, "#111111")
    pen.text((left + PAD, top + 20), one.line, SMALL, "#444444")


def _bent(course: Sequence[Point]) -> Iterator[Point]:
    """The points of a course with its bends, as `layout.path` draws them."""
    yield course[0]
    for k, ((x, y), (to_x, to_y)) in enumerate(pairwise(course)):
        for t in (n / SMOOTH for n in range(1, SMOOTH)) if k % 2 else ():
            away, near = (1 - t) ** 2 * (1 + 2 * t), t**2 * (3 - 2 * t)
            middle = (x + to_x) / 2
            along = (1 - t) ** 3 * x + 3 * t * (1 - t) * middle + t**3 * to_x
            yield along, away * y + near * to_y
        yield to_x, to_y
