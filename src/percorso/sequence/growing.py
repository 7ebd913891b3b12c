"""Growing: columns put together from what comes part by part, each in the narrowest width that holds it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.sequence.journeys import Array
from percorso.sequence.kernels import kernel

Longs = NDArray[np.int64]
Numbers = NDArray[np.int32]


class Growing:
    """A column of numbers.

    It grows by an eighth where it lies, as the system moves no large memory for that: twice its room is never held.
    """

    def __init__(self) -> None:
        self._column: Array = np.empty(0, np.int8)
        self._size = 0

    def add(self, values: Array) -> None:
        """Go on with these; the column becomes as wide as they are."""
        end = self._size + len(values)
        if values.dtype.itemsize > self._column.dtype.itemsize:
            self._column = self._column.astype(values.dtype)
        if end > len(self._column):
            self._column.resize(max(end, len(self._column) * 9 // 8), refcheck=False)
        self._column[self._size : end] = values
        self._size = end

    def whole(self) -> Array:
        """Give all values; the column ends here."""
        self._column.resize(self._size, refcheck=False)
        return self._column


class GrowingTexts(Growing):
    """A column of texts as codes: each distinct text is looked at once a part, and numbered as it is first met."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, int] = {}

    @property
    def words(self) -> tuple[str, ...]:
        """The texts by code."""
        return tuple(self._known)

    def add_texts(self, column: pa.ChunkedArray) -> None:
        """Go on with these texts, or what else can be written as one; none, like an empty one, is -1."""
        if pa.types.is_dictionary(column.type):
            whole = column.unify_dictionaries().combine_chunks()
        else:
            whole = column.cast(pa.string()).combine_chunks().dictionary_encode()
        codes = pc.fill_null(whole.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        met, count = np.empty(len(whole.dictionary), np.int64), np.zeros(1, np.int64)
        list_met(codes, count, met)
        met = met[: count[0]]
        place = np.full(len(whole.dictionary) + 1, -1, np.int64)
        place[met] = [self._number(one) for one in whole.dictionary.take(pa.array(met)).cast(pa.string()).to_pylist()]
        self.add(place.astype(narrowest(len(self._known)))[codes])

    def _number(self, text: str | None) -> int:
        return self._known.setdefault(text, len(self._known)) if text else -1


def narrowest(largest: int) -> type[np.signedinteger[Any]]:
    """Give the narrowest type that holds numbers up to this one, and their negatives."""
    return next(kind for kind in (np.int8, np.int16, np.int32, np.int64) if largest <= np.iinfo(kind).max)


@kernel("int32[] int64[]! int64[]!")
def list_met(codes: Numbers, count: Longs, met: Longs) -> None:
    """List the distinct codes as they are met, -1 left out, and count them; ``met`` has room for all there are."""
    seen = np.zeros(len(met) + 1, np.bool_)
    found = 0
    for row in range(len(codes)):
        if found == len(met):
            break
        if not seen[codes[row]]:
            seen[codes[row]] = True
            if codes[row] >= 0:
                met[found] = codes[row]
                found += 1
    count[0] = found
