"""Tokens: what programs show to be let in, each with the rights it was made for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from percorso.core.access import RIGHTS, Actor
from percorso.core.errors import PercorsoError, unknown
from percorso.core.time import from_micros
from percorso.pipeline.accounts import COMMAND_LINE
from percorso.pipeline.sessions import digest
from percorso.store.audit import Entry
from percorso.store.tokens import Token
from percorso.store.transactions import now
from percorso.store.workspace import Workspace

# Whoever scans files for secrets that were left in them knows one of ours by this.
PREFIX = "percorso_"
_USED_EVERY = 60_000_000


def create(
    workspace: Workspace, name: str, scopes: Sequence[str], lasts: timedelta | None = None, *, by: str = COMMAND_LINE
) -> str:
    """Make a token and give it, this once: what is kept is its digest.

    Args:
        scopes: the rights it gives.
        lasts: for how long; None for ever.
        by: who does so, for the audit log; likewise below.

    Raises:
        PercorsoError: ``bad_token_name``, ``unknown_scope``, ``token_exists``.
    """
    if not name.strip() or name != name.strip():
        raise PercorsoError(
            "bad_token_name", f"'{name}' is no name for a token.", hint="Such as: reports", given={"given": name}
        )
    for scope in scopes:
        if scope not in RIGHTS:
            raise unknown("scope", scope, RIGHTS, code="unknown_scope")
    token, at = PREFIX + secrets.token_urlsafe(32), now()
    rights = tuple(right for right in RIGHTS if right in scopes)
    ends = None if lasts is None else at + lasts // timedelta(microseconds=1)
    entry = Entry(by, "token_created", name, given={"scopes": " ".join(rights)})
    workspace.state.tokens.add(Token(digest(token), name, rights, at, ends), entry)
    return token


def revoke(workspace: Workspace, name: str, *, by: str = COMMAND_LINE) -> None:
    """Let a token in no more.

    Raises:
        PercorsoError: ``unknown_token``.
    """
    if not workspace.state.tokens.revoke(name, now(), Entry(by, "token_revoked", name)):
        names = {one.name for one in workspace.state.tokens.all() if one.revoked_at is None}
        raise unknown("token", name, names, code="unknown_token")


def listed(workspace: Workspace) -> list[dict[str, Any]]:
    """List the tokens, oldest first, by what is known of them; none of it lets anybody in."""
    at = now()
    return [
        {
            "name": one.name,
            "scopes": list(one.scopes),
            "enabled": one.revoked_at is None and not _over(one, at),
            "created_at": _iso(one.created_at),
            "expires_at": _iso(one.expires_at),
            "used_at": _iso(one.used_at),
            "revoked_at": _iso(one.revoked_at),
        }
        for one in workspace.state.tokens.all()
    ]


def actor(workspace: Workspace, token: str, clock: Callable[[], int] = now) -> Actor | None:
    """Say who shows a token; None where it lets nobody in."""
    found, at = workspace.state.tokens.find(digest(token)), clock()
    if found is None or _over(found, at):
        return None
    if at - (found.used_at or 0) >= _USED_EVERY:
        workspace.state.tokens.used(found.digest, at)
    return Actor(f"token:{found.name}", frozenset(found.scopes))


def _over(token: Token, at: int) -> bool:
    return token.expires_at is not None and at >= token.expires_at


def _iso(micros: int | None) -> str | None:
    return None if micros is None else from_micros(micros).isoformat(timespec="seconds")
