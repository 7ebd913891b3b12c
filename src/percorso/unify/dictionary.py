"""The dictionary of identifiers: which number each has, by its kind and text, found among those that lie in order.

Identifiers found at once are numbered in their order, and so are those that later events add, behind all others. Of
these alone it is kept in which order they stand, so that what is known is never looked through.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.sequence.codes import Ints, Numbers
from percorso.sequence.kernels import kernel
from percorso.sequence.spelling import Signs, Spelt, spelled

Ranks = NDArray[np.int8]

# So few are looked up one by one.
_FEW = 100


def in_order(rank: Ranks, values: pa.Array) -> Numbers:
    """Give identifiers in the order of kind, then text."""
    place = np.empty(len(values), dtype=np.int32)
    place[spelled(values)] = np.arange(len(values), dtype=np.int32)
    return np.lexsort((place, rank)).astype(np.int32)


class Dictionary(NamedTuple):
    """All identifiers.

    Attributes:
        rank: each one's kind, as an index into KINDS.
        values: each one's text.
        later: those that came later, in the order of kind, then text; all before them stand in that order themselves.
    """

    rank: Ranks
    values: pa.Array
    later: Numbers

    def numbers_of(self, names: Iterable[tuple[int, str]]) -> Ints:
        """Give the identifiers that names mean, each a place in KINDS and a text, in the order of kind, then text."""
        wanted = sorted({(kind, text.encode()) for kind, text in names})
        if len(wanted) <= _FEW:
            # A kernel takes longer to load.
            return np.array([place for one in wanted if (place := self._number(one)) >= 0], dtype=np.int64)
        rank = np.array([kind for kind, _ in wanted], dtype=np.int8)
        number, _ = self.numbers(rank, pa.array([text.decode() for _, text in wanted], pa.string()))
        found: Ints = number[number >= 0].astype(np.int64)
        return found

    def _number(self, wanted: tuple[int, bytes]) -> int:
        """Give the number of one identifier, -1 for one that is not known."""
        first = len(self.rank) - len(self.later)

        def numbered(place: int) -> int:
            return place if place < first else int(self.later[place - first])

        def told(place: int) -> tuple[int, bytes]:
            number = numbered(place)
            return int(self.rank[number]), self.values[number].as_py().encode()

        for places in (range(first), range(first, len(self.rank))):
            place = bisect_left(places, wanted, key=told)
            if place < len(places) and told(places[place]) == wanted:
                return numbered(places[place])
        return -1

    def numbers(self, rank: Ranks, values: pa.Array) -> tuple[Numbers, Numbers]:
        """Look identifiers up that stand in the order of kind, then text, each once.

        Returns:
            the number of each, -1 for one that is not known; and before which place of ``later`` it belongs.
        """
        own, wanted = (self.rank, *Spelt.of(self.values)), (rank, *Spelt.of(values))
        first = len(self.rank) - len(self.later)
        number, place = np.full(len(rank), -1, dtype=np.int32), np.empty(len(rank), dtype=np.int32)
        _look_up(*own, np.zeros(0, dtype=np.int32), first, *wanted, number, place)
        _look_up(*own, self.later, len(self.later), *wanted, number, place)
        return number, place

    def with_later(self, number: Numbers, place: Numbers) -> Numbers:
        """Put new numbers among those that came later, each before a place."""
        return np.insert(self.later, place, number)


@kernel("int8[] int32[] uint8[] int32[] int64 int8[] int32[] uint8[] int32[]! int32[]!")
def _look_up(
    rank: Ranks,
    begins: Numbers,
    signs: Signs,
    order: Numbers,
    count: int,
    wanted: Ranks,
    wanted_begins: Numbers,
    wanted_signs: Signs,
    number: Numbers,
    place: Numbers,
) -> None:
    """Find identifiers among some that lie in ``order``, or as they stand where there is none.

    Both are in the same order, so that each is looked for from where the one before it was found, in steps that double
    until they lead too far (Bentley and Yao, 1976).
    """
    low = 0
    for row in range(len(wanted)):
        begin, length = wanted_begins[row], wanted_begins[row + 1] - wanted_begins[row]
        step, high, doubling = 1, low, True
        # All before ``low`` stand before it; ``high`` is the end, or does not.
        while doubling or low < high:
            if doubling:
                middle = low + step - 1
                if middle >= count:
                    high, doubling = count, False
                    continue
            else:
                middle = (low + high) >> 1
            one = np.int64(order[middle]) if len(order) else middle
            # Less than 0 where the known one stands before the wanted one, 0 where it is the same.
            told = np.int64(rank[one]) - np.int64(wanted[row])
            if told == 0:
                other = begins[one]
                known_length = begins[one + 1] - other
                shorter, at = min(length, known_length), 0
                while at < shorter and signs[other + at] == wanted_signs[begin + at]:
                    at += 1
                if at < shorter:
                    told = np.int64(signs[other + at]) - np.int64(wanted_signs[begin + at])
                else:
                    told = np.int64(known_length) - np.int64(length)
            if told == 0:
                number[row] = one
                low = high = middle
                break
            if told < 0:
                low = middle + 1
                step *= 2
            else:
                high, doubling = middle, False
        place[row] = low
