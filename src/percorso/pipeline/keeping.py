"""Keeping: what was acknowledged is applied, and what was applied is built, by themselves, for as long as one wants."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event, Lock, Thread
from typing import Any

from percorso.core.errors import PercorsoError
from percorso.pipeline.applying import apply_log
from percorso.pipeline.building import build
from percorso.pipeline.expiring import expire
from percorso.pipeline.governing import followed
from percorso.pipeline.kept import Kept, leave
from percorso.store.locks import JOBS, SERVING, held, hold
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, QUARANTINE

# Between two looks at what came.
_LOOK_SECONDS = 1.0
# Between two commits of what came, each of which is a file more that somebody has to merge.
_APPLY_SECONDS = 2.0
# Between two looks for what is too old.
_EXPIRE_SECONDS = 86_400.0
# Between two builds at least, and at least as long as the last one took: half of the time is left for questions.
_BUILD_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Keeper:
    """Keeps a workspace up to date, from ``run`` until that is over."""

    def __init__(self, workspace: Workspace, clock: Callable[[], float] = time.monotonic) -> None:
        self._workspace = workspace
        self._clock = clock
        self._next_build = self._next_apply = self._next_expiry = clock()
        # Where the log ended when it was last applied.
        self._applied = ("", 0)
        # When the events' table was last touched, as of the last look that found all of it built.
        self._built_through = -1
        # When settings and rules were written that are followed; whether a build by changed ones is due, as it is where
        # they were changed while nobody kept the workspace.
        self._stamp, self._resettled = workspace.settings_stamp, not followed(workspace)
        self._done = Kept()
        self._noting = Lock()

    def run(self, over: Event) -> None:
        """Work until ``over`` is set; the work at hand is done first.

        Storing goes on while a build runs, so that what just came is never far.
        """
        building = Thread(target=self._again, args=(self._build_when_due, over), name="builder")
        building.start()
        self._again(self._store_what_came, over)
        building.join()

    def _again(self, work: Callable[[], None], over: Event) -> None:
        while not over.wait(_LOOK_SECONDS):
            try:
                work()
            except PercorsoError as problem:
                # Another process does the same, or a new workspace has nothing yet; a full disk is told of again.
                if problem.code not in ("busy", "nothing_imported"):
                    self._failed()
                    _log.warning("%s", problem)
            except Exception:  # noqa: BLE001  (tried again a moment later; nobody waits for it)
                self._failed()
                _log.exception("Keeping the workspace up to date failed.")

    def _store_what_came(self) -> None:
        end = self._workspace.log.end
        if end == self._applied or self._clock() < self._next_apply:
            return
        self._next_apply = self._clock() + _APPLY_SECONDS
        with hold(self._workspace.locks, "writer", SERVING):
            done = apply_log(self._workspace)
        self._applied = end
        lake = self._workspace.lake
        self._note(frame=lake.applied(EVENTS), events=lake.count(EVENTS), quarantined=lake.count(QUARANTINE))
        _log.info(
            "Stored %d events; %d came again, %d cannot be taken, %d were to be dropped.",
            done.events,
            done.duplicates,
            done.quarantined,
            sum(done.dropped.values()),
        )

    def _build_when_due(self) -> None:
        self._follow_settings()
        if self._clock() >= self._next_expiry:
            self._next_expiry = self._clock() + _EXPIRE_SECONDS
            expire(self._workspace, doing=SERVING)
        if held(self._workspace.locks, JOBS):
            # Somebody watches over a job; what it builds need not be built twice, and shows how far it is.
            return
        touched = self._workspace.lake.touched(EVENTS)
        if (touched == self._built_through and not self._resettled) or self._clock() < self._next_build:
            return
        if self._built() and not self._resettled:
            self._built_through = touched
        else:
            self._build()
            self._resettled = False

    def _follow_settings(self) -> None:
        """Go on by settings and rules that somebody changed; all journeys are traced by them again."""
        stamp = self._workspace.settings_stamp
        if stamp == self._stamp:
            return
        # Noted first: what is wrong with a file is said once, and not every second.
        self._stamp = stamp
        self._workspace = Workspace.open(self._workspace.folder)
        self._stamp, self._resettled = self._workspace.settings_stamp, True
        _log.info("The settings were changed; history follows.")

    def _build(self) -> None:
        began = self._clock()
        try:
            done = build(self._workspace, doing=SERVING)
        finally:
            took = self._clock() - began
            self._next_build = self._clock() + max(_BUILD_SECONDS, took)
        if done.build is not None:
            self._note(build=done.build.id, build_seconds=took, built_at=time.time())
            _log.info("Build %d traced %d customers in %.1f s.", done.build.id, done.traced, took)

    def _built(self) -> bool:
        """Whether the published build holds all stored events."""
        published = self._workspace.state.latest_build()
        lake = self._workspace.lake
        stored = lake.revision(EVENTS)
        return stored == (lake.revision(EVENTS, published.version(EVENTS)) if published else 0)

    def _failed(self) -> None:
        self._note(failures=self._done.failures + 1)

    def _note(self, **changed: Any) -> None:
        """Remember what was done and leave word of it."""
        with self._noting:
            self._done = replace(self._done, **changed)
            leave(self._workspace, self._done)
