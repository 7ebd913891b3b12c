"""Starting: how far a new workspace is from its first figure."""

from __future__ import annotations

from typing import Any

from percorso.sequence.journeys import STAGES
from percorso.speak.catalogue import Catalogue
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS


def start(workspace: Workspace, language: str = "en") -> dict[str, Any]:
    """Say what a workspace has already: an account, sources, events, a build; and how its stages are named."""
    catalogue, state = Catalogue.of(language), workspace.state
    return {
        "account": state.users.any(),
        "sources": bool(state.sources() or state.write_keys()),
        "events": workspace.lake.count(EVENTS) > 0,
        "built": state.latest_build() is not None,
        "stages": [{"stage": stage, "label": catalogue.named("stage", stage)} for stage in STAGES],
    }
