"""Resampling: how far a sum could have come out differently, had other customers come.

Customers fall into blocks by their key, and replicates draw blocks with replacement (a block bootstrap): partials hold
one whole number per block, so intervals do not depend on how customers were split into buckets.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.journeys import Journeys
from percorso.sequence.kernels import kernel

Longs = NDArray[np.int64]
Reals = NDArray[np.float64]
Shorts = NDArray[np.int16]

BLOCKS = 1000
REPLICATES = 1000
_ALL = slice(None)
# Groups whose replicates are drawn at a time: these stay in the processor's cache.
_AT_A_TIME = 32


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


def intervals_of(starts: Longs, block: Longs, sums: Reals, people: Longs, seed: int = 0) -> tuple[Reals, Reals]:
    """Give the middle 95% of the totals of many groups, each of which has sums in few of the blocks.

    Args:
        starts: where each group's sums begin, one more than groups.
        block: the block of each sum.
        sums: one row each, one column per total.
        people, seed: as of ``replicates``, with which ``interval`` gives the same.

    Returns:
        The lower and the upper ends, one row per group.
    """
    low, high = np.zeros((2, len(starts) - 1, sums.shape[1]))
    chances = _chances(block, people, seed)
    for begin in range(0, len(low), _AT_A_TIME):
        some = slice(begin, begin + _AT_A_TIME)
        drawn = _drawn(starts[begin : begin + _AT_A_TIME + 1], sums, chances, REPLICATES)
        low[some], high[some] = interval(drawn, axis=-1)
    return low, high


def replicates_of(
    starts: Longs, block: Longs, sums: Reals, people: Longs, seed: int = 0, count: int = REPLICATES
) -> Reals:
    """Draw replicates of the totals of groups as ``intervals_of`` takes them.

    Returns:
        By group, total and replicate.
    """
    return _drawn(starts, sums, _chances(block, people, seed), count)


class _Chances(NamedTuple):
    """Each sum's place among the blocks that are drawn, how often these are, and what replicates are brought to."""

    place: Longs
    counts: Shorts
    scale: Reals


def _chances(block: Longs, people: Longs, seed: int) -> _Chances | None:
    present = np.flatnonzero(people)
    if len(present) == 0:
        return None
    whole = people[present].astype(np.float64)
    scale = whole.sum() / (_draws(len(present), seed) @ whole)
    return _Chances(np.searchsorted(present, block), _counts(len(present), seed), scale)


def _drawn(starts: Longs, sums: Reals, chances: _Chances | None, count: int) -> Reals:
    drawn = np.zeros((len(starts) - 1, sums.shape[1], count))
    if chances is not None:
        draw_groups(starts, chances.place, np.ascontiguousarray(sums), chances.counts, drawn)
        drawn *= chances.scale[:count]
    return drawn


def interval(draws: Reals, axis: int = 0) -> tuple[Reals, Reals]:
    """Give the middle 95% of the replicates that lie along an axis."""
    # Sorting what lies together takes half as long as looking for four of a thousand far apart.
    ranked = np.array(np.moveaxis(draws, axis, -1), order="C")
    ranked.sort(axis=-1)
    low, high = (_quantile(ranked, share) for share in (0.025, 0.975))
    return low, high


def _quantile(ranked: Reals, share: float) -> Reals:
    """Read a quantile between the two ranks next to it, as numpy's ``linear`` method does to the last bit."""
    place = share * (ranked.shape[-1] - 1)
    below, part = int(place), place - int(place)
    low, high = ranked[..., below], ranked[..., min(below + 1, ranked.shape[-1] - 1)]
    return np.asarray(low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part), np.float64)


@lru_cache(maxsize=4)
def _draws(blocks: int, seed: int) -> Reals:
    """Say how often each block is in each replicate; every replicate has as many blocks as there are."""
    generator = np.random.Generator(np.random.PCG64(seed))
    return generator.multinomial(blocks, np.full(blocks, 1 / blocks), size=REPLICATES).astype(np.float64)


@lru_cache(maxsize=4)
def _counts(blocks: int, seed: int) -> Shorts:
    """Give the same by block and replicate, in numbers of which all fit into the processor's cache."""
    return np.ascontiguousarray(_draws(blocks, seed).T.astype(np.int16))


@kernel("int64[] int64[] float64[,] int16[,] float64[,,]!")
def draw_groups(starts: Longs, place: Longs, sums: Reals, counts: Shorts, drawn: Reals) -> None:
    """Add to each group's totals what its sums come to in each replicate; ``counts`` tells how often each is in it."""
    for group in range(len(starts) - 1):
        for one in range(starts[group], starts[group + 1]):
            often = counts[place[one]]
            for total in range(sums.shape[1]):
                amount, into = sums[one, total], drawn[group, total]
                if amount != 0.0:
                    for replicate in range(len(into)):
                        into[replicate] += often[replicate] * amount
