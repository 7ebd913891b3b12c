"""Who may look at a workspace and what they did, in sentences for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from percorso.speak.catalogue import Catalogue

Document = Mapping[str, Any]


def made(account: Document, language: str) -> str:
    """Say that somebody may log in, and as what."""
    return Catalogue.of(language).text("access.made", email=account["email"], role=_role(account["role"], language))


def given_role(email: str, role: str, language: str) -> str:
    """Say what somebody is from now on."""
    return Catalogue.of(language).text("access.given_role", email=email, role=_role(role, language))


def changed(email: str, change: str, language: str) -> str:
    """Say what became of an account: ``given_password``, ``granted``, ``revoked``, ``disabled`` or ``enabled``."""
    return Catalogue.of(language).text(f"access.{change}", email=email)


def accounts(found: Sequence[Document], language: str) -> str:
    """List accounts, each with its role and what else is to be known of it."""
    catalogue = Catalogue.of(language)
    lines = []
    for one in found:
        parts = [catalogue.text("access.account", email=one["email"], role=_role(one["role"], language))]
        parts += [catalogue.text("access.sees")] if one["personal_data"] else []
        parts += [] if one["enabled"] else [catalogue.text("access.shut_out")]
        lines.append(", ".join(parts))
    return "\n".join(lines) or catalogue.text("access.no_account")


def tokens(found: Sequence[Document], language: str) -> str:
    """List tokens, each with the rights it gives and when it was last used."""
    catalogue = Catalogue.of(language)
    lines = []
    for one in found:
        at = one["used_at"] or catalogue.text("access.never")
        line = catalogue.text("access.token", name=one["name"], scopes=", ".join(one["scopes"]), at=at)
        lines.append(line if one["enabled"] else f"{line}, {catalogue.text('access.lets_nobody_in')}")
    return "\n".join(lines) or catalogue.text("access.no_token")


def token_revoked(name: str, language: str) -> str:
    """Say that a token lets nobody in any more."""
    return Catalogue.of(language).text("access.token_revoked", name=name)


def noted(entries: Sequence[Document], language: str) -> str:
    """List what was noted, a line each: when, who, what, of whom, from where."""
    catalogue = Catalogue.of(language)
    somebody = catalogue.text("access.somebody")
    lines = (
        " ".join(filter(None, (one["at"], one["actor"] or somebody, one["action"], one["subject"], one["address"])))
        for one in entries
    )
    return "\n".join(lines) or catalogue.text("access.nothing_noted")


def _role(role: str, language: str) -> str:
    return Catalogue.of(language).named("account_role", role)
