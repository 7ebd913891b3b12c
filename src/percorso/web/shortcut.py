"""The short way: what SDKs send all day goes to the collector without being routed among all the other addresses.

Routing, and turning what a handler returns into an answer, cost as much as reading and keeping a batch does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

import msgspec
from litestar import Request, Response
from litestar.types import ASGIApp, HTTPResponseBodyEvent, HTTPResponseStartEvent, Receive, Scope, Send

Take = Callable[[Request[Any, Any, Any]], Awaitable[Response[Any]]]
_JSON = (b"content-type", b"application/json")


def shortcut(behind: ASGIApp, paths: Collection[str], take: Take, headers: Mapping[str, str]) -> ASGIApp:
    """Answer what is posted to some addresses, written exactly so, as routing it would; all else goes on.

    Args:
        behind: routes.
        paths: the addresses.
        take: answers a request.
        headers: of every answer.
    """
    common = [_JSON, *_encoded(headers)]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        # Other kinds of connections have no method.
        if scope.get("method") != "POST" or scope["path"] not in paths:
            await behind(scope, receive, send)
            return
        answer = await take(Request(scope, receive, send))
        body = msgspec.json.encode(answer.content)
        size = (b"content-length", str(len(body)).encode())
        start: HTTPResponseStartEvent = {
            "type": "http.response.start",
            "status": answer.status_code or 200,
            "headers": [size, *common, *_encoded(answer.headers)],
        }
        whole: HTTPResponseBodyEvent = {"type": "http.response.body", "body": body, "more_body": False}
        await send(start)
        await send(whole)

    return app


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
