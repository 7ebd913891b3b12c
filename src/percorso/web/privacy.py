"""The routes of privacy: what a person may ask of a shop, done by owners who may see whom data is of.

Whom it is about stands in the body of each request: addresses are what servers on the way write down.
"""

from __future__ import annotations

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, PathParameter

from percorso.core.access import MANAGE, PERSONAL
from percorso.pipeline import subject_rights
from percorso.pipeline.job_keeping import JobKeeper
from percorso.pipeline.subject_rights import Asked
from percorso.store.workspace import Workspace
from percorso.web.access import actor_of
from percorso.web.jobs_documents import Job
from percorso.web.parameters import Language
from percorso.web.privacy_documents import Erasing, Privacy, Readmitted, Restricted, Subject, Whom
from percorso.web.problems import accepted, told

ZIP = "application/zip"
Id = Annotated[str, PathParameter(description="The id of a privacy request.")]
_OF_PEOPLE: dict[str, Any] = {"opt": {"needs": (MANAGE, PERSONAL)}, "sync_to_thread": True, "status_code": 200}


def privacy_of(workspace: Workspace, keeper: JobKeeper) -> list[Any]:
    """Make the routes of what people may ask of one workspace; ``keeper`` has erasures done."""

    def asked(request: Request[Any, Any, Any], whom: Whom) -> Asked:
        return Asked(workspace, actor_of(request), whom.identifier, whom.request)

    @get(
        "/api/v1/privacy",
        opt={"needs": MANAGE},
        sync_to_thread=True,
        summary="Privacy requests with their terms, how long what is kept, and where personal data lives",
        responses=told(Privacy, 400, 401, 403),
    )
    def shown(request: Request[Any, Any, Any], language: Language = "en") -> dict[str, Any]:
        return subject_rights.overview(workspace, actor_of(request), language)

    @post(
        "/api/v1/privacy/find",
        **_OF_PEOPLE,
        summary="What is known of a person, and what they allowed, with its proof",
        responses=told(Subject, 400, 401, 403, 404, 409),
    )
    def found(request: Request[Any, Any, Any], data: JSONBody[Whom], language: Language = "en") -> dict[str, Any]:
        return subject_rights.found(asked(request, data), language)

    @post(
        "/api/v1/privacy/export",
        **_OF_PEOPLE,
        summary="Everything that is known of a person, as a ZIP archive",
        media_type=ZIP,
        responses={
            **told(Subject, 400, 401, 403, 404, 409),
            200: ResponseSpec(bytes, generate_examples=False, description="JSON lines, and a page.", media_type=ZIP),
        },
    )
    def exported(request: Request[Any, Any, Any], data: JSONBody[Whom], language: Language = "en") -> Response[bytes]:
        packed = subject_rights.exported(asked(request, data), language)
        named = {"Content-Disposition": 'attachment; filename="person.zip"'}
        return Response(packed, media_type=ZIP, headers=named)

    return [shown, found, exported, _erase(workspace, keeper), *_changes(workspace)]


def _erase(workspace: Workspace, keeper: JobKeeper) -> Any:
    @post(
        "/api/v1/privacy/erase",
        **{**_OF_PEOPLE, "status_code": 202},
        summary="Have a person forgotten everywhere: a job, which takes as long as one full build",
        responses=accepted(Job, 400, 401, 403, 404, 409),
    )
    def erase(request: Request[Any, Any, Any], data: JSONBody[Erasing]) -> dict[str, Any]:
        about = Asked(workspace, actor_of(request), data.identifier, data.request)
        begun = subject_rights.erase(about, confirmed=data.confirmed, orders=data.orders)
        keeper.asked()
        return begun

    return erase


def _changes(workspace: Workspace) -> list[Any]:
    def asked(request: Request[Any, Any, Any], whom: Whom) -> Asked:
        return Asked(workspace, actor_of(request), whom.identifier, whom.request)

    @post(
        "/api/v1/privacy/restrict",
        **_OF_PEOPLE,
        summary="Keep a person's data and use it for nothing",
        responses=told(Restricted, 400, 401, 403, 404, 409),
    )
    def restrict(request: Request[Any, Any, Any], data: JSONBody[Whom], language: Language = "en") -> dict[str, Any]:
        return subject_rights.restrict(asked(request, data), language=language)

    @post(
        "/api/v1/privacy/release",
        **_OF_PEOPLE,
        summary="Use a restricted person's data again",
        responses=told(Restricted, 400, 401, 403, 404, 409),
    )
    def release(request: Request[Any, Any, Any], data: JSONBody[Whom], language: Language = "en") -> dict[str, Any]:
        return subject_rights.restrict(asked(request, data), release=True, language=language)

    @post(
        "/api/v1/privacy/readmit",
        **_OF_PEOPLE,
        summary="Take news again of a person who was erased and came back",
        responses=told(Readmitted, 400, 401, 403, 404),
    )
    def readmit(request: Request[Any, Any, Any], data: JSONBody[Whom], language: Language = "en") -> dict[str, Any]:
        return subject_rights.readmit(asked(request, data), language)

    @post(
        "/api/v1/privacy/requests/{request_id:str}/answered",
        **_OF_PEOPLE,
        summary="Note that a privacy request is answered",
        responses=told(Privacy, 400, 401, 403, 404),
    )
    def answered(request: Request[Any, Any, Any], request_id: Id, language: Language = "en") -> dict[str, Any]:
        return subject_rights.answered(Asked(workspace, actor_of(request), request=request_id), language)

    return [restrict, release, readmit, answered]
