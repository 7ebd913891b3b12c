"""Webhooks: the addresses that shop systems, care desks and carriers send to, durable before they are answered.

A signature is checked over the bytes as they came, before anything else reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, post
from litestar.params import PathParameter

from percorso.core.errors import PercorsoError
from percorso.pipeline.doors import Doors
from percorso.pipeline.recording import Received, Recorder
from percorso.web.collector import LARGEST, PUBLIC, Key, now, recorded, refused

Platform = Annotated[str, PathParameter(description="shopify, woocommerce or generic.")]
# What a sender says beside the body, by platform: the topic, and what is the same when a delivery comes again.
_SAID: Mapping[str, Mapping[str, str]] = {
    "shopify": {"topic": "x-shopify-topic", "delivery": "x-shopify-webhook-id", "shop": "x-shopify-shop-domain"},
    "woocommerce": {"topic": "x-wc-webhook-topic", "delivery": "x-wc-webhook-delivery-id"},
}
# Of no use to whoever guesses keys: the same for a key that is none and for one of another platform.
_NOBODY = "No source of this shop takes webhooks of that kind by that key."


def webhooks(doors: Doors, recorder: Recorder) -> Router:
    """Make the address of one workspace's webhooks.

    Args:
        doors: the write keys, and how each source's webhooks are signed.
        recorder: writes what is taken.
    """

    @post("/webhooks/{platform:str}/{key:str}", opt=PUBLIC, include_in_schema=False, status_code=200)
    async def deliver(request: Request[Any, Any, Any], platform: Platform, key: Key) -> Response[Any]:
        body = await request.body()
        if len(body) > LARGEST:
            return refused(413, "too_large", f"A request may hold {LARGEST} bytes.", {})
        hook = doors.hook(key, platform)
        if hook is None:
            return refused(401, "unknown_key", _NOBODY, {})
        headers = {name.lower(): value for name, value in request.headers.items()}
        if hook.seal.is_ping(headers, body):
            return Response({"success": True}, status_code=200)
        came = now()
        try:
            hook.seal.check(headers, body, came)
        except PercorsoError as problem:
            return refused(401, problem.code, problem.message, {})
        said = {name: headers[header] for name, header in _SAID.get(platform, {}).items() if header in headers}
        told = msgspec.json.encode(said).decode() if said else None
        # The key is a part of the address and no part of what is kept.
        path = f"/webhooks/{platform}"
        door = hook.door
        received = Received(door.source, door.shop, came, path, body, None, None, told, hook.mapping)
        return await recorded(recorder, received, {})

    return Router("/", route_handlers=[deliver])
