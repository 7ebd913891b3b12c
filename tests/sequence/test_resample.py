from math import sqrt

import numpy as np

from percorso.sequence.journeys import Journeys
from percorso.sequence.resample import BLOCKS, REPLICATES, blocks_of, interval, replicates


def test_blocks_follow_the_key_alone() -> None:
    keys = np.array([0, 999, 1000, 2**64 - 1], np.uint64)
    journeys = Journeys(keys, np.zeros(5, np.int64), {"at": np.empty(0, np.int64)})
    assert blocks_of(journeys).tolist() == [0, 999, 0, 615]


def test_draws_repeat_for_a_seed_and_differ_between_seeds() -> None:
    sums, people = np.arange(BLOCKS, dtype=np.int64)[:, None], np.ones(BLOCKS, np.int64)
    assert np.array_equal(replicates(sums, people, 3), replicates(sums, people, 3))
    assert not np.array_equal(replicates(sums, people, 3), replicates(sums, people, 4))


def test_blocks_without_people_are_never_drawn() -> None:
    sums, people = np.ones((BLOCKS, 1), np.int64), np.zeros(BLOCKS, np.int64)
    people[:10] = 1
    assert (replicates(sums, people) == 10).all()


def test_nobody_gives_zero() -> None:
    assert replicates(np.ones((BLOCKS, 2), np.int64), np.zeros(BLOCKS, np.int64)).shape == (REPLICATES, 2)
    assert not replicates(np.ones((BLOCKS, 2), np.int64), np.zeros(BLOCKS, np.int64)).any()


def test_the_spread_is_that_of_a_binomial_count() -> None:
    # 100,000 people of whom each orders with one chance in ten: the count's standard deviation is 94.9.
    generator = np.random.default_rng(5)
    sums = generator.binomial(100, 0.1, size=(BLOCKS, 1)).astype(np.int64)
    draws = replicates(sums, np.full(BLOCKS, 100))
    low, high = interval(draws)
    expected = 2 * 1.96 * sqrt(100_000 * 0.1 * 0.9)
    assert abs((high - low)[0] / expected - 1) < 0.1
    assert low[0] < sums.sum() < high[0]
