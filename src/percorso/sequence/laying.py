"""Laying rows out: a table of events, one row each in any order, becomes journeys."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.errors import PercorsoError, unknown
from percorso.core.money import LARGEST
from percorso.sequence.codes import Coded
from percorso.sequence.cycles import count_cycles
from percorso.sequence.growing import Growing, GrowingTexts, narrowest
from percorso.sequence.instants import micros
from percorso.sequence.journeys import MARGIN_UNKNOWN, ORDER, STEP, TOUCH, Array, Journeys
from percorso.sequence.keys import key_of, mixed
from percorso.sequence.ordering import in_time
from percorso.sequence.people import People
from percorso.sequence.ranges import edges

Bools = NDArray[np.bool_]
Longs = NDArray[np.int64]

# Money of a plain file is kept in whole millionths of its unit, so that it adds up exactly in any order.
PARTS = 10**6
# What statistics programs write for a number that is not known.
_NO_AMOUNT = ("NA", "N/A", "NaN", "nan", "null", "NULL", "None")
# A property's column, set apart from those that every journey has.
PROPERTY = "property."
_TRUE = frozenset(("true", "t", "yes", "y"))
# Rows that are looked at together: what is worked out of them stays within the processor's cache.
_ROWS = 1 << 20


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

    @property
    def texts(self) -> tuple[str, ...]:
        """Those of them that hold few different texts: of what stands for nothing else, each once."""
        others = (self.customer, self.time, self.conversion, self.value)
        named = (self.event, self.channel, *self.properties)
        return tuple(dict.fromkeys(name for name in named if name is not None and name not in others))


def lay_out(table: pa.Table | Iterable[pa.Table], names: Names) -> Journeys:
    """Sort a table's rows into journeys; rows without a customer are left out, equal times keep the table's order.

    A row of a conversion closes a cycle, and the next row opens another; one that names a channel is a touch as well.

    Args:
        table: whole, or part by part; of a part nothing is kept but its columns in their narrowest form.
        names: its columns.

    Raises:
        PercorsoError: ``unknown_column``, ``bad_time``, ``bad_amount``.
    """
    laying = _Laying(names)
    for part in (table,) if isinstance(table, pa.Table) else table:
        for begin in range(0, max(len(part), 1), _ROWS):
            laying.add(part.slice(begin, _ROWS))
    return laying.journeys()


class _Laying:
    """Columns of journeys as they grow; conversions are few, and kept by their places."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._people, self._at = People(), Growing()
        coded = {"name": names.event, "channel": names.channel, **{PROPERTY + one: one for one in names.properties}}
        self._sources = coded
        self._texts = {column: GrowingTexts() for column, source in coded.items() if source}
        self._converted, self._money = Growing(), Growing()
        self._rows = 0

    def add(self, table: pa.Table) -> None:
        """Go on with these rows."""
        names = self._names
        for name in names.all:
            if name not in table.column_names:
                raise unknown("column", name, table.column_names, code="unknown_column")
            if pa.types.is_nested(table.schema.field(name).type):
                hint = "Name a column of texts, numbers or times."
                raise PercorsoError("nested_column", f"Column '{name}' holds lists or objects.", hint=hint)
        table = _of_somebody(table, names.customer)
        self._people.add(table[names.customer])
        self._at.add(micros(table[names.time], names.time))
        for column, texts in self._texts.items():
            texts.add_texts(table[self._sources[column]])
        converted = np.flatnonzero(marked_true(table[names.conversion])) if names.conversion else np.zeros(0, np.int64)
        self._converted.add(converted + self._rows)
        if names.value:
            self._money.add(amounts(table[names.value], names.value, converted))
        self._rows += len(table)

    def journeys(self) -> Journeys:
        """Bring all rows into their order."""
        ids, offsets, rows = self._people.gathered()
        at, rows = in_time(offsets, np.asarray(self._at.whole(), np.int64), rows)
        columns: dict[str, Array] = {"at": at}
        words: dict[str, tuple[str, ...]] = {"currency": ()}
        for column in self._sources:
            texts = self._texts.get(column)
            columns[column] = _moved(texts.whole(), rows) if texts else _all(-1, np.int8, self._rows)
            words[column] = texts.words if texts else ()
        columns |= self._in_cycles(offsets, np.asarray(columns["channel"] != -1, np.bool_), rows)
        keys = mixed(ids) if pa.types.is_integer(ids.type) else key_of(ids.cast(pa.string()))
        return Journeys(keys, offsets, columns, words, ids, PARTS)

    def _in_cycles(self, offsets: Longs, touches: Bools, rows: Longs | None) -> dict[str, Array]:
        """Number each customer's cycles, a conversion closing one, and give each row what it is worth there."""
        count = self._rows
        role = np.where(touches, TOUCH, STEP).astype(np.int8)
        rest = {"margin": _all(MARGIN_UNKNOWN, np.int64, count), "currency": _all(-1, np.int8, count)}
        rest |= {"role": role, "credit": touches.view(np.int8)}
        converted = self._converted.whole()
        if not len(converted):
            one, none = _all(1, np.int8, count), _all(0, np.int8, count)
            return {**rest, "cycle": one, "number": none, "value": none}
        converts = np.zeros(count, np.bool_)
        converts[converted] = True
        value: Array = _all(0, np.int8, count)
        if self._names.value:
            money = self._money.whole()
            value = np.zeros(count, narrowest(int(np.abs(money).max(initial=0))))
            value[converted] = money
        converts, value = _moved(converts, rows).view(np.bool_), _moved(value, rows)
        role[converts] = ORDER
        cycle, number = _cycles(offsets, converts)
        return {**rest, "cycle": cycle, "number": number, "value": value}


