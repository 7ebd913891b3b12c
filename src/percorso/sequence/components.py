"""Connected components: which of many dense numbers belong together, given the pairs that do."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def components(count: int, left: Ints, right: Ints) -> Ints:
    """Label each number below ``count`` with the smallest number of its component.

    Args:
        count: how many numbers there are.
        left: int64, one end of each edge, from 0 to ``count - 1``; an edge to itself joins nothing.
        right: int64, the other end.

    Raises:
        ValueError: when the ends differ in length or lie outside the range.
    """
    if len(left) != len(right):
        raise ValueError(f"{len(left)} left ends but {len(right)} right ends")
    for ends in (left, right):
        if len(ends) and (int(ends.min()) < 0 or int(ends.max()) >= count):
            raise ValueError(f"an edge ends outside 0 to {count - 1}")
    labels = np.arange(count, dtype=np.int64)
    _compiled()(labels, np.ascontiguousarray(left, dtype=np.int64), np.ascontiguousarray(right, dtype=np.int64))
    return labels


def _union(labels: Ints, left: Ints, right: Ints) -> None:
    """Union-find in place: the smaller root wins, paths are halved (Tarjan and van Leeuwen, 1984)."""
    for edge in range(len(left)):
        one, other = left[edge], right[edge]
        while labels[one] != one:
            labels[one] = labels[labels[one]]
            one = labels[one]
        while labels[other] != other:
            labels[other] = labels[labels[other]]
            other = labels[other]
        if one < other:
            labels[other] = one
        else:
            labels[one] = other
    # A label never exceeds its number, so one upward pass meets every root before those below it.
    for number in range(len(labels)):
        labels[number] = labels[labels[number]]


@cache
def _compiled() -> Callable[[Ints, Ints, Ints], None]:
    """Compile once, for read-only edges; writeable ones are accepted too."""
    from numba import njit, types

    edges = types.Array(types.int64, 1, "C", readonly=True)
    signature = types.void(types.int64[::1], edges, edges)
    compiled: Callable[[Ints, Ints, Ints], None] = njit(signature, cache=True, nogil=True)(_union)
    return compiled
