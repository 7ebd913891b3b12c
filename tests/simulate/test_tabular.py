from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from percorso.simulate.tabular import buffer, csv, write


def test_columns_become_rows_under_their_names() -> None:
    assert csv({"A": pa.array(["1", "2"]), "B": "x", "C": pa.array(["é", ""])}, ";") == "A;B;C\n1;x;é\n2;x;\n".encode()
    assert csv({"A": pa.array([], pa.string())}) == b"A\n"


def test_the_bytes_of_a_slice_are_its_own() -> None:
    column = pa.array(["ab", "c", "def"])
    assert buffer(column) == b"abcdef"
    assert buffer(column[1:]) == b"cdef"
    assert buffer(column[:0]) == b""


def test_a_folder_is_made_where_it_is_missing(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b", "c.csv", b"x")
    assert (tmp_path / "a/b/c.csv").read_bytes() == b"x"
