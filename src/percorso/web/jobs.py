"""The routes of jobs: long work is started, looked at and cancelled."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import MediaType, Request, Response, delete, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, PathParameter, QueryParameter

from percorso.core.errors import PercorsoError
from percorso.pipeline import jobs
from percorso.pipeline.job_keeping import JobKeeper
from percorso.pipeline.masking import Mask
from percorso.pipeline.working import report_text
from percorso.store.workspace import Workspace
from percorso.web.access import CHANGERS, READERS, actor_of, sees_people
from percorso.web.jobs_documents import Job, Jobs, NewJob
from percorso.web.parameters import Language
from percorso.web.problems import told

Asked = Request[Any, Any, Any]
JobId = Annotated[str, PathParameter(description="The id of a job.")]
Last = Annotated[int, QueryParameter(description="How many at most.", ge=1, le=200)]


def jobs_of(workspace: Workspace, keeper: JobKeeper) -> list[Any]:
    """Make the routes of one workspace's jobs; ``keeper`` has them done."""
    mask = Mask(workspace)

    def told_to(request: Asked, job: dict[str, Any]) -> dict[str, Any]:
        """Mask what a file's name, or why it was refused, may say of people; who asked is a colleague."""
        return job if sees_people(request) else {**mask.texts(job), "asked_by": job["asked_by"]}

    @get("/api/v1/jobs", **READERS, summary="The last jobs", responses=told(Jobs, 400, 401, 403))
    def listed(request: Asked, limit: Last = 20, language: Language = "en") -> dict[str, Any]:
        return {"jobs": [told_to(request, one) for one in jobs.listed(workspace, limit, language)]}

    @get(
        "/api/v1/jobs/{job:str}", **READERS, summary="A job, and how far it is", responses=told(Job, 400, 401, 403, 404)
    )
    def shown(request: Asked, job: JobId, language: Language = "en") -> dict[str, Any]:
        return told_to(request, jobs.one(workspace, job, language))

    @post(
        "/api/v1/jobs",
        **CHANGERS,
        summary="Start an import of a dropped file, a build, or a report",
        responses=told(Job, 400, 401, 403, 404, 409),
    )
    def begun(request: Asked, data: JSONBody[NewJob]) -> dict[str, Any]:
        made = jobs.begin(workspace, actor_of(request), data.kind, _given(data), data.after)
        keeper.asked()
        return told_to(request, made)

    @delete(
        "/api/v1/jobs/{job:str}",
        **CHANGERS,
        summary="Have a job done no more; what it stored stays. An erasure at work is finished",
        responses=told(Job, 400, 401, 403, 404, 409),
    )
    def cancelled(request: Asked, job: JobId, language: Language = "en") -> dict[str, Any]:
        over = jobs.cancel(workspace, actor_of(request), job, language)
        keeper.cancelled()
        return told_to(request, over)

    return [listed, shown, begun, cancelled, _report(workspace, mask)]


def _given(data: NewJob) -> dict[str, Any]:
    if data.kind == jobs.REPORT:
        return {"language": data.language}
    if data.kind == jobs.BUILD:
        return {}
    if data.upload is None or data.connector is None:
        hint = "Drop the file first: POST /api/v1/uploads; its preview names the connector."
        raise PercorsoError("nothing_to_import", "An import needs an upload and a connector.", hint=hint)
    return {"upload": data.upload, "connector": data.connector, "columns": data.columns}


def _report(workspace: Workspace, mask: Mask) -> Any:
    written = ResponseSpec(bytes, generate_examples=False, description="The report.", media_type=MediaType.HTML)

    @get(
        "/api/v1/jobs/{job:str}/report",
        **READERS,
        media_type=MediaType.HTML,
        summary="The report that a job wrote, as a file to save",
        responses={**told(Job, 400, 401, 403, 404), 200: written},
    )
    def report(request: Asked, job: JobId) -> Response[bytes]:
        text = report_text(workspace, job)
        if not sees_people(request):
            text = mask.texts(text.decode()).encode()
        # Saved, never shown here: its styles are inside it, which this page's policy lets no document have.
        headers = {"Content-Disposition": 'attachment; filename="report.html"'}
        return Response(text, media_type=MediaType.HTML, headers=headers)

    return report
