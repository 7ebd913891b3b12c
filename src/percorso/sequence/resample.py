"""Resampling: how far a sum could have come out differently, had other customers come.

Customers fall into blocks by their key, and replicates draw blocks with replacement (a block bootstrap): partials hold
one whole number per block, so intervals do not depend on how customers were split into buckets.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.journeys import Journeys

Longs = NDArray[np.int64]
Reals = NDArray[np.float64]

BLOCKS = 1000
REPLICATES = 1000
_ALL = slice(None)


def blocks_of(journeys: Journeys, customers: Longs | slice = _ALL) -> Longs:
    """Give customers their blocks, 0 to 999: the key's remainder."""
    return (journeys.keys[customers] % np.uint64(BLOCKS)).astype(np.int64)


def replicates(sums: Longs | Reals, people: Longs, seed: int = 0, count: int = REPLICATES) -> Reals:
    """Draw replicates of column totals, each brought to as many people as there are.

    Blocks are not equally large; without that a total would be as doubtful as if the number of customers were chance.

    Args:
        sums: one row per block (1,000), one column per total.
        people: customers in each block; blocks without any are not drawn.
        seed: the same seed gives the same draws.
        count: how many replicates, at most 1,000: the first of them.

    Returns:
        One row per replicate, one column per total.
    """
    present = np.flatnonzero(people)
    if len(present) == 0:
        return np.zeros((count, sums.shape[1]))
    draws = _draws(len(present), seed)[:count]
    whole = people[present].astype(np.float64)
    drawn: Reals = (draws @ sums[present].astype(np.float64)) * (whole.sum() / (draws @ whole))[:, None]
    return drawn


def interval(draws: Reals) -> tuple[Reals, Reals]:
    """Give the middle 95% of each column's replicates."""
    low, high = np.percentile(draws, [2.5, 97.5], axis=0)
    return low, high


@lru_cache(maxsize=4)
def _draws(blocks: int, seed: int) -> Reals:
    """Say how often each block is in each replicate; every replicate has as many blocks as there are."""
    generator = np.random.Generator(np.random.PCG64(seed))
    return generator.multinomial(blocks, np.full(blocks, 1 / blocks), size=REPLICATES).astype(np.float64)
