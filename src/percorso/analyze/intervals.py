"""Doubt: 95% intervals for rates, differences, medians and resampled sums."""

from __future__ import annotations

from datetime import timedelta
from math import ceil, floor, sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# The 97.5% point of the standard normal distribution: every interval of the product is a 95% one.
Z = 1.959963984540054
# Fewer values than this do not hold their median between them in 95% of cases: 1 − 2 × 0.5⁶ is 96.9%.
_FEWEST = 6


class Rate(NamedTuple):
    """A share of people (or orders, sessions, cycles) with its Wilson interval; ``value`` is None when ``n`` is 0."""

    successes: int
    n: int
    value: float | None
    low: float
    high: float


class Estimate(NamedTuple):
    """A number with its interval."""

    value: float
    low: float
    high: float


class Spread(NamedTuple):
    """How long something takes: quartiles of ``n`` durations, and the interval of the median.

    Attributes:
        low, high: None below six durations, where even the whole range holds the median less than 95% of the time.
    """

    n: int
    lower_quartile: timedelta | None
    median: timedelta | None
    upper_quartile: timedelta | None
    low: timedelta | None
    high: timedelta | None


def wilson(successes: int, n: int, z: float = Z) -> tuple[float, float]:
    """Bound a share (Wilson, 1927, doi:10.1080/01621459.1927.10502953); nothing is known of 0 of 0."""
    if n == 0:
        return 0.0, 1.0
    share = successes / n
    centre = share + z * z / (2 * n)
    reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low = 0.0 if successes == 0 else (centre - reach) / scale
    high = 1.0 if successes == n else (centre + reach) / scale
    return low, high


def wilsons(successes: NDArray[np.int64], n: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bound many shares, each of at least one, as ``wilson`` does."""
    share = successes / n
    centre, scale = share + Z * Z / (2 * n), 1 + Z * Z / n
    reach = Z * np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    low = np.where(successes == 0, 0.0, (centre - reach) / scale)
    high = np.where(successes == n, 1.0, (centre + reach) / scale)
    return low, high


def rate(successes: int, n: int) -> Rate:
    """Give a share with its interval."""
    low, high = wilson(successes, n)
    return Rate(successes, n, successes / n if n else None, low, high)


def difference(one: Rate, other: Rate, compared: int = 1) -> Estimate | None:
    """Bound the difference of two independent shares (Newcombe, 1998, method 10); None when either has nobody.

    Args:
        one, other: the shares.
        compared: among how many differences this one may be chosen for its size; the 5% are shared among them, so that
            all their intervals hold at once (Bonferroni).
    """
    if one.value is None or other.value is None:
        return None
    z = NormalDist().inv_cdf(1 - 0.025 / compared)
    gap = one.value - other.value
    (low, high), (other_low, other_high) = (wilson(rate.successes, rate.n, z) for rate in (one, other))
    below = sqrt((one.value - low) ** 2 + (other_high - other.value) ** 2)
    above = sqrt((high - one.value) ** 2 + (other.value - other_low) ** 2)
    return Estimate(gap, gap - below, gap + above)


def counted(count: int) -> tuple[float, float]:
    """Bound the expectation behind a count of rare things (Byar's approximation to the exact Poisson bounds)."""
    more = count + 1
    high = more * (1 - 1 / (9 * more) + Z / (3 * sqrt(more))) ** 3
    low = count * (1 - 1 / (9 * count) - Z / (3 * sqrt(count))) ** 3 if count else 0.0
    return low, high


def spread(seconds: NDArray[np.int64], counts: NDArray[np.int64]) -> Spread:
    """Summarise durations given as rising distinct values and how often each occurs.

    Quartiles are order statistics (the smallest value at or above which that share lies), and so is the median's
    interval: the ranks a binomial count of values below the median stays between, which assumes no distribution.
    """
    n = int(counts.sum())
    if n == 0:
        return Spread(0, None, None, None, None, None)
    ranks = np.cumsum(counts)

    def ranked(rank: int) -> timedelta:
        return timedelta(seconds=int(seconds[np.searchsorted(ranks, min(max(rank, 1), n))]))

    lower, median, upper = (ranked(ceil(n * share)) for share in (0.25, 0.5, 0.75))
    if n < _FEWEST:
        return Spread(n, lower, median, upper, None, None)
    rank = floor((n + 1 - Z * sqrt(n)) / 2)
    return Spread(n, lower, median, upper, ranked(rank), ranked(n + 1 - rank))
