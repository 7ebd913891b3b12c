"""Codes: texts as small integers, so that work is done once per distinct value and rows only look it up."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.sequence.kernels import kernel
from percorso.sequence.words import Words, shared

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Coded:
    """A column of texts as codes into distinct words; -1 where there is none."""

    codes: Ints
    words: tuple[str, ...]

    @classmethod
    def of(cls, values: pa.ChunkedArray | pa.Array) -> Coded:
        """Encode an Arrow column of texts; of one that is encoded already, words that no row has are left out.

        But where many columns share their words (see ``words.Shared``), and are longer than those, the words stay.
        """
        whole = joined(values)
        if pa.types.is_dictionary(whole.type) and len(whole.dictionary) <= len(whole):
            known = shared(whole.dictionary)
            if known is not None:
                codes = np.empty(len(whole), dtype=np.int64)
                _codes(*bits_of(whole.indices), codes)
                return cls(codes, known)
        codes, words = encoded(whole)
        return cls(codes, Words(words.to_pylist()))

    def used(self) -> tuple[str, ...]:
        """Give the words that some row has."""
        found = np.zeros(len(self.words) + 1, dtype=bool)
        _use(_column(self.codes), found)
        return tuple(self.words[code] for code in np.flatnonzero(found[:-1]).tolist())

    def having(self, test: Callable[[str], bool]) -> Bools:
        """Tell for each row whether its text passes a test; a row without a text does not."""
        # One false slot more, so that code -1 finds it.
        passed = np.zeros(len(self.words) + 1, dtype=bool)
        passed[:-1] = np.fromiter(map(test, self.words), bool, len(self.words))
        return passed[self.codes]

    def into(
        self,
        change: Callable[[str], str | None],
        test: Callable[[str], bool] | None = None,
        key: Hashable = None,
    ) -> Coded:
        """Change each text, of those that pass a test where one is given; None, or failing it, takes it away.

        Args:
            change: gives the text that takes another's place.
            test: which texts are asked about at all; of a text it says the same always.
            key: what ``change`` is known by, where it gives the same for a text always: of words that many columns
                share, it is asked once.
        """
        words = self.words if isinstance(self.words, Words) else Words(self.words)
        if test is not None:
            known, place = _changed_some(words, change, test)
        elif key is not None:
            known, place = words.made(key, lambda: _numbered(list(map(change, words))))
        else:
            known, place = _numbered(list(map(change, words)))
        return Coded(place[self.codes], known)

    def where(self, kept: Bools) -> Coded:
        """Take the text away from the rows that are not kept."""
        return Coded(np.where(kept, self.codes, -1), self.words)

    def otherwise(self, other: Coded) -> Coded:
        """Give each row without a text the other column's."""
        if not other.words:
            return self
        if not self.words:
            return other
        both = np.where(self.codes >= 0, self.codes, np.where(other.codes >= 0, other.codes + len(self.words), -1))
        return Coded(both, (*self.words, *other.words)).into(str)

    def take(self, rows: Ints) -> Coded:
        """Give the texts of some rows; row -1 has none."""
        return Coded(picked(self.codes, rows, -1), self.words)

    def to_arrow(self) -> pa.Array:
        """Give the texts as an Arrow column."""
        return texts(self.words, self.codes)


