"""The line of sight, in degrees as the game counts them, and what lies on it.

Yaw 0 looks along +z (south), 90 along -x (west); pitch 90 looks straight down.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, floor, inf, radians, sin

import numpy as np

from deckard.worlds.malmo.mission import Cell

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Hit:
    """The cell that a ray meets, the cell before it (on the side that was hit), and how far off."""

    cell: Cell
    before: Cell
    distance: float


def look_vector(yaw: float, pitch: float) -> Vector:
    """Return the unit vector that somebody looks along."""
    turn, tilt = radians(yaw), radians(pitch)
    return -sin(turn) * cos(tilt), -sin(tilt), cos(turn) * cos(tilt)


def axes(yaw: float, pitch: float) -> np.ndarray:
    """Return the unit vectors (right, up, ahead) of a look, as rows."""
    turn = radians(yaw)
    ahead = np.array(look_vector(yaw, pitch))
    right = np.array([-cos(turn), 0.0, -sin(turn)])
    return np.array([right, np.cross(right, ahead), ahead])


def trace(eye: Vector, ray: Vector, reach: float, stops: Callable[[Cell], bool]) -> Hit | None:
    """Return the first cell along a unit vector, within reach, at which a ray stops."""
    cell = tuple(floor(place) for place in eye)
    step = [1 if along > 0 else -1 for along in ray]
    wide = [1 / abs(along) if along else inf for along in ray]
    coming = [_first(place, along) for place, along in zip(eye, ray, strict=True)]
    while True:
        axis = coming.index(min(coming))
        away = coming[axis]
        if away > reach:
            return None
        before, moved = cell, list(cell)
        moved[axis] += step[axis]
        coming[axis] += wide[axis]
        cell = moved[0], moved[1], moved[2]
        if stops(cell):
            return Hit(cell, (before[0], before[1], before[2]), away)


def _first(place: float, along: float) -> float:
    """Return how far along a ray the first border of cells on an axis lies."""
    if not along:
        return inf
    inside = place - floor(place)
    return (1 - inside) / along if along > 0 else -inside / along
