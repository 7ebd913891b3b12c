from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from percorso.core.errors import PercorsoError
from percorso.store.frames import whole_frames
from percorso.store.log import FRAME_ROWS, Frame, Log

SMALL = 600


def _table(*numbers: int) -> pa.Table:
    return pa.table({"n": pa.array(numbers, pa.int64())})


def _fill(log: Log, count: int, start: int = 0) -> None:
    with log.writer() as writer:
        for number in range(start, start + count):
            writer.append("events", _table(number))


def _values(log: Log, after: int = 0) -> list[tuple[int, list[int]]]:
    return [(frame.number, frame.data["n"].to_pylist()) for frame in log.read(after)]


def test_an_empty_log_has_no_frames(tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    assert log.last == log.sync() == 0
    assert list(log.read()) == []


def test_what_was_appended_is_read_back_in_order_with_its_table(tmp_path: Path) -> None:
    log = Log(tmp_path)
    with log.writer() as writer:
        assert writer.append("events", _table(1, 2)) == 1
        assert writer.append("spend", _table(3)) == 2
        assert writer.append("spend", _table()) == 2
        assert writer.commit() == 2
    assert list(log.read()) == [Frame(1, "events", _table(1, 2)), Frame(2, "spend", _table(3))]
    assert log.last == 2


def test_a_large_table_is_cut_into_frames_that_fit_in_memory(tmp_path: Path) -> None:
    log = Log(tmp_path)
    with log.writer() as writer:
        assert writer.append("events", pa.table({"n": range(FRAME_ROWS + 1)})) == 2
    assert [frame.data.num_rows for frame in log.read()] == [FRAME_ROWS, 1]


def test_frames_are_numbered_across_segments_and_openings(tmp_path: Path) -> None:
    log = Log(tmp_path, SMALL)
    _fill(log, 5)
    _fill(log, 4, start=5)
    segments = sorted(path.name for path in tmp_path.iterdir())
    assert len(segments) > 2
    assert segments[0] == "0000000000000001.log"
    assert _values(log) == [(number + 1, [number]) for number in range(9)]


def test_reading_begins_after_any_frame_and_ends_at_any(tmp_path: Path) -> None:
    log = Log(tmp_path, SMALL)
    _fill(log, 9)
    for after in range(11):
        for last in range(after, 11):
            numbers = [frame.number for frame in log.read(after, last)]
            assert numbers == [number for number in range(1, 10) if after < number <= last]


def test_a_torn_tail_at_every_byte_keeps_every_frame_before_it_and_the_next_append(tmp_path: Path) -> None:
    _fill(Log(tmp_path / "whole"), 3)
    name = "0000000000000001.log"
    whole = (tmp_path / "whole" / name).read_bytes()
    ends = [raw.end for raw in whole_frames(tmp_path / "whole" / name, 1)]
    for cut in range(len(whole) + 1):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / name).write_bytes(whole[:cut])
        log = Log(folder)
        kept = sum(end <= cut for end in ends)
        assert _values(log) == [(number + 1, [number]) for number in range(kept)]
        _fill(log, 1, start=100)
        assert _values(log) == [(number + 1, [number]) for number in range(kept)] + [(kept + 1, [100])]


@given(st.data())
def test_a_changed_byte_before_a_committed_frame_is_an_error_and_never_a_cut(data: st.DataObject) -> None:
    with TemporaryDirectory() as place:
        log = Log(Path(place))
        _fill(log, 2)
        _fill(log, 1, start=2)
        segment = Path(place) / "0000000000000001.log"
        ends = [raw.end for raw in whole_frames(segment, 1)]
        damaged = bytearray(segment.read_bytes())
        at = data.draw(st.integers(0, ends[1] - 1))
        damaged[at] ^= data.draw(st.integers(1, 255))
        segment.write_bytes(damaged)
        offset = 0 if at < ends[0] else ends[0]
        for use in (lambda: list(log.read()), lambda: _fill(log, 1)):
            with pytest.raises(PercorsoError, match=f"at byte {offset}") as raised:
                use()
            assert raised.value.code == "log_corrupt"
        assert segment.read_bytes() == damaged


def test_damage_in_an_older_segment_is_an_error(tmp_path: Path) -> None:
    log = Log(tmp_path, SMALL)
    _fill(log, 5)
    segments = sorted(tmp_path.iterdir())
    os.truncate(segments[0], segments[0].stat().st_size - 1)
    with pytest.raises(PercorsoError, match=segments[0].name):
        list(log.read())
    os.truncate(segments[0], 0)
    with pytest.raises(PercorsoError, match=segments[0].name):
        list(log.read())


def test_a_missing_segment_is_an_error_only_for_who_needs_it(tmp_path: Path) -> None:
    log = Log(tmp_path, SMALL)
    _fill(log, 7)
    segments = sorted(tmp_path.iterdir())
    first = int(segments[1].stem)
    segments[0].unlink()
    assert [number for number, _ in _values(log, after=first - 1)] == list(range(first, 8))
    with pytest.raises(PercorsoError) as raised:
        list(log.read())
    assert raised.value.code == "log_corrupt"