def texts(words: Sequence[str | None], codes: NDArray[np.integer]) -> pa.DictionaryArray:
    """Look codes up in a list of words; -1, like a word that is None, becomes null."""
    known, numbers = words.made(texts, lambda: _in_arrow(words)) if isinstance(words, Words) else _in_arrow(words)
    place, rows = numbers[codes], len(codes)
    if not (place < 0).any():
        return pa.DictionaryArray.from_arrays(pa.array(place), known, safe=False)
    valid, told = np.empty(-(-rows // 8), np.uint8), np.zeros(1, np.int64)
    _tell(place, valid, told)
    # What stands where nothing is told may be looked up all the same.
    np.maximum(place, 0, out=place)
    column = pa.Array.from_buffers(pa.int32(), rows, [pa.py_buffer(valid), pa.py_buffer(place)], rows - int(told[0]))
    return pa.DictionaryArray.from_arrays(column, known, safe=False)


def _in_arrow(words: Sequence[str | None]) -> tuple[pa.Array, Numbers]:
    """Give the distinct words as an Arrow column, and the number of each word, as ``_numbered`` does."""
    known, numbers = _numbered(words)
    return pa.array(known, pa.string()), numbers.astype(np.int32)


@kernel("int32[] uint8[]! int64[]!")
def _tell(place: Numbers, valid: NDArray[np.uint8], told: Ints) -> None:
    """Write a bit for each place that is one, as Arrow lays them, and count them; a branch would cost more."""
    rows = len(place)
    for begin in range(0, rows, 8):
        bits = np.int64(0)
        for row in range(begin, min(begin + 8, rows)):
            is_told = np.int64(place[row] >= 0)
            bits |= is_told << (row - begin)
            told[0] += is_told
        valid[begin >> 3] = bits


def _numbered(words: Sequence[str | None]) -> tuple[Words, Ints]:
    """Give the distinct words in their order, and the number of each word, -1 for None; one slot more, for code -1."""
    known = dict.fromkeys(words)
    known.pop(None, None)
    numbers: dict[str | None, int] = dict(zip(known, range(len(known)), strict=True))
    numbers[None] = -1
    place = np.full(len(words) + 1, -1, dtype=np.int64)
    # Lookups in C: there are tens of thousands of addresses a slice.
    place[:-1] = np.fromiter(map(numbers.__getitem__, words), np.int64, len(words))
    return Words(known), place  # type: ignore[arg-type]


def _changed_some(words: Words, change: Callable[[str], str | None], test: Callable[[str], bool]) -> tuple[Words, Ints]:
    """Give what ``_numbered`` does of the words that pass a test, changed; nearly none may pass."""
    asked = words.made(test, lambda: np.flatnonzero(np.fromiter(map(test, words), bool, len(words))))
    place = np.full(len(words) + 1, -1, dtype=np.int64)
    known, numbers = _numbered([change(words[code]) for code in asked.tolist()])
    place[asked] = numbers[:-1]
    return known, place


def masked(column: pa.ChunkedArray, kept: Bools) -> pa.ChunkedArray:
    """Take the text of an Arrow column away from the rows that are not kept."""
    nothing = pa.scalar(None, pa.string())
    if not pa.types.is_dictionary(column.type):
        return pc.if_else(pa.array(kept), column, nothing)
    whole = joined(column)
    indices = pc.if_else(pa.array(kept), whole.indices, pa.scalar(None, whole.indices.type))
    return pa.chunked_array([pa.DictionaryArray.from_arrays(indices, whole.dictionary)])


def numbers(values: pa.ChunkedArray | pa.Array) -> Ints:
    """Give each row of an Arrow column of texts its text's number, the same as ``Coded.of`` does."""
    return encoded(values)[0]


def encoded(values: pa.ChunkedArray | pa.Array) -> tuple[Ints, pa.Array]:
    """Encode an Arrow column of texts as ``Coded.of`` does where words are not shared, its words still in Arrow."""
    whole = joined(values)
    if not pa.types.is_dictionary(whole.type):
        whole = whole.cast(pa.string()).dictionary_encode()
    words, codes = whole.dictionary, np.empty(len(whole), dtype=np.int64)
    _codes(*bits_of(whole.indices), codes)
    used = np.zeros(len(words) + 1, dtype=bool)
    _use(codes, used)
    if used[:-1].all():
        return codes, words
    kept = np.flatnonzero(used[:-1])
    place = np.full(len(words) + 1, -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    _renumber(place, codes)
    return codes, words.take(pa.array(kept))


def joined(values: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Give a column as one array, the dictionaries of its chunks made one."""
    if not isinstance(values, pa.ChunkedArray):
        return values
    if values.num_chunks == 1:
        return values.chunk(0)
    return (values.unify_dictionaries() if pa.types.is_dictionary(values.type) else values).combine_chunks()


def bits_of(indices: pa.Array) -> tuple[Numbers, NDArray[np.uint8], int]:
    """Give a dictionary's indices, the bits that say where there is one (none where everywhere), and the first bit."""
    known = indices if indices.type == pa.int32() else indices.cast(pa.int32())
    valid, data = known.buffers()
    rows = np.zeros(0, np.int32) if data is None else np.frombuffer(data, np.int32)
    told = np.zeros(0, np.uint8) if valid is None or not known.null_count else np.frombuffer(valid, np.uint8)
    return rows[known.offset : known.offset + len(known)], told, known.offset


@kernel("int32[] uint8[] int64 int64[]!")
def _codes(indices: Numbers, valid: NDArray[np.uint8], offset: int, codes: Ints) -> None:
    """Copy indices, and put -1 where there is none; see ``bits_of``."""
    if len(valid) == 0:
        for row in range(len(indices)):
            codes[row] = indices[row]
        return
    for row in range(len(indices)):
        bit = offset + row
        told = (valid[bit >> 3] >> (bit & 7)) & 1
        codes[row] = indices[row] if told else -1


@kernel("int64[] bool_[]!")
def _use(codes: Ints, used: Bools) -> None:
    """Mark the codes that some row has; -1 is the last slot."""
    for row in range(len(codes)):
        used[codes[row]] = True


@kernel("int64[] int64[]!")
def _renumber(place: Ints, codes: Ints) -> None:
    for row in range(len(codes)):
        codes[row] = place[codes[row]]


def picked(values: Ints, rows: Ints, missing: int) -> Ints:
    """Pick values by row; row -1 gets the missing one."""
    return np.append(values, missing)[rows]


def distinct(columns: Sequence[NDArray[np.generic]]) -> tuple[Ints, Ints]:
    """Find the distinct tuples of several columns of codes.

    Returns:
        The first row of each distinct tuple, and each row's place among them; tuples stand in order of their values.
    """
    key = np.zeros(len(columns[0]), dtype=np.int64)
    size = 1
    for column in columns:
        codes = column.astype(np.int64, copy=False)
        low = int(codes.min(initial=0))
        width = int(codes.max(initial=0)) - low + 1
        if width == 1:
            continue
        if size * width >= 2**62:
            first, key = _distinct(key)
            size = len(first)
        if size * width >= 2**62:
            # Codes may be wide by themselves, such as sets of which each member is a bit.
            first, codes = _distinct(np.ascontiguousarray(codes))
            low, width = 0, len(first)
        _append(np.ascontiguousarray(codes), low, width, key)
        size *= width
    return _distinct(key)


@kernel("int64[] int64 int64 int64[]!")
def _append(codes: Ints, low: int, width: int, key: Ints) -> None:
    """Write one more code into each row's key."""
    for row in range(len(codes)):
        key[row] = key[row] * width + codes[row] - low


def _distinct(key: Ints) -> tuple[Ints, Ints]:
    """Find the distinct values, in their order: where each stands first, and each row's place among them."""
    first = np.empty(len(key), dtype=np.int64)
    place = np.empty(len(key), dtype=np.int64)
    count = _compiled()(key, first, place)
    order = np.argsort(key[first[:count]])
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    return first[order], rank[place]


def _meet(key: Ints, first: Ints, place: Ints) -> int:
    """Number the distinct values as they are met, by open addressing (Knuth, volume 3, 6.4); gives how many.

    The table grows with what is found: nearly always that is little, and stays in the processor's cache.
    """
    # Fibonacci hashing: the golden ratio spreads neighbours.
    ratio, shift = np.int64(-7046029254386353131), np.int64(20)
    mask = np.int64((1 << 10) - 1)
    slots = np.full(mask + 1, -1, dtype=np.int64)
    count = 0
    for row in range(len(key)):
        if 2 * count > mask:
            mask = 4 * mask + 3
            slots = np.full(mask + 1, -1, dtype=np.int64)
            for known in range(count):
                slot = (key[first[known]] * ratio >> shift) & mask
                while slots[slot] >= 0:
                    slot = (slot + 1) & mask
                slots[slot] = known
        slot = (key[row] * ratio >> shift) & mask
        while slots[slot] >= 0 and key[first[slots[slot]]] != key[row]:
            slot = (slot + 1) & mask
        if slots[slot] < 0:
            slots[slot] = count
            first[count] = row
            count += 1
        place[row] = slots[slot]
    return count


@cache
def _compiled() -> Callable[[Ints, Ints, Ints], int]:
    from numba import njit, types

    signature = types.int64(types.int64[::1], types.int64[::1], types.int64[::1])
    compiled: Callable[[Ints, Ints, Ints], int] = njit(signature, cache=True, nogil=True)(_meet)
    return compiled


def first_rows(groups: Ints, count: int, among: Bools | None = None) -> Ints:
    """Give the first row of each group, -1 for a group without one; rows of group -1 belong to none.

    Args:
        groups: int64, each row's group.
        count: how many groups there are.
        among: the rows that may be given; all where absent.
    """
    found = np.full(count, -1, dtype=np.int64)
    _first(_column(groups), _asked(groups, among), found)
    return found


def last_rows(groups: Ints, count: int, among: Bools | None = None) -> Ints:
    """Give the last row of each group, as ``first_rows`` gives the first."""
    found = np.full(count, -1, dtype=np.int64)
    _last(_column(groups), _asked(groups, among), found)
    return found


def first_rows_of_each(groups: Ints, count: int, codes: Ints, kinds: int) -> Ints:
    """Give the first row of each kind in each group, as ``first_rows`` gives it of one.

    Args:
        groups: int64, each row's group.
        count: how many groups there are.
        codes: each row's kind, -1 for none.
        kinds: how many kinds there are.

    Returns:
        kind by kind, the first row of each group.
    """
    if len(codes) != len(groups) or int(codes.max(initial=-1)) >= kinds:
        raise ValueError(f"{len(codes)} codes of {kinds} kinds for {len(groups)} rows")
    found = np.full((kinds, count), -1, dtype=np.int64)
    _first_of_each(_column(groups), _column(codes), found)
    return found


@kernel("int64[] int64[] int64[,]!")
def _first_of_each(groups: Ints, codes: Ints, found: Ints) -> None:
    for row in range(len(groups)):
        if groups[row] >= 0 and codes[row] >= 0 and found[codes[row], groups[row]] < 0:
            found[codes[row], groups[row]] = row


@kernel("int64[] bool_[] int64[]!")
def _first(groups: Ints, among: Bools, found: Ints) -> None:
    for row in range(len(groups)):
        group = groups[row]
        if group >= 0 and found[group] < 0 and (len(among) == 0 or among[row]):
            found[group] = row


@kernel("int64[] bool_[] int64[]!")
def _last(groups: Ints, among: Bools, found: Ints) -> None:
    for row in range(len(groups)):
        if groups[row] >= 0 and (len(among) == 0 or among[row]):
            found[groups[row]] = row


def _column(numbers: NDArray[np.integer]) -> Ints:
    return np.ascontiguousarray(numbers, dtype=np.int64)


def _asked(groups: Ints, among: Bools | None) -> Bools:
    """Check a condition on rows before a kernel reads it, which checks no bounds; none at all is no rows."""
    if among is not None and len(among) != len(groups):
        raise ValueError(f"{len(among)} answers for {len(groups)} rows")
    return np.zeros(0, dtype=bool) if among is None else np.ascontiguousarray(among, dtype=bool)
