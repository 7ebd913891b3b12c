"""Recording: requests go into the durable log in groups, and whoever sent one is told once it is on the disk."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from threading import Condition, Thread

import numpy as np
import pyarrow as pa

from percorso.collect.received import POSTHOG, SNOWPLOW, Received
from percorso.store.arrow import schema
from percorso.store.log import Log, Writer
from percorso.tables import REQUESTS

__all__ = ["POSTHOG", "SNOWPLOW", "Received", "Recorder"]

# Requests written by one commit: waiting for a disk costs the same for one and for many. So many bytes hold fewer
# events, of at least 25 bytes each, than a frame has numbers for (2**20).
GROUP = 32
GROUP_BYTES = 16 * 2**20
# What may wait to be written; beyond it a sender is asked to come again.
WAITING_REQUESTS = 512
WAITING_BYTES = 64 * 2**20
# For so long after the disk refused a group nobody should be sent here.
_REFUSING_SECONDS = 5.0

_SCHEMA = schema(REQUESTS)


# Told once: None when the request is on the disk, else why it is not.
Told = Callable[[Exception | None], None]


class Recorder:
    """The one that writes requests into a log, on a thread of its own, from ``start`` to ``stop``."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._waiting: deque[tuple[Received, Told]] = deque()
        self._bytes = 0
        self._running = False
        self._refused_at = -_REFUSING_SECONDS
        self._changed = Condition()
        self._thread = Thread(target=self._work, name="recorder", daemon=True)

    def start(self) -> None:
        """Open the log and begin.

        Raises:
            PercorsoError: what is wrong with the log.
        """
        self._context = self._log.writer()
        self._writer = self._context.__enter__()
        self._running = True
        self._thread.start()

    def stop(self) -> None:
        """Write what waits, then end."""
        with self._changed:
            self._running = False
            self._changed.notify()
        self._thread.join()
        self._context.__exit__(None, None, None)

    @property
    def taking(self) -> bool:
        """Whether requests are taken: it runs, and wrote what came last, or has not tried for a while."""
        return self._running and time.monotonic() - self._refused_at >= _REFUSING_SECONDS

    @property
    def waiting(self) -> tuple[int, int]:
        """How many requests and bytes wait to be written."""
        return len(self._waiting), self._bytes

    def offer(self, received: Received, told: Told) -> bool:
        """Put a request in the queue; False when it is full, and then ``told`` is never called.

        ``told`` is called from the recorder's own thread.
        """
        with self._changed:
            full = len(self._waiting) >= WAITING_REQUESTS or self._bytes + len(received.body) > WAITING_BYTES
            if full or not self._running:
                return False
            self._waiting.append((received, told))
            self._bytes += len(received.body)
            self._changed.notify()
        return True

    def _work(self) -> None:
        while group := self._next():
            problem = _written(self._writer, [received for received, _ in group])
            self._refused_at = -_REFUSING_SECONDS if problem is None else time.monotonic()
            for _, told in group:
                told(problem)

    def _next(self) -> list[tuple[Received, Told]]:
        """Wait for requests and take a group of them; nothing once it is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or not self._running)
            group: list[tuple[Received, Told]] = []
            size = 0
            while self._waiting and len(group) < GROUP:
                size += len(self._waiting[0][0].body)
                if group and size > GROUP_BYTES:
                    break
                group.append(self._waiting.popleft())
            self._bytes -= sum(len(received.body) for received, _ in group)
            return group


def _written(writer: Writer, group: Sequence[Received]) -> Exception | None:
    """Make a group durable, or say why it is not; one that failed leaves nothing to be counted twice."""
    try:
        columns = dict(zip(Received._fields, zip(*group, strict=True), strict=True))
        arrays = [
            _joined(columns["body"]) if field.name == "body" else pa.array(columns[field.name], field.type)
            for field in _SCHEMA
        ]
        writer.append(REQUESTS.name, pa.Table.from_arrays(arrays, schema=_SCHEMA))
        writer.commit()
    except Exception as problem:  # noqa: BLE001  (every sender must be answered, whatever failed)
        return problem
    return None


def _joined(bodies: Sequence[bytes]) -> pa.Array:
    """Put bodies one after another, each copied once."""
    ends = np.zeros(len(bodies) + 1, dtype=np.int32)
    np.cumsum([len(body) for body in bodies], out=ends[1:])
    return pa.Array.from_buffers(pa.binary(), len(bodies), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(bodies))])
