"""Shapes of veins and tunnels: drawn once by the game's formulas, then laid wherever they are due.

A shape is a list of cells (x, z, y) relative to its start. There are so many of each sort that no
policy learns them, and laying one costs a hundredth of drawing it.
"""

from dataclasses import dataclass

import numpy as np

VEINS = 512  # shapes of each size: so many that their mean is the formula's within a few percent
TUNNELS = 32  # shapes of each sort
FAR = 128  # cells: every cell of a shape lies nearer to its start
RADIX = 2 * FAR  # offsets from -FAR on are digits of this radix
TUNNEL, SHAFT = 0, 1  # sorts of tunnels: deep ones, and those that lead down from the surface


@dataclass(frozen=True)
class Shapes:
    """Equally many shapes of each sort; shape i is cells[first[i] : first[i + 1]]."""

    cells: np.ndarray
    """int16 (all cells, 3)."""
    first: np.ndarray
    """int32."""


def veins(sizes: list[int]) -> Shapes:
    """Return VEINS shapes of veins of each size, size by size."""
    rng = np.random.default_rng(0)
    return _join([_balls(*_vein(rng, size)) for size in sizes for _ in range(VEINS)])


def tunnels() -> Shapes:
    """Return TUNNELS shapes of tunnels, then as many of shafts."""
    rng = np.random.default_rng(1)
    kinds = [sort for sort in (TUNNEL, SHAFT) for _ in range(TUNNELS)]
    return _join([_balls(*_tunnel(rng, sort)) for sort in kinds])


def _join(shapes: list[np.ndarray]) -> Shapes:
    first = np.cumsum([0, *(len(shape) for shape in shapes)])
    return Shapes(np.concatenate(shapes).astype(np.int16), first.astype(np.int32))


def _balls(middles: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Return the cells whose middle lies within one of some balls."""
    reach = int(np.ceil(radii.max()))
    around = np.mgrid[-reach : reach + 1, -reach : reach + 1, -reach : reach + 1].reshape(3, -1).T
    cells = np.floor(middles).astype(int)[:, None] + around
    away = ((cells + 0.5 - middles[:, None]) ** 2).sum(axis=2)
    inside = (cells[away < radii[:, None] ** 2] + FAR) @ (RADIX * RADIX, RADIX, 1)
    return np.stack(np.unravel_index(np.unique(inside), (RADIX,) * 3), axis=1) - FAR


def _vein(rng: np.random.Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a string of balls as the game draws it: thickest in the middle."""
    angle = rng.uniform(0, np.pi)
    away = np.array([np.sin(angle), np.cos(angle)]) * size / 8
    share = np.arange(size) / size
    heights = rng.integers(0, 3, 2) - 2
    middles = np.empty((size, 3))
    middles[:, :2] = away * (1 - 2 * share[:, None])
    middles[:, 2] = heights[0] + (heights[1] - heights[0]) * share
    radii = ((np.sin(np.pi * share) + 1) * rng.random(size) * size / 16 + 1) / 2
    return middles, radii


def _tunnel(rng: np.random.Generator, sort: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a winding string of balls; shafts lead down at first."""
    length = int(rng.integers(40, 90))
    angle, turn = rng.uniform(0, 2 * np.pi), 0.0
    slope = -0.5 if sort == SHAFT else rng.uniform(-0.15, 0.15)
    place, middles = np.zeros(3), np.empty((length, 3))
    for i in range(length):
        middles[i] = place
        turn = 0.8 * turn + rng.uniform(-0.15, 0.15)
        slope = 0.95 * slope + rng.uniform(-0.06, 0.06)
        angle += turn
        place = place + np.array([np.cos(angle), np.sin(angle), slope])
    return middles, rng.uniform(1.2, 2.3, length)
