"""Auditing: what was done, by whom, for whoever looks it up."""

from __future__ import annotations

from typing import Any

from percorso.core.access import PERSONAL, Actor
from percorso.core.time import from_micros
from percorso.pipeline.masking import Mask
from percorso.store.audit import Entry
from percorso.store.workspace import Workspace


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


def looked_up(workspace: Workspace, actor: Actor, identifier: str) -> None:
    """Note that somebody looks a person up with the right to know who it is; whom, is noted masked."""
    if actor.name and actor.may(PERSONAL):
        subject = Mask(workspace).of(identifier)
        workspace.state.audit.add(Entry(actor.name, "person_viewed", subject))
