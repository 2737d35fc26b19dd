"""Frames: what a camera in a world would see, in perspective."""

from math import floor, sqrt

import numpy as np
from numpy.typing import NDArray

from deckard.worlds.craftworld.kernels.arrays import AIR, WATER, FlatGrid, Grid, Integer
from deckard.worlds.craftworld.kernels.jit import kernel, kernel_function
from deckard.worlds.craftworld.kernels.rng import GOLDEN, MIX1

FAR = 32.0  # blocks to the end of sight
HAZE = 24.0  # blocks from which on the sky shines through
TEXELS = 16  # along each side of a block, as in the game
ROUGH = 0.16  # by how much a texel may be darker than its block
SPOTS = 120  # of 256 texels of a plant that are there
WET = 0.55  # of its colour is left to what is seen through water
NEVER = 1e30
SIDE_X, SIDE_Y, SIDE_Z = range(3)
SHADES = np.array([0.6, 1.0, 0.8])
"""Brightness of sides that face along x, up and along z, as in the game; below it is half."""
Picture = NDArray[np.uint8]
"""uint8 (rows, columns, 3): red, green, blue."""
Colours = NDArray[np.float64]
"""float64 (kinds, 3): the colour of each kind, from 0 to 255."""
Pierced = NDArray[np.bool_]
"""bool (kinds,): whether a kind fills its cells in spots only."""
Vector = NDArray[np.float64]
"""float64 (3,): x, y, z, or red, green, blue."""
Axes = NDArray[np.float64]
"""float64 (3, 3): the unit vectors right, up and ahead, as rows."""


@kernel
def expose(
    grid: Grid, roof: int, colours: Colours, pierced: Pierced, eye: Vector, axes: Axes,
    tall: float, sky: Vector, light: float, out: Picture,
) -> None:  # fmt: skip
    """Draw what is seen from `eye` (x, y, z) into `out`, uint8 (rows, columns, 3), top row first.

    From the height `roof` on there is nothing. `axes` are the unit vectors (right, up, ahead), as
    rows; `tall` is the tangent of half the angle that the picture's height spans; the kinds of
    `pierced` fill their cells in spots only.
    """
    rows, columns = out.shape[0], out.shape[1]
    flat, size = grid.reshape(-1), grid.shape[1]
    for row in range(rows):
        v = (1 - 2 * (row + 0.5) / rows) * tall
        for column in range(columns):
            u = (2 * (column + 0.5) - columns) / rows * tall
            ray_x = axes[2, 0] + u * axes[0, 0] + v * axes[1, 0]
            ray_y = axes[2, 1] + u * axes[0, 1] + v * axes[1, 1]
            ray_z = axes[2, 2] + u * axes[0, 2] + v * axes[1, 2]
            kind, share, bright, wet = follow(
                flat, size, roof, pierced, eye[0], eye[1], eye[2], ray_x, ray_y, ray_z
            )
            shine = bright * light * share
            for i in range(3):
                colour = colours[kind, i] * shine + sky[i] * (1 - share)
                out[row, column, i] = np.uint8(colour * wet + colours[WATER, i] * light * (1 - wet))


@kernel_function
def follow(
    flat: FlatGrid, size: int, roof: int, pierced: Pierced, eye_x: float, eye_y: float,
    eye_z: float, ray_x: float, ray_y: float, ray_z: float,
) -> tuple[np.int64, float, float, float]:  # fmt: skip
    """Follow a ray: what it meets, its share of the colour beside the haze's, brightness, water."""
    mask = np.int64(size - 1)
    x, y, z = np.int64(floor(eye_x)), np.int64(floor(eye_y)), np.int64(floor(eye_z))
    on_x, on_y, on_z = ahead(ray_x), ahead(ray_y), ahead(ray_z)
    next_x, next_y, next_z = (
        first_border(eye_x, ray_x),
        first_border(eye_y, ray_y),
        first_border(eye_z, ray_z),
    )
    wide_x, wide_y, wide_z = width(ray_x), width(ray_y), width(ray_z)
    length = sqrt(ray_x * ray_x + ray_y * ray_y + ray_z * ray_z)
    end, away, side, wet = FAR / length, 0.0, SIDE_Y, 1.0
    while away < end:
        if 0 <= y < roof:
            cell = ((((y >> 3) * size + (x & mask)) * size + (z & mask)) << 3) + (y & 7)
            kind = np.int64(flat[np.uint64(cell)])
            wet = WET if kind == WATER else wet
            if kind != AIR and kind != WATER and (away > 0 or not pierced[kind]):
                bright = paint(
                    kind, pierced[kind], side, eye_x + away * ray_x, eye_y + away * ray_y,
                    eye_z + away * ray_z,
                )  # fmt: skip
                if bright > 0:
                    haze = max(0.0, (away * length - HAZE) / (FAR - HAZE))
                    return kind, 1 - haze, bright * shade(side, on_y), wet
        elif (y < 0) == (on_y < 0):
            break
        if next_x <= next_y and next_x <= next_z:
            away, side = next_x, SIDE_X
            x, next_x = x + on_x, next_x + wide_x
        elif next_y <= next_z:
            away, side = next_y, SIDE_Y
            y, next_y = y + on_y, next_y + wide_y
        else:
            away, side = next_z, SIDE_Z
            z, next_z = z + on_z, next_z + wide_z
    return np.int64(AIR), 0.0, 0.0, wet


@kernel_function
def ahead(along: float) -> int:
    """Return the step from cell to cell along an axis."""
    return 1 if along > 0 else -1


@kernel_function
def shade(side: int, on_y: int) -> float:
    """Return how bright the side of a block is that a ray meets on its way up or down."""
    return 0.5 if side == SIDE_Y and on_y > 0 else SHADES[side]


@kernel_function
def width(along: float) -> float:
    """Return how far along a ray the borders of cells on an axis lie apart."""
    return 1 / abs(along) if along != 0 else NEVER


@kernel_function
def first_border(place: float, along: float) -> float:
    """Return how far along a ray the first border of cells on an axis lies."""
    if along == 0:
        return NEVER
    inside = place - floor(place)
    return (1 - inside) / along if along > 0 else -inside / along


@kernel_function
def paint(kind: Integer, spotty: bool, side: int, x: float, y: float, z: float) -> float:
    """Return the brightness of a spot on a block's side; 0 where one looks through it."""
    across, along = (y, z) if side == SIDE_X else ((x, z) if side == SIDE_Y else (x, y))
    texel = np.int64((across - floor(across)) * TEXELS) * TEXELS
    texel += np.int64((along - floor(along)) * TEXELS)
    bits = np.uint64(texel + kind * TEXELS * TEXELS) * GOLDEN
    noise = np.int64(((bits ^ (bits >> np.uint64(29))) * MIX1) >> np.uint64(56))
    if spotty and noise >= SPOTS:
        return 0.0
    return 1 - noise * (ROUGH / 256)
