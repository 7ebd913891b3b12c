"""Lexicon: the words of some columns, numbered once for all pieces of a table, so that pieces hold numbers alone.

Words that each piece held for itself would be gathered, written, read and made one again with every portion of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.sequence.codes import Numbers, bits_of
from percorso.sequence.words import Shared

# A column's words are numbered up to here; those of one with ever new texts stay with its rows, so that memory is
# bounded.
MOST_BYTES = 32 * 2**20


class Lexicon:
    """Words by column, which only grow; several threads may add to them.

    Args:
        words: the columns whose words are numbered, each with those that are known already.
    """

    def __init__(self, words: Mapping[str, pa.Array]) -> None:
        self._words = dict(words)
        self._shared: dict[str, Shared] = {}
        self._lock = Lock()

    @classmethod
    def of(cls, columns: Iterable[str]) -> Lexicon:
        """Begin with no words."""
        return cls({name: pa.array([], pa.string()) for name in columns})

    @property
    def words(self) -> Mapping[str, pa.Array]:
        """The words of each column."""
        return dict(self._words)

    def coded(self, rows: pa.Table) -> pa.Table:
        """Put int32 numbers in place of texts; a column that would have too many words becomes a dictionary."""
        for place, name in enumerate(rows.column_names):
            if name in self._words:
                rows = rows.set_column(place, name, self._coded(name, rows[name]))
        return rows

    def worded(self, rows: pa.Table) -> pa.Table:
        """Put dictionaries in place of numbers; the same words for as long as there are no new ones."""
        for name in self._words:
            if name in rows.column_names and pa.types.is_integer(rows.schema.field(name).type):
                column = pa.DictionaryArray.from_arrays(rows[name].combine_chunks(), self._known(name), safe=False)
                rows = rows.set_column(rows.schema.get_field_index(name), name, column)
        return rows

    def joined(self, parts: Iterable[pa.Table]) -> pa.Table:
        """Join pieces into one table; a column stays numbers where it is that in all of them."""
        tables = list(parts)
        if any(not table.schema.equals(tables[0].schema) for table in tables):
            tables = [self.worded(table) for table in tables]
        return pa.concat_tables(tables).unify_dictionaries().combine_chunks()

    def _known(self, name: str) -> pa.Array:
        with self._lock:
            words = self._words[name]
            if name not in self._shared or self._shared[name].array is not words:
                self._shared[name] = Shared(words)
            return words

    def _coded(self, name: str, column: pa.ChunkedArray) -> pa.Array:
        texts = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        whole = texts.unify_dictionaries().combine_chunks()
        own = whole.dictionary.cast(pa.string())
        with self._lock:
            known = self._words[name]
            place = pc.index_in(own, value_set=known)
            new = own.filter(pc.is_null(place))
            if len(new):
                if known.nbytes + new.nbytes > MOST_BYTES:
                    return whole
                self._words[name] = pa.concat_arrays([known, new])
        numbers = pc.fill_null(place, 0).to_numpy().astype(np.int32)
        numbers[np.asarray(pc.is_null(place))] = len(known) + np.arange(len(new), dtype=np.int32)
        return _looked_up(numbers, whole.indices)


def _looked_up(numbers: Numbers, indices: pa.Array) -> pa.Array:
    """Give the number at each index."""
    rows, valid, offset = bits_of(indices)
    if not len(numbers) or offset:
        return pa.array(numbers).take(indices)
    # What stands where nothing is told may lie anywhere.
    found = pa.py_buffer(np.take(numbers, rows, mode="clip"))
    told = pa.py_buffer(valid) if len(valid) else None
    return pa.Array.from_buffers(pa.int32(), len(rows), [told, found], indices.null_count)
