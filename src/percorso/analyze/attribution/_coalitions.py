"""Coalitions: Shapley's way of sharing among those who took part what they brought about together."""

from __future__ import annotations

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


def orders_of_joining(masks: Longs) -> tuple[Reals, Reals]:
    """Give, by a coalition's members and a part's size, the weights of having come to it and of leaving it again.

    The first to come is left out of the average: nobody was seen whom no channel reached, so what a channel adds to
    none is not known.
    """
    largest = int(np.bitwise_count(masks).sum(axis=1).max(initial=0))
    joins, leaves = np.zeros((2, largest + 1, largest + 1))
    for members in range(2, largest + 1):
        each = [weight(size, members) for size in range(1, members)]
        joins[members, 2 : members + 1] = leaves[members, 1:members] = each
    return joins, leaves


@kernel("int64[,] int64[] int64[] int64[] float64[,] float64[,] float64[,] float64[,,] float64[,,]!")
def share_sets(  # noqa: PLR0912 (one pass over every part stands in one piece)
    masks: Longs, owns: Longs, starts: Longs, parts: Longs, joins: Reals, leaves: Reals, rates: Reals, brought: Reals,
    earned: Reals,
) -> None:  # fmt: skip
    """Share what coalitions brought among their members, by what each adds to the rate, on average over all orders.

    A part adds to those it holds, who were the last to join it, and counts against those who would join it next; a
    coalition that was never seen has a rate of nought. Who would take away gets nothing, and where nobody adds anything
    all took part alike.

    Args:
        masks: one row per coalition, all different.
        owns: the rows of the coalitions to share in.
        starts, parts: of ``parts_within``.
        joins, leaves: of ``orders_of_joining``.
        rates: by coalition and replicate.
        brought: by coalition, replicate and kind.
        earned: by member plus one, replicate and kind.
    """
    count = rates.shape[1]
    members = np.empty(masks.shape[1] * WORD, np.int64)
    for one in range(len(owns)):
        own, size = owns[one], 0
        for bit in range(len(members)):
            if (masks[own, bit // WORD] >> np.int64(bit % WORD)) & 1:
                members[size] = bit
                size += 1
        added, whole = np.zeros((size, count)), np.zeros(count)
        for place in range(starts[one], starts[one + 1] if size > 1 else starts[one]):
            part, held = parts[place], 0
            for member in range(size):
                bit = members[member]
                held += (masks[part, bit // WORD] >> np.int64(bit % WORD)) & 1
            for member in range(size):
                bit = members[member]
                inside = (masks[part, bit // WORD] >> np.int64(bit % WORD)) & 1
                by = joins[size, held] if inside else -leaves[size, held]
                if by != 0.0:
                    for replicate in range(count):
                        added[member, replicate] += by * rates[part, replicate]
        for member in range(size):
            for replicate in range(count):
                added[member, replicate] = max(added[member, replicate], 0.0)
                whole[replicate] += added[member, replicate]
        for member in range(size):
            into = earned[members[member] + 1]
            for replicate in range(count):
                share = added[member, replicate] / whole[replicate] if whole[replicate] > 0 else 1 / size
                for kind in range(brought.shape[2]):
                    into[replicate, kind] += share * brought[own, replicate, kind]


@kernel("int64[,] int64[] int64[]!")
def _count_parts(masks: Longs, wanted: Longs, sizes: Longs) -> None:
    first = masks[:, 0].copy()
    for one in range(len(wanted)):
        own, count = wanted[one], np.int64(0)
        for other in range(len(masks)):
            outside = first[other] & ~first[own]
            for word in range(1, masks.shape[1]):
                outside |= masks[other, word] & ~masks[own, word]
            count += np.int64(outside == 0)
        sizes[one] = count


@kernel("int64[,] int64[] int64[] int64[]!")
def _list_parts(masks: Longs, wanted: Longs, starts: Longs, parts: Longs) -> None:
    first = masks[:, 0].copy()
    for one in range(len(wanted)):
        own, place = wanted[one], starts[one]
        for other in range(len(masks)):
            outside = first[other] & ~first[own]
            if outside == 0:
                for word in range(1, masks.shape[1]):
                    outside |= masks[other, word] & ~masks[own, word]
                if outside == 0:
                    parts[place] = other
                    place += 1
