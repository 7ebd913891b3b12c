"""Splicing: rows put into columns in the place of others, in stretches that are copied as they lie."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.codes import Ints, Numbers
from percorso.sequence.kernels import kernel

Bytes = NDArray[np.int8]


class Ends(NamedTuple):
    """What tells links from each other."""

    left: Numbers
    right: Numbers
    evidence: Bytes


class Splice(NamedTuple):
    """Where rows go.

    Attributes:
        gone: the rows that go, ascending.
        place: before which row each new one belongs.
        same: the row that goes whose key each new one has, -1 for none.
        stands: the row of each new one afterwards.
        rows: how many rows there are then.
    """

    gone: Ints
    place: Ints
    same: Ints
    stands: Ints
    rows: int

    @classmethod
    def of(cls, held: Ends, new: Ends, gone: Ints) -> Splice:
        """Find where new links go; both stand in the order of their ends and evidence.

        Args:
            held: the links there are.
            new: those that come; one whose key goes takes its place.
            gone: the rows that go.
        """
        place, same = (np.empty(len(new.left), dtype=np.int64) for _ in range(2))
        _find(*held, *new, place, same)
        # All that stay and all new ones before it stand before it.
        stands = place - np.searchsorted(gone, place) + np.arange(len(place))
        return cls(gone, place, same, stands, len(held.left) - len(gone) + len(place))

    def into(self, column: NDArray[Any], new: NDArray[Any]) -> NDArray[Any]:
        """Put the values of new rows into a column."""
        whole = np.empty(self.rows, dtype=column.dtype)
        width = column.dtype.itemsize
        own, others = (np.ascontiguousarray(one).view(f"i{width}") for one in (column, new))
        _SPLICES[width](own, others, self.gone, self.place, whole.view(f"i{width}"))
        return whole


@kernel("int32[] int32[] int8[] int32[] int32[] int8[] int64[]! int64[]!")
def _find(
    left: Numbers,
    right: Numbers,
    evidence: Bytes,
    wanted_left: Numbers,
    wanted_right: Numbers,
    wanted_evidence: Bytes,
    place: Ints,
    same: Ints,
) -> None:
    """Find before which row each wanted one belongs, and which is the same.

    Each is looked for from where the one before it belongs, in steps that double until they lead too far (Bentley and
    Yao, 1976).
    """
    low, count = 0, len(left)
    for row in range(len(place)):
        first, second, third = wanted_left[row], wanted_right[row], wanted_evidence[row]
        step, high, doubling = 1, low, True
        while doubling or low < high:
            middle = low + step - 1 if doubling else (low + high) >> 1
            if middle >= count:
                high, doubling = count, False
                continue
            ahead = left[middle] < first or (
                left[middle] == first
                and (right[middle] < second or (right[middle] == second and evidence[middle] < third))
            )
            if ahead:
                low = middle + 1
                step *= 2
            else:
                high, doubling = middle, False
        place[row], same[row] = low, -1
        if low < count and left[low] == first and right[low] == second and evidence[low] == third:
            same[row] = low


def _splice(column: NDArray[Any], new: NDArray[Any], gone: Ints, place: Ints, whole: NDArray[Any]) -> None:
    """Copy what stays and what comes."""
    row, to, went = 0, 0, 0
    for one in range(len(place) + 1):
        until = place[one] if one < len(place) else len(column)
        while row < until:
            if went < len(gone) and gone[went] == row:
                row, went = row + 1, went + 1
                continue
            stop = min(until, gone[went]) if went < len(gone) else until
            for copied in range(stop - row):
                whole[to + copied] = column[row + copied]
            to, row = to + stop - row, stop
        if one < len(place):
            whole[to] = new[one]
            to += 1


# The same loop for values of each width, in bytes.
_SPLICES = {
    width: kernel(f"int{8 * width}[] int{8 * width}[] int64[] int64[] int{8 * width}[]!")(_splice)
    for width in (1, 2, 4, 8)
}
