"""Tokens: what programs show to be let in, each with the rights it was made for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from percorso.core.access import RIGHTS, Actor, rights_of
from percorso.core.errors import PercorsoError, unknown
from percorso.core.names import is_name
from percorso.core.time import from_micros
from percorso.pipeline.accounts import COMMAND_LINE
from percorso.pipeline.sessions import digest
from percorso.store.audit import Entry
from percorso.store.tokens import Token
from percorso.store.transactions import now
from percorso.store.workspace import Workspace

# Whoever scans files for secrets that were left in them knows one of ours by this.
PREFIX = "percorso_"
# Whoever acts by a token is called so, and by its name.
_PROGRAM = "token:"
_USED_EVERY = 60_000_000


def create(
    workspace: Workspace, name: str, scopes: Sequence[str], lasts: timedelta | None = None, *, by: str = COMMAND_LINE
) -> str:
    """Make a token and give it, this once: what is kept is its digest.

    An account answers for what it makes: such a token may what both may, and lets nobody in while the account is let in
    no more. What it makes in turn is the account's as well.

    Args:
        scopes: the rights it gives.
        lasts: for how long; None for ever.
        by: who does so, for the audit log; likewise below.

    Raises:
        PercorsoError: ``bad_token_name``, ``unknown_scope``, ``token_exists``.
    """
    if not is_name(name):
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
    made = Token(digest(token), name, rights, at, ends, made_by=_maker(workspace, by))
    workspace.state.tokens.add(made, entry)
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
            "made_by": one.made_by,
            "enabled": one.revoked_at is None and not _over(one, at) and _rights(workspace, one) is not None,
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
    if found is None or _over(found, at) or (rights := _rights(workspace, found)) is None:
        return None
    if at - (found.used_at or 0) >= _USED_EVERY:
        workspace.state.tokens.used(found.digest, at)
    return Actor(_PROGRAM + found.name, rights)


def _rights(workspace: Workspace, token: Token) -> frozenset[str] | None:
    """Say what a token may now; None while who answers for it is not let in."""
    if not token.made_by:
        return frozenset(token.scopes)
    maker = workspace.state.users.find(token.made_by)
    if maker is None or maker.disabled_at is not None:
        return None
    return frozenset(token.scopes) & rights_of(maker.role, personal_data=maker.personal_data)


def _maker(workspace: Workspace, by: str) -> str:
    """Find the account that answers for what somebody makes; empty for none."""
    if not by.startswith(_PROGRAM):
        return by if workspace.state.users.find(by) else ""
    name = by.removeprefix(_PROGRAM)
    return next((one.made_by for one in workspace.state.tokens.all() if one.name == name and not one.revoked_at), "")


def _over(token: Token, at: int) -> bool:
    return token.expires_at is not None and at >= token.expires_at


def _iso(micros: int | None) -> str | None:
    return None if micros is None else from_micros(micros).isoformat(timespec="seconds")
