from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.store import coded

ROWS = [{"n": n, "word": None if n % 7 == 0 else f"w{n % 3}", "long": f"text {n}"} for n in range(50)]
TEXTS = pa.dictionary(pa.int32(), pa.string())


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Fifty rows in two files of small row groups."""
    folder = tmp_path_factory.mktemp("table")
    found = []
    for number, rows in enumerate((ROWS[:30], ROWS[30:])):
        found.append(folder / f"{number}.parquet")
        pq.write_table(pa.Table.from_pylist(rows), found[-1], row_group_size=8)
    return found


@given(st.integers(1, 60))
def test_chunks_hold_every_row_once_in_order_and_no_more_than_asked(files: list[Path], rows: int) -> None:
    parts = [coded.read(chunk, ["n", "word", "long"]) for chunk in coded.chunks(files, rows)]
    assert [row for part in parts for row in part.to_pylist()] == ROWS
    assert all(part.num_rows <= max(rows, 8) for part in parts)


def test_texts_are_dictionaries_unless_they_are_to_stay_plain(files: list[Path]) -> None:
    (whole,) = coded.chunks(files, 1000)
    table = coded.read(whole, ["word", "long", "n"], plain=["long"])
    assert table.schema.types == [TEXTS, pa.string(), pa.int64()]
    assert sorted(table["word"].chunk(0).dictionary.to_pylist()) == ["w0", "w1", "w2"]


def test_no_files_hold_no_chunks() -> None:
    assert coded.chunks([], 10) == ()


def test_a_file_that_is_gone_or_damaged_is_named(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(b"PAR1 and no more")
    for path in (damaged, tmp_path / "gone.parquet"):
        with pytest.raises(PercorsoError, match=path.name) as caught:
            coded.chunks([path], 10)
        assert caught.value.code == "table_unreadable"


def test_row_groups_without_a_later_row_are_left_out(tmp_path: Path) -> None:
    pq.write_table(pa.table({"seq": list(range(20))}), tmp_path / "told.parquet", row_group_size=5)
    pq.write_table(pa.table({"seq": [0]}), tmp_path / "untold.parquet", write_statistics=False)
    (chunk,) = coded.chunks([tmp_path / "told.parquet", tmp_path / "untold.parquet"], 100, since=11)
    assert [(piece.path.stem, piece.groups) for piece in chunk] == [("told", (2, 3)), ("untold", (0,))]
    assert coded.chunks([tmp_path / "told.parquet"], 100, since=19) == ()
