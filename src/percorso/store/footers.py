"""Footers: what Parquet files say of their rows without being read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from percorso.core.errors import PercorsoError

Ends = tuple[int, int]
# Of how many files what they say is kept: they never change.
_KEPT = 10_000


def may_hold(path: Path, column: str, wanted: Sequence[int]) -> bool:
    """Say whether a file may hold one of some whole numbers (rising): where its footer is silent, it may.

    Raises:
        PercorsoError: ``table_unreadable``.
    """
    parts = _ends(path, column)
    return parts is None or any(_meets(wanted, *ends) for ends in parts)


def unreadable(path: Path, error: Exception) -> PercorsoError:
    """Say that a file of the workspace cannot be read."""
    hint = "A file of the workspace is gone or damaged: put its folder back from a copy."
    return PercorsoError("table_unreadable", f"{path.name} cannot be read: {error}.", hint=hint)


def _meets(wanted: Sequence[int], low: int, high: int) -> bool:
    first = bisect_left(wanted, low)
    return first < len(wanted) and wanted[first] <= high


@lru_cache(maxsize=_KEPT)
def _ends(path: Path, column: str) -> tuple[Ends, ...] | None:
    """Give the least and the greatest value in each part of a file; None where one of them does not tell."""
    try:
        footer = pq.read_metadata(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise unreadable(path, error) from error
    place = footer.schema.names.index(column)
    told = [footer.row_group(number).column(place).statistics for number in range(footer.num_row_groups)]
    if any(one is None or not one.has_min_max for one in told):
        return None
    return tuple((one.min, one.max) for one in told)
