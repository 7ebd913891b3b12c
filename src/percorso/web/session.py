"""The session: who is logged in, logging in, logging out."""

from __future__ import annotations

from asyncio import to_thread
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.params import JSONBody, QueryParameter

from percorso.core.access import RIGHTS, Actor
from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop
from percorso.pipeline.passwords import LONGEST
from percorso.pipeline.sessions import proof
from percorso.store.workspace import Workspace
from percorso.web.access import ANYONE, Access, actor_of
from percorso.web.documents import Document
from percorso.web.problems import told

_OPEN = {"needs": ANYONE}
Everywhere = Annotated[bool, QueryParameter(description="Whether to end the sessions in other browsers too.")]


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What somebody logs in with."""

    email: Annotated[str, msgspec.Meta(max_length=320)]
    password: Annotated[str, msgspec.Meta(max_length=LONGEST)]


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another password, and the one that holds until then."""

    current: Annotated[str, msgspec.Meta(max_length=LONGEST)]
    password: Annotated[str, msgspec.Meta(max_length=LONGEST)]


class Session(Document, frozen=True):
    """Who asks.

    After a login ``login_needed`` may still be true: another shop of this server let them in (``GET /api/v1/shops``).
    ``shop`` is its name and ``time_zone`` its own, null for whoever is not let in; ``name`` is null for nobody who is
    known, ``rights`` then what anybody may; ``csrf`` is what a page of this session sends as X-CSRF-Token with every
    change.
    """

    login_needed: bool
    shop: str | None
    time_zone: str | None
    name: str | None
    role: str | None
    rights: list[str]
    csrf: str | None


def session(access: Access, workspace: Workspace) -> list[Any]:
    """Make the routes of logging in and out."""

    def known(actor: Actor | None, token: str) -> Session:
        return _session(actor, token, workspace.settings.shop)

    @get("/api/v1/session", opt=_OPEN, summary="Who is logged in", responses=told(Session, 401))
    async def shown(request: Request[Any, Any, Any]) -> Session:
        return known(actor_of(request), access.shown(request))

    @post("/api/v1/session", opt=_OPEN, status_code=200, summary="Log in", responses=told(Session, 400, 401, 403, 429))
    async def log_in(request: Request[Any, Any, Any], data: JSONBody[Credentials]) -> Response[Session]:
        opened = await to_thread(_opened, access, request, data)
        token = opened.get(access, "")
        actor = await to_thread(access.sessions.actor, token) if token else None
        answer = Response(known(actor, token))
        for shop, shown in opened.items():
            answer.set_cookie(shop.cookie(request, shown))
        return answer

    @delete("/api/v1/session", opt=_OPEN, status_code=200, summary="Log out", responses=told(Session, 400, 401, 403))
    async def log_out(request: Request[Any, Any, Any], everywhere: Everywhere = False) -> Response[Session]:
        actor = actor_of(request)
        ended = await to_thread(_ended, access, request, everywhere) if actor and actor.role else [access]
        answer = Response(known(None if await to_thread(access.demanded) else actor, ""))
        for shop in ended:
            answer.set_cookie(shop.cookie(request, ""))
        return answer

    @post(
        "/api/v1/session/password",
        opt=_OPEN,
        status_code=200,
        summary="Change one's own password; every other session ends",
        responses=told(Session, 400, 401, 403, 429),
    )
    async def change_password(request: Request[Any, Any, Any], data: JSONBody[NewPassword]) -> Response[Session]:
        actor, place = actor_of(request), request.client.host if request.client else ""
        if actor is None or not actor.role:
            raise PercorsoError("not_allowed", "Whoever has a password changes it, logged in.", hint="Log in first.")
        change = access.sessions.change_password
        token = await to_thread(change, actor.name, data.current, data.password, place, access.shown(request))
        answer = Response(known(actor, token))
        answer.set_cookie(access.cookie(request, token))
        return answer

    return [shown, log_in, log_out, change_password]


def _opened(access: Access, request: Request[Any, Any, Any], given: Credentials) -> dict[Access, str]:
    """Log somebody in at this shop, and at every other of this server that knows them by that password.

    Raises:
        PercorsoError: why this one does not let them in, where no other does.
    """
    place = request.client.host if request.client else ""
    opened: dict[Access, str] = {}
    refused: PercorsoError | None = None
    try:
        opened[access] = access.sessions.log_in(given.email, given.password, place, access.shown(request))
    except PercorsoError as problem:
        # Each further shop takes a hash's work and memory: whoever may not try here tries nowhere.
        if problem.code == "too_many_attempts":
            raise
        refused = problem
    for other in access.all:
        if other is not access:
            token = other.sessions.log_in_too(given.email, given.password, place, other.shown(request))
            opened |= {other: token} if token else {}
    if refused is not None and not opened:
        raise refused
    return opened


def _ended(access: Access, request: Request[Any, Any, Any], everywhere: bool) -> list[Access]:
    """End what a browser shows of its sessions at every shop: who logs out is nowhere logged in."""
    place = request.client.host if request.client else ""
    ended = []
    for shop in access.all:
        token = shop.shown(request)
        actor = shop.sessions.actor(token) if token else None
        if actor is not None:
            if everywhere:
                shop.sessions.log_out_everywhere(actor.name, place)
            else:
                shop.sessions.log_out(token, actor.name, place)
        if token or shop is access:
            ended.append(shop)
    return ended


def _session(actor: Actor | None, token: str, shop: Shop) -> Session:
    if actor is None:
        return Session(login_needed=True, shop=None, time_zone=None, name=None, role=None, rights=[], csrf=None)
    rights = [right for right in RIGHTS if actor.may(right)]
    by_session = bool(actor.role)
    return Session(
        login_needed=False,
        shop=shop.name,
        time_zone=shop.time_zone,
        name=actor.name or None,
        role=actor.role or None,
        rights=rights,
        csrf=proof(token) if by_session else None,
    )
