"""The durable log: everything that enters is first appended here, in numbered frames, and never moves again."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from percorso.store.durable import full_disk_told, sync
from percorso.store.faults import reach
from percorso.store.frames import Raw, corrupt, encode, refuse_damage, whole_frames

SEGMENT_BYTES = 64 * 2**20
# A larger table is cut into several frames, so that whoever reads the log holds one piece at a time.
FRAME_ROWS = 2**17
_TABLE = b"percorso.table"
# Frames are small: to spread their columns over threads costs more than it saves.
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)


class Frame(NamedTuple):
    """One piece of one table as it arrived."""

    number: int
    table: str
    data: pa.Table


# Gives a frame's rows as they shall be from now on, or None where they stay.
Change = Callable[[Frame], pa.Table | None]


class _Place(NamedTuple):
    """A place in a segment: just after the frame of a number; ``inode`` tells one that was written again."""

    segment: Path
    number: int
    end: int
    inode: int = 0


class Writer:
    """One appender of a log; made by ``Log.writer``. Several may be open at once: each append is alone with the log."""

    def __init__(self, folder: Path, segment_bytes: int) -> None:
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._tail = _Tail(folder)
        with self._tail.alone():
            self._committed = self._tail.settle()

    def append(self, table: str, data: pa.Table) -> int:
        """Append a table's rows and return the number of their last frame; ``commit`` makes them durable.

        Raises:
            PercorsoError: ``disk_full``; the frames before stay whole.
        """
        payloads = (_pack(table, data.slice(start, FRAME_ROWS)) for start in range(0, data.num_rows, FRAME_ROWS))
        for payload in payloads:
            with self._tail.alone():
                self._tail.catch_up()
                if self._tail.end >= self._segment_bytes:
                    self._committed = self._tail.rotate()
                self._tail.write(encode(self._tail.last + 1, self._committed, payload))
            reach("log.appended")
        return self._tail.last

    def begin_segment(self) -> int:
        """Let what comes next go into a new segment, so that the others may be written again; return the last frame."""
        with self._tail.alone():
            self._tail.catch_up()
            if self._tail.end:
                self._committed = self._tail.rotate()
        return self._tail.last

    def commit(self) -> int:
        """Force all frames appended so far onto the disk and return the last one's number."""
        if self._tail.last > self._committed:
            self._committed = self._tail.force()
            reach("log.committed")
        return self._committed

    def close(self) -> None:
        """Let go of the files."""
        self._tail.close()


class _Tail:
    """The end of a log, as one of its writers knows it.

    Attributes:
        last: the number of the last frame.
        end: where the next one begins, in the newest segment.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        self._segment = Path()
        self._file = -1
        self.last, self.end = 0, 0

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep the other writers out; the system lets them in again when a holder dies."""
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)

    def settle(self) -> int:
        """Cut what a dead writer left unfinished, make the rest durable, and return the last frame's number."""
        if not _segments(self._folder):
            _new_segment(self._folder, 1)
        self.catch_up()
        sync(self._segment)
        return self.last

    def catch_up(self) -> None:
        """Go on to where others have written; a torn end is a dead writer's, since nobody writes now."""
        newest = _segments(self._folder)[-1]
        if newest != self._segment:
            self._open(newest)
        size = os.fstat(self._file).st_size
        if size == self.end:
            return
        if size < self.end:
            raise corrupt(self._segment, size)
        for raw in whole_frames(self._segment, self.last + 1, self.end):
            self.last, self.end = raw.number, raw.end
        if self.end < size:
            refuse_damage(self._segment, self.end, self.last + 1)
            os.truncate(self._segment, self.end)
            reach("log.tail_cut")

    def write(self, data: bytes) -> None:
        """Write one frame, or nothing."""
        with full_disk_told(self._folder):
            try:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(self._file, rest) :]
            except OSError:
                os.ftruncate(self._file, self.end)
                raise
        self.last += 1
        self.end += len(data)

    def force(self) -> int:
        """Make every frame up to the last known one durable and return its number."""
        with full_disk_told(self._folder):
            os.fdatasync(self._file)
        return self.last

    def rotate(self) -> int:
        """Begin a new segment; what the old one holds is durable before, and its last frame's number is returned."""
        last = self.force()
        self._open(_new_segment(self._folder, last + 1))
        return last

    def close(self) -> None:
        for handle in (self._file, self._lock):
            os.close(handle)

    def _open(self, segment: Path) -> None:
        if self._file >= 0:
            os.close(self._file)
        self._file = os.open(segment, os.O_WRONLY | os.O_APPEND)
        self._segment, self.last, self.end = segment, _first(segment) - 1, 0


