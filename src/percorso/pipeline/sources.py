"""Sources: who may send events, and by which key."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from percorso.core.errors import PercorsoError, unknown
from percorso.core.names import is_name
from percorso.core.time import from_micros
from percorso.store.state import WriteKey
from percorso.store.workspace import Workspace


def create(
    workspace: Workspace, name: str, origins: Sequence[str] = (), requests_a_minute: int | None = None
) -> WriteKey:
    """Make a source and its key.

    Args:
        origins: the sites whose pages may use it, such as ``https://shop.example``; none named means any.
        requests_a_minute: how many it may send; None for any number.

    Raises:
        PercorsoError: ``bad_name``, ``bad_origin``, ``source_exists``.
    """
    if not is_name(name):
        raise PercorsoError(
            "bad_name", f"'{name}' is no name for a source.", hint="Such as: web", given={"given": name}
        )
    return workspace.state.add_key(_key(workspace, name, tuple(map(_origin, origins)), requests_a_minute))


def rotate(workspace: Workspace, name: str) -> WriteKey:
    """Give a source a new key in place of the one it has, and as it was; the old one lets nobody in from now on.

    Raises:
        PercorsoError: ``unknown_source``.
    """
    own = _known(workspace, name)
    renewed = _key(workspace, name, own.origins, own.requests_a_minute)
    return workspace.state.add_key(renewed, instead=True)


def disable(workspace: Workspace, name: str) -> None:
    """Let a source in no more; what it sent stays.

    Raises:
        PercorsoError: ``unknown_source``.
    """
    _known(workspace, name)
    workspace.state.disable_keys(name, workspace.settings.shop.id)


def limit(workspace: Workspace, name: str, requests_a_minute: int | None) -> None:
    """Say how many requests a source may send from now on; None for any number.

    Raises:
        PercorsoError: ``unknown_source``.
    """
    _known(workspace, name)
    workspace.state.limit_keys(name, workspace.settings.shop.id, requests_a_minute)


def key_of(workspace: Workspace, name: str) -> str:
    """Give the key a source has now.

    Raises:
        PercorsoError: ``unknown_source``, ``source_disabled``.
    """
    own = _known(workspace, name)
    if own.disabled_at is not None:
        hint = f"percorso sources rotate {name} lets it in again."
        raise PercorsoError("source_disabled", f"The source '{name}' is let in no more.", hint=hint)
    return own.key


def listed(workspace: Workspace) -> list[dict[str, Any]]:
    """List every source that has or had a key, by name, with what it last did."""
    newest = {key.source: key for key in workspace.state.write_keys() if key.shop == workspace.settings.shop.id}
    shop = workspace.settings.shop.id
    seen = {source.name: source for source in workspace.state.sources() if source.shop == shop}
    return [
        {
            "name": name,
            "write_key": key.key,
            "enabled": key.disabled_at is None,
            "origins": list(key.origins),
            "requests_a_minute": key.requests_a_minute,
            "created_at": from_micros(key.created_at).isoformat(),
            "last_at": from_micros(seen[name].last_at).isoformat() if name in seen else None,
            "connectors": list(seen[name].connectors) if name in seen else [],
        }
        for name, key in sorted(newest.items())
    ]


def _key(workspace: Workspace, name: str, origins: tuple[str, ...], requests_a_minute: int | None) -> WriteKey:
    key, shop = secrets.token_urlsafe(24), workspace.settings.shop.id
    return WriteKey(key, name, shop, origins, requests_a_minute=requests_a_minute)


def _known(workspace: Workspace, name: str) -> WriteKey:
    keys = {key.source: key for key in workspace.state.write_keys() if key.shop == workspace.settings.shop.id}
    if name not in keys:
        raise unknown("source", name, sorted(keys), code="unknown_source")
    return keys[name]


def _origin(written: str) -> str:
    """Read a site as browsers name it: scheme, host and port alone."""
    try:
        parts = urlsplit(written.strip().rstrip("/").lower())
        named = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        named = False
    if not named or parts.path or parts.query or parts.fragment:
        raise PercorsoError(
            "bad_origin", f"'{written}' is no site.", hint="Such as: https://shop.example", given={"given": written}
        )
    return f"{parts.scheme}://{parts.netloc}"
