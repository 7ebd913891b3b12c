"""The session: who is logged in, logging in, logging out."""

from __future__ import annotations

from asyncio import to_thread
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import JSONBody

from percorso.core.access import RIGHTS, Actor
from percorso.pipeline.passwords import LONGEST
from percorso.pipeline.sessions import proof
from percorso.store.workspace import Workspace
from percorso.web.access import ANYONE, Access, actor_of, session_of, with_session
from percorso.web.documents import Document
from percorso.web.problems import told

_OPEN = {"needs": ANYONE}


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody logs in with."""

    email: Annotated[str, msgspec.Meta(max_length=320)]
    password: Annotated[str, msgspec.Meta(max_length=LONGEST)]


class Session(Document, frozen=True):
    """Who asks.

    ``shop`` is its name, null for whoever is not let in; ``name`` is null for nobody who is known, ``rights`` then what
    anybody may; ``csrf`` is what a page of this session sends as X-CSRF-Token with every change.
    """

    login_needed: bool
    shop: str | None
    name: str | None
    role: str | None
    rights: list[str]
    csrf: str | None


def session(access: Access, workspace: Workspace) -> list[Any]:
    """Make the routes of logging in and out."""

    def known(actor: Actor | None, token: str) -> Session:
        return _session(actor, token, workspace.settings.shop.name)

    @get("/api/v1/session", opt=_OPEN, summary="Who is logged in", responses=told(Session, 401))
    async def shown(request: Request[Any, Any, Any]) -> Session:
        return known(actor_of(request), session_of(request))

    @post("/api/v1/session", opt=_OPEN, status_code=200, summary="Log in", responses=told(Session, 400, 401, 403, 429))
    async def log_in(request: Request[Any, Any, Any], data: JSONBody[Credentials]) -> Response[Session]:
        place = request.client.host if request.client else ""
        before = session_of(request)
        token = await to_thread(access.sessions.log_in, data.email, data.password, place, before)
        actor = await to_thread(access.sessions.actor, token)
        return with_session(request, Response(known(actor, token)), token)

    @delete("/api/v1/session", opt=_OPEN, status_code=200, summary="Log out", responses=told(Session, 401, 403))
    async def log_out(request: Request[Any, Any, Any]) -> Response[Session]:
        actor, token = actor_of(request), session_of(request)
        if actor and actor.role:
            place = request.client.host if request.client else ""
            await to_thread(access.sessions.log_out, token, actor.name, place)
        left = None if await to_thread(access.demanded) else actor
        return with_session(request, Response(known(left, "")), "")

    return [shown, log_in, log_out]


def _session(actor: Actor | None, token: str, shop: str) -> Session:
    if actor is None:
        return Session(login_needed=True, shop=None, name=None, role=None, rights=[], csrf=None)
    rights = [right for right in RIGHTS if actor.may(right)]
    by_session = bool(actor.role)
    return Session(
        login_needed=False,
        shop=shop,
        name=actor.name or None,
        role=actor.role or None,
        rights=rights,
        csrf=proof(token) if by_session else None,
    )
