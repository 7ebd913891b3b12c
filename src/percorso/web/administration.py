"""Administration: who may come in, and who did what, for owners."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, delete, get, patch, post
from litestar.params import JSONBody, PathParameter, QueryParameter

from percorso.core.access import MANAGE
from percorso.pipeline import accounts, auditing, tokens
from percorso.pipeline.accounts import COMMAND_LINE, Changes
from percorso.pipeline.passwords import LONGEST
from percorso.store.workspace import Workspace
from percorso.web.access import actor_of
from percorso.web.documents import Document
from percorso.web.problems import told

Limit = Annotated[int, QueryParameter(description="How many at most.", ge=1, le=1000)]
Before = Annotated[
    int | None, QueryParameter(description="Only what is older than the entry of this id.", ge=1, le=2**31)
]
Email = Annotated[str, PathParameter(description="An account's e-mail address.")]
TokenName = Annotated[str, PathParameter(description="The name of a token.")]
Role = Literal["owner", "analyst", "viewer"]
Scope = Literal["read", "change", "manage", "personal_data"]
Asked = Request[Any, Any, Any]
_OWNERS = {"needs": MANAGE}
_CHANGES: dict[str, Any] = {"opt": _OWNERS, "sync_to_thread": True, "status_code": 200}


class User(Document, frozen=True):
    """An account; ``personal_data`` says whether it may see whom data is of."""

    email: str
    role: Role
    personal_data: bool
    enabled: bool
    created_at: str


class Token(Document, frozen=True):
    """A token by what is known of it; none of it lets anybody in. It may no more than the account that made it."""

    name: str
    scopes: list[Scope]
    made_by: str
    enabled: bool
    created_at: str
    expires_at: str | None
    used_at: str | None
    revoked_at: str | None


class Entry(Document, frozen=True):
    """One thing that was done; ``actor`` is empty for somebody unknown, ``address`` cut short."""

    id: int
    at: str
    actor: str
    action: str
    subject: str
    address: str
    given: dict[str, str]


class Users(Document, frozen=True):
    """The accounts by name."""

    users: list[User]


class Tokens(Document, frozen=True):
    """The tokens, oldest first."""

    tokens: list[Token]


class Audit(Document, frozen=True):
    """Entries of the audit log, newest first; ``next`` is the ``before`` of those that follow, null at the end."""

    entries: list[Entry]
    next: int | None


class NewUser(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An account to be made; where ``personal_data`` is null an owner may see whom data is of."""

    email: Annotated[str, msgspec.Meta(max_length=320)]
    role: Role
    password: Annotated[str, msgspec.Meta(max_length=LONGEST)]
    personal_data: bool | None = None


class ChangedUser(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to change of an account; null leaves it as it is."""

    role: Role | None = None
    personal_data: bool | None = None
    enabled: bool | None = None
    password: Annotated[str, msgspec.Meta(max_length=LONGEST)] | None = None


class NewToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A token to be made: the rights it gives, and for how many days; null is for ever."""

    name: Annotated[str, msgspec.Meta(max_length=120)]
    scopes: Annotated[list[Scope], msgspec.Meta(min_length=1)]
    days: Annotated[int, msgspec.Meta(ge=1, le=3660)] | None = None


class MadeToken(Document, frozen=True):
    """A token as a program shows it; it is shown this once."""

    name: str
    token: str


def administration(workspace: Workspace) -> list[Any]:
    """Make the routes that show who may come in, and who did what."""

    @get("/api/v1/users", opt=_OWNERS, sync_to_thread=True, summary="Accounts", responses=told(Users, 401, 403))
    def users() -> dict[str, Any]:
        return {"users": accounts.listed(workspace)}

    @get("/api/v1/tokens", opt=_OWNERS, sync_to_thread=True, summary="Tokens", responses=told(Tokens, 401, 403))
    def listed_tokens() -> dict[str, Any]:
        return {"tokens": tokens.listed(workspace)}

    @get("/api/v1/audit", opt=_OWNERS, sync_to_thread=True, summary="Audit log", responses=told(Audit, 400, 401, 403))
    def audit(limit: Limit = 100, before: Before = None) -> dict[str, Any]:
        found = auditing.audit(workspace, limit, before)
        return {"entries": found, "next": found[-1]["id"] if len(found) == limit else None}

    return [users, listed_tokens, audit, *_people(workspace), *_programs(workspace)]


def _people(workspace: Workspace) -> list[Any]:
    @post("/api/v1/users", **_CHANGES, summary="Make an account", responses=told(Users, 400, 401, 403))
    def create(request: Asked, data: JSONBody[NewUser]) -> dict[str, Any]:
        by, granted = _by(request), data.personal_data
        accounts.create(workspace, data.email, data.role, data.password, personal_data=granted, by=by)
        return {"users": accounts.listed(workspace)}

    @patch(
        "/api/v1/users/{email:path}",
        **_CHANGES,
        summary="Change what an account may, or its password",
        responses=told(Users, 400, 401, 403, 404),
    )
    def change(request: Asked, email: Email, data: JSONBody[ChangedUser]) -> dict[str, Any]:
        told = Changes(data.role, data.personal_data, data.password, data.enabled)
        accounts.change(workspace, email.removeprefix("/"), told, by=_by(request))
        return {"users": accounts.listed(workspace)}

    return [create, change]


def _programs(workspace: Workspace) -> list[Any]:
    @post(
        "/api/v1/tokens",
        **_CHANGES,
        summary="Make a token; it is shown this once",
        responses=told(MadeToken, 400, 401, 403),
    )
    def create(request: Asked, data: JSONBody[NewToken]) -> dict[str, Any]:
        lasts = None if data.days is None else timedelta(days=data.days)
        made = tokens.create(workspace, data.name, data.scopes, lasts, by=_by(request))
        return {"name": data.name, "token": made}

    @delete(
        "/api/v1/tokens/{name:path}",
        **_CHANGES,
        summary="Let a token in no more",
        responses=told(Tokens, 400, 401, 403, 404),
    )
    def revoke(request: Asked, name: TokenName) -> dict[str, Any]:
        tokens.revoke(workspace, name.removeprefix("/"), by=_by(request))
        return {"tokens": tokens.listed(workspace)}

    return [create, revoke]


def _by(request: Asked) -> str:
    actor = actor_of(request)
    return (actor.name if actor else "") or COMMAND_LINE
