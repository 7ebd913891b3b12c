"""Access: who a request comes from, and whether it may have what it asks for.

A route says in its ``opt`` what it ``needs``: a right of ``core.access``, several, or ANYONE; ``public`` is what a
shop's pages and servers ask for by keys of their own. A route that says nothing is closed.
"""

from __future__ import annotations

from asyncio import to_thread
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from percorso.core.access import ANYBODY, CHANGE, PERSONAL, READ, Actor
from percorso.core.errors import PercorsoError
from percorso.pipeline import tokens
from percorso.pipeline.masking import Mask
from percorso.pipeline.sessions import ABSOLUTE, Sessions, proves
from percorso.store.workspace import Workspace

Connection = ASGIConnection[Any, Any, Any, Any]

ANYONE = "anyone"
# What routes are declared with that read a workspace, and that change it: both wait for the disk.
READERS: dict[str, Any] = {"opt": {"needs": READ}, "sync_to_thread": True}
CHANGERS: dict[str, Any] = {"opt": {"needs": CHANGE}, "sync_to_thread": True, "status_code": 200}
PROOF = "x-csrf-token"
_NAMES = ("127.0.0.1", "localhost", "::1")
_SAFE = ("GET", "HEAD", "OPTIONS")


class Access:
    """What lets requests in to one workspace.

    Args:
        always: demand a login even where there is no account, which then lets nobody in.
        place: what its address begins with where several are served; empty for the first.
    """

    def __init__(self, workspace: Workspace, *, always: bool = False, place: str = "") -> None:
        self.sessions, self.place = Sessions(workspace), place
        # Every shop of this server, this one among them.
        self.all: tuple[Access, ...] = (self,)
        self._workspace, self._demanded, self._mask = workspace, always, Mask(workspace)

    @property
    def shop(self) -> str:
        """The shop's name."""
        return self._workspace.settings.shop.name

    def demanded(self) -> bool:
        """Say whether a login is demanded: from the first account of any shop on, and never no more."""
        self._demanded = self._demanded or any(one.has_accounts() for one in self.all)
        return self._demanded

    def has_accounts(self) -> bool:
        """Say whether this shop has an account, let in or not."""
        return self._workspace.state.users.any()

    async def guard(self, connection: Connection, handler: BaseRouteHandler) -> None:
        """Let a request in to a route, and note who it comes from.

        Raises:
            PercorsoError: ``login_needed``, ``not_allowed``, ``foreign_page``.
            PermissionDeniedException: another site's page comes by a name of its own.
        """
        if handler.opt.get("public"):
            return
        demanded = await to_thread(self.demanded)
        if not demanded:
            _by_our_own_name(connection)
        _of_our_own_page(connection)
        actor = await to_thread(self._actor, connection) or (None if demanded else ANYBODY)
        # To ask which methods there are is nobody's secret; the framework answers it by itself.
        needs = ANYONE if _method(connection) == "OPTIONS" else handler.opt.get("needs")
        if needs != ANYONE:
            _require(actor, needs)
        connection.state.actor = actor
        if actor and not actor.may(PERSONAL):
            self._of_nobody(connection)

    def _of_nobody(self, connection: Connection) -> None:
        """Refuse a question that names somebody: who is answered by a figure of one address knows whose it is.

        Raises:
            PercorsoError: ``not_allowed``.
        """
        asked = [value for _, value in connection.query_params.multi_items()]
        if _method(connection) in _SAFE and self._mask.texts(asked) != asked:
            hint = "Ask without e-mail addresses and telephone numbers."
            raise PercorsoError("not_allowed", "To ask about somebody needs the right to personal data.", hint=hint)

    def _actor(self, connection: Connection) -> Actor | None:
        """Say who comes: a program that shows a token, or a browser that shows a session and proves its page."""
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            if (actor := tokens.actor(self._workspace, token.strip())) is None:
                raise _login_needed("This token lets nobody in.")
            return actor
        shown = self.shown(connection)
        actor = self.sessions.actor(shown) if shown else None
        if actor and _method(connection) not in _SAFE and not proves(shown, connection.headers.get(PROOF, "")):
            raise _foreign("A change needs what the session proves its page by.")
        return actor

    def shown(self, connection: Connection) -> str:
        """Give what a browser shows of its session here, empty for nothing."""
        return connection.cookies.get(self._cookie(connection), "")

    def cookie(self, connection: Connection, token: str) -> Cookie:
        """Make what has the browser show a session from now on; an empty one has it forget."""
        return Cookie(
            self._cookie(connection),
            value=token,
            path="/",
            max_age=ABSOLUTE // 1_000_000 if token else 0,
            httponly=True,
            samesite="strict",
            secure=_by_tls(connection),
        )

    def _cookie(self, connection: Connection) -> str:
        """Name the cookie; with the prefix, browsers take it from this very host alone, not from one beside it."""
        name = f"percorso-{self.place}" if self.place else "percorso"
        return f"__Host-{name}" if _by_tls(connection) else name


def introduce(*shops: Access) -> None:
    """Tell the shops of one server of one another: where one demands a login, all do."""
    for one in shops:
        one.all = shops


def actor_of(request: Request[Any, Any, Any]) -> Actor | None:
    """Give who a request comes from, as the guard found it; None for somebody who was not let in."""
    actor: Actor | None = request.state.get("actor")
    return actor


def sees_people(request: Request[Any, Any, Any]) -> bool:
    """Say whether who asks may see whom data is of."""
    actor = actor_of(request)
    return actor is not None and actor.may(PERSONAL)


def _method(connection: Connection) -> str:
    return str(connection.scope.get("method", ""))


def _by_tls(connection: Connection) -> bool:
    return connection.scope["scheme"] == "https"


def _require(actor: Actor | None, needs: object) -> None:
    if actor is None:
        raise _login_needed("This needs a login, or a token.")
    wanted = (needs,) if isinstance(needs, str) else needs
    if not isinstance(wanted, tuple) or not all(actor.may(right) for right in wanted):
        hint = "An owner can say who may: percorso users --help."
        raise PercorsoError("not_allowed", "Your role or token does not allow this.", hint=hint)


def _by_our_own_name(connection: Connection) -> None:
    """Refuse who comes by another name: another site's page could have one that points here (DNS rebinding).

    Where a login is demanded such a page has none, since browsers keep it by the name. The collector is asked by
    whatever name the shop gives it, and shows nothing.
    """
    if urlsplit(f"//{connection.headers.get('host', '')}").hostname not in _NAMES:
        raise PermissionDeniedException("This server answers to 127.0.0.1 and localhost alone.")


def _of_our_own_page(connection: Connection) -> None:
    """Refuse a change that another site's page asks for; programs that are no browser name no page."""
    origin = connection.headers.get("origin")
    if _method(connection) in _SAFE or origin is None:
        return
    if urlsplit(origin).netloc.lower() != connection.headers.get("host", "").lower():
        raise _foreign("Pages of another site may change nothing here.")


def _foreign(message: str) -> PercorsoError:
    return PercorsoError("foreign_page", message, hint="Load the page again, then try again.")


def _login_needed(message: str) -> PercorsoError:
    return PercorsoError("login_needed", message, hint="Log in, or show a token: Authorization: Bearer TOKEN.")
