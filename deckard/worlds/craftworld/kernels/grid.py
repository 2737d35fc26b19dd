"""Reading and writing the cells of one world.

A grid is uint8 of shape (HEIGHT / SLAB, size, size, SLAB): the kind in each cell, by slab of eight
layers, x, z, and layer in the slab. So eight cells of a column are one 64-bit word, what is around
the agent lies in few lines of the processor's cache, and that decides the speed of a world.
A roof is uint8 of shape (size, size): the height from which on a column holds nothing but air.
"""

import numpy as np

from deckard.worlds.craftworld.kernels.arrays import (
    AIR,
    HEIGHT,
    Grid,
    Integer,
    Roof,
)
from deckard.worlds.craftworld.kernels.jit import kernel_function

SLAB = 8


def empty(worlds: int, size: int) -> np.ndarray:
    """Return grids full of air."""
    return np.zeros((worlds, HEIGHT // SLAB, size, size, SLAB), np.uint8)


def block_array(grid: np.ndarray) -> np.ndarray:
    """Return a copy of a grid as uint8 of shape (size, size, HEIGHT): x, z, height."""
    size = grid.shape[1]
    return grid.transpose(1, 2, 0, 3).reshape(size, size, HEIGHT)


@kernel_function
def get(grid: Grid, x: Integer, z: Integer, y: Integer) -> np.int64:
    """Return the kind in a cell."""
    return np.int64(grid[y >> 3, x, z, y & 7])


@kernel_function
def fix(grid: Grid, x: Integer, z: Integer, y: Integer, kind: Integer) -> None:
    """Change what is in a cell, where the column does not grow."""
    grid[y >> 3, x, z, y & 7] = kind


@kernel_function
def put(grid: Grid, roof: Roof, x: Integer, z: Integer, y: Integer, kind: Integer) -> None:
    """Put something into a cell, and lift the roof if need be."""
    grid[y >> 3, x, z, y & 7] = kind
    roof[x, z] = max(roof[x, z], y + 1)


@kernel_function
def surface(grid: Grid, roof: Roof, x: Integer, z: Integer) -> np.int64:
    """Return the height of the topmost cell of a column that is not air."""
    y = np.int64(roof[x, z]) - 1
    while grid[y >> 3, x, z, y & 7] == AIR:
        y -= 1
    return y
