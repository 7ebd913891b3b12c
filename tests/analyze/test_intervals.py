from datetime import timedelta
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.intervals import counted, difference, rate, spread, wilson, wilsons


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    # The first four are worked examples of Newcombe (1998, Statistics in Medicine 17, 857), method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (10, 10, 0.7225, 1.0),
    ],
)
def test_wilson_intervals_equal_published_ones(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=6e-5)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)).filter(any), min_size=1))
def test_many_intervals_at_once_are_those_of_each(pairs: list[tuple[int, int]]) -> None:
    successes, others = np.array(pairs).T
    low, high = wilsons(successes, successes + others)
    each = np.array([wilson(one, one + other) for one, other in pairs])
    assert np.stack([low, high], axis=1) == pytest.approx(each, abs=1e-12)


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share_and_stays_a_share(successes: int, others: int) -> None:
    found = rate(successes, successes + others)
    assert 0 <= found.low <= found.high <= 1
    if found.value is not None:
        assert found.low <= found.value <= found.high


def test_nothing_of_nothing_cannot_be_told() -> None:
    assert rate(0, 0) == (0, 0, None, 0.0, 1.0)


def test_the_difference_of_two_shares_equals_a_published_one() -> None:
    # Newcombe (1998, Statistics in Medicine 17, 873), method 10, example (a): 56/70 less 48/80.
    assert difference(rate(56, 70), rate(48, 80)) == pytest.approx((0.2, 0.0524, 0.3339), abs=6e-5)
    assert difference(rate(1, 2), rate(0, 0)) is None


@pytest.mark.parametrize(
    ("count", "low", "high"), [(100, 81.36, 121.63), (10, 4.80, 18.39), (5, 1.62, 11.67), (0, 0, 3.69)]
)
def test_a_count_is_bounded_as_a_rare_thing(count: int, low: float, high: float) -> None:
    # The exact Poisson bounds (half the 2.5% and 97.5% points of chi-square); the approximation is nearest from 10 on.
    assert counted(count) == pytest.approx((low, high), abs=0.03)


def spread_of(seconds: list[int]) -> tuple[object, ...]:
    values, counts = np.unique(np.array(seconds, np.int64), return_counts=True)
    return tuple(spread(values, counts.astype(np.int64)))


@given(st.lists(st.integers(0, 1000), max_size=60))
def test_quartiles_are_order_statistics(seconds: list[int]) -> None:
    n, lower, median, upper, low, _ = spread_of(seconds)
    assert n == len(seconds)
    ranked = sorted(seconds)
    for share, found in ((1, lower), (2, median), (3, upper)):
        expected = timedelta(seconds=ranked[-(-len(ranked) * share // 4) - 1]) if ranked else None
        assert found == expected
    assert (low is None) == (len(seconds) < 6)


@pytest.mark.parametrize("n", [6, 7, 8, 10, 11, 25, 100, 500, 1001])
def test_the_medians_interval_covers_it_in_95_of_100_cases(n: int) -> None:
    _, _, _, _, low, high = spread_of(list(range(1, n + 1)))
    assert isinstance(low, timedelta)
    assert isinstance(high, timedelta)
    first, last = low.seconds, high.seconds
    # The median lies between the ranks when from `first` to `last - 1` of the values are below it.
    covered = sum(comb(n, below) for below in range(first, last)) / 2**n
    assert 0.95 <= covered <= 0.993
