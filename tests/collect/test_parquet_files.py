from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from percorso.collect.parquet_files import is_parquet, record_batches, rows, verified
from percorso.core.errors import PercorsoError


def test_rows_and_batches_hold_the_same_and_times_are_cut_to_microseconds(tmp_path: Path) -> None:
    at = pa.array([1_000_000_001, None], pa.timestamp("ns", "UTC"))
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"at": at, "n": [1, 2]}), path)
    assert verified(path).names == ["at", "n"]
    assert [one for batch in record_batches(path) for one in batch.to_pylist()] == list(rows(path))
    assert next(iter(rows(path))) == {"at": datetime.fromtimestamp(1, UTC), "n": 1}


def test_a_file_is_told_by_how_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"PAR1 and then nothing")
    assert is_parquet(path)
    with pytest.raises(PercorsoError, match="damaged_parquet"):
        verified(path)
    path.write_bytes(b"{}\n")
    assert not is_parquet(path)
    with pytest.raises(PercorsoError, match="file_not_found"):
        is_parquet(tmp_path / "none")
