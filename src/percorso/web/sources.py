"""The routes of sources and of the quarantine: what comes in, by which keys, and what of it could not be taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter

from percorso.pipeline import sources, supply
from percorso.pipeline.auditing import saw
from percorso.pipeline.masking import Mask
from percorso.store.workspace import Workspace
from percorso.web.access import CHANGERS, READERS, actor_of, sees_people
from percorso.web.parameters import Language
from percorso.web.problems import told
from percorso.web.snippet import snippet
from percorso.web.sources_documents import (
    Arrivals,
    Disabled,
    NewSource,
    Quarantine,
    Retried,
    SourceKey,
    Sources,
)

Asked = Request[Any, Any, Any]
Name = Annotated[str, PathParameter(description="The name of a source.")]
Of = Annotated[str | None, QueryParameter(description="Only what came from the source of this name.")]
Last = Annotated[int, QueryParameter(description="How many at most.", ge=1, le=200)]
Offset = Annotated[int, QueryParameter(description="How many to leave out.", ge=0, le=10_000_000)]
Banner = Annotated[bool, QueryParameter(description="Whether the consent banner asks first.")]


def sources_of(workspace: Workspace, changed: Callable[[], None]) -> list[Any]:
    """Make the routes of one workspace's sources.

    Args:
        workspace: where.
        changed: called after keys changed, before that is answered: a new one lets its source in at once.
    """
    mask = Mask(workspace)

    @get("/api/v1/sources", **READERS, summary="Sources and health", responses=told(Sources, 400, 401, 403))
    def listed(request: Asked, language: Language = "en") -> dict[str, Any]:
        found = supply.supply(workspace, language)
        return found if sees_people(request) else {**found, "findings": mask.texts(found["findings"])}

    @get("/api/v1/arrivals", **READERS, summary="What came in last", responses=told(Arrivals, 400, 401, 403, 404))
    def arrivals(request: Asked, source: Of = None, last: Last = 20) -> dict[str, Any]:
        came = supply.arrivals(workspace, source, last)
        saw(workspace, actor_of(request), "arrivals")
        return {"arrivals": came if sees_people(request) else supply.masked(mask, came)}

    @get(
        "/api/v1/quarantine",
        **READERS,
        summary="Rows that could not be taken; masked without the right to personal data",
        responses=told(Quarantine, 400, 401, 403),
    )
    def quarantine(request: Asked, limit: Last = 50, offset: Offset = 0) -> dict[str, Any]:
        found = supply.quarantined(workspace, limit, offset)
        if sees_people(request):
            saw(workspace, actor_of(request), "quarantine")
            return found
        # A refused row may be written in any way, so nothing of it can be told apart from a name.
        rows = [{**row, "original": mask.of(row["original"]), "reason": row["code"]} for row in found["rows"]]
        return {**found, "rows": rows}

    return [listed, arrivals, quarantine, *_changes(workspace, changed), _retried(workspace)]


def _changes(workspace: Workspace, changed: Callable[[], None]) -> list[Any]:
    def keyed(request: Asked, name: str, key: str, *, banner: bool = False) -> dict[str, Any]:
        host = f"{request.scope['scheme']}://{request.headers.get('host', '')}"
        return {"name": name, "write_key": key, "snippet": snippet(host, key, banner=banner)}

    @post(
        "/api/v1/sources",
        **CHANGERS,
        summary="Make a source and its key",
        responses=told(SourceKey, 400, 401, 403),
    )
    def create(request: Asked, data: JSONBody[NewSource]) -> dict[str, Any]:
        actor, origins = actor_of(request), tuple(data.origins)
        made = supply.create(workspace, actor, data.name, origins, data.requests_a_minute)
        changed()
        return keyed(request, made.source, made.key)

    @get(
        "/api/v1/sources/{name:str}/snippet",
        **CHANGERS,
        summary="What a shop pastes into its pages",
        responses=told(SourceKey, 400, 401, 403, 404),
    )
    def pasted(request: Asked, name: Name, banner: Banner = False) -> dict[str, Any]:
        return keyed(request, name, sources.key_of(workspace, name), banner=banner)

    @post(
        "/api/v1/sources/{name:str}/rotate",
        **CHANGERS,
        summary="Give a source a new key; the old one lets nobody in from now on",
        responses=told(SourceKey, 400, 401, 403, 404),
    )
    def rotate(request: Asked, name: Name) -> dict[str, Any]:
        made = supply.rotate(workspace, actor_of(request), name)
        changed()
        return keyed(request, name, made.key)

    @post(
        "/api/v1/sources/{name:str}/disable",
        **CHANGERS,
        summary="Let a source in no more; what it sent stays",
        responses=told(Disabled, 400, 401, 403, 404),
    )
    def disable(request: Asked, name: Name) -> dict[str, Any]:
        supply.disable(workspace, actor_of(request), name)
        changed()
        return {"name": name}

    return [create, pasted, rotate, disable]


def _retried(workspace: Workspace) -> Any:
    @post(
        "/api/v1/quarantine/retry",
        **CHANGERS,
        summary="Read the rows in quarantine again",
        responses=told(Retried, 400, 401, 403),
    )
    def retry(request: Asked) -> dict[str, Any]:
        return supply.retry(workspace, actor_of(request))

    return retry
