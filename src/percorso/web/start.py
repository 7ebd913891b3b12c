"""The route of the guided start: how far a workspace is from its first figure."""

from __future__ import annotations

from typing import Any

from litestar import get

from percorso.pipeline.starting import start
from percorso.store.workspace import Workspace
from percorso.web.access import READERS
from percorso.web.jobs_documents import Start
from percorso.web.parameters import Language
from percorso.web.problems import told


def start_of(workspace: Workspace) -> list[Any]:
    """Make the route of one workspace's guided start."""

    @get(
        "/api/v1/start",
        **READERS,
        summary="How far the workspace is from its first figure",
        responses=told(Start, 400, 401, 403),
    )
    def shown(language: Language = "en") -> dict[str, Any]:
        return start(workspace, language)

    return [shown]
