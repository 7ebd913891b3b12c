"""Adapters: the addresses of other families of SDKs; what they send is kept as it came and translated when applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from litestar import HttpMethod, Request, Response, Router, get, route

from percorso.pipeline.doors import Door, Doors
from percorso.pipeline.recording import POSTHOG, SNOWPLOW, Received
from percorso.web.collector import PUBLIC, answered, key_in, let_in, preflight, received, shown
from percorso.web.gate import Gate

_POSTED = [HttpMethod.POST, HttpMethod.OPTIONS]


class _PostHog(msgspec.Struct):
    """The part of PostHog's body that says whose it is."""

    api_key: str = ""


class _Event(msgspec.Struct):
    """An event that says which app it is of."""

    aid: str = ""


class _Snowplow(msgspec.Struct):
    """The part of Snowplow's body that says whose it is: its first event."""

    data: list[_Event] = []


def adapters(doors: Doors, gate: Gate) -> Router:
    """Make the addresses of PostHog's and Snowplow's SDKs.

    Args:
        doors: the write keys.
        gate: takes what is asked for.
    """

    async def take(
        request: Request[Any, Any, Any], key: Callable[[bytes], str], path: str, body: bytes | None = None
    ) -> Response[Any]:
        def opened(whole: bytes) -> tuple[Door, Received]:
            door = let_in(doors, key(whole), request)
            return door, received(door, request, whole, path)

        return await gate.take(request, opened, answered(request), body)

    @route(POSTHOG, http_method=_POSTED, opt=PUBLIC, include_in_schema=False)
    async def posthog(request: Request[Any, Any, Any]) -> Response[Any]:
        return preflight(request) if _asks(request) else await take(request, _posthog_key, POSTHOG)

    @route(SNOWPLOW, http_method=_POSTED, opt=PUBLIC, include_in_schema=False)
    async def snowplow(request: Request[Any, Any, Any]) -> Response[Any]:
        return preflight(request) if _asks(request) else await take(request, _snowplow_key, SNOWPLOW)

    @get("/i", opt=PUBLIC, include_in_schema=False)
    async def snowplow_pixel(request: Request[Any, Any, Any]) -> Response[Any]:
        body = msgspec.json.encode({"data": [dict(request.query_params)]})
        return shown(await take(request, _snowplow_key, SNOWPLOW, body), request)

    return Router("/", route_handlers=[posthog, snowplow, snowplow_pixel, _flags])


@route("/flags", http_method=_POSTED, opt=PUBLIC, include_in_schema=False)
async def _flags(request: Request[Any, Any, Any]) -> Response[Any]:
    """Tell PostHog's libraries that there are no feature flags."""
    if _asks(request):
        return preflight(request)
    none = {"flags": {}, "featureFlags": {}, "featureFlagPayloads": {}, "errorsWhileComputingFlags": False}
    return Response(none, status_code=200, headers=answered(request))


def _asks(request: Request[Any, Any, Any]) -> bool:
    return request.method == HttpMethod.OPTIONS


def _posthog_key(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=_PostHog).api_key
    except (msgspec.DecodeError, RecursionError):
        return key_in(body, b"api_key")


def _snowplow_key(body: bytes) -> str:
    try:
        told = msgspec.json.decode(body, type=_Snowplow).data
    except (msgspec.DecodeError, RecursionError):
        return key_in(body, b"aid")
    return told[0].aid if told else ""
