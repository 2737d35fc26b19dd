"""Pictures of a view, with the game's own tiles."""

from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from deckard.worlds.crafter.layout import COLS, MIDDLE, ROWS
from deckard.worlds.crafter.names import BLOCKS, SIGHTS

UNIT = 32
"""Pixels of a cell's edge."""
TILES = {"plant": "sapling", "arrow": "arrow-up"}
"""The tiles that are not called as what they show."""
AGENT = ("player-left", "player-right", "player-up", "player-down")
GROUND = "grass"
"""What is drawn under plants, mobs and the agent."""
BEYOND = (128, 128, 128)


def draw_view(assets: Path, view: np.ndarray, heading: int, is_asleep: bool) -> np.ndarray:
    """Return a picture of a view with the agent in its middle, uint8 (224, 288, 3).

    Args:
        assets: The folder of the game's tiles.
        view: What each cell shows, int (7, 9): a number in SIGHTS, or -1.
        heading: The side that the agent faces: left, right, up, down.
        is_asleep: Whether the agent sleeps.
    """
    canvas = Image.new("RGB", (COLS * UNIT, ROWS * UNIT), BEYOND)
    for (row, column), kind in np.ndenumerate(view):
        if kind >= 0:
            _put(canvas, assets, SIGHTS[kind], row, column)
    _put(canvas, assets, "player-sleep" if is_asleep else AGENT[heading], *MIDDLE)
    return np.asarray(canvas)


def _put(canvas: Image.Image, assets: Path, name: str, row: int, column: int) -> None:
    corner = column * UNIT, row * UNIT
    if name not in BLOCKS or name == "plant":
        canvas.paste(_tile(assets, GROUND), corner)
    tile = _tile(assets, TILES.get(name, name))
    canvas.paste(tile, corner, tile)


@cache
def _tile(assets: Path, name: str) -> Image.Image:
    with Image.open(assets / f"{name}.png") as tile:
        return tile.convert("RGBA").resize((UNIT, UNIT), Image.Resampling.NEAREST)
