"""The built page: its files as they are, and its index for every address the page itself routes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from litestar import MediaType, Request, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.static_files import create_static_files_router

from percorso.web.access import ANYONE
from percorso.web.described import described

STATIC = Path(__file__).parent / "static"
# The page is the same for everybody; what it shows it asks the API for.
_OPEN = {"needs": ANYONE}
_NAMES = (
    *("login", "today", "answers", "stages", "funnel", "paths", "attribution", "people", "sources", "settings"),
    *("reference", "start"),
)
_LONGEST_NAME = 255
Rest = Annotated[str, PathParameter(description="An address the page itself reads.")]


def pages() -> list[Any]:
    """Make the routes of the page; without a built one there is a word that says so."""
    index = STATIC / "index.html"
    if not index.exists():
        return [_no_page, _described]

    @get(
        ["/", "/people/{rest:path}", "/attribution/{rest:path}", *(f"/{name}" for name in _NAMES)],
        opt=_OPEN,
        media_type=MediaType.HTML,
        include_in_schema=False,
    )
    async def page(rest: Rest = "") -> bytes:  # noqa: ARG001  (the page reads the address itself)
        return index.read_bytes()

    assets = create_static_files_router(
        path="/assets", directories=[STATIC / "assets"], include_in_schema=False, opt=_OPEN, before_request=_named
    )
    return [page, assets, _described]


def _named(request: Request[Any, Any, Any]) -> None:
    """Refuse what no file system takes as the name of a file."""
    path = str(request.path_params.get("file_path", ""))
    if "\0" in path or any(len(part.encode()) > _LONGEST_NAME for part in path.split("/")):
        raise NotFoundException("There is no such file.")


def page_for(request: Request[Any, Any, Any]) -> bytes | None:
    """Give the page to a browser that was sent to an address there is not: it says so, and shows the way on.

    None for programs, which are told in JSON, and where no page is built.
    """
    index = STATIC / "index.html"
    asked = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    within_page = not any(f"/{part}/" in request.url.path for part in ("api", "assets"))
    return index.read_bytes() if asked and within_page and index.exists() else None


@get("/api/v1/openapi.json", opt=_OPEN, include_in_schema=False)
async def _described(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """Describe the API; it tells of the program, and of nobody's data."""
    return described(request.app.openapi_schema.to_schema())


@get("/", opt=_OPEN, media_type=MediaType.TEXT, include_in_schema=False)
async def _no_page() -> str:
    return "The page is not built into this installation; the API is under /api/v1 (see /api/v1/openapi/openapi.json)."
