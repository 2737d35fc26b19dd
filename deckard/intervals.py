"""Confidence intervals of measured proportions."""

import math
from dataclasses import dataclass

Z95 = 1.959964
"""Standard normal quantile of a two-sided 95 % interval."""


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


@dataclass(frozen=True)
class Share:
    """How many of the answers that have a field are right in it."""

    right: int
    of: int

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval; None without answers."""
        return wilson(self.right, self.of) if self.of else None
