"""Frames: what MineDojo gets as pixels.

Encodes `MissionHandlers/VideoProducerImplementation.java`: RGB, one byte each, the bottom row
first, as OpenGL gives it.
"""

from math import ceil, radians, sqrt, tan

import numpy as np

from deckard.worlds.craftworld.camera import expose
from deckard.worlds.malmo.facts import Facts
from deckard.worlds.malmo.player import PlayerBody
from deckard.worlds.malmo.raycast import axes
from deckard.worlds.malmo.terrain import Terrain

FIELD = 70.0
"""Degrees that the picture's height spans: the game's default."""
RAYS = 10_500
"""Rays in a picture at most, chosen for speed; a larger picture has squares of one colour."""
SKY = np.array([148.0, 188.0, 255.0])
"""The colour of the sky, RGB from 0 to 255; chosen."""
DUSK = 0.25
"""Brightness of the world at night, from 0 to 1; chosen."""


class Camera:
    """Makes pictures of one size."""

    def __init__(self, facts: Facts, ground: Terrain, width: int, height: int) -> None:
        self._facts, self._ground = facts, ground
        self._shape = height, width
        self._grain = max(1, ceil(sqrt(width * height / RAYS)))
        rows, columns = (ceil(length / self._grain) for length in self._shape)
        self._picture = np.zeros((rows, columns, 3), np.uint8)

    def render(self, player: PlayerBody, sun: float) -> bytes:
        """Return what a player sees in the light of the sun, from 0 to 1."""
        height, width = self._shape
        simulator, light = self._ground.simulator, DUSK + (1 - DUSK) * sun
        size = simulator.setting.size
        x, y, z = player.eye
        expose(
            simulator.cells[0], int(simulator.roofs[0].max()),
            self._facts.colours, self._facts.pierced,
            np.array([x % size, y, z % size]), axes(player.yaw, player.pitch),
            tan(radians(FIELD / 2)), SKY * light, light, self._picture,
        )  # fmt: skip
        picture = self._picture
        if self._grain > 1:
            picture = picture.repeat(self._grain, 0).repeat(self._grain, 1)[:height, :width]
        return picture[::-1].tobytes()
