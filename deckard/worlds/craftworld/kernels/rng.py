"""Random numbers inside kernels: one stream per world (splitmix64, Steele et al. 2014)."""

import numpy as np

from deckard.worlds.craftworld.kernels.arrays import (
    BodyRecord,
    Integer,
)
from deckard.worlds.craftworld.kernels.jit import kernel_function

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX1 = np.uint64(0xBF58476D1CE4E5B9)
MIX2 = np.uint64(0x94D049BB133111EB)


def streams(seed: int, worlds: int) -> np.ndarray:
    """Return the first state of each world's stream, uint64; it depends on seed and index alone."""
    states = [np.random.SeedSequence([seed, i]).generate_state(1, np.uint64) for i in range(worlds)]
    return np.concatenate(states)


@kernel_function
def random_bits(body: BodyRecord) -> np.uint64:
    """Return 64 random bits."""
    bits = body.chance + GOLDEN
    body.chance = bits
    bits = (bits ^ (bits >> np.uint64(30))) * MIX1
    bits = (bits ^ (bits >> np.uint64(27))) * MIX2
    return bits ^ (bits >> np.uint64(31))


@kernel_function
def below(body: BodyRecord, bound: Integer) -> np.int64:
    """Return an integer in [0, bound)."""
    return np.int64((random_bits(body) >> np.uint64(33)) % np.uint64(bound))


@kernel_function
def unit(body: BodyRecord) -> float:
    """Return a number in [0, 1)."""
    return (random_bits(body) >> np.uint64(11)) * (1.0 / (1 << 53))


@kernel_function
def times(body: BodyRecord, mean: float) -> int:
    """Return a whole number whose mean is `mean`: its floor, or one more."""
    return int(mean + unit(body))
