from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from percorso.store.log import Frame, Log

SMALL = 600


def _table(*numbers: int) -> pa.Table:
    return pa.table({"n": pa.array(numbers, pa.int64())})


def _fill(log: Log, count: int) -> None:
    with log.writer() as writer:
        for number in range(count):
            writer.append("events", _table(number))


def _values(log: Log) -> list[tuple[int, list[int]]]:
    return [(frame.number, frame.data["n"].to_pylist()) for frame in log.read()]


def _even(frame: Frame) -> pa.Table | None:
    kept = [n for n in frame.data["n"].to_pylist() if n % 2 == 0]
    return None if len(kept) == frame.data.num_rows else _table(*kept)


def test_rows_are_taken_out_of_frames_that_keep_their_numbers_and_their_times(tmp_path: Path) -> None:
    log = Log(tmp_path, SMALL)
    _fill(log, 9)
    times = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.log")}
    assert log.rewrite(_even, last=7) == 3
    assert _values(log) == [(n + 1, [n] if n % 2 == 0 or n > 6 else []) for n in range(9)]
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in times} == times
    assert log.rewrite(_even, last=7) == 0
    assert list(tmp_path.glob("*.new")) == []


def test_an_open_writer_goes_on_after_the_segment_it_wrote_to_was_written_again(tmp_path: Path) -> None:
    log, other = Log(tmp_path), Log(tmp_path)
    with log.writer() as writer:
        writer.append("events", _table(1))
        writer.commit()
        assert other.last == 1
        assert Log(tmp_path).rewrite(_even, last=1) == 1
        writer.append("events", _table(3))
        writer.commit()
    assert _values(other) == _values(Log(tmp_path)) == [(1, []), (2, [3])]
    assert other.last == 2


def test_an_empty_log_is_rewritten_into_itself(tmp_path: Path) -> None:
    assert Log(tmp_path / "log").rewrite(_even, last=0) == 0
