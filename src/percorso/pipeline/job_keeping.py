"""Job keeping: whoever serves the page has the jobs that wait done beside it, and stopped when they are cancelled."""

from __future__ import annotations

import logging
import time
from threading import Event, Thread

from percorso.core.errors import PercorsoError
from percorso.run.apart import apart
from percorso.store.transactions import now
from percorso.store.workspace import Workspace

# Between two looks for jobs that another process was asked for.
_LOOK_SECONDS = 2.0
# How long a cancelled job may take to be over, and between two looks whether it is.
_STOP_SECONDS, _STEP_SECONDS = 10.0, 0.05
_log = logging.getLogger(__name__)


class JobKeeper:
    """Has jobs done by a process of their own, from ``start`` to ``stop``."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._asked, self._over = Event(), Event()
        # Since when a process works, microseconds since 1970 UTC; 0 while none does.
        self._since = 0
        self._thread = Thread(target=self._keep, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin; what waited when the server last ended is done now."""
        self._thread.start()

    def stop(self) -> None:
        """Stop whatever is done; it counts as cut off, and may be asked for again."""
        self._over.set()
        self._asked.set()
        self._thread.join()

    def asked(self) -> None:
        """Look now: somebody asked for a job."""
        self._asked.set()

    def cancelled(self) -> None:
        """Return once a job that was just cancelled is over, where this process has it done."""
        until = time.monotonic() + _STOP_SECONDS
        while self._since and not self._wanted() and time.monotonic() < until:
            time.sleep(_STEP_SECONDS)

    def _keep(self) -> None:
        while not self._over.is_set():
            try:
                if self._workspace.state.jobs.next():
                    self._work()
            except PercorsoError as problem:
                _log.warning("%s", problem)
            self._asked.wait(_LOOK_SECONDS)
            self._asked.clear()

    def _work(self) -> None:
        self._since = now()
        try:
            where = str(self._workspace.folder.absolute())
            if apart(["jobs", "work", "--until-closed", "--workspace", where], self._wanted) < 0:
                # What waited behind a cancelled job is done by the next life.
                self._asked.set()
        finally:
            self._since = 0

    def _wanted(self) -> bool:
        """Say whether what is done is wanted: the server goes on, and nobody cancelled what is at work."""
        return not (self._over.is_set() or self._workspace.state.jobs.abandoned(self._since))
