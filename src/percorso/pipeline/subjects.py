"""Subjects: whom a privacy request concerns, by everything they are known by as customers are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from percorso.collect.named import named_in
from percorso.core.errors import PercorsoError
from percorso.core.identity import cleaned, order_number
from percorso.core.privacy import digits
from percorso.pipeline.published import Published
from percorso.pipeline.recent import recent
from percorso.sequence.codes import Bools
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, IDENTIFIERS

_FIND = """
SELECT DISTINCT customer_id FROM identifiers
WHERE customer_id = $given OR value = $given OR (kind = 'email' AND value = lower($given))
    OR (kind = 'order' AND value = $own_order)
ORDER BY customer_id
"""
_OWN = "SELECT kind, value FROM identifiers WHERE list_contains($customers, customer_id) ORDER BY kind, value"
WHO = ("user_id", "email", "phone", "anonymous_id", "order_id", "shop", "kind", "properties", "traits")


@dataclass(frozen=True)
class Subject:
    """One person, by all of their identifiers.

    Attributes:
        customers: their customer ids; several where the identifier given is of several kinds.
        identifiers: kind and value, as the table of identifiers has them, and telephone numbers as ``phone``.
    """

    customers: tuple[str, ...]
    identifiers: frozenset[tuple[str, str]]

    def named(self, kind: str, value: str) -> bool:
        """Say whether an identifier is theirs."""
        return (kind, value) in self.identifiers

    def events(self, events: pa.Table) -> Bools:
        """Tell the events that are theirs."""
        return named_in(events, self.named).theirs

    def written(self) -> dict[str, Any]:
        """Write it down as a document."""
        return {"customers": list(self.customers), "identifiers": sorted(map(list, self.identifiers))}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Subject:
        """Read what ``written`` wrote; nothing is nobody."""
        named = frozenset((kind, value) for kind, value in document.get("identifiers", ()))
        return cls(tuple(document.get("customers", ())), named)


def subject_of(workspace: Workspace, identifier: str) -> Subject:
    """Find a person by any identifier, among the published customers and in what came since.

    Raises:
        PercorsoError: ``unknown_person``; ``not_built`` before the first build.
    """
    given = identifier.strip()
    order = f"{workspace.settings.shop.id}:{order_number(given)}"
    published = Published.open(workspace)
    customers = [row["customer_id"] for row in published.rows(_FIND, IDENTIFIERS, given=given, own_order=order)]
    known = _identifiers(published, customers)
    if not known and (bare := cleaned(given)) is not None:
        known = frozenset({("user", bare), ("email", bare.lower()), ("anonymous", bare), ("order", order)})
    fresh = recent(workspace, published.build, known, measured=True)
    if not customers and not fresh.events:
        raise PercorsoError(
            "unknown_person",
            "Nobody is known by this identifier.",
            hint="Try a user id, an e-mail address or an order number.",
        )
    named = (known if customers else frozenset()) | fresh.identifiers
    return Subject(tuple(customers), named | phones(workspace, Subject((), named)))


def phones(workspace: Workspace, subject: Subject) -> frozenset[tuple[str, str]]:
    """Give the telephone numbers that somebody's own events say."""
    found: set[tuple[str, str]] = set()
    for path in workspace.lake.files(EVENTS):
        rows = workspace.lake.part(path, EVENTS, WHO)
        own = rows["phone"].filter(pa.array(subject.events(rows))).to_pylist()
        found |= {("phone", number) for text in own if text and (number := digits(text))}
    return frozenset(found)


def _identifiers(published: Published, customers: Iterable[str]) -> frozenset[tuple[str, str]]:
    rows = published.rows(_OWN, IDENTIFIERS, customers=[*customers, ""])
    return frozenset((row["kind"], row["value"]) for row in rows)
