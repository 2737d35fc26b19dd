"""The graph as PNG, drawn by Pillow with the font that it brings."""

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

from deckard.events import State
from deckard.recipes import Item
from deckard.view.layout import Point
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
SMOOTH = 12
"""Straight pieces that a bend is made of."""


def png(state: State, target: Item | None) -> bytes:
    """Return the graph as a PNG file."""
    drawn = picture(state, target)
    scale = min(SCALE, (MOST / (drawn.width * drawn.height)) ** 0.5)
    size = max(1, round(drawn.width * scale)), max(1, round(drawn.height * scale))
    image = Image.new("RGB", size, "#ffffff")
    _Pen(ImageDraw.Draw(image), scale).draw(drawn)
    out = io.BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


class _Pen:
    """Draws a picture at a scale."""

    def __init__(self, onto: ImageDraw.ImageDraw, scale: float) -> None:
        self.onto, self.scale = onto, scale
        self.fonts = {size: ImageFont.load_default(size * scale) for size in (NAME, SMALL)}

    def draw(self, drawn: Picture) -> None:
        """Draw edges, then the boxes over them."""
        for role in reversed(list(ROLES)):
            for own, course in drawn.edges:
                if own == role:
                    self._edge(role, course)
        for one in drawn.boxes:
            self._box(one)
        self._text((PAD, drawn.height - PAD - SMALL), KEY_WORDS, SMALL, "#444444")

    def _edge(self, role: str, course: Sequence[Point]) -> None:
        points = list(_bent(course))
        self._line(points, EDGES[role], 1, ROLES[role])
        x, y = course[-1]
        back = 5 if x > course[0][0] else -5
        tip = [self._at(p) for p in ((x, y), (x - back, y - 2.5), (x - back, y + 2.5))]
        self.onto.polygon(tip, fill=EDGES["tool"])

    def _box(self, one: Drawn) -> None:
        box = one.box
        left, top = box.x - box.width / 2, box.y - box.height / 2
        right, bottom = left + box.width, top + box.height
        self.onto.rectangle([*self._at((left, top)), *self._at((right, bottom))], FILLS[one.status])
        frame = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        width = 3.0 if one.is_target else 1.2
        self._line(frame, FRAMES[one.status], width, DASHES[one.status])
        self._text((left + PAD, top + 4), one.name, NAME, "#111111")
        self._text((left + PAD, top + 20), one.line, SMALL, "#444444")

    def _text(self, at: Point, words: str, size: float, colour: str) -> None:
        self.onto.text(self._at(at), words, fill=colour, font=self.fonts[size])

    def _line(
        self, points: Sequence[Point], colour: str, width: float, dashes: Sequence[float]
    ) -> None:
        thick = max(1, round(width * self.scale))
        for piece in _pieces(points, dashes) if dashes else [points]:
            self.onto.line([self._at(p) for p in piece], colour, thick)

    def _at(self, point: Point) -> Point:
        return point[0] * self.scale, point[1] * self.scale


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


def _pieces(points: Sequence[Point], dashes: Sequence[float]) -> Iterator[list[Point]]:
    """Yield the dashes along some points."""
    dash, gap = dashes
    into = 0.0
    for (x, y), (to_x, to_y) in pairwise(points):
        length = ((to_x - x) ** 2 + (to_y - y) ** 2) ** 0.5
        start = -into
        while length and start < length:
            a, b = max(start, 0.0) / length, min(start + dash, length) / length
            if b > a:
                yield [(x + (to_x - x) * s, y + (to_y - y) * s) for s in (a, b)]
            start += dash + gap
        into = (into + length) % (dash + gap)
