"""Watches a running shop: sends it visitors, and looks when each can be seen where."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench._harness.loading import cost
from bench._harness.measuring import percorso
from percorso.core.errors import PercorsoError
from percorso.pipeline import sources
from percorso.store.workspace import Workspace

_PAUSE = 1.0
# Between two looks; what is seen was there by then, so figures err on the high side.
_LOOK = 0.25
_PATIENCE = 900.0


@dataclass
class Seen:
    """Seconds until each visitor's event was answered, and from then on until it could be seen.

    ``cpu_seconds`` and ``peak_bytes`` are the server's, without the process that stores and builds.
    """

    acknowledged: list[float] = field(default_factory=list)
    on_timeline: list[float] = field(default_factory=list)
    in_analyses: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0
    peak_bytes: int = 0


def watch(place: Path, visitors: int) -> Seen:
    """Serve a built workspace, send visitors one after another, and wait until all can be seen.

    Raises:
        PercorsoError: ``benchmark_failed`` when one is not seen at all.
    """
    workspace = Workspace.open(place)
    key = sources.create(workspace, "fresh").key
    workspace.state.close()
    command = percorso("serve", "--port", "0", "--workspace", place)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            said = server.stdout.readline() if server.stdout else ""
            address = urlsplit(said.split()[-1])
            with closing(HTTPConnection(str(address.hostname), address.port, timeout=60)) as line:
                seen = _Watch(line, key).run(visitors)
            found = cost(server.pid)
            seen.cpu_seconds, seen.peak_bytes = found["cpu_seconds"], int(found["peak_bytes"])
            server.send_signal(signal.SIGINT)
            server.wait(120)
        finally:
            server.kill()
    return seen


class _Watch:
    def __init__(self, line: HTTPConnection, key: str) -> None:
        self._line = line
        self._key = base64.b64encode(f"{key}:".encode()).decode()
        self._seen = Seen()
        # When each was acknowledged who is not seen there yet, in the order of coming.
        self._unlisted: dict[str, float] = {}
        self._unbuilt: dict[str, float] = {}

    def run(self, visitors: int) -> Seen:
        """Wait until the server takes events, then send and look."""
        while self._ask("GET", "/ready")[0] != 200:
            time.sleep(_LOOK)
        began, came = time.perf_counter(), 0
        while came < visitors or self._unlisted or self._unbuilt:
            now = time.perf_counter()
            if now - began > _PATIENCE + visitors * _PAUSE:
                raise PercorsoError("benchmark_failed", f"{len(self._unbuilt)} events were never seen.")
            if came < visitors and now - began >= came * _PAUSE:
                self._send(f"fresh-{came}")
                came += 1
            self._look(self._unlisted, self._seen.on_timeline, lambda told: told["recent"] or told["timeline"])
            self._look(self._unbuilt, self._seen.in_analyses, lambda told: told["timeline"])
            time.sleep(_LOOK)
        return self._seen

    def _send(self, visitor: str) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        page = {"url": "https://shop.example/products/new", "referrer": "https://www.google.com/"}
        call = {"anonymousId": visitor, "messageId": visitor, "timestamp": at, "context": {"page": page}}
        began = time.perf_counter()
        headers = {"Authorization": f"Basic {self._key}", "Content-Type": "application/json"}
        status, _ = self._ask("POST", "/v1/page", json.dumps(call), headers)
        if status != 200:
            raise PercorsoError("benchmark_failed", f"An event was answered with {status}.")
        now = time.perf_counter()
        self._seen.acknowledged.append(now - began)
        self._unlisted[visitor] = self._unbuilt[visitor] = now

    def _look(self, waiting: dict[str, float], seconds: list[float], there: Callable[[Any], Any]) -> None:
        """Look for those who wait, first come first; whoever came later is not there before."""
        for visitor, since in list(waiting.items()):
            status, told = self._ask("GET", f"/api/v1/people/{visitor}")
            if status != 200 or not there(told):
                return
            seconds.append(time.perf_counter() - since)
            del waiting[visitor]

    def _ask(self, method: str, path: str, body: str | None = None, headers: Any = None) -> tuple[int, Any]:
        self._line.request(method, path, body, headers or {})
        answer = self._line.getresponse()
        return answer.status, json.loads(answer.read())
