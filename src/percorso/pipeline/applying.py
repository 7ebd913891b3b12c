"""Applying: what was acknowledged goes from the log into the lake, refined on its way."""

from __future__ import annotations

from functools import partial

from percorso.collect.refine import refine
from percorso.collect.requests import opened
from percorso.collect.terms import Terms
from percorso.store.applier import Applied, apply
from percorso.store.workspace import Workspace
from percorso.trace.exclusions import is_robot


def apply_log(workspace: Workspace) -> Applied:
    """Bring everything that lies in the log into the lake; called by whoever holds the role of writer.

    Raises:
        PercorsoError: as ``store.applier.apply``.
    """
    terms = Terms(workspace.settings, workspace.secret, is_robot)
    return apply(
        workspace.log,
        workspace.lake,
        workspace.known,
        opener=partial(opened, shop=workspace.settings.shop),
        refiner=partial(refine, terms=terms),
    )
