"""The application: the JSON API under /api/v1 and the built page for every other path."""

from __future__ import annotations

import logging
from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from litestar import Litestar, MediaType, Request, Response, get
from litestar.connection import ASGIConnection
from litestar.datastructures import ResponseHeader
from litestar.exceptions import HTTPException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import PathParameter, QueryParameter
from litestar.static_files import create_static_files_router

import percorso
from percorso.core.errors import PercorsoError
from percorso.pipeline import asking, overview, people
from percorso.pipeline.doors import Doors
from percorso.pipeline.keeping import Keeper
from percorso.pipeline.recording import Recorder
from percorso.speak.problems import told
from percorso.store.workspace import Workspace
from percorso.web.collector import collector
from percorso.web.documents import Answers, Document, Person, Problem, Stages, Status
from percorso.web.webhooks import webhooks

STATIC = Path(__file__).parent / "static"
Language = Annotated[Literal["en", "it"], QueryParameter(description="The language of the sentences.")]
Identifier = Annotated[str, PathParameter(description="A user id, e-mail, order id, anonymous id or customer id.")]
Rest = Annotated[str, PathParameter(description="An address the page itself reads.")]
# Nothing but this host is ever asked for anything; the page holds no inline script.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
    " img-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_PROBLEM = "application/problem+json"
_STATUS = {"unknown_person": 404, "not_built": 409, "busy": 503}
_REFUSALS = {
    400: "A parameter that cannot be taken.",
    404: "Nobody is known by that identifier.",
    409: "Nothing has been built yet.",
}
_NAMES = ("127.0.0.1", "localhost")
_log = logging.getLogger(__name__)


def _told(document: type[Document], *refusals: int) -> dict[int, ResponseSpec]:
    """Describe what a route answers, for the API's own description."""
    problems = {
        status: ResponseSpec(Problem, generate_examples=False, description=_REFUSALS[status], media_type=_PROBLEM)
        for status in refusals
    }
    return {200: ResponseSpec(document, generate_examples=False, description=document.__doc__ or ""), **problems}


def application(workspace: Workspace) -> Litestar:
    """Make the application of one workspace; while it runs it takes events and keeps the answers up to date."""
    one_at_a_time = Lock()
    doors, recorder = Doors(workspace), Recorder(workspace.log)

    @lru_cache(maxsize=4)
    def answered(_edition: str, language: Language) -> dict[str, Any]:
        return asking.answers(workspace, language)

    @get("/api/v1/answers", sync_to_thread=True, summary="The six answers", responses=_told(Answers, 400, 409))
    def answers(language: Language = "en") -> dict[str, Any]:
        # Who asks while the same is being worked out for another waits for that answer.
        with one_at_a_time:
            return answered(asking.edition(workspace), language)

    @get(
        "/api/v1/stages",
        sync_to_thread=True,
        summary="How many people reached each stage",
        responses=_told(Stages, 400, 409),
    )
    def stages(language: Language = "en") -> dict[str, Any]:
        return asking.stages(workspace, language)

    @get(
        "/api/v1/people/{identifier:path}",
        sync_to_thread=True,
        summary="One person's timeline",
        responses=_told(Person, 400, 404, 409),
    )
    def person(identifier: Identifier, language: Language = "en") -> dict[str, Any]:
        return people.person(workspace, identifier.removeprefix("/"), language)

    @get("/api/v1/status", sync_to_thread=True, summary="Rows, freshness, health, coverage", responses=_told(Status))
    def status() -> dict[str, Any]:
        return overview.status(workspace)

    return Litestar(
        route_handlers=[
            answers,
            stages,
            person,
            status,
            collector(doors, recorder),
            webhooks(doors, recorder),
            *_pages(),
        ],
        lifespan=[_running(recorder, Keeper(workspace, doors))],
        guards=[_by_our_own_name],
        exception_handlers={PercorsoError: _problem, HTTPException: _refused, 500: _failed},
        openapi_config=OpenAPIConfig(
            title="Percorso",
            version=percorso.__version__,
            path="/api/v1/openapi",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
        # Warnings and errors reach the terminal by Python's own default; nothing else is to be said there.
        logging_config=None,
        response_headers=[ResponseHeader(name=name, value=value) for name, value in _HEADERS.items()],
    )


@asynccontextmanager
async def _running(recorder: Recorder, keeper: Keeper) -> AsyncIterator[None]:
    """Take events and keep up to date while the application runs; what was taken is on the disk before it ends."""
    recorder.start()
    keeper.start()
    try:
        yield
    finally:
        await to_thread(recorder.stop)
        await to_thread(keeper.stop)


def _by_our_own_name(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Refuse who comes by another name: another site's page could have one that points here (DNS rebinding).

    The collector is asked by whatever name the shop gives it, and shows nothing.
    """
    if handler.opt.get("public"):
        return
    if urlsplit(f"//{connection.headers.get('host', '')}").hostname not in _NAMES:
        raise PermissionDeniedException("This server answers to 127.0.0.1 and localhost alone.")


def _problem(request: Request[Any, Any, Any], error: PercorsoError) -> Response[Problem]:
    """Answer an error the way RFC 9457 writes it, with our stable code, in the language the request asks for."""
    return _answer(request, _STATUS.get(error.code, 400), error)


def _refused(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """Answer what the framework refuses (no such address, a wrong parameter) in the same form."""
    wrong = [f"{one['key']}: {one['message']}" for one in error.extra or [] if isinstance(one, dict)]
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    hint = "; ".join(wrong)
    problem = PercorsoError(code, error.detail, hint=hint, given={"wrong": hint})
    return _answer(request, error.status_code, problem)


def _failed(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Answer a failure nobody foresaw without its details; those go to the server's own log, without the address."""
    _log.error("A request failed.", exc_info=error)
    hint = "The server's terminal shows why."
    problem = PercorsoError("internal_error", "Something went wrong in the server.", hint=hint)
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, problem)


def _answer(request: Request[Any, Any, Any], status: int, problem: PercorsoError) -> Response[Problem]:
    message, hint = told(problem, request.query_params.get("language", "en"))
    body = Problem(status=status, title=message, code=problem.code, message=message, hint=hint)
    return Response(body, status_code=status, media_type=_PROBLEM, headers=_HEADERS)


def _pages() -> list[Any]:
    """Serve the built page: its files as they are, and its index for every address the page itself routes."""
    index = STATIC / "index.html"
    if not index.exists():
        return [_no_page]

    @get(
        ["/", "/answers", "/stages", "/people", "/people/{rest:path}"],
        media_type=MediaType.HTML,
        include_in_schema=False,
    )
    async def page(rest: Rest = "") -> bytes:  # noqa: ARG001  (the page reads the address itself)
        return index.read_bytes()

    return [page, create_static_files_router(path="/assets", directories=[STATIC / "assets"], include_in_schema=False)]


@get("/", media_type=MediaType.TEXT, include_in_schema=False)
async def _no_page() -> str:
    return "The page is not built into this installation; the API is under /api/v1 (see /api/v1/openapi/openapi.json)."
