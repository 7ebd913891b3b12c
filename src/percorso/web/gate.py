"""The gate: how a request that brings something is read, let in, written and answered, whoever sends it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType
from typing import Any

from litestar import Request, Response

from percorso.core.errors import PercorsoError
from percorso.pipeline.doors import Door
from percorso.pipeline.recording import Received, Recorder
from percorso.pipeline.turns import Turns
from percorso.web.bodies import Reader, unpacked
from percorso.web.health import Meters

# What is the sender's own fault; everything else may go better later.
_STATUS = {
    "too_many": 429,
    "too_large": 413,
    "too_slow": 408,
    "unknown_key": 401,
    "bad_signature": 401,
    "stale_webhook": 401,
    "foreign_origin": 403,
}
_RETRY_AFTER = "2"

# Finds, by a request's body, which door it comes by and what of it is to be kept; None for nothing.
Opened = Callable[[bytes], tuple[Door, Received | None]]
_Done = asyncio.Future[Exception | None]


@dataclass(frozen=True)
class Desk:
    """Where what is taken for one workspace is written, counted, and given its turn."""

    recorder: Recorder
    meters: Meters
    turns: Turns = field(default_factory=Turns)


class Gate:
    """The one way in of a workspace's collector.

    Args:
        recorder: writes what is taken.
        meters: count what is answered.
        others: the desks of workspaces that share the address, by the places that doors name.
    """

    def __init__(self, recorder: Recorder, meters: Meters, others: Mapping[str, Desk] = MappingProxyType({})) -> None:
        self._desks = {"": Desk(recorder, meters), **others}
        self._reader = Reader()
        # What the recorder's thread has told and the loop has not heard: one call wakes it for a whole group.
        self._told: list[tuple[_Done, Exception | None]] = []
        self._telling = Lock()

    async def take(
        self,
        request: Request[Any, Any, Any],
        opened: Opened,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        raw: bool = False,
    ) -> Response[Any]:
        """Take a request and answer once it is on the disk, or say why it is not taken.

        Args:
            request: as it came.
            opened: raises why the request is not let in.
            headers: of the answer.
            body: where the request has none of its own.
            raw: whether the body is wanted as it came, packed or not.
        """
        began = time.perf_counter()
        # Whoever has no key of any is counted by the first.
        source, size, desk = "", 0, self._desks[""]
        try:
            if body is None:
                body = await self._reader.read(request)
                body = body if raw else unpacked(body)
            door, received = opened(body)
            source, size, desk = door.source, len(body), self._desks[door.place]
            desk.turns.take(door)
            if received is not None:
                await self._record(desk.recorder, received)
            answer: Response[Any] = Response({"success": True}, status_code=200, headers=dict(headers))
        except PercorsoError as problem:
            answer = _refused(problem, headers)
        desk.meters.answered(source, answer.status_code or 200, size, time.perf_counter() - began)
        return answer

    async def _record(self, recorder: Recorder, received: Received) -> None:
        """Return once a request is written.

        Raises:
            PercorsoError: ``busy`` when too much waits; why it could not be written.
        """
        loop = asyncio.get_running_loop()
        done: _Done = loop.create_future()

        def told(problem: Exception | None) -> None:
            with self._telling:
                self._told.append((done, problem))
                first = len(self._told) == 1
            if first:
                loop.call_soon_threadsafe(self._settle)

        if not recorder.offer(received, told):
            raise PercorsoError("busy", "Too much is waiting to be written.")
        if (problem := await done) is not None:
            code = problem.code if isinstance(problem, PercorsoError) else "internal_error"
            raise PercorsoError(code, "It could not be written.")

    def _settle(self) -> None:
        with self._telling:
            told, self._told = self._told, []
        for done, problem in told:
            # Whoever hung up meanwhile waits no more.
            if not done.done():
                done.set_result(problem)


def now() -> int:
    """Give the present, in microseconds since 1970 UTC."""
    return time.time_ns() // 1_000


def _refused(problem: PercorsoError, headers: Mapping[str, str]) -> Response[Any]:
    """Say why not; whoever may come again with the same is told when."""
    status = _STATUS.get(problem.code, 503)
    again = {"Retry-After": problem.given.get("seconds", _RETRY_AFTER)} if status in (429, 503) else {}
    # Both Python SDKs look for code and message in whatever is no success.
    told = {"success": False, "code": problem.code, "message": problem.message}
    return Response(told, status_code=status, headers={**headers, **again})
