"""Coalitions: Shapley's way of sharing among those who took part what they brought about together."""

from __future__ import annotations

from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.chains import WORD
from percorso.sequence.kernels import kernel

Longs = NDArray[np.int64]
Reals = NDArray[np.float64]


def members_of(mask: Longs) -> Longs:
    """List the members of a coalition, given as bits, ``WORD`` of them in each word."""
    bits = (mask[:, None] >> np.arange(WORD)) & 1
    return np.flatnonzero(bits.reshape(-1))


def parts_within(masks: Longs, wanted: Longs) -> tuple[Longs, Longs]:
    """Find, for each wanted coalition, those that are parts of it, itself included.

    Args:
        masks: one row per coalition, all different.
        wanted: rows of ``masks``.

    Returns:
        where each wanted one's parts begin (one more than wanted), and the parts' rows.
    """
    rows = np.ascontiguousarray(masks)
    sizes = np.zeros(len(wanted), np.int64)
    _count_parts(rows, wanted, sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    parts = np.empty(int(starts[-1]), np.int64)
    _list_parts(rows, wanted, starts, parts)
    return starts, parts


def weight(size: int, members: int) -> float:
    """Give the chance that one member joins after exactly ``size`` others, in a random order of all."""
    return 1 / (members * comb(members - 1, size))


def contributions(masks: Longs, own: int, parts: Longs, rates: Reals) -> Reals:
    """Give what each member of a coalition adds to the rate, on average over the orders in which they may come.

    The first to come is left out of the average: nobody was seen whom no channel reached, so what a channel adds to
    none is not known. A coalition that was never seen has a rate of nought.

    Args:
        masks: one row per coalition.
        own: the row of the coalition to share in.
        parts: the rows of its parts, itself included.
        rates: by coalition and replicate.

    Returns:
        by member (in the order of ``members_of``) and replicate.
    """
    members = members_of(masks[own])
    inside = (masks[parts][:, members // WORD] >> (members % WORD)) & 1
    joins, leaves = _weights(inside.sum(axis=1), len(members))
    # A part adds to those it holds, who were the last to join it, and counts against those who would join it next.
    return np.asarray((inside * joins[:, None] - (1 - inside) * leaves[:, None]).T @ rates[parts], np.float64)


def _weights(sizes: Longs, members: int) -> tuple[Reals, Reals]:
    joins, leaves = _tables(members)
    return joins[sizes], leaves[sizes]


@lru_cache(maxsize=256)
def _tables(members: int) -> tuple[Reals, Reals]:
    """Give, by a part's size, the weight of having come to it, and of leaving it for the next."""
    each = np.array([weight(size, members) for size in range(members)])
    joins, leaves = np.zeros(members + 1), np.zeros(members + 1)
    joins[2:], leaves[1:members] = each[1:], each[1:]
    return joins, leaves


@kernel("int64[,] int64[] int64[]!")
def _count_parts(masks: Longs, wanted: Longs, sizes: Longs) -> None:
    for one in range(len(wanted)):
        own = wanted[one]
        for other in range(len(masks)):
            outside = np.int64(0)
            for word in range(masks.shape[1]):
                outside |= masks[other, word] & ~masks[own, word]
            if outside == 0:
                sizes[one] += 1


@kernel("int64[,] int64[] int64[] int64[]!")
def _list_parts(masks: Longs, wanted: Longs, starts: Longs, parts: Longs) -> None:
    for one in range(len(wanted)):
        own, place = wanted[one], starts[one]
        for other in range(len(masks)):
            outside = np.int64(0)
            for word in range(masks.shape[1]):
                outside |= masks[other, word] & ~masks[own, word]
            if outside == 0:
                parts[place] = other
                place += 1
