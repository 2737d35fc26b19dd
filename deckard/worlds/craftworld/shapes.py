"""Shapes of veins and tunnels: drawn once by the game's formulas, then laid wherever they are due.

A shape is a list of cells (x, z, y) relative to its start. There are so many of each sort that no
policy learns them, and laying one costs a hundredth of drawing it.
"""

from dataclasses import dataclass

import numpy as np

SORTS = 32  # shapes of each sort
TUNNEL, SHAFT = 0, 1  # sorts of tunnels: deep ones, and those that lead down from the surface


@dataclass(frozen=True)
class Shapes:
    """SORTS shapes of each sort; shape i is cells[first[i] : first[i + 1]]."""

    cells: np.ndarray
    """int16 (all cells, 3)."""
    first: np.ndarray
    """int32."""


def veins(sizes: list[int]) -> Shapes:
    """Return the shapes of veins of some sizes, sort by sort."""
    rng = np.random.default_rng(0)
    return _join([_balls(*_vein(rng, size)) for size in sizes for _ in range(SORTS)])


def tunnels() -> Shapes:
    """Return the shapes of tunnels and shafts."""
    rng = np.random.default_rng(1)
    return _join([_balls(*_tunnel(rng, sort)) for sort in (TUNNEL, SHAFT) for _ in range(SORTS)])


def _join(shapes: list[np.ndarray]) -> Shapes:
    first = np.cumsum([0, *(len(shape) for shape in shapes)])
    return Shapes(np.concatenate(shapes).astype(np.int16), first.astype(np.int32))


def _balls(middles: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Return the cells whose middle lies within one of some balls."""
    low = np.floor((middles - radii[:, None]).min(axis=0)).astype(int)
    high = np.ceil((middles + radii[:, None]).max(axis=0)).astype(int)
    inside = np.zeros(high - low, bool)
    for middle, radius in zip(middles, radii, strict=True):
        start = np.floor(middle - radius).astype(int)
        end = np.ceil(middle + radius).astype(int)
        axes = [np.arange(a, b) + 0.5 - m for a, b, m in zip(start, end, middle, strict=True)]
        x, z, y = np.ix_(*(axis**2 for axis in axes))
        box = tuple(slice(a - o, b - o) for a, b, o in zip(start, end, low, strict=True))
        inside[box] |= x + z + y < radius**2
    return np.argwhere(inside) + low


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
