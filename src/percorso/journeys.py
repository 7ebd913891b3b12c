"""Journeys from plain tables and files: the door for notebooks and scripts, no workspace needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from percorso.collect.row_files import read_table, read_tables
from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import Journeys
from percorso.sequence.laying import Names, lay_out
from percorso.sequence.path_table import PathTable, read_paths

__all__ = ["Journeys", "PathTable", "from_paths", "from_table"]


def from_table(
    table: pa.Table | str | Path,
    *,
    customer: str = "customer_id",
    time: str = "at",
    event: str | None = "event",
    channel: str | None = None,
    conversion: str | None = None,
    value: str | None = None,
    properties: Sequence[str] = (),
) -> Journeys:
    """Make journeys of rows of events, in any order.

    Args:
        table: an Arrow table, or the path of a CSV, JSON-lines or Parquet file, plain or gzip.
        customer: the column that says whose a row is; rows without one are left out.
        time: when it was: ISO 8601 (without a zone UTC), or epoch seconds, milliseconds or microseconds by magnitude.
            Of equal times the first row of the table comes first.
        event: what it was; None where the table does not say, as one of touches (``channel``) need not.
        channel: where it came from; a row with a channel is a touch.
        conversion: marks the rows that are conversions: true, 1, any count but nought.
        value: what a conversion brought, in any unit; kept to the sixth decimal.
        properties: columns to filter and break down by.

    Raises:
        PercorsoError: what is wrong with the file; ``unknown_column``, ``bad_time``, ``bad_amount``.
    """
    names = Names(customer, time, event, channel, conversion, value, tuple(properties))
    try:
        return lay_out(
            read_tables(Path(table), names.all, names.texts) if isinstance(table, str | Path) else table, names
        )
    except PercorsoError as error:
        # A table of touches need not say what else happened.
        if error.code != "unknown_column" or error.given.get("given") != event or channel is None:
            raise
    return from_table(
        table,
        customer=customer,
        time=time,
        event=None,
        channel=channel,
        conversion=conversion,
        value=value,
        properties=properties,
    )


def from_paths(
    table: pa.Table | str | Path,
    *,
    path: str = "path",
    conversions: str = "conversions",
    nulls: str | None = None,
    value: str | None = None,
    separator: str = " > ",
) -> PathTable:
    """Read paths that were counted already, one row each.

    Args:
        table: an Arrow table, or the path of a CSV, JSON-lines or Parquet file, plain or gzip.
        path: the column of paths, such as ``Email > Direct``.
        conversions: how many people took a path and converted.
        nulls: how many took it and did not.
        value: what its conversions brought together.
        separator: what stands between two touches.

    Raises:
        PercorsoError: what is wrong with the file; ``unknown_column``, ``bad_count``, ``bad_amount``.
    """
    columns = [name for name in (path, conversions, nulls, value) if name is not None]
    read = read_table(Path(table), columns) if isinstance(table, str | Path) else table
    return read_paths(read, path, conversions, nulls, value, separator)
