"""Requested: whom a privacy request names that a shop's system passed on, and that it is answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from percorso.core.errors import PercorsoError
from percorso.store.workspace import Workspace

_LIST = "List them with: percorso sources privacy"


def identifiers_of(workspace: Workspace, identifier: str | None, request: str | None) -> tuple[str, ...]:
    """Give the identifiers of whom a verb is about: the one given, or all that a request names.

    Raises:
        PercorsoError: ``nobody_named`` for neither or both; ``unknown_request``; ``names_nobody`` for a request that
            concerns a whole shop.
    """
    if (identifier is None) == (request is None):
        hint = "Write one identifier, or --request ID."
        raise PercorsoError("nobody_named", "It must be said whose data this is about.", hint=hint)
    if request is None:
        return (str(identifier),)
    known = {one.id: one for one in workspace.state.webhooks.privacy_requests()}
    if request not in known:
        raise PercorsoError("unknown_request", f"No privacy request {request} is open.", hint=_LIST)
    found = named(known[request].identifiers)
    if not found:
        message = f"The request {request} ({known[request].kind}) names no person."
        raise PercorsoError("names_nobody", message, hint="A whole shop is erased by deleting its workspace.")
    return found


def answered(workspace: Workspace, request: str) -> None:
    """Note that a request is answered; whom it named is forgotten where they were erased."""
    workspace.state.webhooks.answer(request)


def named(identifiers: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the identifiers that a request names, each with its kind."""
    return tuple(dict.fromkeys(_named(identifiers)))


def _named(identifiers: Mapping[str, Any]) -> Iterator[str]:
    for name, kind in (("customer_id", "user"), ("email", "email")):
        if identifiers.get(name):
            yield f"{kind}:{identifiers[name]}"
    yield from (f"order:{number}" for number in identifiers.get("order_numbers") or ())
