"""Which gains count as evidence: those that no wrong count explains."""

from deckard.graph.beliefs import VERIFIED
from deckard.journal.state import State
from deckard.types import Gain
from deckard.verify.observations import Observations

TWICE = 2
"""Outcomes that must show a gain which contradicts what is known."""


def counts(state: State, gain: Gain) -> bool:
    """Return whether a gain shows how its item is obtained.

    A collect whose counts may be wrong counts once its source gave the item so often, by the same
    hand, that wrong counts do not explain it. A craft counts when its counts are beyond doubt; one
    that cost nothing, or contradicts what is verified, when it was seen twice, in two acts.

    Args:
        state: What is known; the gain is folded in.
        gain: A gain of the last outcome.
    """
    observations = state.view(Observations)
    if gain.how == "collect":
        touch = observations.touches[gain.source or "", gain.hand]
        return gain.sure or touch.gave[gain.item] > 0
    if not gain.sure:
        return False
    return not is_odd(state, gain) or observations.times_made(gain) >= TWICE


def is_odd(state: State, gain: Gain) -> bool:
    """Whether a craft cost nothing, or gave another number than verified for what it used up.

    Args:
        state: What is known.
        gain: A gain by a craft or smelt.
    """
    if not gain.lost:
        return True
    alike = (r for r in state.awm.recipes(gain.item, VERIFIED) if r.how == gain.how)
    return any(r.ingredients == gain.lost and r.yields != gain.gained for r in alike)
