"""Subjects: whom a privacy request concerns, by everything they are known by as customers are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from percorso.collect.named import named_in
from percorso.core.errors import PercorsoError
from percorso.core.identity import KINDS, cleaned, order_number
from percorso.core.privacy import digits
from percorso.pipeline.published import Published
from percorso.pipeline.recent import recent
from percorso.sequence.codes import Bools
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, IDENTIFIERS

# Of several people whom one text could mean, who has it as the strongest kind: never two at once.
_FIND = """
SELECT customer_id FROM identifiers
WHERE (kind = $kind OR $kind = '') AND (customer_id = $given OR value = $given
    OR (kind = 'email' AND value = lower($given)) OR (kind = 'order' AND value = $own_order))
ORDER BY CASE kind WHEN 'user' THEN 0 WHEN 'email' THEN 1 WHEN 'order' THEN 2 ELSE 3 END, customer_id LIMIT 1
"""
_OWN = "SELECT kind, value FROM identifiers WHERE list_contains($customers, customer_id) ORDER BY kind, value"
WHO = ("user_id", "email", "phone", "anonymous_id", "order_id", "shop", "kind", "properties", "traits")


@dataclass(frozen=True)
class Subject:
    """One person, by all of their identifiers.

    Attributes:
        customers: their customer ids; several where a request names several of their identifiers.
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

    One that says its kind, such as ``order:1001``, is looked for among those alone.

    Raises:
        PercorsoError: ``unknown_person``; ``not_built`` before the first build.
    """
    kind, given = typed(identifier)
    order = f"{workspace.settings.shop.id}:{order_number(given)}"
    published = Published.open(workspace)
    found = published.rows(_FIND, IDENTIFIERS, kind=kind, given=given, own_order=order)
    customers = [row["customer_id"] for row in found]
    known = _identifiers(published, customers) or forms(workspace, identifier)
    fresh = recent(workspace, published.build, known, measured=True)
    if not customers and not fresh.events:
        raise PercorsoError(
            "unknown_person",
            "Nobody is known by this identifier.",
            hint="Try a user id, an e-mail address or an order number.",
        )
    named = (known if customers else frozenset()) | fresh.identifiers
    return Subject(tuple(customers), named | phones(workspace, Subject((), named)))


def typed(identifier: str) -> tuple[str, str]:
    """Divide an identifier such as ``order:1001`` into its kind and its value; the kind of another is empty."""
    kind, apart, value = identifier.strip().partition(":")
    return (kind, value.strip()) if apart and kind in KINDS else ("", identifier.strip())


def forms(workspace: Workspace, identifier: str) -> frozenset[tuple[str, str]]:
    """Give what an identifier may be, as the table of identifiers would have it."""
    wanted, given = typed(identifier)
    bare = cleaned(given)
    if bare is None:
        return frozenset()
    written = {"email": bare.lower(), "order": f"{workspace.settings.shop.id}:{order_number(bare)}"}
    named = {(kind, written.get(kind, bare)) for kind in KINDS if kind != "phone"}
    named |= {("phone", number) for number in (digits(bare),) if number}
    return frozenset(one for one in named if wanted in ("", one[0]))


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
    told = [(row["kind"], row["value"]) for row in rows]
    return frozenset((*told, *(as_named(*one) for one in told)))


def as_named(kind: str, value: str) -> tuple[str, str]:
    """Give an identifier as ``collect.named`` asks for it: of a telephone number its digits."""
    return (kind, digits(value)) if kind == "phone" else (kind, value)
