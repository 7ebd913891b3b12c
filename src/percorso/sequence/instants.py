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
_NANOSECONDS, _NO_TIME = 1e-3, 1e20
_ZONED = r"([zZ]|[+-]\d\d:?\d\d)$"
# Moments that have a date: the years 1 to 9999.
_FIRST, _LAST = -62_135_596_800_000_000, 253_402_300_799_999_999
# Whole numbers that are days without separators, such as 20260301: as seconds they would all lie within a year of 1970.
_COMPACT = (19_000_101, 21_001_231)
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
    if not len(numbers):
        return np.zeros(0, np.int64)
    most = max(abs(float(numbers.min())), abs(float(numbers.max())))
    if not most < _NO_TIME or (numbers.dtype.kind == "u" and most >= 1 << 63):
        raise _bad(name, "A number that is no time")
    found = _scaled(numbers)
    if numbers.dtype.kind in "iu" and numbers.min() <= _COMPACT[1]:
        found = _with_compact_days(numbers.astype(np.int64), found)
    if found.min() < _FIRST or found.max() > _LAST:
        raise _bad(name, "A number that is no time")
    return found


def _with_compact_days(numbers: Longs, found: Longs) -> Longs:
    """Read those of some numbers that are days without separators as such; the others stay as they were found."""
    months = np.array(numbers // 10_000 - 1970, "M8[Y]").astype("M8[M]") + (numbers // 100 % 100 - 1)
    days = months.astype("M8[D]") + (numbers % 100 - 1)
    written = days.astype("M8[Y]").astype(np.int64) * 10_000 + 19_700_000
    written += (
        (days.astype("M8[M]").astype(np.int64) % 12 + 1) * 100 + (days - days.astype("M8[M]")).astype(np.int64) + 1
    )
    are = (numbers >= _COMPACT[0]) & (numbers <= _COMPACT[1]) & (written == numbers)
    return np.where(are, days.astype("M8[us]").astype(np.int64), found)


def _scaled(numbers: NDArray[Any]) -> Longs:
    if numbers.dtype.kind in "iu":
        first, last = (_scale(int(end)) for end in (numbers.min(), numbers.max()))
        if first == last and numbers.min() >= 0 and last is not None:
            # Nearly always all are of one unit.
            return np.asarray(numbers.astype(np.int64, copy=False) * last if last > 1 else numbers, np.int64)
    size = np.abs(numbers)
    if numbers.dtype.kind in "iu":
        # Integers stay integers: a double holds microseconds of our days exactly, and nanoseconds no longer.
        whole = numbers.astype(np.int64)
        scaled = [whole * 1_000_000, whole * 1_000, whole]
        return np.select([size < limit for limit, _ in _UNITS], scaled, whole // 1_000)
    factor = np.select([size < limit for limit, _ in _UNITS], [unit for _, unit in _UNITS], _NANOSECONDS)
    return np.asarray(np.rint(numbers * factor), np.int64)


def _scale(number: int) -> int | None:
    """Give how many microseconds one of a number's unit is; None of what is finer, or before 1970."""
    return next((int(unit) for limit, unit in _UNITS if 0 <= number < limit), None)


def _texts(column: pa.ChunkedArray, name: str) -> Longs:
    """Read texts the fast way where all are written alike, else each distinct one by itself."""
    if len(column) == 0:
        return np.zeros(0, np.int64)
    if pc.all(pc.match_substring_regex(column, _NUMBER)).as_py():
        trimmed = pc.utf8_trim_whitespace(column)
        decimal = pc.any(pc.match_substring(trimmed, ".")).as_py()
        try:
            return _epoch(trimmed.cast(pa.float64() if decimal else pa.int64()), name)
        except pa.ArrowInvalid:
            raise _bad(name, "A number that is no time") from None
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