def test_what_is_taken_and_old_or_too_much_is_deleted_oldest_first(tmp_path: Path) -> None:
    log = Log(tmp_path, SMALL)
    _fill(log, 9)
    segments = sorted(tmp_path.iterdir())
    starts = [int(path.stem) for path in segments]
    size = sum(path.stat().st_size for path in segments)
    os.utime(segments[0], (100, 100))
    assert log.expire(taken=9, before=50, limit=size) == 0
    assert log.expire(taken=starts[1] - 2, before=200, limit=size) == 0
    assert log.expire(taken=9, before=200, limit=size) == 1
    assert log.expire(taken=starts[2] - 1, before=0, limit=0) == 1
    assert [frame.number for frame in log.read(after=starts[2] - 1)] == list(range(starts[2], 10))


def test_the_newest_segment_stays_and_numbers_go_on_from_it(tmp_path: Path) -> None:
    log = Log(tmp_path, SMALL)
    _fill(log, 9)
    with log.writer() as writer:
        log.expire(taken=9, before=0, limit=0)
        assert len(list(tmp_path.iterdir())) == 1
        assert writer.append("events", pa.table({"n": [9]})) == 10
    assert log.last == 10
    assert Log(tmp_path, SMALL).last == 10


def test_one_that_knows_where_the_log_ended_reads_what_came_since(tmp_path: Path) -> None:
    log = Log(tmp_path)
    for count in range(1, 5):
        _fill(log, 1, start=count)
        assert log.last == count
        assert [frame.number for frame in log.read(after=count - 1)] == [count]
        assert [frame.number for frame in log.read()] == list(range(1, count + 1))


def test_a_second_writer_goes_on_where_the_first_is(tmp_path: Path) -> None:
    log = Log(tmp_path, SMALL)
    with log.writer() as writer, Log(tmp_path, SMALL).writer() as other:
        assert [writer.append("events", _table(1)), other.append("events", _table(2))] == [1, 2]
        assert _values(Log(tmp_path)) == [(1, [1]), (2, [2])]
        assert [other.append("events", _table(number)) for number in range(3, 9)] == [3, 4, 5, 6, 7, 8]
        assert writer.append("events", _table(9)) == 9
        assert (other.commit(), writer.commit()) == (8, 9)
    assert _values(log) == [(number, [number]) for number in range(1, 10)]
    assert len(list(tmp_path.glob("*.log"))) > 1


def test_every_append_moves_the_end(tmp_path: Path) -> None:
    log = Log(tmp_path, SMALL)
    ends = [log.end]
    for number in range(6):
        _fill(log, 1, start=number)
        ends.append(log.end)
    assert len(set(ends)) == len(ends)
    assert len({segment for segment, _ in ends}) > 2


def test_many_processes_append_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    begun = [
        subprocess.Popen([sys.executable, "-c", MANY, str(tmp_path), str(first)], stdout=subprocess.PIPE, text=True)
        for first in (0, 100, 200)
    ]
    told = [[int(number) for number in process.communicate(timeout=60)[0].split()] for process in begun]
    found = _values(Log(tmp_path))
    assert [number for number, _ in found] == list(range(1, 301))
    values = {number: value for number, (value,) in found}
    # Each process was told the frames that hold what it appended, in its order.
    assert [[values[number] for number in numbers] for numbers in told] == [
        list(range(first, first + 100)) for first in (0, 100, 200)
    ]


