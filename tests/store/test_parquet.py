from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from percorso.core.errors import PercorsoError
from percorso.store import parquet

SCHEMA = pa.schema([pa.field("n", pa.int64(), nullable=False)])


def _tables(*sizes: int) -> Iterator[pa.Table]:
    return (pa.table({"n": range(size)}, schema=SCHEMA) for size in sizes)


def test_tables_become_one_file_of_full_row_groups(tmp_path: Path) -> None:
    path = tmp_path / "bucket=3" / "part.parquet"
    sizes = (10, parquet.ROW_GROUP, 1, 2)
    assert parquet.write(path, SCHEMA, _tables(*sizes)) == sum(sizes)
    with pq.ParquetFile(path) as file:
        groups = [file.metadata.row_group(place).num_rows for place in range(file.metadata.num_row_groups)]
        assert file.read()["n"].to_pylist() == [n for size in sizes for n in range(size)]
    assert groups == [parquet.ROW_GROUP, 10, 3]


def test_row_groups_have_as_many_rows_as_are_asked_for(tmp_path: Path) -> None:
    table = pa.table({"customer_id": [str(number) for number in range(10)]})
    parquet.write(tmp_path / "f.parquet", table.schema, [table], group=4)
    held = pq.ParquetFile(tmp_path / "f.parquet").metadata
    assert [held.row_group(place).num_rows for place in range(held.num_row_groups)] == [4, 4, 2]


def test_texts_that_every_row_has_another_of_are_not_looked_up_among_each_other(tmp_path: Path) -> None:
    table = pa.table({"kind": ["email", "email"], "value": ["a@x.example", "b@x.example"]})
    parquet.write(tmp_path / "f.parquet", table.schema, [table])
    columns = pq.ParquetFile(tmp_path / "f.parquet").metadata.row_group(0)
    assert [columns.column(place).has_dictionary_page for place in range(2)] == [True, False]


def test_no_tables_are_a_file_without_rows(tmp_path: Path) -> None:
    assert parquet.write(tmp_path / "part.parquet", SCHEMA, []) == 0
    assert pq.read_schema(tmp_path / "part.parquet") == SCHEMA


def test_a_full_disk_is_said_and_leaves_no_half_file(tmp_path: Path) -> None:
    def failing() -> Iterator[pa.Table]:
        yield from _tables(5)
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(PercorsoError) as raised:
        parquet.write(tmp_path / "part.parquet", SCHEMA, failing())
    assert raised.value.code == "disk_full"
    assert list(tmp_path.iterdir()) == []
