"""Codes: texts as small integers, so that work is done once per distinct value and rows only look it up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Coded:
    """A column of texts as codes into its distinct words; -1 where there is none."""

    codes: Ints
    words: tuple[str, ...]

    @classmethod
    def of(cls, values: pa.ChunkedArray | pa.Array) -> Coded:
        """Encode an Arrow column of texts."""
        whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        if pa.types.is_dictionary(whole.type):
            whole = whole.dictionary_decode()
        encoded = whole.cast(pa.string()).dictionary_encode()
        codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        return cls(codes, tuple(encoded.dictionary.to_pylist()))

    def having(self, test: Callable[[str], bool]) -> Bools:
        """Tell for each row whether its text passes a test; a row without a text does not."""
        # One false slot more, so that code -1 finds it.
        passed = np.array([*(bool(test(word)) for word in self.words), False], dtype=bool)
        return passed[self.codes]

    def into(self, change: Callable[[str], str | None]) -> Coded:
        """Change each text; None takes it away."""
        changed = [change(word) for word in self.words]
        words = tuple(dict.fromkeys(word for word in changed if word is not None))
        place = {word: code for code, word in enumerate(words)}
        moved = np.array([*(place.get(word, -1) if word is not None else -1 for word in changed), -1], dtype=np.int64)
        return Coded(moved[self.codes], words)

    def where(self, kept: Bools) -> Coded:
        """Take the text away from the rows that are not kept."""
        return Coded(np.where(kept, self.codes, -1), self.words)

    def take(self, rows: Ints) -> Coded:
        """Give the texts of some rows; row -1 has none."""
        return Coded(picked(self.codes, rows, -1), self.words)

    def to_arrow(self) -> pa.Array:
        """Give the texts as an Arrow column."""
        return texts(self.words, self.codes)


def texts(words: Sequence[str | None], codes: NDArray[np.integer]) -> pa.Array:
    """Look codes up in a list of words; -1, like a word that is None, becomes null."""
    return pa.array(words, pa.string()).take(pa.array(codes, pa.int64(), mask=codes < 0))


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
        codes = column.astype(np.int64)
        low = int(codes.min(initial=0))
        width = int(codes.max(initial=0)) - low + 1
        if size * width >= 2**62:
            _, key = np.unique(key, return_inverse=True)
            size = int(key.max(initial=0)) + 1
        key = key * width + (codes - low)
        size *= width
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return first.astype(np.int64), place.astype(np.int64)


def first_rows(groups: Ints, count: int, among: Bools | None = None) -> Ints:
    """Give the first row of each group, -1 for a group without one; rows of group -1 belong to none.

    Args:
        groups: int64, each row's group.
        count: how many groups there are.
        among: the rows that may be given; all where absent.
    """
    return _rows(groups, count, among, -1)


def last_rows(groups: Ints, count: int, among: Bools | None = None) -> Ints:
    """Give the last row of each group, as ``first_rows`` gives the first."""
    return _rows(groups, count, among, 1)


def _rows(groups: Ints, count: int, among: Bools | None, step: int) -> Ints:
    kept = groups >= 0 if among is None else (groups >= 0) & among
    rows = np.flatnonzero(kept)[::step]
    found = np.full(count, -1, dtype=np.int64)
    # Of several values for one place NumPy keeps the last.
    found[groups[rows]] = rows
    return found
