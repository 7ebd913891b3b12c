"""Connected components: which of many dense numbers belong together, given the pairs that do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.kernels import kernel

Numbers = NDArray[np.int32]


def components(count: int, left: NDArray[np.integer], right: NDArray[np.integer]) -> Numbers:
    """Label each number below ``count`` with the smallest number of its component.

    Args:
        count: how many numbers there are, below 2^31.
        left: one end of each edge, from 0 to ``count - 1``; an edge to itself joins nothing.
        right: the other end.

    Returns:
        int32, one label a number.

    Raises:
        ValueError: when the ends differ in length or lie outside the range.
    """
    return joined(np.arange(count, dtype=np.int32), left, right)


def joined(labels: Numbers, left: NDArray[np.integer], right: NDArray[np.integer]) -> Numbers:
    """Join components by more edges.

    Args:
        labels: int32, the label of each number, as ``components`` gives them.
        left, right: the ends of the edges; numbers, or their labels.

    Returns:
        the labels after it.

    Raises:
        ValueError: as ``components`` does.
    """
    if len(left) != len(right):
        raise ValueError(f"{len(left)} left ends but {len(right)} right ends")
    for ends in (left, right):
        if len(ends) and (int(ends.min()) < 0 or int(ends.max()) >= len(labels)):
            raise ValueError(f"an edge ends outside 0 to {len(labels) - 1}")
    after = labels.copy()
    if len(left):
        _union(np.ascontiguousarray(left, dtype=np.int32), np.ascontiguousarray(right, dtype=np.int32), after)
    return after


@kernel("int32[] int32[] int32[]!")
def _union(left: Numbers, right: Numbers, labels: Numbers) -> None:
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
