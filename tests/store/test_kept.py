from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from percorso.store import kept
from percorso.store.kept import Kept
from percorso.store.lexicon import Lexicon
from percorso.store.spill import Spill


def rows(first: int, count: int) -> pa.Table:
    texts = pa.array([f"word {n % 3}" for n in range(first, first + count)]).dictionary_encode()
    return pa.table({"n": pa.array(range(first, first + count)), "word": texts})


def test_what_was_kept_is_read_back_and_outlives_where_it_lay(tmp_path: Path) -> None:
    words = pa.table({"text": ["a", None]})
    with Spill(tmp_path / "events-1.rows") as spill:
        spill.spread(rows(0, 6), np.arange(6) % 2)
        spill.add(rows(6, 2))
        kept.write(tmp_path / "1", Kept({"owner": np.array([3, -1], np.int32)}, {"words": words}, spill.pieces))
    assert not (tmp_path / "events-1.rows").exists()
    found = kept.read(tmp_path / "1")
    assert found.arrays["owner"].tolist() == [3, -1]
    assert found.arrays["owner"].dtype == np.int32
    assert found.tables["words"].equals(words)
    assert [piece.read()["n"].to_pylist() for piece in found.pieces] == [[0, 2, 4], [1, 3, 5], [6, 7]]


def test_the_next_folder_names_the_same_files(tmp_path: Path) -> None:
    with Spill(tmp_path / "events-1.rows") as spill:
        spill.add(rows(0, 4))
        kept.write(tmp_path / "1", Kept({}, {}, spill.pieces))
    before = kept.read(tmp_path / "1")
    kept.write(tmp_path / "2", before)
    one, other = (tmp_path / number / "events-1.rows" for number in "12")
    assert one.stat().st_ino == other.stat().st_ino


def test_what_another_folder_holds_is_taken_over_without_a_copy_but_for_its_pieces(tmp_path: Path) -> None:
    words = pa.table({"text": ["a"]})
    with Spill(tmp_path / "events-1.rows") as spill:
        spill.add(rows(0, 4))
        kept.write(tmp_path / "1", Kept({"owner": np.array([3])}, {"words": words}, ()))
        kept.take_over(tmp_path / "2", tmp_path / "1", spill.pieces, {"more": words})
    found = kept.read(tmp_path / "2")
    assert (found.arrays["owner"].tolist(), found.tables["words"].num_rows, len(found.pieces)) == ([3], 1, 1)
    assert found.tables["more"].equals(words)
    one, other = (tmp_path / number / "owner.npy" for number in "12")
    assert one.stat().st_ino == other.stat().st_ino


def test_where_a_file_can_have_no_second_name_it_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "a").write_bytes(b"told")
    kept.link(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"told"


def test_many_small_pieces_become_one_and_large_ones_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_SMALL_ROWS", 5)
    monkeypatch.setattr(kept, "_SMALL_PIECES", 3)
    with Spill(tmp_path / "rows") as spill:
        for first in (0, 9, 11, 13):
            spill.add(rows(first, 9 if first == 0 else 2))
        few = spill.pieces
        assert kept.gathered(few, spill, Lexicon.of(())) == few
        spill.add(rows(15, 2))
        found = kept.gathered(spill.pieces, spill, Lexicon.of(()))
        assert [piece.rows for piece in found] == [9, 8]
        assert [piece.read().to_pylist() for piece in found] == [rows(0, 9).to_pylist(), rows(9, 8).to_pylist()]
        monkeypatch.setattr(kept, "_JOINED_ROWS", 5)
        assert [piece.rows for piece in kept.gathered(spill.pieces[:5], spill, Lexicon.of(()))] == [9, 4, 4]
