from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable
from typing import Any

import pytest
from litestar import Response

from percorso.core.errors import PercorsoError
from percorso.pipeline.doors import Door
from percorso.pipeline.recording import Received
from percorso.web.gate import Gate

DOOR = Door("web", "shop", frozenset(), requests_a_minute=2)


class Recorder:
    """Stands in for the one that writes: keeps what it is offered, or has no room, or fails."""

    def __init__(self, *, room: bool = True, problem: Exception | None = None) -> None:
        self.kept: list[Received] = []
        self._room, self._problem = room, problem

    def offer(self, received: Received, told: Callable[[Exception | None], None]) -> bool:
        if self._room:
            self.kept.append(received)
            told(self._problem)
        return self._room


class Meters:
    def __init__(self) -> None:
        self.counted: list[tuple[str, int, int]] = []

    def answered(self, source: str, status: int, size: int, seconds: float) -> None:
        assert seconds >= 0
        self.counted.append((source, status, size))


class Request:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self.headers: dict[str, str] = {}

    async def receive(self) -> dict[str, Any]:
        return {"type": "http.request", "body": self._body, "more_body": False}


def opened(body: bytes) -> tuple[Door, Received | None]:
    if body == b"stranger":
        raise PercorsoError("unknown_key", "No.")
    return DOOR, None if body == b"ping" else Received("web", "shop", 1, "/v1/t", body, None, None)


def take(gate: Gate, body: bytes, **how: Any) -> Response[Any]:
    request: Any = Request(body)
    return asyncio.run(gate.take(request, opened, {"X": "1"}, **how))


def gate(recorder: Recorder) -> tuple[Gate, Meters]:
    meters = Meters()
    found: Any = recorder, meters
    return Gate(*found), meters


def test_a_body_is_kept_unpacked_or_as_it_came() -> None:
    recorder = Recorder()
    way, meters = gate(recorder)
    packed = gzip.compress(b"{}")
    for how in ({}, {"raw": True}):
        answer = take(way, packed, **how)
        assert (answer.status_code, answer.headers["X"]) == (200, "1")
    assert [one.body for one in recorder.kept] == [b"{}", packed]
    assert meters.counted == [("web", 200, 2), ("web", 200, len(packed))]


def test_what_needs_no_keeping_is_answered_all_the_same() -> None:
    recorder = Recorder()
    way, _ = gate(recorder)
    assert take(way, b"ping").status_code == 200
    assert recorder.kept == []


@pytest.mark.parametrize(
    ("recorder", "body", "status", "again"),
    [
        (Recorder(), b"stranger", 401, None),
        (Recorder(room=False), b"{}", 503, "2"),
        (Recorder(problem=PercorsoError("disk_full", "Full.")), b"{}", 503, "2"),
        (Recorder(problem=ValueError()), b"{}", 503, "2"),
    ],
)
def test_what_is_not_on_the_disk_is_refused(recorder: Recorder, body: bytes, status: int, again: str | None) -> None:
    way, meters = gate(recorder)
    answer = take(way, body)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, again)
    assert [one[1] for one in meters.counted] == [status]


def test_a_source_has_so_many_turns_whatever_it_sends() -> None:
    way, _ = gate(Recorder())
    assert [take(way, b"{}").status_code for _ in range(3)] == [200, 200, 429]
