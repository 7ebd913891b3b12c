"""Shops: several workspaces behind one address and one login, each the application of its own.

The first answers where a single one does; the others under ``/shops/NAME``. An application knows one workspace, so no
request reaches two; what they share is the socket, and that a login is tried at each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Litestar, Request, get
from litestar.types import ASGIApp, Receive, Scope, Send

from percorso.core.access import Actor
from percorso.web.access import ANYONE, Access, actor_of
from percorso.web.documents import Document
from percorso.web.problems import told

ROOT = "/shops/"


class OpenShop(Document, frozen=True):
    """A shop that whoever asks is let in to.

    ``path`` begins every address of its page and API, empty for the first; ``here`` is the one that was asked.
    """

    name: str
    path: str
    here: bool
    role: str | None


class Shops(Document, frozen=True):
    """The shops of this server that whoever asks is let in to, in their order; others are not told of."""

    shops: list[OpenShop]


def shops_of(access: Access) -> list[Any]:
    """Make the route that says where else somebody may go."""

    @get(
        "/api/v1/shops",
        opt={"needs": ANYONE},
        sync_to_thread=True,
        summary="Shops of this server that this login opens",
        responses=told(Shops, 401),
    )
    def shops(request: Request[Any, Any, Any]) -> Shops:
        found = [(one, _who(one, access, request)) for one in access.all]
        return Shops(
            [
                OpenShop(one.shop, ROOT + one.place if one.place else "", one is access, actor.role or None)
                for one, actor in found
                if actor is not None
            ]
        )

    return [shops]


def _who(shop: Access, asked: Access, request: Request[Any, Any, Any]) -> Actor | None:
    """Say who somebody is at a shop: a token is of the one that was asked, a session of the one that began it."""
    here = actor_of(request)
    if shop is asked or (here is not None and not here.name):
        return here
    by_token = "authorization" in request.headers
    token = "" if by_token else shop.shown(request)
    return shop.sessions.actor(token) if token else None


def by_shop(first: ASGIApp, others: Mapping[str, Litestar]) -> ASGIApp:
    """Lead each request to the application of its shop.

    Args:
        first: of the shop that has no part of the address to itself.
        others: those of the others, by their part of it.
    """

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        place, _, rest = path.removeprefix(ROOT).partition("/") if path.startswith(ROOT) else ("", "", "")
        if place not in others:
            await first(scope, receive, send)
            return
        own: Any = {**scope, "path": f"/{rest}", "raw_path": _without(scope.get("raw_path"), place)}
        await others[place](own, receive, send)

    return app


def _without(raw: bytes | None, place: str) -> bytes:
    """Take a shop's part off an address as it was sent."""
    return (raw or b"").removeprefix(f"{ROOT}{place}".encode()) or b"/"
