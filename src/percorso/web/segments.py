"""The routes of segments: who is described, by which conditions, and who that is."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from litestar import Request, delete, get, post
from litestar.params import JSONBody, PathParameter

from percorso.core.period import Period
from percorso.core.segments import Segment
from percorso.pipeline import segments
from percorso.pipeline.behind import people_of_segment
from percorso.pipeline.masking import Mask
from percorso.store.workspace import Workspace
from percorso.web.access import CHANGERS, READERS, actor_of, sees_people
from percorso.web.analyses import Shown
from percorso.web.parameters import Conditions, Level, Limit, Offset, Purpose, SegmentName, Since, Until
from percorso.web.people_documents import Behind
from percorso.web.problems import told
from percorso.web.segments_documents import DescribedSegment, SavedSegment, SavedSegments

Asked = Request[Any, Any, Any]
Name = Annotated[str, PathParameter(description="The name of a segment, as GET /api/v1/segments gives it.")]


def segments_of(workspace: Workspace) -> list[Any]:
    """Make the routes of one workspace's segments."""
    mask = Mask(workspace)
    shown = Shown(workspace, mask)

    def told_to(request: Asked, kept: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return kept if sees_people(request) else mask.notes(kept)

    def saved(request: Asked) -> dict[str, Any]:
        return {"segments": told_to(request, segments.saved(workspace, personal=sees_people(request)))}

    @get(
        "/api/v1/segments",
        **READERS,
        summary="The segments; conditions on traits are shown with the right to personal data alone",
        responses=told(SavedSegments, 401, 403),
    )
    def listed(request: Asked) -> dict[str, Any]:
        return saved(request)

    @get(
        "/api/v1/segments/{name:str}",
        **READERS,
        summary="A segment",
        responses=told(SavedSegment, 400, 401, 403, 404),
    )
    def one(request: Asked, name: Name) -> dict[str, Any]:
        found = segments.show(workspace, shown.named(request, name), personal=sees_people(request))
        return told_to(request, [found])[0]

    @post(
        "/api/v1/segments",
        **CHANGERS,
        summary="Keep conditions under a name",
        responses=told(SavedSegment, 400, 401, 403, 409),
    )
    def created(request: Asked, data: JSONBody[DescribedSegment]) -> dict[str, Any]:
        shown.whom(request, None, data.conditions)
        made = segments.create(workspace, data.name, data.conditions, actor_of(request))
        return told_to(request, [made])[0]

    @delete(
        "/api/v1/segments/{name:str}",
        **CHANGERS,
        summary="Forget a segment",
        responses=told(SavedSegments, 400, 401, 403, 404),
    )
    def deleted(request: Asked, name: Name) -> dict[str, Any]:
        segments.delete(workspace, shown.named(request, name), actor_of(request))
        return saved(request)

    return [listed, one, created, deleted, _members(shown)]


def _members(shown: Shown) -> Any:
    @get(
        "/api/v1/people",
        **READERS,
        summary="The people of a segment, or those of them seen in a period; masked without the right to personal data",
        responses=told(Behind, 400, 401, 403, 404, 409),
    )
    def members(
        request: Asked,
        since: Since = None,
        until: Until = None,
        segment: SegmentName = None,
        condition: Conditions = None,
        purpose: Purpose = None,
        limit: Limit = 50,
        offset: Offset = 0,
        identity: Level = "default",
    ) -> dict[str, Any]:
        whom: Segment = shown.whom(request, segment, condition)
        period = Period.read(since, until)
        of_whom = partial(people_of_segment, shown.workspace, whom, period, identity)
        found = of_whom(purpose=purpose, limit=limit, offset=offset)
        return shown.people(request, found, f"people {' · '.join(whom.written())}".strip())

    return members
