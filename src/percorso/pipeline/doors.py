"""Doors: which write keys let a request in, as a picture of the state that the path of a request never waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from percorso.store.workspace import Workspace


@dataclass(frozen=True)
class Door:
    """What a write key opens: a source of a shop, for pages of some sites or of any."""

    source: str
    shop: str
    origins: frozenset[str]
    requests_a_minute: int | None = None

    def admits(self, origin: str | None) -> bool:
        """Tell whether a request with that Origin may come in; who sends none is no page of another site."""
        return origin is None or not self.origins or origin.lower() in self.origins


class Doors:
    """The write keys of a workspace as they were when last looked at."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: Mapping[str, Door] = {}
        self.refresh()

    def refresh(self) -> None:
        """Look again."""
        self._known = {
            one.key: Door(one.source, one.shop, frozenset(one.origins), one.requests_a_minute)
            for one in self._workspace.state.write_keys()
            if one.disabled_at is None
        }

    def of(self, key: str) -> Door | None:
        """Give what a key opens, or None."""
        return self._known.get(key)
