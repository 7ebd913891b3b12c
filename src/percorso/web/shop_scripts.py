"""What a shop's own pages load from this host: Segment's browser SDK, the parts it fetches, and the consent banner."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from litestar import Request, Response, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

_BUILT = Path(__file__).parent / "static" / "shop"
# Asked for by any name this machine has, and by the pages of any site.
_PUBLIC = {"public": True}
_KEY = "{key:str}"
# An address without a version is asked about again after an hour, and may be used meanwhile for a day.
_SOON = "public, max-age=3600, stale-while-revalidate=86400"
# The name of a part carries the digest of what is in it.
_FOR_EVER = "public, max-age=31536000, immutable"

Key = Annotated[str, PathParameter(description="A write key; the script reads it from its own address.")]
Name = Annotated[str, PathParameter(description="The name of a part.")]


@dataclass(frozen=True)
class _Script:
    """A file as it is answered."""

    body: bytes
    packed: bytes
    digest: str
    media_type: str


def shop_scripts() -> Router:
    """Make the addresses of what shops' pages load."""
    return Router("/cdn", route_handlers=[_sdk, _consent, _part, _licences], opt=_PUBLIC, include_in_schema=False)


@get(f"/analytics.js/v1/{_KEY}/analytics.min.js")
async def _sdk(request: Request[Any, Any, Any], key: Key) -> Response[Any]:  # noqa: ARG001  (the page tells it)
    return _answer(request, "analytics.min.js", _SOON)


@get(f"/consent.js/v1/{_KEY}/consent.min.js")
async def _consent(request: Request[Any, Any, Any], key: Key) -> Response[Any]:  # noqa: ARG001  (the page tells it)
    return _answer(request, "consent.min.js", _SOON)


@get("/analytics-next/bundles/{name:str}")
async def _part(request: Request[Any, Any, Any], name: Name) -> Response[Any]:
    return _answer(request, f"bundles/{name}", _FOR_EVER)


@get("/licences.txt")
async def _licences(request: Request[Any, Any, Any]) -> Response[Any]:
    return _answer(request, "licences.txt", _SOON)


def _answer(request: Request[Any, Any, Any], name: str, kept: str) -> Response[Any]:
    script = _scripts().get(name)
    if script is None:
        raise NotFoundException(f"There is no {name} in this installation.")
    headers = {
        "Cache-Control": kept,
        "ETag": script.digest,
        "Vary": "Accept-Encoding",
        # Any site's page may use it, whatever that page demands of what it loads.
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if script.digest in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(script.packed, media_type=script.media_type, headers=headers)
    return Response(script.body, media_type=script.media_type, headers=headers)


@cache
def _scripts() -> dict[str, _Script]:
    """Read what was built, once; nothing where the page was left out of the installation."""
    files = (path for path in _BUILT.rglob("*") if path.is_file())
    return {path.relative_to(_BUILT).as_posix(): _read(path) for path in files}


def _read(path: Path) -> _Script:
    body = path.read_bytes()
    kind = "text/javascript" if path.suffix == ".js" else "text/plain"
    digest = f'"{sha256(body).hexdigest()[:32]}"'
    return _Script(body, gzip.compress(body, mtime=0), digest, kind)
