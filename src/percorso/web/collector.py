"""The collector: the addresses that SDKs call, durable before they are answered."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import HttpMethod, Request, Response, Router, get, route
from litestar.params import PathParameter

from percorso.core.errors import PercorsoError
from percorso.pipeline.doors import Door, Doors
from percorso.pipeline.recording import Received
from percorso.web.gate import Gate, now

# Long names, the browser's short ones, and the addresses of Rudder's SDKs.
_CALLS = ("track", "identify", "page", "screen", "group", "alias", "batch", "import", *"tipsgab")
PATHS = frozenset((*(f"/v1/{name}" for name in _CALLS), "/beacon/v1/batch"))
_EVER = "2026-01-01T00:00:00.000Z"
_ALLOWED = "authorization, content-type, content-encoding, anonymousid, sentat"
# SDKs add headers of their own when they send again (x-retry-count, rsa-retry-attempt), and others tomorrow.
_HEADER_NAMES = re.compile(r"[a-z0-9-]+(?:\s*,\s*[a-z0-9-]+)*", re.IGNORECASE)
_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
# What is asked for by any name this machine has: the shop's own site names it as it likes.
PUBLIC = {"public": True}


Key = Annotated[str, PathParameter(description="A write key.")]


class _WithKey(msgspec.Struct):
    """The part of a body that says whose it is."""

    writeKey: str = ""  # noqa: N815  (the SDKs' own name)


_ENVELOPE = msgspec.json.Decoder(_WithKey)


class Calls:
    """Takes the calls of SDKs for one workspace.

    Args:
        doors: the write keys.
        gate: takes what is asked for.
    """

    def __init__(self, doors: Doors, gate: Gate) -> None:
        self._doors, self._gate = doors, gate

    async def take(self, request: Request[Any, Any, Any], body: bytes | None = None) -> Response[Any]:
        """Take a request, or what stands for its body, and answer."""

        def opened(whole: bytes) -> tuple[Door, Received]:
            door = let_in(self._doors, _key(request, whole), request)
            return door, received(door, request, whole)

        return await self._gate.take(request, opened, answered(request), body)


def collector(calls_of: Calls) -> Router:
    """Make the addresses of one workspace's collector."""
    take = calls_of.take

    @route([*PATHS], http_method=[HttpMethod.POST, HttpMethod.OPTIONS], opt=PUBLIC, include_in_schema=False)
    async def calls(request: Request[Any, Any, Any]) -> Response[Any]:
        if request.method == HttpMethod.OPTIONS:
            return preflight(request)
        return await take(request)

    @route(["/pixel/v1/track", "/pixel/v1/page"], http_method=[HttpMethod.GET], opt=PUBLIC, include_in_schema=False)
    async def pixel(request: Request[Any, Any, Any]) -> Response[Any]:
        answer = await take(request, msgspec.json.encode(_from_query(request.query_params)))
        return shown(answer, request)

    return Router("/", route_handlers=[calls, pixel, _settings, _source_config])


@get(
    ["/v1/projects/{key:str}/settings", "/cdn/v1/projects/{key:str}/settings"],
    opt=PUBLIC,
    include_in_schema=False,
)
async def _settings(request: Request[Any, Any, Any], key: Key) -> Response[Any]:
    """Tell Segment's browser SDK to send to this host."""
    host, protocol = request.url.netloc, request.url.scheme
    ours = {"apiKey": key, "apiHost": f"{host}/v1", "protocol": protocol}
    plan = {"track": {"__default": {"enabled": True, "integrations": {}}}}
    # Left alone, the SDK reports its own errors to its maker.
    metrics = {"sampleRate": 0, "host": f"{host}/v1", "protocol": protocol}
    told = {"integrations": {"Segment.io": ours}, "plan": plan, "metrics": metrics}
    return Response(told, headers=answered(request))


@route("/sourceConfig", http_method=[HttpMethod.GET, HttpMethod.OPTIONS], opt=PUBLIC, include_in_schema=False)
async def _source_config(request: Request[Any, Any, Any]) -> Response[Any]:
    """Tell Rudder's browser SDK that its source is open and has no destinations of its own."""
    if request.method == HttpMethod.OPTIONS:
        return preflight(request)
    key = _key(request, b"")
    quiet = {"statsCollection": {"errors": {"enabled": False}, "metrics": {"enabled": False}}}
    source = {"id": key, "name": "Percorso", "writeKey": key, "workspaceId": "percorso", "enabled": True}
    told = {**source, "connections": [], "destinations": [], "config": quiet, "dataplanes": {}}
    return Response({"source": told, "updatedAt": _EVER}, headers=answered(request))


def let_in(doors: Doors, key: str, request: Request[Any, Any, Any]) -> Door:
    """Find what a request's key opens.

    Raises:
        PercorsoError: ``unknown_key``; ``foreign_origin``.
    """
    door = doors.of(key)
    if door is None:
        raise PercorsoError("unknown_key", "No source of this shop has that write key.")
    if not door.admits(request.headers.get("origin")):
        raise PercorsoError("foreign_origin", "Pages of this site may not use that write key.")
    return door


def received(door: Door, request: Request[Any, Any, Any], body: bytes, path: str = "") -> Received:
    """Note a request as it came, or as what came by another ``path`` would have been."""
    client = request.client.host if request.client else None
    agent = request.headers.get("user-agent")
    return Received(door.source, door.shop, now(), path or request.scope["path"], body, client, agent)


def shown(answer: Response[Any], request: Request[Any, Any, Any]) -> Response[Any]:
    """Show a pixel in place of an answer that is good."""
    if answer.status_code != 200:
        return answer
    return Response(_PIXEL, media_type="image/gif", headers=answered(request))


def answered(request: Request[Any, Any, Any]) -> dict[str, str]:
    """Let the page that asks read the answer; who may write is told by the key."""
    origin = request.headers.get("origin")
    if not origin:
        return {}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": "Retry-After",
        "Vary": "Origin",
    }


def preflight(request: Request[Any, Any, Any]) -> Response[Any]:
    """Tell a browser that its page may send what it is about to send, with whatever headers it names."""
    asked = request.headers.get("access-control-request-headers", "")
    headers = {
        **answered(request),
        "Access-Control-Allow-Headers": asked if _HEADER_NAMES.fullmatch(asked) else _ALLOWED,
        "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
        "Access-Control-Max-Age": "86400",
        "Vary": "Origin, Access-Control-Request-Headers",
    }
    return Response(None, status_code=204, headers=headers)


def _key(request: Request[Any, Any, Any], body: bytes) -> str:
    """Find the write key: the user of Basic, else the body's own word, else the address's."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            named = base64.b64decode(encoded, validate=True).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            named = ""
        if named:
            return named
    try:
        inside = _ENVELOPE.decode(body).writeKey
    except (msgspec.DecodeError, RecursionError):
        inside = key_in(body, b"writeKey")
    return inside or str(request.query_params.get("writeKey", ""))


def key_in(body: bytes, name: bytes) -> str:
    """Find a key in a body that cannot be read: who sent it is let in, and what is wrong with it is told later."""
    found = re.search(rb'"%s"\s*:\s*"([\w-]{1,64})"' % name, body)
    return found[1].decode() if found else ""


def _from_query(told: Mapping[str, Any]) -> dict[str, Any]:
    """Make a call of a pixel's address, whose tables are written as JSON."""
    call: dict[str, Any] = dict(told)
    for name in ("properties", "context", "traits"):
        try:
            call[name] = msgspec.json.decode(str(told[name])) if name in told else {}
        except (msgspec.DecodeError, RecursionError):
            call[name] = {}
    return call
