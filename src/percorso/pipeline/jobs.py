"""Jobs: work that takes long is asked for, looked at and cancelled here, and done apart (``pipeline.working``)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from percorso.core.access import Actor
from percorso.core.errors import PercorsoError
from percorso.core.time import from_micros
from percorso.pipeline import uploads
from percorso.pipeline.accounts import COMMAND_LINE
from percorso.speak import privacy, problems
from percorso.speak.catalogue import Catalogue
from percorso.store import jobs
from percorso.store.audit import Entry
from percorso.store.jobs import Job
from percorso.store.locks import JOBS, held
from percorso.store.workspace import Workspace

IMPORT, BUILD, REPORT, ERASE = "import", "build", "report", jobs.ERASE
KINDS = (IMPORT, BUILD, REPORT, ERASE)
_CUT_OFF = PercorsoError(
    "job_cut_off",
    "Whoever did this ended before it was done.",
    hint="What was stored is safe. Start it again; it goes on from there.",
)


def begin(
    workspace: Workspace, actor: Actor | None, kind: str, given: Mapping[str, Any], after: str | None = None
) -> dict[str, Any]:
    """Ask for a job, and note who did.

    Args:
        given: of an import its ``upload``, ``connector`` and ``columns``; of a report its ``language``; of an erasure
            the ``identifiers``, kept until it is begun, the ``request`` it answers and whether ``orders`` go.
        after: a job that must be done first; where that one fails or is cancelled, this one is not begun.

    Raises:
        PercorsoError: ``unknown_upload``, ``unknown_job``, ``too_many_jobs``.
    """
    told = dict(given)
    if kind == IMPORT:
        told["file"] = uploads.find(workspace, told["upload"]).name
    if after is not None:
        _known(workspace, after)
    name = COMMAND_LINE if actor is None else actor.name
    job = Job(secrets.token_hex(8), kind, name, told, after)
    return _told(workspace.state.jobs.add(job, Entry(name, "job_started", kind)), "en")


def listed(workspace: Workspace, limit: int, language: str = "en") -> list[dict[str, Any]]:
    """List the last jobs, the newest first."""
    _settle(workspace)
    return [_told(job, language) for job in workspace.state.jobs.newest(limit)]


def one(workspace: Workspace, job: str, language: str = "en") -> dict[str, Any]:
    """Show a job: its ``state``, how far it is, and what came of it.

    Raises:
        PercorsoError: ``unknown_job``.
    """
    _settle(workspace)
    return _told(_known(workspace, job), language)


def cancel(workspace: Workspace, actor: Actor | None, job: str, language: str = "en") -> dict[str, Any]:
    """Have a job done no more; what it stored stays, and one that is over already stays as it ended.

    Raises:
        PercorsoError: ``unknown_job``; ``not_cancellable`` of an erasure at work.
    """
    known = _known(workspace, job)
    kind = known.kind
    if kind == ERASE and known.state == jobs.RUNNING:
        hint = "Whatever stops it now, the next build goes on with it."
        raise PercorsoError("not_cancellable", "An erasure that was begun is finished.", hint=hint)
    name = COMMAND_LINE if actor is None else actor.name
    workspace.state.jobs.cancel(job, Entry(name, "job_cancelled", kind))
    return one(workspace, job, language)


def _settle(workspace: Workspace) -> None:
    """Say of jobs that they were cut off where nobody does them any more."""
    if not held(workspace.locks, JOBS):
        workspace.state.jobs.cut_off()


def _known(workspace: Workspace, job: str) -> Job:
    found = workspace.state.jobs.find(job)
    if found is None:
        raise PercorsoError("unknown_job", f"There is no job '{job}'.", hint="Ask for the list of jobs.")
    return found


def _told(job: Job, language: str) -> dict[str, Any]:
    step = Catalogue.of(language).named("progress", job.step) if job.step else ""
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "step": job.step,
        "step_label": step,
        "done": job.done,
        "of": job.of or None,
        "file": job.given.get("file"),
        "after": job.after,
        "asked_by": job.asked_by,
        "asked_at": _moment(job.asked_at),
        "began_at": _moment(job.began_at),
        "ended_at": _moment(job.ended_at),
        "result": job.result,
        "said": _said(job, language),
        "problem": _problem(job, language),
    }


def _said(job: Job, language: str) -> list[str]:
    return privacy.erased(job.result, language).split("\n") if job.kind == ERASE and job.result else []


def _problem(job: Job, language: str) -> dict[str, Any] | None:
    if job.state == jobs.CUT_OFF:
        problem = _CUT_OFF
    elif job.problem is not None:
        code, message, hint, given = (job.problem[part] for part in ("code", "message", "hint", "given"))
        problem = PercorsoError(code, message, hint=hint, given=given)
    else:
        return None
    message, hint = problems.told(problem, language)
    return {"code": problem.code, "message": message, "hint": hint}


def _moment(at: int | None) -> str | None:
    return None if at is None else from_micros(at).isoformat(timespec="milliseconds")
