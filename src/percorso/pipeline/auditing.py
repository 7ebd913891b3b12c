"""Auditing: what was done, by whom, for whoever looks it up."""

from __future__ import annotations

from typing import Any

from percorso.core.access import PERSONAL, Actor
from percorso.core.time import DAY, from_micros
from percorso.pipeline.masking import Mask
from percorso.store.audit import Entry
from percorso.store.transactions import now
from percorso.store.workspace import Workspace

# When this process last noted that somebody saw a list.
_noted: dict[tuple[str, str, str], int] = {}


def audit(workspace: Workspace, limit: int = 100, before: int | None = None) -> list[dict[str, Any]]:
    """List the newest entries of the audit log, newest first; ``before`` the id of one, those that are older."""
    return [
        {
            "id": number,
            "at": from_micros(entry.at).isoformat(timespec="seconds"),
            "actor": entry.actor,
            "action": entry.action,
            "subject": entry.subject,
            "address": entry.address,
            "given": dict(entry.given),
        }
        for number, entry in workspace.state.audit.last(limit, before)
    ]


def saw(workspace: Workspace, actor: Actor | None, what: str) -> None:
    """Note that somebody sees identifiers of whoever stands in a list; of one that is looked at again and again hourly.

    Args:
        what: ``arrivals``, ``quarantine`` or ``breakdown``.
    """
    if actor is None or not actor.name or not actor.may(PERSONAL):
        return
    seen, at = (str(workspace.folder), actor.name, what), now()
    if at - _noted.get(seen, 0) >= DAY // 24:
        workspace.state.audit.add(Entry(actor.name, "people_listed", what, at=at))
        _noted[seen] = at


def looked_up(workspace: Workspace, actor: Actor, identifier: str) -> None:
    """Note that somebody looks a person up with the right to know who it is; whom, is noted masked."""
    if actor.name and actor.may(PERSONAL):
        subject = Mask(workspace).of(identifier)
        workspace.state.audit.add(Entry(actor.name, "person_viewed", subject))
