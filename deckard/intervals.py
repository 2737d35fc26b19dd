"""Confidence intervals of measured proportions."""

import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

Z95 = 1.959964
"""Standard normal quantile of a two-sided 95 % interval."""

EPSILON = 1e-12
"""Share of a sum at which terms that shrink are left out."""


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the lower and upper bound of the 95 % Wilson score interval of a proportion.

    Args:
        successes: The number of successes, from 0 to `trials`.
        trials: The number of trials, at least 1.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of
    the American Statistical Association 22 (1927), 209-212.
    """
    share, z2 = successes / trials, Z95**2
    middle = share + z2 / (2 * trials)
    margin = Z95 * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    scale = 1 + z2 / trials
    return max(0.0, (middle - margin) / scale), min(1.0, (middle + margin) / scale)


def binomial_tail(successes: int, trials: int, rate: float) -> float:
    """Return the chance of at least so many successes in independent trials.

    Args:
        successes: The number of successes.
        trials: The number of trials, at least `successes`.
        rate: The chance of a success in each trial, in (0, 1).
    """
    ways = (
        math.lgamma(trials + 1) - math.lgamma(successes + 1) - math.lgamma(trials - successes + 1)
    )
    fails = trials - successes
    term = math.exp(ways + successes * math.log(rate) + fails * math.log1p(-rate))
    tail, odds = 0.0, rate / (1 - rate)
    for k in range(successes, trials + 1):
        tail += term
        term *= odds * (trials - k) / (k + 1)
        if term < tail * EPSILON and k > trials * rate:
            break
    return min(1.0, tail)


def _number(value: object) -> object:
    """Refuse a truth value, which would pass for 0 or 1."""
    if isinstance(value, bool):
        raise PydanticCustomError("probability", "should be a number from 0 to 1")
    return value


Probability = Annotated[float, Field(ge=0, le=1), BeforeValidator(_number)]
"""A number from 0 to 1, as an option."""


@dataclass(frozen=True)
class Share:
    """How many of the answers that have a field are right in it."""

    right: int
    of: int

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval; None without answers."""
        return wilson(self.right, self.of) if self.of else None
