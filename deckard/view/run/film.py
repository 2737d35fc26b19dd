"""What an agent does as a film, GIF or MP4: pictures with a caption below."""

from bisect import bisect
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from deckard.errors import ConfigError, MissingExtra
from deckard.runs.replay import Frame
from deckard.types import Inventory

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
WIDTH = 480
"""Pixels; smaller pictures are enlarged by a whole factor to come near it."""
LINE, MARGIN, SIZE = 16, 4, 12  # pixels: height of a caption line, its margin, its letters
FRAME_MS, LAST_MS = 80, 2000
"""How long a frame, and the last one, is shown."""


def check_film(path: Path) -> None:
    """Raise ConfigError or MissingExtra when no film of the kind that a name asks for is made."""
    if path.suffix not in (".gif", ".mp4"):
        raise ConfigError(f"{str(path)!r} is neither a .gif nor an .mp4: name a film so")
    if path.suffix == ".mp4":
        _ffmpeg()


def film(frames: Iterable[Frame], kind: str = ".gif") -> bytes:
    """Return pictures, each with what is done and held, as a film; there is at least one.

    All have as many lines of what is done.
    """
    shown = (captioned(picture, doing, held) for picture, doing, held in frames)
    return _mp4(shown) if kind == ".mp4" else _gif(shown)


def _gif(images: Iterable[Image.Image]) -> bytes:
    first, *others = [image.convert("P", palette=Image.Palette.ADAPTIVE) for image in images]
    shown = [FRAME_MS] * len(others) + [LAST_MS]
    gif = BytesIO()
    first.save(gif, format="GIF", save_all=True, append_images=others, duration=shown, loop=0)
    return gif.getvalue()


def _mp4(images: Iterator[Image.Image]) -> bytes:
    image = next(images)
    even = 2  # H.264 wants a multiple of it in pixels
    with TemporaryDirectory() as folder:
        path, fps = Path(folder) / "film.mp4", 1000 / FRAME_MS
        writer = _ffmpeg().write_frames(path, image.size, fps=fps, macro_block_size=even)
        writer.send(None)
        for shown in chain([image], images):
            image = shown
            writer.send(image.tobytes())
        for _ in range(LAST_MS // FRAME_MS):
            writer.send(image.tobytes())
        writer.close()
        return path.read_bytes()


def _ffmpeg() -> Any:
    try:
        import imageio_ffmpeg
    except ImportError:
        raise MissingExtra(
            "an mp4 needs the package imageio-ffmpeg: pip install 'deckard-awm[mp4]'; a .gif does "
            "not"
        ) from None
    return imageio_ffmpeg


def captioned(picture: np.ndarray, doing: str, held: Inventory) -> Image.Image:
    """Return a picture of shape (height, width, 3) with what is done and held written below it."""
    scale = max(1, round(WIDTH / picture.shape[1]))
    height, width = picture.shape[0] * scale, picture.shape[1] * scale
    inventory = ", ".join(f"{n} {item}" for item, n in sorted(held.items())) or "nothing held"
    caption = [(line, "white") for line in doing.split("\n")] + [(inventory, "#a0a0a0")]
    whole = Image.new("RGB", (width, height + len(caption) * LINE + 2 * MARGIN), "black")
    large = Image.fromarray(picture).resize((width, height), Image.Resampling.NEAREST)
    whole.paste(large, (0, 0))
    draw, font = ImageDraw.Draw(whole), ImageFont.load_default(SIZE)
    for k, (line, colour) in enumerate(caption):
        at = (MARGIN, height + MARGIN + k * LINE)
        draw.text(at, _fitting(draw, font, line, width - 2 * MARGIN), colour, font)
    return whole


def _fitting(draw: ImageDraw.ImageDraw, font: Font, line: str, width: float) -> str:
    """Cut a line so that it fits a width in pixels."""
    if draw.textlength(line, font) <= width:
        return line
    fits = bisect(range(len(line)), width, key=lambda n: draw.textlength(f"{line[:n]}...", font))
    return f"{line[: max(0, fits - 1)]}..."