def _of_somebody(table: pa.Table, customer: str) -> pa.Table:
    """Leave out the rows that say of nobody whose they are; an empty text says it of nobody."""
    ids = table[customer]
    if pa.types.is_dictionary(ids.type):
        ids = ids.cast(ids.type.value_type)
    texts = pa.types.is_string(ids.type) or pa.types.is_large_string(ids.type)
    given = pc.greater(pc.binary_length(ids), 0) if texts else pc.is_valid(ids)
    return table if pc.all(given, skip_nulls=False).as_py() else table.filter(given)


def _cycles(offsets: Longs, converts: Bools) -> tuple[Array, Array]:
    """Give each row its cycle, from 1, and each conversion its own number, which is its cycle's; other rows 0."""
    owner = np.searchsorted(offsets, np.flatnonzero(converts), side="right")
    most = int(np.unique(owner, return_counts=True)[1].max(initial=0)) + 1
    cycle = np.empty(len(converts), narrowest(most))
    number = np.zeros_like(cycle)
    places = edges(offsets, -(-len(converts) // _ROWS)).tolist()
    for begin, end in itertools.pairwise(places):
        own, rows = offsets[begin : end + 1], slice(int(offsets[begin]), int(offsets[end]))
        counted = np.empty(int(own[-1] - own[0]), np.int32)
        count_cycles(own - own[0], np.ascontiguousarray(converts[rows]), counted)
        cycle[rows] = counted
        number[rows] = np.where(converts[rows], counted, 0)
    return cycle, number


def _moved(column: Array, rows: Longs | None) -> Array:
    return column if rows is None else column[rows]


def _all(value: int, kind: type[np.signedinteger], rows: int) -> Array:
    """Give a column of one value, which takes no room."""
    column: Array = np.broadcast_to(kind(value), rows)
    return column


def marked_true(column: pa.ChunkedArray) -> Bools:
    """Tell which rows a column marks: true, yes, or a number that is not nought; nothing is no mark."""
    kind = column.type
    if pa.types.is_boolean(kind):
        return np.asarray(pc.fill_null(column, False).to_numpy(), np.bool_)
    if pa.types.is_integer(kind):
        return np.asarray(pc.fill_null(column, 0).to_numpy() != 0)
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        numbers = pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy()
        return np.asarray((numbers != 0) & ~np.isnan(numbers))
    return np.asarray(Coded.of(_texts(column)).having(_says_true))


def amounts(column: pa.ChunkedArray, name: str, rows: Longs | None = None) -> Longs:
    """Read amounts of money in whole millionths of their unit; nothing is nought.

    Args:
        column: numbers, or texts of such.
        name: the column's, for the message.
        rows: those whose amounts are given; all where absent. What is wrong with another row is told as well.

    Raises:
        PercorsoError: ``bad_amount`` for what is no number, or is larger than any price.
    """
    if pa.types.is_string(column.type):
        column = pc.if_else(pc.is_in(column, pa.array(_NO_AMOUNT)), pa.scalar(None, pa.string()), column)
    try:
        numbers = column.cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise PercorsoError("bad_amount", f"Column '{name}' holds what is no plain number, such as 12.50.") from None
    ends = pc.min_max(numbers).as_py().values()
    if any(end is not None and abs(end) > float(LARGEST) for end in ends):
        raise PercorsoError("bad_amount", f"Column '{name}' holds an amount larger than any price.")
    told = pc.fill_null(numbers, 0.0).to_numpy()
    told = np.nan_to_num(told if rows is None else told[rows], nan=0.0)
    return np.asarray(np.rint(told * PARTS), np.int64)


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
