"""The routes that ask the journeys something of the reader's own."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from litestar import Request, get
from litestar.params import QueryParameter

from percorso.core import lists
from percorso.core.access import READ
from percorso.core.time import parse_duration
from percorso.pipeline.exploring import CountFunnel, Source, Step, funnel
from percorso.pipeline.masking import Mask
from percorso.store.workspace import Workspace
from percorso.web.access import sees_people
from percorso.web.analysis_documents import Funnel
from percorso.web.parameters import Level
from percorso.web.problems import told

Steps = Annotated[
    list[str], QueryParameter(description="Names of events, in their order: repeated, or with commas between them.")
]
Within = Annotated[str, QueryParameter(description="From the first step to the last, such as 7d or 90m.")]
Order = Annotated[
    Literal["ordered", "strict", "unordered"], QueryParameter(description="Whether other events may lie between.")
]
By = Annotated[str | None, QueryParameter(description="A column to break down by, such as channel or device.")]
Attribution = Annotated[
    Literal["first", "last", "all"], QueryParameter(description="Of which step the value counts that breaks it down.")
]
Where = Annotated[list[str] | None, QueryParameter(description="COLUMN=VALUE: only rows that say so count.")]


def analyses(workspace: Workspace) -> list[Any]:
    """Make the routes of one workspace's analyses."""
    mask = Mask(workspace)

    @get(
        "/api/v1/funnel",
        opt={"needs": READ},
        sync_to_thread=True,
        summary="Who takes steps in order, within a time",
        responses=told(Funnel, 400, 401, 403, 409),
    )
    def counted(
        request: Request[Any, Any, Any],
        steps: Steps,
        within: Within = "14d",
        order: Order = "ordered",
        by: By = None,
        attribution: Attribution = "first",
        where: Where = None,
        identity: Level = "default",
    ) -> dict[str, Any]:
        question = CountFunnel(
            tuple(Step(name, (name,)) for name in lists.names(steps)),
            parse_duration(within),
            order,
            by=by,
            attribution=attribution,
            where=lists.pairs(where or ()),
            column="name",
        )
        document = funnel(Source.of_workspace(workspace.folder, identity), question)
        # What a funnel is broken down by may be a page's address, with an e-mail in it.
        return document if sees_people(request) else mask.texts(document)

    return [counted]
