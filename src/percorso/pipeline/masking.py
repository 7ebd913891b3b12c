"""Masking: what is shown to whoever may not see whom data is of.

A masked text is a keyed digest of six digits: equal texts stay equal, and nobody without the workspace's key can try
which it was. A customer's id is masked by a keyed permutation instead, so that people can be opened by their masks. Of
a person everything is masked but the fields named here, so that one which is added later is, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from percorso.core.errors import PercorsoError
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
# Lengths are bounded (RFC 5321, 4.5.3.1), or a long word would be tried once for each of its letters.
_WORD = r"[^\s@,;:<>\"'()\[\]/?&=]"
_HOST = r"[^\s@,;:<>\"'()\[\]/?&=%]"
_EMAIL = rf"{_WORD}{{1,64}}(?:@|%(?:25)*40){_HOST}{{1,190}}\.{_HOST}{{1,63}}"
# As people and shops write telephone numbers with their country (E.164: fifteen digits at most).
_PHONE = r"(?:\+|%2[Bb])[1-9](?:(?:[ -]|%20)?\d){7,14}(?!\d)"
_NAMING_TEXT = re.compile(f"{_EMAIL}|{_PHONE}")
_SIGNS = ("@", "40", "+", "%2B", "%2b")
# A customer's id in two halves, each mixed by a digest of the other: a permutation that the key undoes.
_ID = re.compile(rf"(?:{MASK})?([0-9a-f]{{8}})([0-9a-f]{{8}})")
_ROUNDS = 4


class Mask:
    """The masks of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def of(self, text: str) -> str:
        """Mask a text: the same text always the same way."""
        return MASK + blake2b(text.encode(), key=self._workspace.secret, digest_size=3).hexdigest()

    def customer(self, customer_id: str) -> str:
        """Mask a customer's id: nobody learns it, and ``customer_of`` finds it again."""
        found = _ID.fullmatch(customer_id)
        return MASK + self._mixed(found, range(_ROUNDS)) if found else self.of(customer_id)

    def customer_of(self, given: str) -> str:
        """Find the id behind a customer's mask, as people may be opened by whoever may not see whom data is of.

        Raises:
            PercorsoError: ``not_allowed`` for anything else: who asks by an e-mail address knows whom the answer is of.
        """
        found = _ID.fullmatch(given) if given.startswith(MASK) else None
        if found is None:
            hint = "Open people from a list, by the masks that stand in it."
            raise PercorsoError("not_allowed", "To look somebody up needs the right to personal data.", hint=hint)
        return self._mixed(found, reversed(range(_ROUNDS)))

    def _mixed(self, halves: re.Match[str], rounds: Iterable[int]) -> str:
        left, right = int(halves[1], 16), int(halves[2], 16)
        for number in rounds:
            told = right.to_bytes(4) + number.to_bytes(1)
            digest = blake2b(told, key=self._workspace.secret, digest_size=4, person=b"customer").digest()
            left, right = right, left ^ int.from_bytes(digest)
        # The last swap is taken back, so that the same rounds the other way round undo them.
        return f"{right:08x}{left:08x}"

    def person(self, document: dict[str, Any]) -> dict[str, Any]:
        """Mask a document about people: whatever may tell who they are, or where they were."""
        return {name: self._field(name, value, _PARTS.get(name, _SHOWN)) for name, value in document.items()}

    def texts(self, document: Any) -> Any:
        """Mask what looks like an e-mail address or a telephone number in any text of a document, such as a page's."""
        if isinstance(document, dict):
            return {self.texts(name): self.texts(value) for name, value in document.items()}
        if isinstance(document, list):
            return [self.texts(one) for one in document]
        if not isinstance(document, str) or not any(sign in document for sign in _SIGNS):
            return document
        return _NAMING_TEXT.sub(lambda found: self.of(found[0]), document)

    def notes(self, noted: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Mask whom notes, or whatever else a colleague made, speak of; who made them is no customer."""
        return [{**self.texts(one), "made_by": one["made_by"]} for one in noted]

    def _field(self, name: str, value: Any, shown: frozenset[str]) -> Any:
        if isinstance(value, dict):
            named = shown | value.keys() if name in _BY_NAME and name in shown else shown
            return {key: self._field(key, one, named) for key, one in value.items()}
        if isinstance(value, list):
            return [self._field(name, one, shown) for one in value]
        if name in shown:
            return self.texts(value)
        if name == "customer_id" and isinstance(value, str):
            return self.customer(value)
        return None if value is None else self.of(str(value))
