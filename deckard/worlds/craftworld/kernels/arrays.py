"""The arrays that kernels work on: what a world is, and what the rules are.

Positions are (x, z, y): x and z wrap around, y is the height. Grids and roofs: see grid. Below the
dtypes stand the types of the kernels' parameters, which say shape and dtype. They are for readers
and mypy: numba compiles for whatever it is called with.
"""

import numpy as np
from numpy.typing import NDArray

HEIGHT = 80
SEA = 62
CHUNK = 256  # columns for which rules give numbers: 16 x 16
FLOOR = 3  # bedrock fills the heights below, so that the sensor's box never leaves the grid
CEILING = HEIGHT - 6  # the highest feet: all that is within reach lies in the grid

# Kinds that kernels know by name; the order of rules.yaml begins with them.
NAMED = (
    "air", "bedrock", "stone", "dirt", "grass", "sand", "gravel", "clay", "water", "log", "leaves",
    "vine", "cobblestone",
)  # fmt: skip
(AIR, BEDROCK, STONE, DIRT, GRASS, SAND, GRAVEL, CLAY, WATER, LOG, LEAVES, VINE, COBBLE) = range(13)

ACTIONS = (
    "noop", "forward", "back", "left", "right", "look_up", "look_down", "attack", "use", "up",
    "tunnel",
)  # fmt: skip
(NOOP, FORWARD, BACK, LEFT, RIGHT, LOOK_UP, LOOK_DOWN, ATTACK, USE, UP, TUNNEL) = range(11)
TICKS = np.array([1, 5, 5, 6, 6, 3, 3, 5, 4, 8, 5], np.int32)
"""Env steps that each action takes at least."""

YAW_X = np.array([0, 1, 0, -1], np.int64)
YAW_Z = np.array([1, 0, -1, 0], np.int64)
PITCHES = 5
LEVEL = 2
PITCH_AHEAD = np.array([0, 1, 1, 1, 0], np.int64)
PITCH_UP = np.array([-1, -1, 0, 1, 1], np.int64)
REACH = 4

BODY = np.dtype(
    [
        ("chance", np.uint64),  # state of the random stream
        ("clock", np.int64),  # ticks since the start of the episode
        ("x", np.int32),
        ("z", np.int32),
        ("y", np.int32),  # of the feet
        ("far_x", np.int32),  # x and z as if the world did not wrap around
        ("far_z", np.int32),
        ("yaw", np.int32),  # 0: +z, 1: +x, 2: -z, 3: -x
        ("pitch", np.int32),  # 0: straight down .. 4: straight up
        ("hand", np.int32),  # item, or -1
        ("aim", np.int32),  # kind in the cross hair, or -1
        ("aim_x", np.int32),
        ("aim_z", np.int32),
        ("aim_y", np.int32),
        ("away", np.int32),  # its distance in cells
        ("action", np.int32),  # the last one, or -1
        ("worked", np.int32),  # whether it changed anything
        ("broke", np.int32),  # kind that it broke, killed or used, or -1
        ("ticks", np.int32),  # env steps that it took
        ("changed", np.int32),  # whether it changed inventory or hand
        ("decisions", np.int32),  # in this episode
        ("starts", np.int32),  # episodes that may still start in this terrain
    ],
    align=True,
)
MOB = np.dtype(
    [
        ("kind", np.int32),
        ("x", np.int32),
        ("z", np.int32),
        ("y", np.int32),
        ("health", np.float32),  # dead at 0
        ("flees", np.int32),  # moments that it still flees for
        ("heading", np.int32),  # the way it flees
        ("shorn", np.int64),  # clock at which its wool has grown again
    ],
    align=True,
)
KIND = np.dtype(
    [
        ("solid", np.int32),
        ("opaque", np.int32),
        ("rooted", np.int32),
        ("falls", np.int32),
        ("mob", np.int32),
        ("hardness", np.float32),  # below 0: cannot be broken
        ("tool", np.int32),  # class that digs it faster, 0: none
        ("harvest", np.uint64),  # tools without which it gives nothing and breaks slowly, 0: any
        ("health", np.float32),
        ("first", np.int32),  # its drops are drops[first:last]
        ("last", np.int32),
    ],
    align=True,
)
DROP = np.dtype(
    [
        ("item", np.int32),
        ("low", np.int32),
        ("high", np.int32),
        ("chance", np.float32),
        ("tools", np.uint64),  # 0: the bare hand does
    ],
    align=True,
)
USE_RULE = np.dtype(
    [
        ("kind", np.int32),
        ("hand", np.int32),
        ("spent", np.int32),  # whether the thing in the hand is used up
        ("item", np.int32),
        ("low", np.int32),
        ("high", np.int32),
    ],
    align=True,
)
GEAR = np.dtype(
    [
        ("tool", np.int32),  # class, 0: not a tool
        ("tier", np.float32),
        ("bit", np.uint64),  # names it in sets of tools
        ("speed", np.float32),
        ("damage", np.float32),
        ("pause", np.int32),  # ticks from hit to hit
        ("uses", np.int32),  # 0: never wears out
        ("scoops", np.int32),  # whether it can be used on water
    ],
    align=True,
)
VEIN = np.dtype(
    [
        ("kind", np.int32),
        ("tries", np.float32),  # per 16 x 16 columns
        ("shape", np.int32),  # the first of its shapes
        ("low", np.int32),
        ("high", np.int32),
        ("around_middle", np.int32),
    ],
    align=True,
)
PLANT = np.dtype(
    [
        ("kind", np.int32),
        ("tries", np.float32),  # per 16 x 16 columns
        ("ground", np.uint64),  # set of kinds
        ("where", np.int32),  # index into rules.PLACES
        ("tall", np.int32),
    ],
    align=True,
)
BED = np.dtype([("kind", np.int32), ("tries", np.float32), ("radius", np.int32)], align=True)

