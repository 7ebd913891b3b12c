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
from percorso.pipeline.doors import Door, Doors, Hook
from percorso.pipeline.recording import Received
from percorso.web.collector import PUBLIC, Key
from percorso.web.gate import Gate, now

Platform = Annotated[str, PathParameter(description="shopify, woocommerce or generic.")]
# What a sender says beside the body, by platform: the topic, and what is the same when a delivery comes again.
_SAID: Mapping[str, Mapping[str, str]] = {
    "shopify": {"topic": "x-shopify-topic", "delivery": "x-shopify-webhook-id", "shop": "x-shopify-shop-domain"},
    "woocommerce": {"topic": "x-wc-webhook-topic", "delivery": "x-wc-webhook-delivery-id"},
}
# Of no use to whoever guesses keys: the same for a key that is none and for one of another platform.
_NOBODY = "No source of this shop takes webhooks of that kind by that key."


def webhooks(doors: Doors, gate: Gate) -> Router:
    """Make the address of one workspace's webhooks.

    Args:
        doors: the write keys, and how each source's webhooks are signed.
        gate: takes what is delivered.
    """

    @post("/webhooks/{platform:str}/{key:str}", opt=PUBLIC, include_in_schema=False, status_code=200)
    async def deliver(request: Request[Any, Any, Any], platform: Platform, key: Key) -> Response[Any]:
        headers = {name.lower(): value for name, value in request.headers.items()}

        def opened(body: bytes) -> tuple[Door, Received | None]:
            hook = doors.hook(key, platform)
            if hook is None:
                raise PercorsoError("unknown_key", _NOBODY)
            if hook.seal.is_ping(headers, body):
                return hook.door, None
            came = now()
            hook.seal.check(headers, body, came)
            return hook.door, _received(hook, headers, body, came)

        return await gate.take(request, opened, {}, raw=True)

    return Router("/", route_handlers=[deliver])


def _received(hook: Hook, headers: Mapping[str, str], body: bytes, came: int) -> Received:
    """Give what is kept of a delivery; the key is a part of its address and no part of that."""
    platform, door = hook.seal.platform, hook.door
    said = {name: headers[header] for name, header in _SAID.get(platform, {}).items() if header in headers}
    told = msgspec.json.encode(said).decode() if said else None
    return Received(door.source, door.shop, came, f"/webhooks/{platform}", body, None, None, told, hook.mapping)
