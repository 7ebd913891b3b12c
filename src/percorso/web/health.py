"""Health: whether the process lives, whether it takes events, and what it measures (in Prometheus' own text)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

from litestar import Response, get, head
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.registry import Collector

import percorso
from percorso.core.access import READ
from percorso.pipeline.kept import Kept, kept
from percorso.pipeline.recording import Recorder
from percorso.store.workspace import Workspace

# What is added to any answer of text.
_CHARSET = "; charset=utf-8"
# Upper edges of the histogram, in seconds: a commit takes one to ten milliseconds on a disk of its own.
_EDGES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
_KEPT = {
    "frame": "The last frame of the log that is stored.",
    "events": "Events stored.",
    "quarantined": "Rows in quarantine.",
    "failures": "How often keeping up to date failed since its process began.",
    "build": "The number of the last build.",
    "build_seconds": "How long the last build took.",
    "built_at": "When the last build was done, in seconds since 1970 UTC.",
}


class Meters:
    """What one process measures of itself, and what its workspace's keeper has left word of."""

    def __init__(self, workspace: Workspace) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "percorso_requests",
            "Requests of SDKs, by source and answer.",
            ["source", "answer"],
            registry=self._registry,
        )
        self._bytes = Counter(
            "percorso_request_bytes", "Bytes of bodies, unpacked.", ["source"], registry=self._registry
        )
        self._seconds = Histogram(
            "percorso_acknowledge_seconds",
            "From a whole request to its answer.",
            buckets=_EDGES,
            registry=self._registry,
        )
        self._registry.register(_Gauges("percorso_kept_", _KEPT, lambda: _words(kept(workspace))))
        # Found once: there are few sources and few answers, and many requests.
        self._counters: dict[tuple[str, int], tuple[Counter, Counter]] = {}
        self.ready: Callable[[], bool] = lambda: True

    def watch(self, recorder: Recorder) -> None:
        """Show a recorder's queue too, and be ready only while it takes requests."""
        told = {"requests": "Requests that wait to be written.", "bytes": "Bytes that wait to be written."}
        self._registry.register(
            _Gauges("percorso_waiting_", told, lambda: dict(zip(told, recorder.waiting, strict=True)))
        )
        self.ready = lambda: recorder.taking

    def answered(self, source: str, status: int, size: int, seconds: float) -> None:
        """Count one request; ``source`` is empty where its key is nobody's."""
        counters = self._counters.get((source, status))
        if counters is None:
            counters = self._requests.labels(source, str(status)), self._bytes.labels(source)
            self._counters[source, status] = counters
        requests, held = counters
        requests.inc()
        held.inc(size)
        self._seconds.observe(seconds)

    def text(self) -> bytes:
        """Write everything as Prometheus reads it."""
        return generate_latest(self._registry)


class _Gauges(Collector):
    """Some figures, read when they are asked for."""

    def __init__(self, prefix: str, told: dict[str, str], read: Callable[[], dict[str, float]]) -> None:
        self._prefix, self._told, self._read = prefix, told, read

    def collect(self) -> Iterator[GaugeMetricFamily]:
        found = self._read()
        for name, told in self._told.items():
            yield GaugeMetricFamily(self._prefix + name, told, value=found[name])

    def describe(self) -> Iterator[GaugeMetricFamily]:
        return iter(())


def _words(done: Kept) -> dict[str, float]:
    return {field.name: getattr(done, field.name) for field in fields(done)}


def health(meters: Meters) -> list[Any]:
    """Make the routes for whoever watches over the process."""

    @get("/health", opt={"public": True}, include_in_schema=False)
    async def alive() -> dict[str, Any]:
        return {"alive": True, "version": percorso.__version__}

    @get("/ready", opt={"public": True}, include_in_schema=False)
    async def ready() -> Response[Any]:
        return Response({"ready": meters.ready()}, status_code=200 if meters.ready() else 503)

    # Whoever only watches whether it answers often asks without wanting the body.
    @head("/health", opt={"public": True}, include_in_schema=False)
    async def alive_bare() -> None:
        return None

    @head("/ready", opt={"public": True}, include_in_schema=False)
    async def ready_bare() -> Response[None]:
        return Response(None, status_code=200 if meters.ready() else 503)

    @get("/metrics", opt={"needs": READ}, include_in_schema=False, sync_to_thread=True)
    def metrics() -> Response[bytes]:
        return Response(meters.text(), media_type=CONTENT_TYPE_LATEST.removesuffix(_CHARSET))

    return [alive, ready, alive_bare, ready_bare, metrics]
