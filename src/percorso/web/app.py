"""The application: the JSON API under /api/v1 and the built page for every other path."""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, Literal

from litestar import Litestar, MediaType, Request, Response, get
from litestar.datastructures import ResponseHeader
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import PathParameter, QueryParameter
from litestar.static_files import create_static_files_router

import percorso
from percorso.core.errors import PercorsoError
from percorso.pipeline import asking, overview, people
from percorso.store.workspace import Workspace

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
_STATUS = {"not_found": 404, "unknown_person": 404, "not_built": 409, "busy": 503}


def application(workspace: Workspace) -> Litestar:
    """Make the application of one workspace."""

    @lru_cache(maxsize=4)
    def answered(_edition: str, language: Language) -> dict[str, Any]:
        return asking.answers(workspace, language)

    @get("/api/v1/answers", sync_to_thread=True, summary="The six answers")
    def answers(language: Language = "en") -> dict[str, Any]:
        return answered(asking.edition(workspace), language)

    @get("/api/v1/stages", sync_to_thread=True, summary="How many people reached each stage")
    def stages(language: Language = "en") -> dict[str, Any]:
        return asking.stages(workspace, language)

    @get("/api/v1/people/{identifier:path}", sync_to_thread=True, summary="One person's timeline")
    def person(
        identifier: Identifier,
        language: Language = "en",
    ) -> dict[str, Any]:
        return people.person(workspace, identifier.removeprefix("/"), language)

    @get("/api/v1/status", sync_to_thread=True, summary="Rows, freshness, health, coverage")
    def status() -> dict[str, Any]:
        return overview.status(workspace)

    return Litestar(
        route_handlers=[answers, stages, person, status, *_pages()],
        exception_handlers={PercorsoError: _problem, HTTPException: _refused},
        openapi_config=OpenAPIConfig(
            title="Percorso",
            version=percorso.__version__,
            path="/api/v1/openapi",
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
        response_headers=[ResponseHeader(name=name, value=value) for name, value in _HEADERS.items()],
    )


def _problem(_request: Request[Any, Any, Any], error: PercorsoError) -> Response[dict[str, Any]]:
    """Answer an error the way RFC 9457 writes it, with our stable code."""
    status = _STATUS.get(error.code, 400)
    return _answer(status, error.code, error.message, error.hint)


def _refused(_request: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, Any]]:
    """Answer what the framework refuses (no such address, a wrong parameter) in the same form."""
    wrong = [f"{one['key']}: {one['message']}" for one in error.extra or [] if isinstance(one, dict)]
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    return _answer(error.status_code, code, error.detail, "; ".join(wrong))


def _answer(status: int, code: str, message: str, hint: str) -> Response[dict[str, Any]]:
    body = {"status": status, "title": message, "code": code, "message": message, "hint": hint}
    return Response(body, status_code=status, media_type="application/problem+json", headers=_HEADERS)


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
