"""An episode as an animated GIF: pictures with a caption below."""

from bisect import bisect
from collections.abc import Iterable
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from deckard.recipes import Inventory

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
WIDTH = 480
"""Pixels; smaller pictures are enlarged by a whole factor to come near it."""
LINE, MARGIN, SIZE = 16, 4, 12  # pixels: height of a caption line, its margin, its letters
FRAME_MS, LAST_MS = 80, 2000
"""How long a frame, and the last one, is shown."""


def film(frames: Iterable[tuple[np.ndarray, str, Inventory]]) -> bytes:
    """Return pictures, each with what is done and held, as a GIF; there is at least one."""
    first, *others = [captioned(picture, doing, held) for picture, doing, held in frames]
    shown = [FRAME_MS] * len(others) + [LAST_MS]
    gif = BytesIO()
    first.save(gif, format="GIF", save_all=True, append_images=others, duration=shown, loop=0)
    return gif.getvalue()


def captioned(picture: np.ndarray, doing: str, held: Inventory) -> Image.Image:
    """Return a picture of shape (height, width, 3) with two lines of text below it."""
    scale = max(1, round(WIDTH / picture.shape[1]))
    height, width = picture.shape[0] * scale, picture.shape[1] * scale
    whole = Image.new("RGB", (width, height + 2 * LINE + 2 * MARGIN), "black")
    large = Image.fromarray(picture).resize((width, height), Image.Resampling.NEAREST)
    whole.paste(large, (0, 0))
    draw, font = ImageDraw.Draw(whole), ImageFont.load_default(SIZE)
    inventory = ", ".join(f"{n} {item}" for item, n in sorted(held.items())) or "nothing held"
    for k, (line, colour) in enumerate([(doing, "white"), (inventory, "#a0a0a0")]):
        at = (MARGIN, height + MARGIN + k * LINE)
        draw.text(at, _fitting(draw, font, line, width - 2 * MARGIN), colour, font)
    return whole


def _fitting(draw: ImageDraw.ImageDraw, font: Font, line: str, width: float) -> str:
    """Cut a line so that it fits a width in pixels."""
    if draw.textlength(line, font) <= width:
        return line
    fits = bisect(range(len(line)), width, key=lambda n: draw.textlength(f"{line[:n]}...", font))
    return f"{line[: max(0, fits - 1)]}..."
