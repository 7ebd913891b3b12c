"""Arrow schemas of the tables in ``percorso.tables``, and the check that a table fits one."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.errors import PercorsoError
from percorso.tables import TableSpec

_KINDS = {
    "string": pa.string(),
    "binary": pa.binary(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "instant": pa.timestamp("us", "UTC"),
    "date": pa.date32(),
}

# Words that so many rows share cost less to write than to choose from.
_ROWS_A_WORD = 8
_CODED = pa.dictionary(pa.int32(), pa.string())


def schema(spec: TableSpec) -> pa.Schema:
    """Give a table's Arrow schema, columns in the order of its specification."""
    return pa.schema([pa.field(name, _KINDS[kind], nullable) for name, (kind, nullable) in spec.columns.items()])


def empty(spec: TableSpec) -> pa.Table:
    """Give a table of the specification's columns without a row."""
    return schema(spec).empty_table()


def conform(table: pa.Table, spec: TableSpec) -> pa.Table:
    """Order and cast a table's columns to its specification; a text may stay a dictionary, which files keep small.

    Raises:
        PercorsoError: ``table_mismatch`` when a column is missing, unknown, of another kind, or empty where a value
            is required.
    """
    given, wanted = set(table.column_names), set(spec.columns)
    if given != wanted or len(table.column_names) != len(wanted):
        raise _mismatch(spec, _difference(given, wanted))
    columns = [_cast(table[field.name], field, spec) for field in schema(spec)]
    fields = [field.with_type(column.type) for field, column in zip(schema(spec), columns, strict=True)]
    return pa.table(columns, schema=pa.schema(fields))


def with_own_words(table: pa.Table) -> pa.Table:
    """Keep of each dictionary what these rows use, where it holds much else; a slice would carry the whole."""
    return pa.table({name: _own_words(table[name]) for name in table.column_names})


def widened(table: pa.Table, spec: TableSpec) -> pa.Table:
    """Give rows that an earlier Percorso wrote the columns that were added since, empty."""
    for name in spec.added:
        if name not in table.column_names:
            table = table.append_column(schema(spec).field(name), pa.nulls(table.num_rows, pa.string()))
    return table


def _cast(column: pa.ChunkedArray, field: pa.Field, spec: TableSpec) -> pa.ChunkedArray:
    if column.null_count and not field.nullable:
        raise _mismatch(spec, f"column '{field.name}' has {column.null_count} empty values and allows none")
    if column.type == field.type or column.type == _CODED == pa.dictionary(pa.int32(), field.type):
        return column
    try:
        return column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise _mismatch(spec, f"column '{field.name}' is {column.type}, not {field.type} ({error})") from None


def _difference(given: set[str], wanted: set[str]) -> str:
    missing, extra = sorted(wanted - given), sorted(given - wanted)
    parts = [f"{word} {', '.join(names)}" for word, names in (("without", missing), ("with unknown", extra)) if names]
    return " and ".join(parts) or "with a column given twice"


def _mismatch(spec: TableSpec, reason: str) -> PercorsoError:
    return PercorsoError("table_mismatch", f"The table does not fit '{spec.name}': {reason}.")


def _own_words(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    if not pa.types.is_dictionary(whole.type) or len(whole.dictionary) * _ROWS_A_WORD <= len(whole):
        return whole
    indices = pc.fill_null(whole.indices, -1).to_numpy(zero_copy_only=False)
    used = np.zeros(len(whole.dictionary) + 1, dtype=bool)
    used[indices] = True
    kept = np.flatnonzero(used[:-1])
    place = np.zeros(len(used), dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(place[indices], mask=indices < 0), whole.dictionary.take(pa.array(kept))
    )
