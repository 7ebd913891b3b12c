"""Expiring: what is older than the settings allow is deleted, in the same way in which people are erased."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from percorso.pipeline.aging import Aging
from percorso.pipeline.building import build
from percorso.store.privacy import Work
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, QUARANTINE

_TOLD = ("at", "kind", "name", "order_id")


def expire(workspace: Workspace, now: datetime | None = None, doing: str = "expire") -> Mapping[str, Any]:
    """Delete what is too old, build without it, and give how many events and refused rows went.

    Raises:
        PercorsoError: ``busy`` while another process builds.
    """
    aging = Aging.of(workspace.settings.privacy, now or datetime.now(UTC))
    if not is_due(workspace, aging):
        return {}
    work = Work(secrets.token_hex(8), "expire", aging.written())
    workspace.state.privacy.begin(work, (), {})
    build(workspace, doing=doing)
    return {one.id: one for one in workspace.state.privacy.audit()}[work.id].counts


def is_due(workspace: Workspace, aging: Aging) -> bool:
    """Say whether anything is too old; where the settings keep everything nothing is read."""
    if aging == Aging():
        return False
    lake = workspace.lake
    old = (aging.old_events(lake.part(path, EVENTS, _TOLD)).any() for path in lake.files(EVENTS))
    refused = (
        aging.old_rows(lake.part(path, QUARANTINE, ("quarantined_at",))).any() for path in lake.files(QUARANTINE)
    )
    return any(old) or any(refused)
