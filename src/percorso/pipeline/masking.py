"""Masking: what is shown to whoever may not see whom data is of.

A masked text is a keyed digest of six digits: equal texts stay equal, and nobody without the workspace's key can try
which it was. Of a person everything is masked but the fields named here, so that one which is added later is, too.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any

from percorso.store.workspace import Workspace

MASK = "•••"
# Of a person's own document: figures, times, and words that are ours or the shop's.
_SHOWN = frozenset(
    """
    at number revenue gross margin currency basis sold_in status headline kind
    purpose purpose_label state state_label label source name role direction
    channel channel_label channel_rule campaign stage stage_label stage_rule cycle session device value
    """.split()
)
# Where a part of it shows more, or less: what a field is called so may be a figure there, or name somebody.
_NAMING = frozenset(("value",))
_FAVOURITES = frozenset(f"favourite_{one}" for one in ("channel", "category", "hour", "device"))
_PARTS = {
    "identifiers": _SHOWN - _NAMING,
    "links": _SHOWN - _NAMING | frozenset("strength seq first_seen_at last_seen_at".split()),
    "merges": _SHOWN | frozenset(("build", "identifiers")),
    "computed": _SHOWN | frozenset("orders cost amount status reason".split()) | _FAVOURITES,
    "traits": frozenset[str](),
    # Of an order that is explained, and of people behind a figure.
    "touches": _SHOWN | frozenset("rule counts reason why credit".split()),
    "models": _SHOWN | frozenset(("models",)),
    "time_zone": _SHOWN | frozenset(("time_zone",)),
    "look_back_days": _SHOWN | frozenset(("look_back_days",)),
    "incremental": _SHOWN | frozenset(("incremental",)),
    "people": _SHOWN - _NAMING | frozenset("last_at orders".split()),
    "total": _SHOWN | frozenset(("total",)),
    "left_out": _SHOWN | frozenset(("left_out",)),
}
# Amounts by currency, credit by model: what they are kept by names nobody.
_BY_NAME = ("revenue", "margin", "credit")
_WORD = r"[^\s@,;:<>\"'()\[\]/?&=]+"
_EMAIL = re.compile(rf"{_WORD}(?:@|%40){_WORD}\.{_WORD}")


class Mask:
    """The masks of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def of(self, text: str) -> str:
        """Mask a text: the same text always the same way."""
        return MASK + blake2b(text.encode(), key=self._workspace.secret, digest_size=3).hexdigest()

    def person(self, document: dict[str, Any]) -> dict[str, Any]:
        """Mask a document about people: whatever may tell who they are, or where they were."""
        return {name: self._field(name, value, _PARTS.get(name, _SHOWN)) for name, value in document.items()}

    def texts(self, document: Any) -> Any:
        """Mask what looks like an e-mail address in any text of a document, such as a page's address with one in it."""
        if isinstance(document, dict):
            return {self.texts(name): self.texts(value) for name, value in document.items()}
        if isinstance(document, list):
            return [self.texts(one) for one in document]
        return _EMAIL.sub(lambda found: self.of(found[0]), document) if isinstance(document, str) else document

    def _field(self, name: str, value: Any, shown: frozenset[str]) -> Any:
        if isinstance(value, dict):
            named = shown | value.keys() if name in _BY_NAME and name in shown else shown
            return {key: self._field(key, one, named) for key, one in value.items()}
        if isinstance(value, list):
            return [self._field(name, one, shown) for one in value]
        if name in shown:
            return self.texts(value)
        return None if value is None else self.of(str(value))
