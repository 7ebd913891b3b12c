"""Administration: who may come in, and who did what, for owners."""

from __future__ import annotations

from typing import Annotated, Any

from litestar import get
from litestar.params import QueryParameter

from percorso.core.access import MANAGE
from percorso.pipeline import accounts, auditing, tokens
from percorso.store.workspace import Workspace
from percorso.web.documents import Document
from percorso.web.problems import told

Limit = Annotated[int, QueryParameter(description="How many at most.", ge=1, le=1000)]
Before = Annotated[
    int | None, QueryParameter(description="Only what is older than the entry of this id.", ge=1, le=2**31)
]
_OWNERS = {"needs": MANAGE}


class User(Document, frozen=True):
    """An account; ``personal_data`` says whether it may see whom data is of."""

    email: str
    role: str
    personal_data: bool
    enabled: bool
    created_at: str


class Token(Document, frozen=True):
    """A token by what is known of it; none of it lets anybody in."""

    name: str
    scopes: list[str]
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

    return [users, listed_tokens, audit]
