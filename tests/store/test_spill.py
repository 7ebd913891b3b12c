from pathlib import Path
from threading import Thread

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.store.spill import Spill

words = st.sampled_from([None, "a", "b", "città", ""])
pieces = st.lists(st.lists(st.tuples(st.integers(0, 3), words), min_size=1, max_size=12), max_size=4)


def table(rows: list[tuple[int, str | None]], first: int) -> pa.Table:
    texts = pa.array([word for _, word in rows], pa.string()).dictionary_encode()
    return pa.table({"n": pa.array(range(first, first + len(rows))), "word": texts})


@given(pieces, st.integers(0, 400))
def test_every_row_comes_back_in_its_bucket_whatever_piece_it_came_in(
    tmp_path_factory: pytest.TempPathFactory, made: list[list[tuple[int, str | None]]], room: int
) -> None:
    wanted: dict[int, list[tuple[int, str | None]]] = {}
    number = 0
    with Spill(tmp_path_factory.mktemp("spill") / "rows", room) as spill:
        for rows in made:
            spill.spread(table(rows, number), np.array([bucket for bucket, _ in rows]))
            for bucket, word in rows:
                wanted.setdefault(bucket, []).append((number, word))
                number += 1
        for bucket in range(4):
            shown = [(row["n"], row["word"]) for piece in spill.read(bucket) for row in piece.to_pylist()]
            assert sorted(shown, key=lambda row: row[0]) == wanted.get(bucket, [])
            assert spill.rows(bucket) == len(shown)


def test_a_piece_carries_only_the_words_it_uses(tmp_path: Path) -> None:
    rows = table([(0, f"word {n}") for n in range(1000)], 0)
    with Spill(tmp_path / "rows") as spill:
        spill.spread(rows.slice(0, 3), np.zeros(3, dtype=np.int64))
        (found,) = spill.read(0)
    assert len(found["word"].chunk(0).dictionary) == 3


def test_what_there_is_room_for_stays_in_memory_and_the_rest_is_written(tmp_path: Path) -> None:
    rows = table([(0, "x")] * 1000, 0)
    with Spill(tmp_path / "rows", room=rows.nbytes) as spill:
        spill.spread(rows, np.zeros(1000, dtype=np.int64))
        assert (spill.path.stat().st_size, spill.pieces) == (0, ())
        spill.spread(rows, np.zeros(1000, dtype=np.int64))
        assert [piece.rows for piece in spill.pieces] == [1000]
        assert (spill.rows(0), len(spill.read(0))) == (2000, 2)


def test_threads_add_without_harm(tmp_path: Path) -> None:
    with Spill(tmp_path / "rows") as spill:
        threads = [
            Thread(target=spill.spread, args=(table([(0, "x")] * 50, 50 * n), np.arange(50) % 2)) for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = [piece for bucket in (0, 1) for piece in spill.read(bucket)]
    assert sorted(n for one in found for n in one["n"].to_pylist()) == list(range(400))


def test_nothing_is_left_behind_and_what_was_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "rows").write_bytes(b"of a build that was killed")
    with Spill(tmp_path / "rows") as spill:
        assert spill.read(0) == []
    assert list(tmp_path.iterdir()) == []


def test_pieces_are_read_one_by_one_and_those_of_no_bucket_are_in_none(tmp_path: Path) -> None:
    with Spill(tmp_path / "rows") as spill:
        spill.spread(table([(0, "a"), (1, "b"), (0, None)], 0), np.array([0, 1, 0]))
        piece = spill.add(table([(2, "c")], 3))
        assert [(one.rows, one.read()["n"].to_pylist()) for one in spill.pieces] == [(2, [0, 2]), (1, [1]), (1, [3])]
        assert piece.read()["word"].to_pylist() == ["c"]
        assert spill.read(2) == []
