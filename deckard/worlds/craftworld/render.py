"""Pictures: the agent from above, and a cut through the world along its line of sight."""

from math import cos, pi, sin

import numpy as np
from PIL import Image, ImageDraw

from deckard.worlds.craftworld.kernels.arrays import AIR, HEIGHT, LEVEL, VINE, WATER, YAW_X, YAW_Z
from deckard.worlds.craftworld.kernels.grid import block_array
from deckard.worlds.craftworld.simulator import Simulator

VIEW = 25  # columns and rows of either part
CELL = 12  # pixels
GAP = 8
SHADE = 0.05  # by how much each block further down is darker
INK, AGENT, PAPER, SKY = (20, 20, 20), (255, 70, 200), (250, 250, 250), (170, 205, 240)


def render_picture(simulator: Simulator, world: int = 0) -> np.ndarray:
    """Return a picture of a world around its agent, uint8 (height, width, 3).

    Left: from above, north up; under ground only what lies below the ceiling. Lower is darker.
    Right: the cut that the agent looks along, it stands in the middle and looks to the right.
    Animals are discs, the agent is pink.
    """
    side = VIEW * CELL
    image = Image.new("RGB", (2 * side + 3 * GAP, side + 2 * GAP), PAPER)
    draw = ImageDraw.Draw(image)
    grid = block_array(simulator.cells[world])
    _map(draw, simulator, world, grid)
    _cut(draw, simulator, world, grid)
    return np.asarray(image)


def _map(draw: ImageDraw.ImageDraw, simulator: Simulator, world: int, grid: np.ndarray) -> None:
    """Draw the map: x to the right, z up."""
    body, kinds = simulator.bodies[world], simulator.setting.rules.kinds
    covered = (grid[body["x"], body["z"], body["y"] + 2 :] != AIR).any()
    fills = kinds["solid"] | np.isin(np.arange(len(kinds)), (WATER, VINE))
    ceiling = int(body["y"]) + 2 if covered else HEIGHT
    for i in range(VIEW):
        for k in range(VIEW):
            column = grid[
                _around(simulator, body["x"], i), _around(simulator, body["z"], k), :ceiling
            ]
            top = int(np.flatnonzero(column)[-1])
            corner = GAP + i * CELL, GAP + (VIEW - 1 - k) * CELL
            shade = min(1.15, max(0.4, 1 + SHADE * (top + 1 - int(body["y"]))))
            ground = top
            while kinds["mob"][column[ground]] or not fills[column[ground]]:
                ground -= 1
            for y in sorted({ground, top}):
                _cell(draw, simulator, corner, int(column[y]), shade)
    middle = GAP + (VIEW // 2 + 0.5) * CELL
    ahead = np.array([YAW_X[body["yaw"]], -YAW_Z[body["yaw"]]])
    side = np.array([-ahead[1], ahead[0]])
    corners = (1.1 * ahead, 0.7 * side - 0.6 * ahead, -0.7 * side - 0.6 * ahead)
    draw.polygon([tuple(middle + CELL * 0.7 * c) for c in corners], AGENT, INK)


def _cut(draw: ImageDraw.ImageDraw, simulator: Simulator, world: int, grid: np.ndarray) -> None:
    """Draw the vertical cut: forward to the right."""
    body = simulator.bodies[world]
    left, middle = 2 * GAP + VIEW * CELL, VIEW // 2
    for i in range(VIEW):
        x = _around(simulator, body["x"], middle + (i - middle) * int(YAW_X[body["yaw"]]))
        z = _around(simulator, body["z"], middle + (i - middle) * int(YAW_Z[body["yaw"]]))
        for k in range(VIEW):
            y = int(body["y"]) + k - middle
            corner = left + i * CELL, GAP + (VIEW - 1 - k) * CELL
            draw.rectangle((*corner, corner[0] + CELL - 1, corner[1] + CELL - 1), SKY)
            if 0 <= y < HEIGHT and grid[x, z, y] != AIR:
                _cell(draw, simulator, corner, int(grid[x, z, y]), 1.0)
    here, feet = left + (middle + 0.5) * CELL, GAP + (VIEW - middle) * CELL
    draw.rectangle((here - 4, feet - 1.8 * CELL, here + 4, feet - 2), AGENT, INK)
    tilt = (int(body["pitch"]) - LEVEL) * pi / 4
    eye = here, feet - 1.5 * CELL
    draw.line((*eye, eye[0] + 2 * CELL * cos(tilt), eye[1] - 2 * CELL * sin(tilt)), INK, 2)


def _around(simulator: Simulator, middle: int, place: int) -> int:
    """Return the coordinate at a place of the view."""
    return (int(middle) + place - VIEW // 2) % simulator.setting.size


def _cell(
    draw: ImageDraw.ImageDraw,
    simulator: Simulator,
    corner: tuple[float, float],
    kind: int,
    shade: float,
) -> None:
    """Draw what is in one cell: blocks and water fill it, plants are diamonds, animals discs."""
    rules, (x, y) = simulator.setting.rules, corner
    red, green, blue = (min(255, int(c * shade)) for c in rules.colours[kind])
    colour, look, end = (red, green, blue), rules.kinds[kind], CELL - 1
    if look["mob"]:
        draw.ellipse((x + 1, y + 1, x + end - 1, y + end - 1), colour, INK)
    elif look["solid"] or kind in (WATER, VINE):
        draw.rectangle((x, y, x + end, y + end), colour)
    else:
        half = end / 2
        sides = (
            (x + half, y + 1),
            (x + end - 1, y + half),
            (x + half, y + end - 1),
            (x + 1, y + half),
        )
        draw.polygon(sides, colour)
