"""Doors: which write keys let a request in, and how a webhook must be signed.

Both are a picture of the state, so that the path of a request never waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from percorso.collect.signatures import Seal
from percorso.store.webhooks import Webhook
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
    """The write keys of a workspace as they were when last looked at."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: Mapping[str, Door] = {}
        self._hooks: Mapping[str, Hook] = {}
        self.refresh()

    def refresh(self) -> None:
        """Look again."""
        self._known = {
            one.key: Door(one.source, one.shop, frozenset(one.origins), one.requests_a_minute)
            for one in self._workspace.state.write_keys()
            if one.disabled_at is None
        }
        set_up = {(one.source, one.shop): one for one in self._workspace.state.webhooks.all()}
        self._hooks = {
            key: Hook(door, _seal(set_up[door.source, door.shop]), set_up[door.source, door.shop].mapping)
            for key, door in self._known.items()
            if (door.source, door.shop) in set_up
        }

    def of(self, key: str) -> Door | None:
        """Give what a key opens, or None."""
        return self._known.get(key)

    def hook(self, key: str, platform: str) -> Hook | None:
        """Give how webhooks of a platform come in by a key, or None where none do."""
        found = self._hooks.get(key)
        return found if found is not None and found.seal.platform == platform else None


def _seal(webhook: Webhook) -> Seal:
    return Seal(
        webhook.platform,
        webhook.secret,
        webhook.header,
        webhook.timestamp_header,
        webhook.tolerance,
        webhook.signed,
    )
