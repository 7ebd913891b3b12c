"""The JSON API: what the page asks, under /api/v1."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Annotated, Any, Literal

from litestar import get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import PathParameter, QueryParameter

from percorso.pipeline import asking, levels, overview, people
from percorso.store.workspace import Workspace
from percorso.web.documents import Answers, Document, Problem, Stages, Status
from percorso.web.people_documents import Person
from percorso.web.problems import MEDIA_TYPE

Language = Annotated[Literal["en", "it"], QueryParameter(description="The language of the sentences.")]
Level = Annotated[
    Literal["strict", "default", "loose"], QueryParameter(description="How much evidence makes one person.")
]
Identifier = Annotated[str, PathParameter(description="A user id, e-mail, order id, anonymous id or customer id.")]
_REFUSALS = {
    400: "A parameter that cannot be taken.",
    404: "Nobody is known by that identifier.",
    409: "Nothing has been built yet.",
}


def _told(document: type[Document], *refusals: int) -> dict[int, ResponseSpec]:
    """Describe what a route answers, for the API's own description."""
    problems = {
        status: ResponseSpec(Problem, generate_examples=False, description=_REFUSALS[status], media_type=MEDIA_TYPE)
        for status in refusals
    }
    return {200: ResponseSpec(document, generate_examples=False, description=document.__doc__ or ""), **problems}


def api(workspace: Workspace) -> list[Any]:
    """Make the routes that show one workspace."""
    one_at_a_time = Lock()

    @lru_cache(maxsize=4)
    def answered(_edition: str, language: Language, identity: Level) -> dict[str, Any]:
        return asking.answers(levels.at_level(workspace, identity), language)

    @get("/api/v1/answers", sync_to_thread=True, summary="The six answers", responses=_told(Answers, 400, 409))
    def answers(language: Language = "en", identity: Level = "default") -> dict[str, Any]:
        # Who asks while the same is being worked out for another waits for that answer.
        with one_at_a_time:
            return answered(asking.edition(workspace), language, identity)

    @get(
        "/api/v1/stages",
        sync_to_thread=True,
        summary="How many people reached each stage",
        responses=_told(Stages, 400, 409),
    )
    def stages(language: Language = "en", identity: Level = "default") -> dict[str, Any]:
        return asking.stages(levels.at_level(workspace, identity), language)

    @get(
        "/api/v1/people/{identifier:path}",
        sync_to_thread=True,
        summary="One person's timeline",
        responses=_told(Person, 400, 404, 409),
    )
    def person(identifier: Identifier, language: Language = "en", identity: Level = "default") -> dict[str, Any]:
        return people.person(levels.at_level(workspace, identity), identifier.removeprefix("/"), language)

    @get("/api/v1/status", sync_to_thread=True, summary="Rows, freshness, health, coverage", responses=_told(Status))
    def status() -> dict[str, Any]:
        return overview.status(workspace)

    return [answers, stages, person, status]
