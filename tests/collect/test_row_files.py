from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from percorso.collect import row_files
from percorso.collect.row_files import read_table, read_tables
from percorso.core.errors import PercorsoError

ROWS = [{"who": "a", "n": "01"}, {"who": "b", "n": "2"}]
CSV = 'who,n,more\na,01,"x, y"\nb,2,\n'


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


@pytest.mark.parametrize("ending", ["", ".gz"])
@pytest.mark.parametrize("name", ["e.csv", "e.tsv", "e.jsonl", "e.parquet", "e"])
def test_a_file_is_read_by_its_name_or_content_plain_or_gzip(tmp_path: Path, name: str, ending: str) -> None:
    path = tmp_path / (name + ending)
    if name == "e.parquet":
        pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "plain.parquet")
        write(path, (tmp_path / "plain.parquet").read_bytes())
    elif name == "e.jsonl":
        write(path, "".join(json.dumps(row) + "\n" for row in ROWS).encode())
    else:
        write(path, (CSV.replace(",", "\t") if name == "e.tsv" else CSV).encode())
    assert read_table(path, ["n", "who"]).to_pylist() == [{"n": row["n"], "who": row["who"]} for row in ROWS]


def test_parquet_is_read_some_rows_at_a_time_and_few_texts_as_dictionaries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_files, "_ROWS", 2)
    whole = pa.table({"who": ["a", "b", "a"], "n": [1, 2, 3], "more": ["x", "x", None]})
    pq.write_table(whole, tmp_path / "e.parquet")
    parts = list(read_tables(tmp_path / "e.parquet", ["n", "more"], few=["more", "n"]))
    assert [len(part) for part in parts] == [2, 1]
    assert pa.types.is_dictionary(parts[0]["more"].type)
    assert [row for part in parts for row in part.to_pylist()] == whole.select(["n", "more"]).to_pylist()


@pytest.mark.parametrize("name", ["e.csv", "e.parquet"])
def test_a_file_without_a_row_has_one_part_with_its_columns(tmp_path: Path, name: str) -> None:
    if name == "e.csv":
        write(tmp_path / name, b"who,n\n")
    else:
        pq.write_table(pa.table({"who": pa.array([], pa.string()), "n": pa.array([], pa.string())}), tmp_path / name)
    (part,) = read_tables(tmp_path / name, ["n"])
    assert (part.column_names, len(part)) == (["n"], 0)


def test_a_large_csv_is_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_files, "_BLOCK", 64)
    lines = [f'c{one},"x\ny"' for one in range(50)]
    parts = list(read_tables(write(tmp_path / "e.csv", "\n".join(["who,n", *lines]).encode()), ["n", "who"]))
    assert len(parts) > 1
    assert [row for part in parts for row in part.to_pylist()] == [{"n": "x\ny", "who": f"c{one}"} for one in range(50)]


def test_a_byte_order_mark_and_semicolons_are_no_obstacle(tmp_path: Path) -> None:
    path = write(tmp_path / "e.csv", "\ufeffwho;n\na;1\n".encode())
    assert read_table(path, ["who"]).to_pylist() == [{"who": "a"}]


def test_lines_whose_values_change_their_kind_are_read_as_texts(tmp_path: Path) -> None:
    path = write(tmp_path / "e.jsonl", b'{"who": "a"}\n{"who": 7}\n')
    assert read_table(path, ["who"])["who"].to_pylist() == ["a", "7"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("e.csv", CSV.encode(), "unknown_column"),
        ("e.jsonl", b'{"who": "a"}\n', "unknown_column"),
        ("e.csv", b"whom\n\xff\xfe\xfa\n", "wrong_encoding"),
        ("e.csv", b"whom,n\na,1,2\n", "bad_csv"),
        ("e.parquet", b"PAR1 and no more", "damaged_parquet"),
        ("e.jsonl", b"{no json\n", "bad_json"),
        ("e.csv", b"", "empty_file"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        read_table(write(tmp_path / name, content), ["whom"])
    assert refused.value.code == code


def test_a_broken_gzip_is_told(tmp_path: Path) -> None:
    path = tmp_path / "e.csv.gz"
    path.write_bytes(gzip.compress(CSV.encode() * 1000)[:-20])
    with pytest.raises(PercorsoError) as refused:
        read_table(path, ["who"])
    assert refused.value.code == "truncated_gzip"


def test_of_a_csv_file_only_empty_cells_hold_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "e.csv", b"who,land\nNA,null\n,None\n")
    assert read_table(path, ["who", "land"]).to_pylist() == [
        {"who": "NA", "land": "null"},
        {"who": None, "land": "None"},
    ]


def test_names_in_json_that_look_like_days_stay_names(tmp_path: Path) -> None:
    path = write(tmp_path / "e.jsonl", b'{"at": "2026-03-01T10:00:00Z", "name": "2026-01-01"}\n')
    (part,) = read_tables(path, ["at", "name"], ["name"])
    assert part["name"].to_pylist() == ["2026-01-01"]
