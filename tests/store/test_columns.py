from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.store.columns import Column


@given(st.lists(st.lists(st.integers(-(2**15), 2**15 - 1), max_size=300), max_size=5))
def test_parts_written_one_after_another_are_one_array(
    tmp_path_factory: pytest.TempPathFactory, parts: list[list[int]]
) -> None:
    path = tmp_path_factory.mktemp("column") / "at.npy"
    with Column(path, np.dtype(np.int16)) as column:
        for part in parts:
            column.add(np.array(part, dtype=np.int16))
    found = np.load(path, mmap_mode="r")
    assert found.dtype == np.int16
    assert found.tolist() == [value for part in parts for value in part]


def test_a_part_of_another_kind_is_refused(tmp_path: Path) -> None:
    with Column(tmp_path / "at.npy", np.dtype(np.int16)) as column, pytest.raises(ValueError, match="int64"):
        column.add(np.zeros(1, dtype=np.int64))
