"""The route of days: what each adds up to."""

from __future__ import annotations

from typing import Any

from litestar import get

from percorso.core.period import Period
from percorso.pipeline.daily import days
from percorso.pipeline.levels import at_level
from percorso.pipeline.masking import Mask
from percorso.store.workspace import Workspace
from percorso.web.access import READERS, sees_people
from percorso.web.analyses import Asked, Shown
from percorso.web.days_documents import Days
from percorso.web.parameters import Conditions, Level, SegmentName, Since, Until
from percorso.web.problems import told


def days_of(workspace: Workspace) -> list[Any]:
    """Make the route of one workspace's days."""
    shown = Shown(workspace, Mask(workspace))

    @get(
        "/api/v1/days",
        **READERS,
        summary="Orders, revenue, new customers and touchpoints day by day, with the notes on those days",
        responses=told(Days, 400, 401, 403, 404, 409),
    )
    def counted(
        request: Asked,
        since: Since = None,
        until: Until = None,
        segment: SegmentName = None,
        condition: Conditions = None,
        identity: Level = "default",
    ) -> dict[str, Any]:
        whom = shown.whom(request, segment, condition)
        found = days(at_level(workspace, identity), Period.read(since, until), whom)
        if sees_people(request):
            return found
        return {**found, "annotations": shown.mask.notes(found["annotations"])}

    return [counted]