Integer = int | np.int64
"""A whole number: numba makes no difference between Python's and numpy's."""
ToolSet = np.uint64
"""A set of tools, one bit each (see `GEAR`); 0: none."""

BodyRecord = np.record
"""One row of BODY: the agent of one world. Kernels write to its fields."""
MobRecord = np.record
"""One row of MOB: an animal. Kernels write to its fields."""
KindRecord = np.record
"""One row of KIND: what a block or animal is like."""
PlantRecord = np.record
"""One row of PLANT: where one plant grows."""
BedRecord = np.record
"""One row of BED: discs of one block under water."""

Grid = NDArray[np.uint8]
"""uint8 (HEIGHT / SLAB, size, size, SLAB): the kind in each cell of one world."""
Grids = NDArray[np.uint8]
"""uint8 (worlds, HEIGHT / SLAB, size, size, SLAB)."""
FlatGrid = NDArray[np.uint8]
"""uint8 (cells,): a grid, or grids, as one row."""
Roof = NDArray[np.uint8]
"""uint8 (size, size): the height from which on each column of one world is air."""
Roofs = NDArray[np.uint8]
"""uint8 (worlds, size, size)."""
FlatRoofs = NDArray[np.uint8]
"""uint8 (columns,): roofs as one row."""
Bodies = NDArray[np.void]
"""BODY (worlds,)."""
Herd = NDArray[np.void]
"""MOB (animals,): those of one world, dead ones too."""
Herds = NDArray[np.void]
"""MOB (worlds, animals)."""
Counts = NDArray[np.int32]
"""int32 (items,): of each item how many are held, or how often the one in use was used."""
AllCounts = NDArray[np.int32]
"""int32 (worlds, items)."""
Actions = NDArray[np.int64]
"""int64 (worlds,): an index into ACTIONS for each world."""
Worlds = NDArray[np.int64]
"""int64 (chosen,): indices of the worlds that a kernel is about."""
Observations = NDArray[np.float32]
"""float32 (worlds, columns): see `ObservationLayout`."""

Kinds = NDArray[np.void]
"""KIND (kinds,)."""
Drops = NDArray[np.void]
"""DROP (drops,): those of each kind one after the other."""
Uses = NDArray[np.void]
"""USE_RULE (rules,)."""
Gear = NDArray[np.void]
"""GEAR (items,)."""
Placeable = NDArray[np.int32]
"""int32 (blocks, 2): item and kind of what `up` puts below, first choice first."""
Veins = NDArray[np.void]
"""VEIN (rules,)."""
Plants = NDArray[np.void]
"""PLANT (rules,)."""
Beds = NDArray[np.void]
"""BED (rules,)."""
ShapeCells = NDArray[np.int16]
"""int16 (all cells, 3): x, z, y relative to the start of a shape (see `Shapes`)."""
ShapeStarts = NDArray[np.int32]
"""int32 (shapes + 1,): where the cells of each shape begin."""
Field = NDArray[np.float64]
"""float64 (size, size): a number for each column."""
DryColumns = NDArray[np.bool_]
"""bool (size, size): whether a column is neither water nor beside it."""
