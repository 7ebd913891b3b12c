"""Laying rows out: a table of events, one row each in any order, becomes journeys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.errors import PercorsoError, unknown
from percorso.core.money import LARGEST
from percorso.sequence.codes import Coded
from percorso.sequence.instants import micros
from percorso.sequence.journeys import MARGIN_UNKNOWN, ORDER, STEP, TOUCH, Array, Journeys
from percorso.sequence.keys import key_of
from percorso.sequence.ordering import in_order

Bools = NDArray[np.bool_]
Longs = NDArray[np.int64]

# Money of a plain file is kept in whole millionths of its unit, so that it adds up exactly in any order.
PARTS = 10**6
# A property's column, set apart from those that every journey has.
PROPERTY = "property."
_TRUE = frozenset(("true", "t", "yes", "y"))


class Names(NamedTuple):
    """Which column of a table is what; None where there is none."""

    customer: str = "customer_id"
    time: str = "at"
    event: str | None = "event"
    channel: str | None = None
    conversion: str | None = None
    value: str | None = None
    properties: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """The columns to read, each once."""
        named = (self.customer, self.time, self.event, self.channel, self.conversion, self.value, *self.properties)
        return tuple(dict.fromkeys(name for name in named if name is not None))


def lay_out(table: pa.Table, names: Names) -> Journeys:
    """Sort a table's rows into journeys; rows without a customer are left out, equal times keep the table's order.

    A row of a conversion closes a cycle, and the next row opens another; one that names a channel is a touch as well.

    Raises:
        PercorsoError: ``unknown_column``, ``bad_time``, ``bad_amount``.
    """
    for name in names.all:
        if name not in table.column_names:
            raise unknown("column", name, table.column_names, code="unknown_column")
    table = table.filter(pc.is_valid(table[names.customer])) if table[names.customer].null_count else table
    owner, ids = _customers(table[names.customer])
    at = micros(table[names.time], names.time)
    rows = in_order(owner, at, np.arange(len(at)), len(ids))
    offsets = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(ids)))]).astype(np.int64)
    converts = marked_true(table[names.conversion])[rows] if names.conversion else np.zeros(len(at), np.bool_)
    columns: dict[str, Array] = {"at": at[rows]}
    words: dict[str, tuple[str, ...]] = {"currency": ()}
    coded = {"name": names.event, "channel": names.channel, **{PROPERTY + one: one for one in names.properties}}
    for column, source in coded.items():
        found = Coded.of(_texts(table[source])) if source else Coded(np.full(len(at), -1), ())
        columns[column], words[column] = found.codes.astype(np.int32)[rows], found.words
    money = amounts(table[names.value], names.value)[rows] if names.value else np.zeros(len(at), np.int64)
    touches = np.asarray(columns["channel"], np.int32) >= 0
    columns |= _in_cycles(offsets, converts, touches, money)
    return Journeys(_keys(ids), offsets, columns, words, ids, PARTS)


def marked_true(column: pa.ChunkedArray) -> Bools:
    """Tell which rows a column marks: true, yes, or a number that is not nought; nothing is no mark."""
    kind = column.type
    if pa.types.is_boolean(kind):
        return np.asarray(pc.fill_null(column, False).to_numpy(), np.bool_)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        numbers = pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy()
        return np.asarray((numbers != 0) & ~np.isnan(numbers))
    return np.asarray(Coded.of(_texts(column)).having(_says_true))


def amounts(column: pa.ChunkedArray, name: str) -> Longs:
    """Read amounts of money in whole millionths of their unit; nothing is nought.

    Raises:
        PercorsoError: ``bad_amount`` for what is no number, or is larger than any price.
    """
    try:
        numbers = pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise PercorsoError("bad_amount", f"Column '{name}' holds what is no plain number, such as 12.50.") from None
    numbers = np.nan_to_num(numbers, nan=0.0, posinf=np.inf, neginf=-np.inf)
    if len(numbers) and np.abs(numbers).max() > float(LARGEST):
        raise PercorsoError("bad_amount", f"Column '{name}' holds an amount larger than any price.")
    return np.asarray(np.rint(numbers * PARTS), np.int64)


def _says_true(text: str) -> bool:
    bare = text.strip().casefold()
    try:
        return bare in _TRUE or float(bare) != 0
    except ValueError:
        return False


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Give a column as texts; an empty text is none."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    texts = column.cast(pa.string())
    empty = pc.equal(texts, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts) if pc.any(empty).as_py() else texts


def _customers(column: pa.ChunkedArray) -> tuple[Longs, pa.Array]:
    """Number the customers as they are met."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    encoded = column.combine_chunks().dictionary_encode()
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary


def _keys(ids: pa.Array) -> NDArray[np.uint64]:
    """Give each customer a key that depends on its id alone; numbers are mixed as SplitMix64 does."""
    if not pa.types.is_integer(ids.type):
        return key_of(ids.cast(pa.string()))
    mixed = ids.to_numpy(zero_copy_only=False).astype(np.int64).view(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)), np.uint64)


def _in_cycles(offsets: Longs, converts: Bools, touches: Bools, money: Longs) -> dict[str, Array]:
    """Number each customer's cycles, a conversion closing one, and give each row what it is worth there."""
    before = np.concatenate([[0], np.cumsum(converts)])[:-1] if len(converts) else np.zeros(0, np.int64)
    began = np.repeat(before[np.minimum(offsets[:-1], max(len(before) - 1, 0))], np.diff(offsets)) if len(before) else 0
    cycle = before - began + 1
    return {
        "role": np.where(converts, ORDER, np.where(touches, TOUCH, STEP)).astype(np.int8),
        "cycle": np.asarray(cycle, np.int32),
        "number": np.where(converts, cycle, 0).astype(np.int32),
        "credit": touches.astype(np.int8),
        "value": np.where(converts, money, 0),
        "margin": np.full(len(converts), MARGIN_UNKNOWN),
        "currency": np.full(len(converts), -1, np.int8),
    }


def column_named(journeys: Journeys, name: str) -> str:
    """Find a coded column that rows may be told apart by: a property of a plain file, else one of every journey's.

    Raises:
        PercorsoError: ``unknown_column``.
    """
    for column in (PROPERTY + name, name):
        if column in journeys.words:
            return column
    known: Sequence[str] = [one.removeprefix(PROPERTY) for one in journeys.words if one != "currency"]
    raise unknown("column", name, known, code="unknown_column")
