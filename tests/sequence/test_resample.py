from math import sqrt

import numpy as np

from percorso.sequence.journeys import Journeys
from percorso.sequence.resample import BLOCKS, REPLICATES, blocks_of, draw_groups, interval, intervals_of, replicates


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


def test_an_interval_is_read_between_ranks_along_either_axis() -> None:
    draws = np.random.default_rng(2).normal(size=(REPLICATES, 3, 2))
    for count in (REPLICATES, 200, 1):
        expected = np.percentile(draws[:count], [2.5, 97.5], axis=0)
        assert np.array_equal(interval(draws[:count]), expected)
        assert np.array_equal(interval(np.moveaxis(draws[:count], 0, -1), axis=-1), expected)


def test_totals_of_few_blocks_have_the_intervals_of_totals_of_all() -> None:
    generator = np.random.default_rng(7)
    people = generator.integers(0, 3, BLOCKS)
    # More groups than are drawn at a time; some have nothing.
    dense = generator.integers(-50, 50, (BLOCKS, 70, 2)) * (generator.random((BLOCKS, 70, 1)) < 0.02)
    dense[people == 0] = dense[:, 5] = 0
    group, block = np.nonzero(dense.any(axis=2).T)
    starts = np.searchsorted(group, np.arange(71))
    found = intervals_of(starts, block, dense[block, group].astype(np.float64), people, 3)
    expected = interval(replicates(dense.reshape(BLOCKS, -1), people, 3))
    assert np.allclose(found, np.reshape(expected, (2, 70, 2)), rtol=1e-12, atol=1e-9)
    nobody = intervals_of(starts, block, np.ones((len(block), 1)), np.zeros(BLOCKS, np.int64))
    assert not np.any(nobody)


def test_groups_are_drawn_as_often_as_their_blocks_are() -> None:
    drawn, counts = np.zeros((2, 1, 3)), np.array([[0, 1, 2], [3, 0, 1]], np.int16)
    draw_groups(np.array([0, 2, 2]), np.array([0, 1]), np.array([[10.0], [1.0]]), counts, drawn)
    assert drawn.tolist() == [[[3.0, 10.0, 21.0]], [[0.0, 0.0, 0.0]]]
