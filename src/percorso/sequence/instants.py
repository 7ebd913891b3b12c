"""Instants: a column of times, however a file wrote them, as whole microseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.errors import PercorsoError
from percorso.core.time import parse_instant

Longs = NDArray[np.int64]

_UTC = pa.timestamp("us", "UTC")
# An epoch time's unit follows from its magnitude: 10 digits are seconds, 13 milliseconds, 16 microseconds from 2001 to
# 2286. Halfway between (in digits) is where one unit ends, so that the years before 2001 are read right too.
_UNITS = ((10**11, 1_000_000.0), (10**14, 1_000.0), (10**17, 1.0))
_NANOSECONDS = 1e-3
_ZONED = r"([zZ]|[+-]\d\d:?\d\d)$"
_NUMBER = r"^\s*[+-]?\d+(\.\d+)?\s*$"


def micros(column: pa.ChunkedArray, name: str) -> Longs:
    """Read a column of times; none of them may be missing.

    Args:
        column: Arrow timestamps (without a zone they are UTC), dates, numbers (epoch seconds, milliseconds or
            microseconds by magnitude), or texts of ISO 8601 or of such numbers.
        name: the column's, for the message.

    Raises:
        PercorsoError: ``bad_time`` for what is no time, or is missing.
    """
    if column.null_count:
        empty = int(np.flatnonzero(column.is_null().to_numpy())[0]) + 1
        raise _bad(name, "An empty time", empty)
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = kind.value_type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        naive = pa.types.is_timestamp(kind) and kind.tz is None
        return _whole(column.cast(pa.timestamp("us"), safe=False) if naive else column.cast(_UTC, safe=False))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _epoch(column, name)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _texts(column, name)
    raise _bad(name, f"A column of {kind}")


def _whole(column: pa.ChunkedArray) -> Longs:
    return np.asarray(column.cast(pa.int64()).to_numpy(), np.int64)


def _epoch(column: pa.ChunkedArray, name: str) -> Longs:
    numbers = column.to_numpy()
    if not np.isfinite(numbers).all():
        raise _bad(name, "A number that is no time")
    size = np.abs(numbers)
    if numbers.dtype.kind in "iu":
        # Integers stay integers: a double holds microseconds of our days exactly, and nanoseconds no longer.
        whole = numbers.astype(np.int64)
        scaled = [whole * 1_000_000, whole * 1_000, whole]
        return np.select([size < limit for limit, _ in _UNITS], scaled, whole // 1_000)
    factor = np.select([size < limit for limit, _ in _UNITS], [unit for _, unit in _UNITS], _NANOSECONDS)
    return np.asarray(np.rint(numbers * factor), np.int64)


def _texts(column: pa.ChunkedArray, name: str) -> Longs:
    """Read texts the fast way where all are written alike, else each distinct one by itself."""
    if len(column) == 0:
        return np.zeros(0, np.int64)
    if pc.all(pc.match_substring_regex(column, _NUMBER)).as_py():
        trimmed = pc.utf8_trim_whitespace(column)
        decimal = pc.any(pc.match_substring(trimmed, ".")).as_py()
        return _epoch(trimmed.cast(pa.float64() if decimal else pa.int64()), name)
    zoned = pc.match_substring_regex(column, _ZONED)
    try:
        if pc.all(zoned).as_py():
            return _whole(column.cast(_UTC))
        if not pc.any(zoned).as_py():
            return _whole(column.cast(pa.timestamp("us")))
    except pa.ArrowInvalid:
        pass
    return _one_by_one(column, name)


def _one_by_one(column: pa.ChunkedArray, name: str) -> Longs:
    encoded = column.combine_chunks().dictionary_encode()
    known = np.array([_parsed(text, name, column) for text in encoded.dictionary.to_pylist()], np.int64)
    read: Longs = known[encoded.indices.to_numpy(zero_copy_only=False)]
    return read


def _parsed(text: Any, name: str, column: pa.ChunkedArray) -> int:
    try:
        return parse_instant(text, UTC)
    except PercorsoError as error:
        raise _bad(name, error.message.rstrip("."), pc.index(column, text).as_py() + 1) from None


def _bad(name: str, what: str, row: int | None = None) -> PercorsoError:
    """Say what is no time, and where; rows are counted from 1, without the header."""
    hint = "Write ISO 8601, such as 2026-03-01T10:00:00Z, or epoch seconds, milliseconds or microseconds."
    where = f"column '{name}'" if row is None else f"column '{name}', row {row}"
    return PercorsoError("bad_time", f"{what} ({where}).", hint=hint)
