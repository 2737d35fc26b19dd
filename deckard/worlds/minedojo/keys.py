"""Keys and mouse as VPT presses them: one action is one number, and one dictionary of MineDojo.

VPT (Baker et al. 2022) presses buttons and moves the mouse in two steps: one of 8,641 chords of
buttons, and where the chord says that the mouse moves, one of 11 x 11 turns, finer near zero
(mu-law). The order of both is that of `lib/action_mapping.py` and `lib/actions.py` in
openai/Video-Pre-Training, on which the meaning of the published weights depends.
"""

from collections.abc import Mapping
from math import prod

import numpy as np

GROUPS: tuple[tuple[str, ...], ...] = (
    tuple(f"hotbar.{n}" for n in range(1, 10)),
    ("forward", "back"),
    ("left", "right"),
    ("sprint", "sneak"),
    ("use",),
    ("drop",),
    ("attack",),
    ("jump",),
    ("camera",),
)
"""Of each group at most one is pressed; the last says whether the mouse moves."""
SIZES = tuple(len(group) + 1 for group in GROUPS)
CHORDS = prod(SIZES) + 1
"""The last chord opens the inventory; MineDojo has no such key, so it presses nothing."""
INVENTORY = CHORDS - 1
BINS = 11
TURNS = BINS**2
STILL = TURNS // 2
"""The turn by nothing."""
ACTIONS = CHORDS * TURNS
MOST = 10.0
"""Degrees of the widest turn."""
MU = 10.0
BUTTONS = tuple(key for group in GROUPS[:-1] for key in group)
NEUTRAL = ("forward", "back"), ("left", "right")
"""Pressed together they are neither."""
Keys = dict[str, int | np.ndarray]
"""MineDojo's dictionary of one tick: 1 for each button that is pressed, and `camera`, float64 (2,):
degrees down and to the right."""


def join_action(chord: int, turn: int) -> int:
    """Return the action that is a chord of buttons and a turn."""
    return chord * TURNS + turn


def parted(action: int) -> tuple[int, int]:
    """Return the chord of buttons and the turn of an action."""
    return divmod(action, TURNS)


def pressed(action: int) -> Keys:
    """Return MineDojo's dictionary for an action: every button, and the camera in degrees."""
    chord, turn = parted(action)
    keys: Keys = dict.fromkeys(BUTTONS, 0) | {"camera": np.zeros(2)}
    if chord == INVENTORY:
        return keys
    choices = np.unravel_index(chord, SIZES)
    for group, choice in zip(GROUPS, choices, strict=True):
        if choice and group != ("camera",):
            keys[group[int(choice) - 1]] = 1
    if choices[-1]:
        keys["camera"] = _degrees(np.array(divmod(turn, BINS)))
    return keys


def nearest_action(keys: Mapping[str, int | np.ndarray]) -> int:
    """Return the action that comes nearest to a dictionary of MineDojo.

    Of two buttons of a group the later counts, but opposite ways cancel out; the camera is brought
    to the nearest of the turns. What VPT has no button for (crafting, placing) is left out.
    """
    bins = _bins(np.asarray(keys.get("camera", (0.0, 0.0)), float))
    turn = int(bins[0] * BINS + bins[1])
    choices = [_choice(group, keys) for group in GROUPS[:-1]]
    chord = np.ravel_multi_index((*choices, int(turn != STILL)), SIZES)
    return join_action(int(chord), turn)


def _choice(group: tuple[str, ...], keys: Mapping[str, int | np.ndarray]) -> int:
    held = [n for n, key in enumerate(group, 1) if int(keys.get(key, 0))]
    if not held or (group in NEUTRAL and len(held) == 2):
        return 0
    return held[-1]


def _degrees(bins: np.ndarray) -> np.ndarray:
    """Degrees, down and to the right, of a bin on each axis."""
    share = bins * 2 / (BINS - 1) - 1
    return MOST * np.sign(share) * ((1 + MU) ** np.abs(share) - 1) / MU


def _bins(degrees: np.ndarray) -> np.ndarray:
    """The nearest bin on each axis, as the mu-law measures nearness."""
    share = np.clip(degrees, -MOST, MOST) / MOST
    even = np.sign(share) * np.log1p(MU * np.abs(share)) / np.log1p(MU)
    return np.round((even + 1) * (BINS - 1) / 2).astype(int)
