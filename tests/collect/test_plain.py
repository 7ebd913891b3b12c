from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from percorso.collect.plain import read_rows
from percorso.core.errors import PercorsoError

ROWS = [{"url": "https://shop.example/", "medium": None}, {"url": None, "medium": "cpc"}]


def test_csv_json_lines_and_parquet_give_the_same_rows_in_order(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("url,medium\nhttps://shop.example/,\n,cpc\n")
    (tmp_path / "rows.jsonl").write_text('{"url":"https://shop.example/","medium":null}\n\n{"url":"","medium":"cpc"}\n')
    (tmp_path / "rows.csv.gz").write_bytes(gzip.compress((tmp_path / "rows.csv").read_bytes()))
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "rows.parquet")
    for name in ("rows.csv", "rows.csv.gz", "rows.jsonl", "rows.parquet"):
        assert list(read_rows(tmp_path / name)) == ROWS, name


def test_a_row_of_empty_cells_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("url,medium\n,\n,cpc\n")
    assert list(read_rows(tmp_path / "rows.csv")) == [{"url": None, "medium": None}, {"url": None, "medium": "cpc"}]


def test_a_json_array_is_its_elements(tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_text('[{"medium": "cpc"}, {"medium": 3}]')
    assert list(read_rows(tmp_path / "rows.json")) == [{"medium": "cpc"}, {"medium": "3"}]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("rows.csv", b"url,medium\na,b,c\n", "wrong_number_of_fields"),
        ("rows.csv", b"", "empty_file"),
        ("rows.jsonl", b'{"url":\n', "bad_json"),
        ("rows.jsonl", b"3\n", "bad_json"),
        ("rows.parquet", b"no parquet", "damaged_parquet"),
    ],
)
def test_a_row_that_cannot_be_read_is_an_error_since_leaving_it_out_would_shift_the_rest(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(PercorsoError) as caught:
        list(read_rows(tmp_path / name))
    assert caught.value.code == code