class Log:
    """A folder of append-only segments, each named by the number of its first frame.

    Frames are numbered from 1, across segments, for ever. Any number of writers, in one process or many, and of
    readers, which see whole frames only.
    """

    def __init__(self, folder: Path, segment_bytes: int = SEGMENT_BYTES) -> None:
        self.folder = folder
        self._segment_bytes = segment_bytes
        # How far the newest segment was once read and found whole: what lies before is not read again to get there.
        self._found = _Place(Path(), 0, 0)

    @property
    def first(self) -> int:
        """The number of the first frame that is still there, or will be the first."""
        segments = _segments(self.folder)
        return _first(segments[0]) if segments else 1

    @property
    def last(self) -> int:
        """The number of the last whole frame; 0 when there is none."""
        segments = _segments(self.folder)
        if not segments:
            return 0
        place = self._place(segments[-1])
        for raw in _checked(place, tail=True):
            place = place._replace(number=raw.number, end=raw.end)
        self._found = place
        return place.number

    @property
    def end(self) -> tuple[str, int]:
        """Where the log ends, its newest segment and that one's size: read at once, and another after every append."""
        segments = _segments(self.folder)
        return (segments[-1].name, segments[-1].stat().st_size) if segments else ("", 0)

    def sync(self) -> int:
        """Make every whole frame durable, also one whose writer has not committed it, and return the last number.

        Whoever moves frames to another place calls this first: a frame that was moved must not be lost here and its
        number used again.
        """
        last = self.last
        segments = _segments(self.folder)
        if segments:
            sync(segments[-1])
        return last

    def read(self, after: int = 0, last: int | None = None) -> Iterator[Frame]:
        """Read the frames with numbers in ``(after, last]``, in order.

        Raises:
            PercorsoError: ``log_corrupt`` with the file and the byte where a committed frame is damaged or missing.
        """
        segments = _segments(self.folder)
        starts = [_first(segment) for segment in segments]
        if starts and starts[0] > after + 1:
            raise corrupt(segments[0], 0)
        for nth, segment in enumerate(segments):
            tail = nth == len(segments) - 1
            if not tail and starts[nth + 1] <= after + 1:
                continue
            place = self._place(segment, after)
            number = place.number
            for raw in _checked(place, tail=tail):
                number = raw.number
                if last is not None and number > last:
                    return
                if number > after:
                    yield _unpack(raw)
            if not tail and number + 1 != starts[nth + 1]:
                raise corrupt(segment, segment.stat().st_size)

    def expire(self, taken: int, before: float, limit: int) -> int:
        """Delete the oldest segments, as long as they are taken and either too old or too much, and return how many.

        The newest stays whatever it holds: the numbers of frames go on from it.

        Args:
            taken: the last frame that is safe elsewhere; a segment that holds a later one stays.
            before: when a segment must have been written to last to be kept, in seconds since 1970 UTC.
            limit: the bytes that all segments together may have.
        """
        segments = _segments(self.folder)
        found = [segment.stat() for segment in segments]
        whole = sum(one.st_size for one in found)
        gone = []
        for segment, after, one in zip(segments, segments[1:], found, strict=False):
            if (whole <= limit and one.st_mtime >= before) or _first(after) - 1 > taken:
                break
            gone.append(segment)
            whole -= one.st_size
        if gone:
            # The engine that wrote the tables leaves it to the system when they reach the disk.
            os.sync()
        for segment in gone:
            segment.unlink()
            reach("log.segment_expired")
        return len(gone)

    def rewrite(self, change: Change, last: int) -> int:
        """Write the frames up to a number again where their rows change, and return how many rows went.

        Frames keep their numbers, also those that are left without a row, and segments their times. The newest segment
        is ended first; writers go on meanwhile.

        Args:
            change: gives a frame's rows as they shall be, fewer or others, or None where they stay.
            last: a frame that is applied: one that is not yet would be opened into something else.

        Raises:
            PercorsoError: ``log_corrupt``, ``disk_full``.
        """
        if not _segments(self.folder):
            return 0
        with self.writer() as writer:
            end = writer.begin_segment()
        gone = 0
        for segment in _segments(self.folder):
            if _first(segment) <= min(last, end):
                gone += _rewritten(segment, change, last)
                reach("log.rewritten")
        return gone

    def _place(self, segment: Path, after: int | None = None) -> _Place:
        """Give where to begin reading a segment for the frames after a number, or for its last one."""
        found = self._found
        there = segment.stat()
        # One that ends before what was found lost its end, and is read from its beginning; so is one in its place.
        known = (found.segment, found.inode) == (segment, there.st_ino) and there.st_size >= found.end
        if known and (after is None or found.number <= after):
            return found
        return _Place(segment, _first(segment) - 1, 0, there.st_ino)

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """Open the log for appending: cuts a torn tail, commits on leaving.

        Raises:
            PercorsoError: ``log_corrupt``; ``disk_full``.
        """
        writer = Writer(self.folder, self._segment_bytes)
        try:
            yield writer
            writer.commit()
        finally:
            writer.close()


