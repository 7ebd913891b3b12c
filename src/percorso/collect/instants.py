"""Instants of many texts at once: the two spellings that SDKs use in columns, every other one by itself."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.collect.notation import instant
from percorso.core.errors import PercorsoError
from percorso.core.time import EARLIEST, LATEST, to_micros

_UTC = ZoneInfo("UTC")
_INSTANT = pa.timestamp("us", "UTC")
# 2026-03-02T11:59:00Z, with or without thousandths or millionths, as JavaScript and Python write it.
_USUAL = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?(Z|\+00:00)$"
_EARLIEST, _LATEST = to_micros(EARLIEST), to_micros(LATEST)


class Instants(NamedTuple):
    """Microseconds since 1970 UTC, and whether a row's text could be read; of one that could not, they are 0."""

    at: NDArray[np.int64]
    read: NDArray[np.bool_]


def instants(texts: pa.Array) -> Instants:
    """Read a column of times as ``notation.instant`` reads each of them, each distinct text once; UTC without offset.

    Args:
        texts: string; null where there is none, which cannot be read.
    """
    encoded = texts.dictionary_encode()
    words, codes = encoded.dictionary, pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    at = np.zeros(len(words) + 1, dtype=np.int64)
    usual = np.flatnonzero(np.asarray(pc.match_substring_regex(words, _USUAL)))
    found = _usual(words.take(pa.array(usual)))
    at[usual[: len(found)]] = found
    read = np.zeros(len(words) + 1, dtype=bool)
    read[usual[: len(found)]] = (found >= _EARLIEST) & (found < _LATEST)
    for place in np.flatnonzero(~read[:-1]).tolist():
        try:
            at[place], read[place] = instant(words[place].as_py(), _UTC), True
        except PercorsoError:
            at[place] = 0
    return Instants(at[codes], read[codes])


def _usual(texts: pa.Array) -> NDArray[np.int64]:
    """Read texts of the usual spelling; none of them when one names a day or an hour that there is not."""
    try:
        found: NDArray[np.int64] = texts.cast(_INSTANT).cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        return np.zeros(0, dtype=np.int64)
    return found
