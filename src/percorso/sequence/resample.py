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
from percorso.sequence.kernels import in_parts, kernel

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
    chances = _chances(people.tobytes(), seed)
    if chances is None:
        return np.zeros((count, sums.shape[1]))
    draws = _draws(len(chances.present), seed)[:count]
    drawn: Reals = (draws @ sums[chances.present].astype(np.float64)) * chances.scale[:count, None]
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
    chances = _chances(people.tobytes(), seed)
    if chances is None:
        return low, high
    starts, block, sums = _something(starts, block, sums)

    def bound(first: int, end: int) -> None:
        for begin in range(first, end, _AT_A_TIME):
            some = slice(begin, min(begin + _AT_A_TIME, end))
            drawn = _drawn(starts[some.start : some.stop + 1], block, sums, chances, REPLICATES)
            low[some], high[some] = interval(drawn, axis=-1)

    # Each sum is added to every replicate; half of the sums are before the middle.
    middle = int(np.searchsorted(starts, len(block) // 2))
    in_parts(bound, len(low), sums.size * REPLICATES, middle)
    return low, high


def replicates_of(
    starts: Longs, block: Longs, sums: Reals, people: Longs, seed: int = 0, count: int = REPLICATES
) -> Reals:
    """Draw replicates of the totals of groups as ``intervals_of`` takes them.

    Returns:
        By group, total and replicate.
    """
    return _drawn(*_something(starts, block, sums), _chances(people.tobytes(), seed), count)


def _something(starts: Longs, block: Longs, sums: Reals) -> tuple[Longs, Longs, Reals]:
    """Leave out sums that are nought in every total, which many groups have many of."""
    kept = sums.any(axis=1)
    before = np.concatenate([[0], np.cumsum(kept)])
    return before[starts], block[kept], np.ascontiguousarray(sums[kept])


class _Chances(NamedTuple):
    """The blocks that are drawn, where each block lies among them, how often each is, what replicates are brought to.

    ``counts`` are by block and replicate, in numbers of which all fit into the processor's cache.
    """

    present: Longs
    place: Longs
    counts: Shorts
    scale: Reals


@lru_cache(maxsize=4)
def _chances(people: bytes, seed: int) -> _Chances | None:
    """Give the chances of a shop's people, by block; they are the same whatever is asked of them."""
    blocks = np.frombuffer(people, np.int64)
    present = np.flatnonzero(blocks)
    if len(present) == 0:
        return None
    draws, whole = _draws(len(present), seed), blocks[present].astype(np.float64)
    counts = np.ascontiguousarray(draws.T.astype(np.int16))
    return _Chances(present, np.cumsum(blocks != 0) - 1, counts, whole.sum() / (draws @ whole))


def _drawn(starts: Longs, block: Longs, sums: Reals, chances: _Chances | None, count: int) -> Reals:
    drawn = np.zeros((len(starts) - 1, sums.shape[1], count))
    if chances is not None:
        draw_groups(starts, chances.place[block[starts[0] : starts[-1]]], sums, chances.counts, drawn)
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


@kernel("int64[] int64[] float64[,] int16[,] float64[,,]!")
def draw_groups(starts: Longs, place: Longs, sums: Reals, counts: Shorts, drawn: Reals) -> None:
    """Add to each group's totals what its sums come to in each replicate; ``counts`` tells how often each is in it.

    ``place`` begins with the first sum of the first group. Four sums are added at a time, since reading and writing
    what they are added to takes longer than adding.
    """
    for group in range(len(starts) - 1):
        for total in range(sums.shape[1]):
            into, one = drawn[group, total], starts[group]
            while one < starts[group + 1]:
                # What is beyond the group's end counts nothing.
                last = starts[group + 1] - 1
                second, third, fourth = min(one + 1, last), min(one + 2, last), min(one + 3, last)
                w = sums[one, total]
                x = sums[second, total] if one + 1 <= last else 0.0
                y = sums[third, total] if one + 2 <= last else 0.0
                z = sums[fourth, total] if one + 3 <= last else 0.0
                of_w, of_x = counts[place[one - starts[0]]], counts[place[second - starts[0]]]
                of_y, of_z = counts[place[third - starts[0]]], counts[place[fourth - starts[0]]]
                for replicate in range(len(into)):
                    into[replicate] += (of_w[replicate] * w + of_x[replicate] * x) + (
                        of_y[replicate] * y + of_z[replicate] * z
                    )
                one += 4