def _checked(place: _Place, *, tail: bool) -> Iterator[Raw]:
    """Read a segment's whole frames from a place on, then refuse what follows them unless it may be a torn tail."""
    segment, number, end, _ = place
    size = segment.stat().st_size
    for raw in whole_frames(segment, number + 1, end):
        number, end = raw.number, raw.end
        yield raw
    if end < size and not tail:
        raise corrupt(segment, end)
    if end < size:
        refuse_damage(segment, end, number + 1)


def _rewritten(segment: Path, change: Change, last: int) -> int:
    """Write one segment beside itself, then put it in its own place, unless nothing in it changes."""
    written, gone = [], 0
    for raw in _checked(_Place(segment, _first(segment) - 1, 0), tail=False):
        frame = _unpack(raw)
        rows = change(frame) if raw.number <= last else None
        gone += 0 if rows is None else frame.data.num_rows - rows.num_rows
        payload = raw.payload if rows is None else _pack(frame.table, rows)
        written.append((rows is not None, encode(raw.number, raw.committed, payload)))
    if not any(changed for changed, _ in written):
        return 0
    beside, times = segment.with_suffix(".new"), segment.stat()
    with full_disk_told(segment.parent):
        beside.write_bytes(b"".join(data for _, data in written))
        os.utime(beside, ns=(times.st_atime_ns, times.st_mtime_ns))
        sync(beside)
        beside.rename(segment)
        sync(segment.parent)
    return gone


def _segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.log"))


def _first(segment: Path) -> int:
    return int(segment.stem)


def _new_segment(folder: Path, first: int) -> Path:
    segment = folder / f"{first:016d}.log"
    with full_disk_told(folder):
        segment.touch(exist_ok=False)
        sync(folder)
    reach("log.segment_made")
    return segment


def _pack(table: str, data: pa.Table) -> bytes:
    named = data.combine_chunks().replace_schema_metadata({_TABLE: table.encode()})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, named.schema, options=_PACKED) as stream:
        stream.write_table(named)
    packed: bytes = sink.getvalue().to_pybytes()
    return packed


def _unpack(raw: Raw) -> Frame:
    data = pa.ipc.open_stream(raw.payload).read_all()
    name = data.schema.metadata[_TABLE].decode()
    return Frame(raw.number, name, data.replace_schema_metadata(None))
