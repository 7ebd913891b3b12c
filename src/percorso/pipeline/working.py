"""Working: jobs that wait are done here, one after another, in a process of their own that may be killed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from percorso.core.access import Actor
from percorso.core.errors import PercorsoError
from percorso.pipeline import erasing, jobs, subject_rights, uploads
from percorso.pipeline.asking import answers
from percorso.pipeline.building import build
from percorso.pipeline.dropped import mapping_for
from percorso.pipeline.importing import import_files
from percorso.speak.report import report
from percorso.store.durable import full_disk_told
from percorso.store.jobs import DONE, FAILED, Job
from percorso.store.locks import JOBS, hold
from percorso.store.workspace import Workspace

# Between two notes of how far a job is.
_NOTE_SECONDS = 0.3
_log = logging.getLogger(__name__)


class _CancelledError(Exception):
    """Somebody wants the work no more."""


class _Notes:
    """Notes how far a job is, often enough to be looked at; raises where the job is wanted no more."""

    def __init__(self, workspace: Workspace, job: Job) -> None:
        self._jobs, self._job = workspace.state.jobs, job.id
        self._next, self._step = 0.0, ""

    def step(self, step: str, done: int, of: int) -> None:
        """Note that of a step so many parts are done."""
        if step == self._step and time.monotonic() < self._next and done != of:
            return
        self._step, self._next = step, time.monotonic() + _NOTE_SECONDS
        if not self._jobs.tell(self._job, step, done, of):
            raise _CancelledError

    def rows(self, _file: str, rows: int) -> None:
        """Note how many rows of a file are read."""
        self.step("reading", rows, 0)


def work(workspace: Workspace) -> None:
    """Do the jobs that wait, one after another, until none waits; where another process does them, leave it to that.

    Raises:
        PercorsoError: what is wrong with the state database.
    """
    try:
        with hold(workspace.locks, JOBS, "doing jobs"):
            # Whoever did them before is dead, or this one would not hold the role.
            workspace.state.jobs.cut_off()
            while job := workspace.state.jobs.next():
                _do(Workspace.open(workspace.folder), job)
    except PercorsoError as problem:
        if problem.given.get("role") != JOBS:
            raise


def _do(workspace: Workspace, job: Job) -> None:
    store = workspace.state.jobs
    if job.after and (before := store.find(job.after)) and before.state != DONE:
        store.give_up(job.id)
        return
    if not store.begin(job.id):
        return
    try:
        result = _WORK[job.kind](workspace, job, _Notes(workspace, job))
        store.end(job.id, DONE, result)
    except _CancelledError:
        return
    except PercorsoError as problem:
        store.end(job.id, FAILED, problem=_kept(problem))
    except Exception:  # noqa: BLE001  (whoever asked is told, and the next job is done)
        _log.exception("A job failed.")
        hint = "The server's terminal shows why."
        failure = PercorsoError("internal_error", "Something went wrong in the server.", hint=hint)
        store.end(job.id, FAILED, problem=_kept(failure))
    finally:
        if job.kind == jobs.ERASE:
            # Whom it was about is nobody's to read any more.
            store.forget_order(job.id)


def _kept(problem: PercorsoError) -> dict[str, Any]:
    return {"code": problem.code, "message": problem.message, "hint": problem.hint, "given": problem.given}


def _import(workspace: Workspace, job: Job, notes: _Notes) -> dict[str, Any]:
    """Bring a file in that was dropped on the page; it is deleted once all of it is stored."""
    given = job.given
    dropped = uploads.find(workspace, given["upload"])
    mapping = mapping_for(workspace, given["connector"], dropped.path, given["columns"])
    done = import_files(workspace, given["connector"], [dropped.path], mapping=mapping, progress=notes.rows)
    uploads.forget(workspace, dropped.id)
    applied = {**asdict(done.applied), "dropped": sum(done.applied.dropped.values())}
    return {"rows": done.rows, "left_out": done.left_out.total(), **applied}


def _build(workspace: Workspace, _job: Job, notes: _Notes) -> dict[str, Any]:
    done = build(workspace, notes.step, "a build that was asked for")
    return {"why": done.why, "traced": done.traced, "customers": done.customers}


def _report(workspace: Workspace, job: Job, _notes: _Notes) -> dict[str, Any]:
    text = report(answers(workspace, job.given["language"]), job.given["language"])
    place = report_of(workspace, job.id)
    with full_disk_told(workspace.folder):
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return {"bytes": len(text.encode())}


def _erase(workspace: Workspace, job: Job, notes: _Notes) -> dict[str, Any]:
    """Forget a person. Whom it is about is no part of the job once that is written where erasures are."""
    given, store = job.given, workspace.state.jobs
    by = Actor(job.asked_by, frozenset())
    if "work" in given:
        done = erasing.finish(workspace, given["work"], notes.step)
    else:
        kept = {name: given[name] for name in ("request", "orders")}

        def begun(work: str) -> None:
            store.give(job.id, {**kept, "work": work})

        done = erasing.erase(workspace, given["identifiers"], notes.step, orders=given["orders"], begun=begun)
    if done.id is None:
        # Nothing was written anew for them, so what the job was asked is taken out here.
        store.give(job.id, {})
        workspace.state.privacy.compact()
    return subject_rights.erased(subject_rights.Asked(workspace, by, request=given["request"]), done)


def report_text(workspace: Workspace, job: str) -> bytes:
    """Read the report that a job wrote.

    Raises:
        PercorsoError: ``unknown_job``; ``no_report`` where it wrote none, or what can be made again was cleared since.
    """
    jobs.one(workspace, job)
    place = report_of(workspace, job)
    if not place.exists():
        raise PercorsoError("no_report", "This job wrote no report, or it is gone.", hint="Start a report.")
    return place.read_bytes()


def report_of(workspace: Workspace, job: str) -> Path:
    """Give the place of a report that a job wrote; it is among what can be made again."""
    return workspace.folder / "staging" / f"report-{job}.html"


_WORK: Mapping[str, Callable[[Workspace, Job, _Notes], dict[str, Any]]] = {
    jobs.IMPORT: _import,
    jobs.BUILD: _build,
    jobs.REPORT: _report,
    jobs.ERASE: _erase,
}
