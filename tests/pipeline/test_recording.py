from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from percorso.pipeline import recording
from percorso.pipeline.recording import Received, Recorder
from percorso.store.log import Log, Writer


def received(number: int, body: bytes = b"{}") -> Received:
    return Received("web", "shop", number, "/v1/t", body, None, "agent")


class Answers:
    """What senders were told, and when all of them were."""

    def __init__(self, wanted: int) -> None:
        self.told: list[Exception | None] = []
        self.all = threading.Event()
        self._wanted = wanted

    def __call__(self, problem: Exception | None) -> None:
        self.told.append(problem)
        if len(self.told) == self._wanted:
            self.all.set()


def written(log: Log) -> list[list[int]]:
    """The requests of each frame, by when they were received."""
    frames = [frame.data["received_at"].cast("int64").to_pylist() for frame in log.read()]
    return [[int(one) for one in frame] for frame in frames]


def test_who_is_told_that_it_is_written_finds_it_on_the_disk(tmp_path: Path) -> None:
    log = Log(tmp_path)
    recorder, answers = Recorder(log), Answers(100)
    recorder.start()
    seen: list[int] = []

    def told(problem: Exception | None) -> None:
        seen.append(log.last)
        answers(problem)

    for number in range(100):
        assert recorder.offer(received(number), told)
    assert answers.all.wait(20)
    assert set(answers.told) == {None}
    recorder.stop()
    assert [one for frame in written(log) for one in frame] == list(range(100))
    # Nobody was told before the frame that holds its request was whole.
    sizes = [0, *(len(frame) for frame in written(log))]
    reached = [sum(sizes[: last + 1]) for last in seen]
    assert all(place < count for place, count in enumerate(reached))


def test_what_waits_while_a_disk_is_slow_is_written_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go = threading.Event(), threading.Event()
    commit = Writer.commit

    def slow(writer: Writer) -> int:
        begun.set()
        go.wait(20)
        return commit(writer)

    monkeypatch.setattr(Writer, "commit", slow)
    recorder, answers = Recorder(Log(tmp_path)), Answers(1 + recording.GROUP + 3)
    recorder.start()
    recorder.offer(received(0), answers)
    assert begun.wait(20)
    for number in range(recording.GROUP + 3):
        recorder.offer(received(number), answers)
    go.set()
    assert answers.all.wait(20)
    recorder.stop()
    assert [len(frame) for frame in written(Log(tmp_path))] == [1, recording.GROUP, 3]


def test_a_frame_never_holds_more_events_than_it_has_numbers_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shortest = b'{"type":"page","userId":1}'
    assert recording.GROUP_BYTES // len(shortest) < 2**20
    monkeypatch.setattr(recording, "GROUP_BYTES", 25)
    recorder, answers = Recorder(Log(tmp_path)), Answers(5)
    bodies = [b"0123456789"] * 4 + [b"0" * 100]
    for number, body in enumerate(bodies):
        recorder._waiting.append((received(number, body), answers))
    recorder.start()
    assert answers.all.wait(20)
    recorder.stop()
    assert written(Log(tmp_path)) == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize(("name", "value"), [("WAITING_REQUESTS", 2), ("WAITING_BYTES", 20)])
def test_the_queue_is_bounded_by_count_and_by_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: int
) -> None:
    monkeypatch.setattr(recording, name, value)
    begun, go = threading.Event(), threading.Event()

    def stuck(_writer: Writer) -> int:
        begun.set()
        go.wait(20)
        return 0

    monkeypatch.setattr(Writer, "commit", stuck)
    recorder, answers = Recorder(Log(tmp_path)), Answers(3)
    recorder.start()
    assert recorder.offer(received(0, b"0123456789"), answers)
    assert begun.wait(20)
    assert [recorder.offer(received(number, b"0123456789"), answers) for number in range(3)] == [True, True, False]
    go.set()
    assert answers.all.wait(20)
    recorder.stop()


def test_a_full_disk_is_told_to_each_sender_and_the_next_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    recorder, answers = Recorder(Log(tmp_path)), Answers(1)
    recorder.start()
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "append", full)
        recorder.offer(received(0), answers)
        assert answers.all.wait(20)
    assert isinstance(answers.told[0], OSError)
    assert not recorder.taking
    later = Answers(1)
    recorder.offer(received(1), later)
    assert later.all.wait(20)
    recorder.stop()
    assert (later.told, written(Log(tmp_path))) == ([None], [[1]])


def test_stopping_writes_what_waits_and_then_takes_nothing(tmp_path: Path) -> None:
    recorder, answers = Recorder(Log(tmp_path)), Answers(50)
    recorder.start()
    for number in range(50):
        recorder.offer(received(number), answers)
    recorder.stop()
    assert answers.told == [None] * 50
    assert not recorder.taking
    assert not recorder.offer(received(50), answers)
    assert sum(map(len, written(Log(tmp_path)))) == 50
