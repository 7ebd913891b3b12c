"""The route of figures that moved after they were published."""

from __future__ import annotations

from typing import Any

from litestar import get

from percorso.core.period import Period
from percorso.pipeline.moved import moved
from percorso.store.workspace import Workspace
from percorso.web.access import READERS
from percorso.web.moved_documents import FiguresMoved
from percorso.web.parameters import Language, Since, Until
from percorso.web.problems import told


def moved_of(workspace: Workspace) -> list[Any]:
    """Make the route of one workspace's figures that moved."""

    @get(
        "/api/v1/moved",
        **READERS,
        summary="Which figures moved after they were published, and what moved them",
        responses=told(FiguresMoved, 400, 401, 403),
    )
    def shown(language: Language = "en", since: Since = None, until: Until = None) -> dict[str, Any]:
        return moved(workspace, language, Period.read(since, until))

    return [shown]
