"""Names: which identifiers identities name, laid end to end; a kind that an identity does not name takes no room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.core.identity import KINDS
from percorso.sequence.codes import Bools, Ints, Numbers
from percorso.sequence.kernels import kernel

Kinds = NDArray[np.uint16]

# The kinds of what identities name, in the order of KINDS, and then what an alias names as its previous id.
FORMER = len(KINDS)
SLOTS = FORMER + 1
_SETS = np.arange(1 << SLOTS, dtype=np.uint16)
# Of each set of kinds, as bits: how many there are, and which is the first.
SIZE = np.bitwise_count(_SETS).astype(np.int8)
FIRST = np.bitwise_count((_SETS & -_SETS) - np.uint16(1)).astype(np.int8)
_NONE = np.int32(-1)


class Names(NamedTuple):
    """What identities name.

    Attributes:
        kinds: of each identity, the kinds of identifiers it names: bit ``n`` for the nth of KINDS, the next one for a
            previous id.
        numbers: the identifiers, identity by identity, those of one in the order of their kinds.
    """

    kinds: Kinds
    numbers: Numbers

    @classmethod
    def of(cls, count: int, columns: Iterable[tuple[int, Numbers]]) -> Names:
        """Lay columns end to end.

        Args:
            count: how many identities there are.
            columns: by kind, ascending, as a place in KINDS or FORMER: each identity's identifier, -1 for none. A
                kind that nobody names may be left out.
        """
        held = list(columns)
        kinds = np.zeros(count, dtype=np.uint16)
        for kind, column in held:
            _tell(column, kind, kinds)
        place, total = _begins(kinds)
        numbers = np.empty(total, dtype=np.int32)
        while held:
            _lay(held.pop(0)[1], place, numbers)
        return cls(kinds, numbers)

    def column(self, kind: int) -> Numbers:
        """Give the identifier of one kind that each identity names, -1 for none."""
        found = np.empty(len(self.kinds), dtype=np.int32)
        _pick(self.kinds, self.numbers, SIZE, kind, found)
        return found

    def some(self, rows: Ints) -> Names:
        """Give what some identities name."""
        begins, _ = _begins(self.kinds)
        return self._at(rows, begins[rows])

    def _at(self, rows: Ints, begins: Numbers) -> Names:
        kinds = self.kinds[rows]
        own, total = _begins(kinds)
        numbers = np.empty(total, dtype=np.int32)
        _copy(begins, own, kinds, SIZE, self.numbers, numbers)
        return Names(kinds, numbers)

    def after(self, other: Names) -> Names:
        """Give what other identities name, and then these."""
        return Names(np.append(other.kinds, self.kinds), np.append(other.numbers, self.numbers))

    def since(self, other: Names) -> Names:
        """Give what those name that come after others (see ``after``)."""
        return Names(self.kinds[len(other.kinds) :], self.numbers[len(other.numbers) :])

    def naming(self, among: Bools) -> tuple[Ints, Names]:
        """Find the identities that name any of some identifiers, and what they name."""
        rows, begins = (np.empty(len(self.kinds), dtype=np.int32) for _ in range(2))
        count = np.zeros(1, dtype=np.int64)
        _find(self.kinds, self.numbers, SIZE, np.packbits(among, bitorder="little"), rows, begins, count)
        found = rows[: count[0]].astype(np.int64)
        return found, self._at(found, begins[: count[0]])


def _begins(kinds: Kinds) -> tuple[Numbers, int]:
    """Give where the identifiers of each identity begin, and how many there are."""
    ends = np.cumsum(SIZE[kinds], dtype=np.int32)
    total = int(ends[-1]) if len(ends) else 0
    return ends - SIZE[kinds], total


@kernel("int32[] int64 uint16[]!")
def _tell(column: Numbers, kind: int, kinds: Kinds) -> None:
    """Take down who names an identifier of a kind."""
    for row in range(len(column)):
        if column[row] >= 0:
            kinds[row] |= np.uint16(1 << kind)


@kernel("int32[] int32[]! int32[]!")
def _lay(column: Numbers, place: Numbers, numbers: Numbers) -> None:
    """Lay the identifiers of a kind where each identity's next one belongs."""
    for row in range(len(column)):
        if column[row] >= 0:
            numbers[place[row]] = column[row]
            place[row] += 1


@kernel("uint16[] int32[] int8[] int64 int32[]!")
def _pick(kinds: Kinds, numbers: Numbers, size: NDArray[np.int8], kind: int, found: Numbers) -> None:
    """Give each identity's identifier of one kind."""
    place = 0
    for row in range(len(kinds)):
        own = np.int64(kinds[row])
        found[row] = numbers[place + size[own & ((1 << kind) - 1)]] if own >> kind & 1 else -1
        place += size[own]


@kernel("int32[] int32[] uint16[] int8[] int32[] int32[]!")
def _copy(
    begins: Numbers, to: Numbers, kinds: Kinds, size: NDArray[np.int8], numbers: Numbers, copied: Numbers
) -> None:
    """Copy the identifiers of some identities from where they begin."""
    for row in range(len(begins)):
        for place in range(size[kinds[row]]):
            copied[to[row] + place] = numbers[begins[row] + place]


@kernel("uint16[] int32[] int8[] uint8[] int32[]! int32[]! int64[]!")
def _find(
    kinds: Kinds,
    numbers: Numbers,
    size: NDArray[np.int8],
    among: NDArray[np.uint8],
    rows: Numbers,
    begins: Numbers,
    count: Ints,
) -> None:
    """Find the identities that name an identifier whose bit is set, and where what they name begins."""
    begin, found = 0, 0
    for row in range(len(kinds)):
        end = begin + size[kinds[row]]
        for place in range(begin, end):
            number = numbers[place]
            if among[number >> 3] >> (number & 7) & 1:
                rows[found], begins[found] = row, begin
                found += 1
                break
        begin = end
    count[0] = found
