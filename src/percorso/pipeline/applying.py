"""Applying: what was acknowledged goes from the log into the lake."""

from __future__ import annotations

from functools import partial

from percorso.collect.requests import opened
from percorso.store.applier import Applied, apply
from percorso.store.workspace import Workspace


def apply_log(workspace: Workspace) -> Applied:
    """Bring everything that lies in the log into the lake; called by whoever holds the role of writer.

    Raises:
        PercorsoError: as ``store.applier.apply``.
    """
    opener = partial(opened, shop=workspace.settings.shop)
    return apply(workspace.log, workspace.lake, workspace.known, opener=opener)