def test_a_full_disk_in_the_middle_of_a_frame_harms_none_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Log(tmp_path)
    _fill(log, 2)
    write = os.write

    def half(handle: int, data: memoryview) -> int:
        if len(data) < 100:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, data[: len(data) // 2])

    with log.writer() as writer:
        writer.append("events", _table(2))
        monkeypatch.setattr(os, "write", half)
        with pytest.raises(PercorsoError) as raised:
            writer.append("events", _table(3))
        monkeypatch.undo()
    assert raised.value.code == "disk_full"
    assert _values(log) == [(1, [0]), (2, [1]), (3, [2])]
    _fill(log, 1, start=3)
    assert _values(log)[-1] == (4, [3])


def test_after_a_full_disk_the_same_writer_can_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log(tmp_path)
    with log.writer() as writer:
        monkeypatch.setattr(os, "write", _no_room)
        with pytest.raises(PercorsoError):
            writer.append("events", _table(1))
        monkeypatch.undo()
        assert writer.append("events", _table(2)) == 1
    assert _values(log) == [(1, [2])]


def _no_room(_handle: int, _data: memoryview) -> int:
    raise OSError(errno.ENOSPC, "No space left on device")


MANY = """
import sys
from pathlib import Path
import pyarrow as pa
from percorso.store.log import Log
first = int(sys.argv[2])
with Log(Path(sys.argv[1]), 9000).writer() as writer:
    for number in range(first, first + 100):
        print(writer.append("events", pa.table({"n": pa.array([number], pa.int64())})))
        writer.commit()
"""
WRITER = """
import sys
from pathlib import Path
import pyarrow as pa
from percorso.store.log import Log
log = Log(Path(sys.argv[1]), 900)
with log.writer() as writer:
    for number in range(6):
        writer.append("events", pa.table({"n": [number]}))
        if number % 2:
            print(writer.commit(), flush=True)
"""


def _killed_writer(folder: Path, fault: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PERCORSO_FAULT": fault}
    command = [sys.executable, "-c", WRITER, str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_killed_between_any_two_writes_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    for point in range(1, 40):
        folder = tmp_path / str(point)
        done = _killed_writer(folder, f"*:{point}")
        acknowledged = int(done.stdout.split()[-1]) if done.stdout else 0
        log = Log(folder)
        assert acknowledged <= log.last <= 6
        assert _values(log) == [(number + 1, [number]) for number in range(log.last)]
        before = log.last
        _fill(log, 1, start=50)
        assert _values(log)[-1] == (before + 1, [50])
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
    else:
        pytest.fail("the writer never came to its end")


EXPIRING = """
import sys
from pathlib import Path
from percorso.store.log import Log
Log(Path(sys.argv[1]), 900).expire(taken=9, before=0, limit=0)
"""


def test_killed_while_it_lets_go_of_segments_it_goes_on_from_those_left(tmp_path: Path) -> None:
    _fill(Log(tmp_path, SMALL), 9)
    segments = sorted(tmp_path.iterdir())
    assert len(segments) > 3
    for gone in (1, 2):
        environment = {**os.environ, "PERCORSO_FAULT": "log.segment_expired"}
        done = subprocess.run([sys.executable, "-c", EXPIRING, str(tmp_path)], env=environment, check=False)
        assert done.returncode == -signal.SIGKILL
        assert sorted(tmp_path.iterdir()) == segments[gone:]
    log = Log(tmp_path, SMALL)
    _fill(log, 1, start=9)
    assert log.last == 10
    assert [frame.number for frame in log.read(log.first - 1)] == list(range(log.first, 11))


class AnyInterleaving(RuleBasedStateMachine):
    """Appends of two writers, commits, deaths and re-openings in any order, against a plain list."""

    def __init__(self) -> None:
        super().__init__()
        self.place = TemporaryDirectory()
        self.log = Log(Path(self.place.name), SMALL)
        self.appended: list[int] = []
        self.committed = 0
        self.open()

    def open(self) -> None:
        self.writers = [Log(Path(self.place.name), SMALL).writer() for _ in range(2)]
        self.writer, self.neighbour = (one.__enter__() for one in self.writers)

    def close(self, error: ValueError | None = None) -> None:
        for one in self.writers:
            one.__exit__(type(error) if error else None, error, None)

    @rule(number=st.integers(0, 2**40))
    def append(self, number: int) -> None:
        self.writer.append("events", _table(number))
        self.appended.append(number)

    @rule(number=st.integers(0, 2**40))
    def another_appends(self, number: int) -> None:
        assert self.neighbour.append("events", _table(number)) == len(self.appended) + 1
        self.appended.append(number)

    @rule()
    def commit(self) -> None:
        """What a writer commits reaches to its own last frame; others' before it are durable too."""
        self.committed = max(self.committed, self.writer.commit())
        assert self.committed <= len(self.appended)

    @rule()
    def another_commits(self) -> None:
        self.committed = max(self.committed, self.neighbour.commit())

    @rule()
    def leave_and_open_again(self) -> None:
        self.close()
        self.committed = len(self.appended)
        self.open()

    @precondition(lambda self: len(self.appended) > self.committed)
    @rule(data=st.data())
    def die_with_a_torn_tail(self, data: st.DataObject) -> None:
        """Lose any number of bytes that were not committed, in the segment that was being written."""
        self.close(ValueError("killed"))
        segment = sorted(Path(self.place.name).glob("*.log"))[-1]
        ends = {raw.number: raw.end for raw in whole_frames(segment, int(segment.stem))}
        safe = ends.get(self.committed, 0)
        cut = data.draw(st.integers(safe, segment.stat().st_size))
        os.truncate(segment, cut)
        kept = max([number for number, end in ends.items() if end <= cut], default=int(segment.stem) - 1)
        assert kept >= self.committed
        self.appended = self.appended[:kept]
        self.committed = kept
        self.open()

    @invariant()
    def the_log_holds_what_was_appended(self) -> None:
        assert _values(self.log) == [(place + 1, [number]) for place, number in enumerate(self.appended)]

    def teardown(self) -> None:
        self.close()
        self.place.cleanup()


TestAnyInterleaving: Callable[..., object] = AnyInterleaving.TestCase
