"""How far a measured proportion can be trusted."""

import math

Z95 = 1.959964
"""Standard normal quantile of a two-sided 95 % interval."""


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % score interval of a proportion.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of
    the American Statistical Association 22 (1927), 209-212.
    """
    share, z2 = successes / trials, Z95**2
    middle = share + z2 / (2 * trials)
    margin = Z95 * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials**2))
    scale = 1 + z2 / trials
    return max(0.0, (middle - margin) / scale), min(1.0, (middle + margin) / scale)
