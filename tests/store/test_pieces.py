from __future__ import annotations

import time
from collections.abc import Iterator

import pyarrow as pa
import pytest

from percorso.store import pieces
from percorso.store.arrow import schema
from percorso.store.log import Frame
from percorso.store.pieces import Piece, ahead, batches, opened
from percorso.tables import EVENTS, QUARANTINE, REQUESTS

from .conftest import Rows

FRAME = 2**20


def requests(count: int) -> pa.Table:
    row = {"source": "web", "shop": "shop", "received_at": 0, "path": "/v1/t", "body": b"{}"}
    return pa.Table.from_pylist([row] * count, schema=schema(REQUESTS))


def opener(table: pa.Table) -> dict[str, pa.Table]:
    """Open each request into two events, every other one into a row of quarantine too."""
    of = [place for place in range(table.num_rows) for _ in range(2)]
    events = pa.table({"event_id": [f"e{n}" for n in range(len(of))], "request": of})
    return {EVENTS.name: events, QUARANTINE.name: pa.table({"quarantine_id": ["q"] * len(of[::4]), "request": of[::4]})}


def test_requests_that_follow_one_another_are_opened_together_and_numbered_by_their_own_frames(rows: Rows) -> None:
    events = rows(EVENTS, without="seq", event_id=["a"])
    frames = [Frame(4, "requests", requests(1)), Frame(5, "requests", requests(2)), Frame(6, "events", events)]
    first, refused, last = opened(frames, opener)
    assert (first.first, first.last, last.first, last.last) == (4, 5, 6, 6)
    assert first.data["seq"].to_pylist() == [4 * FRAME, 4 * FRAME + 1, *range(5 * FRAME, 5 * FRAME + 4)]
    assert last.data["seq"].to_pylist() == [6 * FRAME]
    assert refused.data["frame"].to_pylist() == [4, 5]


def test_what_was_taken_before_is_not_given_again(rows: Rows) -> None:
    (piece, _) = opened([Frame(4, "requests", requests(1)), Frame(5, "requests", requests(1))], opener)
    assert [piece.after(frame).num_rows for frame in (3, 4, 5, 6)] == [4, 2, 0, 0]
    (whole,) = opened([Frame(4, "events", rows(EVENTS, without="seq", event_id=["a"]))], opener)
    assert [whole.after(frame).num_rows for frame in (3, 4)] == [1, 0]


def test_frames_that_carry_nothing_are_reached_all_the_same() -> None:
    (piece,) = opened([Frame(7, "requests", requests(1))], lambda _: {})
    assert (piece.last, piece.table, piece.data.num_rows) == (7, "events", 0)


def test_many_requests_are_opened_in_several_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_OPENED_BYTES", 1)
    found = list(opened([Frame(number, "requests", requests(1)) for number in (1, 2, 3)], opener))
    assert [(piece.first, piece.last) for piece in found if piece.table == "events"] == [(1, 1), (2, 2), (3, 3)]


def test_what_one_frame_carries_is_never_parted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "BATCH_ROWS", 1)
    table = pa.table({"event_id": ["a", "b"]})
    told = [Piece(1, 1, "events", table), Piece(2, 2, "events", table), Piece(2, 2, "quarantine", table)]
    assert [[piece.table for piece in batch] for batch in batches(told)] == [["events"], ["events", "quarantine"]]


def test_the_next_batch_is_read_while_one_is_worked_on_and_none_further() -> None:
    read: list[int] = []

    def batches() -> Iterator[list[Piece]]:
        for number in range(4):
            read.append(number)
            yield [Piece(number, number, "events", pa.table({}))]

    coming = ahead(batches())
    next(coming)
    end = time.monotonic() + 5
    while len(read) < 2 and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(0.05)
    assert read == [0, 1]
    assert [batch[0].last for batch in coming] == [1, 2, 3]


def test_what_goes_wrong_in_reading_is_told_where_it_is_waited_for() -> None:
    def batches() -> Iterator[list[Piece]]:
        yield [Piece(1, 1, "events", pa.table({}))]
        raise OSError("gone")

    coming = ahead(batches())
    next(coming)
    with pytest.raises(OSError, match="gone"):
        next(coming)
