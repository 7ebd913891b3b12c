"""Keeping: while the server runs, what was acknowledged is applied, and what was applied is built, by themselves."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Event, Thread

from percorso.core.errors import PercorsoError
from percorso.pipeline.applying import apply_log
from percorso.pipeline.building import build
from percorso.pipeline.doors import Doors
from percorso.store.locks import SERVING, hold
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS

# Between two looks: a key that was withdrawn lets nobody in, and an event is stored, after so long.
_LOOK_SECONDS = 1.0
# Between two builds at least, and at least as long as the last one took: half of the time is left for questions.
_BUILD_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Keeper:
    """Keeps a workspace up to date on a thread of its own, from ``start`` to ``stop``."""

    def __init__(self, workspace: Workspace, doors: Doors, clock: Callable[[], float] = time.monotonic) -> None:
        self._workspace = workspace
        self._doors = doors
        self._clock = clock
        self._over = Event()
        self._next_build = clock()
        # Where the log ended when it was last applied.
        self._applied = ("", 0)
        self._thread = Thread(target=self._work, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End once the work at hand is done."""
        self._over.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            try:
                self._doors.refresh()
                self._keep()
            except PercorsoError as problem:
                # Another process is the writer, and does the same; or the disk is full, and will be told of again.
                if problem.code != "busy":
                    _log.warning("%s", problem)
            except Exception:  # noqa: BLE001  (tried again a moment later; nobody waits for it)
                _log.exception("Keeping the workspace up to date failed.")

    def _keep(self) -> None:
        """Apply what is new, and build when it is time; a build applies what came meanwhile."""
        end = self._workspace.log.end
        if end != self._applied:
            with hold(self._workspace.locks, "writer", SERVING):
                apply_log(self._workspace)
            self._applied = end
        if self._clock() < self._next_build or self._built():
            return
        began = self._clock()
        try:
            build(self._workspace, doing=SERVING)
        finally:
            self._next_build = self._clock() + max(_BUILD_SECONDS, self._clock() - began)

    def _built(self) -> bool:
        """Whether the published build holds all stored events."""
        published = self._workspace.state.latest_build()
        lake = self._workspace.lake
        stored = lake.revision(EVENTS)
        return stored == (lake.revision(EVENTS, published.version(EVENTS)) if published else 0)
