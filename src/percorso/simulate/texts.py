"""Texts: columns of numbers written as columns of text, without a loop over rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.simulate.streams import Keys, Longs, mixed

_DIGITS = np.frombuffer(b"0123456789abcdef", np.uint8)
_DASHES = (8, 13, 18, 23)


def join(*parts: pa.Array | str) -> pa.Array:
    """Write texts side by side, row by row; a plain text is the same in every row."""
    return pc.binary_join_element_wise(*parts, "")


def taken(words: pa.Array, places: NDArray[np.integer]) -> pa.Array:
    """Give the word at each place."""
    return words.take(pa.array(places))


def strings(values: Sequence[str]) -> pa.Array:
    """Make a column of texts."""
    return pa.array(values, pa.string())


def hexadecimal(keys: Keys, digits: int = 32) -> pa.Array:
    """Write keys as hexadecimal texts of 16 or 32 digits."""
    words = [keys] if digits == 16 else [keys, mixed(keys, 1)]
    raw = np.ascontiguousarray(np.stack(words, axis=1).astype(">u8")).view(np.uint8)
    return _fixed(_letters(raw))


def uuids(keys: Keys) -> pa.Array:
    """Write keys in the shape of UUIDs."""
    raw = np.ascontiguousarray(np.stack([keys, mixed(keys, 2)], axis=1).astype(">u8")).view(np.uint8)
    letters = _letters(raw)
    letters[:, 12] = ord("4")
    whole = np.full((len(keys), 36), ord("-"), np.uint8)
    whole[:, [place for place in range(36) if place not in _DASHES]] = letters
    return _fixed(whole)


def _letters(raw: NDArray[np.uint8]) -> NDArray[np.uint8]:
    letters = np.empty((raw.shape[0], raw.shape[1] * 2), np.uint8)
    letters[:, 0::2] = _DIGITS[raw >> 4]
    letters[:, 1::2] = _DIGITS[raw & 15]
    return letters


def _fixed(letters: NDArray[np.uint8]) -> pa.Array:
    """Make a column of texts from rows of equally many ASCII letters."""
    count, width = letters.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), count, [None, pa.py_buffer(offsets), pa.py_buffer(letters.tobytes())])


def instants(millis: Longs) -> pa.Array:
    """Write milliseconds since 1970 UTC in ISO 8601: ``2026-03-01T10:00:00.123Z``."""
    spaced = pa.array(millis).cast(pa.timestamp("ms")).cast(pa.string())
    return join(pc.binary_replace_slice(spaced, 10, 11, "T"), "Z")


def seconds(millis: Longs) -> pa.Array:
    """Write milliseconds since 1970, taken as a wall clock's, as ``2026-03-01 10:00:00``."""
    return pa.array(millis // 1000).cast(pa.timestamp("s")).cast(pa.string())


def days(millis: Longs) -> pa.Array:
    """Write the day of milliseconds since 1970, taken as a wall clock's: ``2026-03-01``."""
    return pc.utf8_slice_codeunits(seconds(millis), 0, 10)


def money(cents: Longs, mark: str = ".") -> pa.Array:
    """Write whole cents as a decimal amount: ``12.35``."""
    size = np.abs(cents)
    whole = pa.array(size // 100).cast(pa.string())
    part = pc.utf8_lpad(pa.array(size % 100).cast(pa.string()), 2, "0")
    return join(taken(strings(["", "-"]), (cents < 0).astype(np.int64)), whole, mark, part)


def numbers(values: NDArray[np.integer], width: int = 0) -> pa.Array:
    """Write whole numbers, with zeros ahead up to a width."""
    written = pa.array(values).cast(pa.string())
    return pc.utf8_lpad(written, width, "0") if width else written
