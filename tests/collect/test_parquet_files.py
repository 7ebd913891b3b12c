from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from percorso.collect import files, parquet_files
from percorso.core.errors import PercorsoError


def code_of(path: Path) -> str:
    with pytest.raises(PercorsoError) as caught:
        parquet_files.verified(path)
    return caught.value.code


def test_rows_come_as_they_were_written_nanoseconds_cut(tmp_path: Path) -> None:
    at = pa.array([1_772_359_200_123_456_789], pa.timestamp("ns"))
    pq.write_table(pa.table({"at": at, "n": [1]}), tmp_path / "a.parquet")
    assert parquet_files.verified(tmp_path / "a.parquet").names == ["at", "n"]
    expected = {"at": datetime(2026, 3, 1, 10, 0, 0, 123456), "n": 1}  # noqa: DTZ001
    assert list(parquet_files.rows(tmp_path / "a.parquet")) == [expected]


@pytest.mark.parametrize("unit", ["ms", "us"])
def test_a_time_beyond_what_a_date_can_hold_is_text_not_a_crash(tmp_path: Path, unit: str) -> None:
    pq.write_table(pa.table({"at": pa.array([2**61, None], pa.timestamp(unit))}), tmp_path / "a.parquet")
    first, second = parquet_files.rows(tmp_path / "a.parquet")
    assert (isinstance(first["at"], str), second["at"]) == (True, None)


def test_text_that_is_not_utf8_is_found_wherever_it_stands(tmp_path: Path) -> None:
    texts = pa.array([b"a"] * 25_000 + [b"caff\xe8"]).cast(pa.string(), safe=False)
    pq.write_table(pa.table({"a": texts}), tmp_path / "a.parquet")
    with pytest.raises(PercorsoError, match="rows 20001 to 25001") as caught:
        parquet_files.verified(tmp_path / "a.parquet")
    assert caught.value.code == "wrong_encoding"


def test_a_file_of_more_rows_than_it_could_mean_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "UNPACKED_FREE", 100_000)
    pq.write_table(pa.table({"a": ["x"] * 100_000}), tmp_path / "a.parquet", compression="zstd")
    assert parquet_files.verified(tmp_path / "a.parquet").names == ["a"]
    pq.write_table(pa.table({"a": ["x"] * 1_000_000}), tmp_path / "a.parquet", compression="zstd")
    assert code_of(tmp_path / "a.parquet") == "unpacks_too_large"


def test_what_is_no_parquet_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1 but no more")
    assert code_of(tmp_path / "a.parquet") == "damaged_parquet"


def test_rows_and_batches_hold_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"at": pa.array([1_000_000_001, None], pa.timestamp("ns", "UTC")), "n": [1, 2]}), path)
    batches = list(parquet_files.record_batches(path))
    assert [one for batch in batches for one in batch.to_pylist()] == list(parquet_files.rows(path))


def test_a_file_is_told_by_how_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"PAR1 and then nothing")
    assert parquet_files.is_parquet(path)
    with pytest.raises(PercorsoError, match="damaged_parquet"):
        parquet_files.verified(path)
    path.write_bytes(b"{}\n")
    assert not parquet_files.is_parquet(path)
    with pytest.raises(PercorsoError, match="file_not_found"):
        parquet_files.is_parquet(tmp_path / "none")


def test_a_page_that_is_not_as_it_was_written_is_refused_where_it_carries_a_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"n": pa.array(range(20_000), pa.int64())})
    plain = {"compression": "none", "use_dictionary": False, "write_statistics": False}
    for checked in (True, False):
        pq.write_table(table, path, write_page_checksum=checked, **plain)
        whole = bytearray(path.read_bytes())
        middle = len(whole) // 2
        whole[middle : middle + 500] = bytes(500)
        path.write_bytes(whole)
        if checked:
            assert code_of(path) == "damaged_parquet"
        else:
            # Numbers of another value are numbers still: nothing in the file tells.
            assert parquet_files.verified(path).names == ["n"]
