"""The built page: its files as they are, and its index for every address the page itself routes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from litestar import MediaType, get
from litestar.params import PathParameter
from litestar.static_files import create_static_files_router

from percorso.web.access import ANYONE

STATIC = Path(__file__).parent / "static"
# The page is the same for everybody; what it shows it asks the API for.
_OPEN = {"needs": ANYONE}
_ADDRESSES = (
    *("/", "/login", "/answers", "/funnel", "/paths", "/attribution", "/attribution/{rest:path}", "/stages"),
    *("/people", "/people/{rest:path}"),
)
Rest = Annotated[str, PathParameter(description="An address the page itself reads.")]


def pages() -> list[Any]:
    """Make the routes of the page; without a built one there is a word that says so."""
    index = STATIC / "index.html"
    if not index.exists():
        return [_no_page]

    @get(
        list(_ADDRESSES),
        opt=_OPEN,
        media_type=MediaType.HTML,
        include_in_schema=False,
    )
    async def page(rest: Rest = "") -> bytes:  # noqa: ARG001  (the page reads the address itself)
        return index.read_bytes()

    assets = create_static_files_router(
        path="/assets", directories=[STATIC / "assets"], include_in_schema=False, opt=_OPEN
    )
    return [page, assets]


@get("/", opt=_OPEN, media_type=MediaType.TEXT, include_in_schema=False)
async def _no_page() -> str:
    return "The page is not built into this installation; the API is under /api/v1 (see /api/v1/openapi/openapi.json)."
