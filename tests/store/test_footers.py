"""What a file's footer says keeps files out of a question only where they hold nothing of what is wanted."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.store.footers import may_hold


@given(
    held=st.lists(st.integers(0, 200), min_size=1, max_size=40),
    wanted=st.lists(st.integers(0, 200), max_size=5),
    rows=st.integers(1, 7),
)
def test_a_file_that_holds_what_is_wanted_is_never_passed_over(
    tmp_path_factory: pytest.TempPathFactory, held: list[int], wanted: list[int], rows: int
) -> None:
    path = tmp_path_factory.mktemp("footers") / "part.parquet"
    pq.write_table(pa.table({"name": ["x"] * len(held), "seq": held}), path, row_group_size=rows)
    if set(held) & set(wanted):
        assert may_hold(path, "seq", sorted(wanted))


def test_a_file_between_whose_ends_nothing_wanted_lies_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "part.parquet"
    pq.write_table(pa.table({"seq": [10, 11, 20, 21]}), path, row_group_size=2)
    assert not may_hold(path, "seq", [1, 15, 30])
    assert may_hold(path, "seq", [1, 21])


def test_a_file_that_tells_no_ends_may_hold_anything(tmp_path: Path) -> None:
    path = tmp_path / "part.parquet"
    pq.write_table(pa.table({"seq": [10]}), path, write_statistics=False)
    assert may_hold(path, "seq", [99])


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(PercorsoError, match=r"part\.parquet cannot be read"):
        may_hold(tmp_path / "part.parquet", "seq", [1])
