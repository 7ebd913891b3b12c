"""The routes of annotations: what happened on some days."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, delete, get, post
from litestar.params import JSONBody, PathParameter

from percorso.core.period import Period
from percorso.pipeline import annotating
from percorso.pipeline.masking import Mask
from percorso.store.workspace import Workspace
from percorso.web.access import CHANGERS, READERS, actor_of, sees_people
from percorso.web.annotations_documents import Annotation, Annotations, NewAnnotation
from percorso.web.parameters import Since, Until
from percorso.web.problems import told

Asked = Request[Any, Any, Any]
Number = Annotated[str, PathParameter(description="The id of a note.")]


def annotations_of(workspace: Workspace) -> list[Any]:
    """Make the routes of one workspace's annotations."""
    mask = Mask(workspace)

    def told_to(request: Asked, noted: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return noted if sees_people(request) else mask.notes(noted)

    @get(
        "/api/v1/annotations",
        **READERS,
        summary="What happened on some days, as it was noted",
        responses=told(Annotations, 400, 401, 403),
    )
    def listed(request: Asked, since: Since = None, until: Until = None) -> dict[str, Any]:
        return {"annotations": told_to(request, annotating.listed(workspace, Period.read(since, until)))}

    @post(
        "/api/v1/annotations",
        **CHANGERS,
        summary="Note what happened on a day, or on several",
        responses=told(Annotation, 400, 401, 403),
    )
    def added(request: Asked, data: JSONBody[NewAnnotation]) -> dict[str, Any]:
        made = annotating.annotate(workspace, data.on, data.text, data.kind, data.until, actor_of(request))
        return told_to(request, [made])[0]

    @delete(
        "/api/v1/annotations/{number:str}",
        **CHANGERS,
        summary="Forget a note",
        responses=told(Annotations, 400, 401, 403, 404),
    )
    def removed(request: Asked, number: Number) -> dict[str, Any]:
        annotating.forget(workspace, number, actor_of(request))
        return {"annotations": told_to(request, annotating.listed(workspace))}

    return [listed, added, removed]
