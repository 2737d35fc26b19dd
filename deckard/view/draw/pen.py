"""Drawing with Pillow and its own font, in pixels of several dots each."""

import io
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
DPI = 96
"""Pixels per inch, as in CSS; a file stores it, so that it is shown at the right size."""


class Pen:
    """Draws on a white sheet at a scale."""

    def __init__(self, width: float, height: float, scale: float) -> None:
        """Make a white sheet; width and height are in pixels, scale is dots per pixel."""
        size = max(1, round(width * scale)), max(1, round(height * scale))
        self.image, self.scale = Image.new("RGB", size, "#ffffff"), scale
        self._onto = ImageDraw.Draw(self.image, "RGBA")
        self._fonts = dict[float, ImageFont.ImageFont | ImageFont.FreeTypeFont]()

    def line(
        self, points: Sequence[Point], colour: str, width: float, dashes: Sequence[float] = ()
    ) -> None:
        """Draw straight lines from point to point, solid or with dashes and gaps in turn."""
        thick = max(1, round(width * self.scale))
        for piece in _pieces(points, dashes) if dashes else [points]:
            self._onto.line([self._at(p) for p in piece], colour, thick)

    def area(self, corners: Sequence[Point], colour: str) -> None:
        """Fill a polygon; a colour `#rrggbbaa` is translucent."""
        self._onto.polygon([self._at(p) for p in corners], colour)

    def dot(self, middle: Point, radius: float, colour: str) -> None:
        """Draw a full circle."""
        self._onto.circle(self._at(middle), radius * self.scale, colour)

    def text(self, at: Point, text: str, size: float, colour: str, anchor: str = "la") -> None:
        """Write a line of text; the anchor is one of Pillow's, the top left by default."""
        font = self._fonts.get(size) or ImageFont.load_default(size * self.scale)
        self._fonts[size] = font
        self._onto.text(self._at(at), text, colour, font, anchor)

    def png(self, colours: int | None = None) -> bytes:
        """Return the sheet as a PNG file, reduced to some colours if they are given."""
        image, out = self.image, io.BytesIO()
        if colours:
            method, dither = Image.Quantize.FASTOCTREE, Image.Dither.NONE
            image = image.quantize(colours, method, dither=dither)
        image.save(out, "PNG", dpi=(DPI * self.scale, DPI * self.scale))
        return out.getvalue()

    def _at(self, point: Point) -> Point:
        return point[0] * self.scale, point[1] * self.scale


def _pieces(points: Sequence[Point], dashes: Sequence[float]) -> Iterator[list[Point]]:
    """Yield the dashes along a line."""
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
