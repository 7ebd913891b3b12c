"""Doors: which write keys let a request in, and how a webhook must be signed.

Both are a picture of the state, so that the path of a request never waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from percorso.collect.signatures import Seal
from percorso.core.errors import PercorsoError
from percorso.store.webhooks import Webhook
from percorso.store.workspace import Workspace


@dataclass(frozen=True)
class Door:
    """What a write key opens: a source of a shop, for pages of some sites or of any.

    Attributes:
        place: which of several workspaces it leads into; empty for the first.
    """

    source: str
    shop: str
    origins: frozenset[str]
    requests_a_minute: int | None = None
    place: str = ""

    def admits(self, origin: str | None) -> bool:
        """Tell whether a request with that Origin may come in; who sends none is no page of another site."""
        return origin is None or not self.origins or origin.lower() in self.origins


@dataclass(frozen=True)
class Hook:
    """What a write key opens to webhooks.

    Attributes:
        mapping: a generic one's mapping, as text.
    """

    door: Door
    seal: Seal
    mapping: str | None = None


class Doors:
    """The write keys of a workspace as they were when last looked at.

    Args:
        others: workspaces that take events at the same address, by their places; each key leads into its own.
    """

    def __init__(self, workspace: Workspace, others: Mapping[str, Workspace] = MappingProxyType({})) -> None:
        self._workspaces = {"": workspace, **others}
        self._known: dict[str, Mapping[str, Door]] = {}
        self._hooks: dict[str, Mapping[str, Hook]] = {}
        self.refresh()

    def refresh(self) -> None:
        """Look again; of a workspace that cannot be read the last look holds, and keeps no other from being read.

        Raises:
            PercorsoError: what the first such workspace says.
        """
        problems: list[PercorsoError] = []
        for place, workspace in self._workspaces.items():
            try:
                known = _known(workspace, place)
                self._known[place], self._hooks[place] = known, _hooks(workspace, known)
            except PercorsoError as problem:
                problems.append(problem)
        if problems:
            raise problems[0]

    def of(self, key: str) -> Door | None:
        """Give what a key opens, or None; one of several workspaces' opens the first's, always."""
        return next((known[key] for known in self._known.values() if key in known), None)

    def hook(self, key: str, platform: str) -> Hook | None:
        """Give how webhooks of a platform come in by a key, or None where none do."""
        found = next((hooks[key] for hooks in self._hooks.values() if key in hooks), None)
        return found if found is not None and found.seal.platform == platform else None


def _known(workspace: Workspace, place: str) -> Mapping[str, Door]:
    return {
        one.key: Door(one.source, one.shop, frozenset(one.origins), one.requests_a_minute, place)
        for one in workspace.state.write_keys()
        if one.disabled_at is None
    }


def _hooks(workspace: Workspace, known: Mapping[str, Door]) -> Mapping[str, Hook]:
    set_up = {(one.source, one.shop): one for one in workspace.state.webhooks.all()}
    return {
        key: Hook(door, _seal(set_up[door.source, door.shop]), set_up[door.source, door.shop].mapping)
        for key, door in known.items()
        if (door.source, door.shop) in set_up
    }


def _seal(webhook: Webhook) -> Seal:
    return Seal(
        webhook.platform,
        webhook.secret,
        webhook.header,
        webhook.timestamp_header,
        webhook.tolerance,
        webhook.signed,
    )
