"""Subjects: whom a privacy request concerns, by everything they are known by as customers are now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect.erased import LENDER, LENT
from percorso.collect.named import named_in
from percorso.core.errors import PercorsoError
from percorso.core.identity import normal
from percorso.pipeline.finding import Everybody, meant_by
from percorso.pipeline.recent import recent
from percorso.sequence.codes import Bools
from percorso.sequence.keys import key_of
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS

_WHO = ("user_id", "email", "phone", "anonymous_id", "order_id", "shop", "kind", "name", "properties", "traits")


@dataclass(frozen=True)
class Subject:
    """One person, by all of their identifiers.

    Attributes:
        customers: their customer ids; several where a request names several of their identifiers.
        identifiers: kind and value, as the table of identifiers has them.
        country: where telephone numbers without a country's code are dialled.
        lent: ids of events on a device of several people that are theirs, who used it then, though they name nobody;
            ``lenders``, those devices.
    """

    customers: tuple[str, ...]
    identifiers: frozenset[tuple[str, str]]
    country: str = ""
    lent: frozenset[str] = field(default=frozenset(), repr=False)
    lenders: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def marked(self) -> frozenset[tuple[str, str]]:
        """What late news of them is known by: their identifiers, and the visits lent to them with their devices."""
        return self.identifiers | {(LENT, one) for one in self.lent} | {(LENDER, one) for one in self.lenders}

    def named(self, kind: str, value: str) -> bool:
        """Say whether an identifier is theirs."""
        return (kind, value) in self.identifiers

    def events(self, events: pa.Table) -> Bools:
        """Tell the events that are theirs: those that name them, and those lent to them."""
        theirs = named_in(events, self.named, self.country).theirs
        if not self.lent:
            return theirs
        lent = pc.is_in(events["event_id"].cast(pa.string()), value_set=pa.array(sorted(self.lent), pa.string()))
        own: Bools = theirs | np.asarray(lent)
        return own

    def written(self) -> dict[str, Any]:
        """Write it down as a document."""
        return {
            "customers": list(self.customers),
            "identifiers": sorted(map(list, self.identifiers)),
            "country": self.country,
            "lent": sorted(self.lent),
            "lenders": sorted(self.lenders),
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Subject:
        """Read what ``written`` wrote; nothing is nobody."""
        named = frozenset((kind, value) for kind, value in document.get("identifiers", ()))
        lent, lenders = (frozenset(document.get(name, ())) for name in ("lent", "lenders"))
        return cls(tuple(document.get("customers", ())), named, document.get("country", ""), lent, lenders)


def subject_of(workspace: Workspace, identifier: str) -> Subject:
    """Find a person by any identifier, among the published customers and in what came since.

    Who is meant is who ``percorso person`` shows; an identifier that says its kind, such as ``order:1001``, is looked
    for among those alone.

    Raises:
        PercorsoError: ``unknown_person``; ``not_built`` before the first build.
    """
    everybody = Everybody.open(workspace)
    known = everybody.known
    customer = everybody.customer(identifier)
    own = np.flatnonzero(known.customer == customer) if customer is not None else np.zeros(0, dtype=np.int64)
    names = frozenset((one["kind"], one["value"]) for one in everybody.names_of(own)) or forms(workspace, identifier)
    fresh = recent(workspace, everybody.published.build, names, measured=True)
    if customer is None and not fresh.events:
        raise PercorsoError(
            "unknown_person",
            "Nobody is known by this identifier.",
            hint="Try a user id, an e-mail address or an order number.",
        )
    identifiers = (names if customer is not None else frozenset()) | fresh.identifiers
    ids = () if customer is None else (everybody.id_of(customer),)
    subject = Subject(ids, identifiers, workspace.settings.shop.country)
    return with_own(workspace, subject, lent_to(everybody, ids))


def forms(workspace: Workspace, identifier: str) -> frozenset[tuple[str, str]]:
    """Give what an identifier may be, as the table of identifiers would have it."""
    return frozenset(meant_by(identifier, workspace.settings.shop))


def lent_to(everybody: Everybody, customers: Collection[str]) -> pa.Array:
    """Give the numbers of the events on shared devices that are some customers', who used them then."""
    known = everybody.known
    own = np.flatnonzero(np.isin(known.keys, key_of(list(customers)))) if customers else np.zeros(0, dtype=np.int64)
    return pa.array(known.lent_seq[np.isin(known.lent_owner, own)], pa.int64())


def with_own(workspace: Workspace, subject: Subject, lent: pa.Array) -> Subject:
    """Add what events alone tell: the telephone numbers that somebody's own say, and which were lent to them."""
    numbers: set[tuple[str, str]] = set()
    ids: set[str] = set()
    devices: set[str] = set()
    for path in workspace.lake.files(EVENTS):
        rows = workspace.lake.part(path, EVENTS, (*_WHO, "event_id", "seq"))
        own = rows["phone"].filter(pa.array(subject.events(rows))).to_pylist()
        told = (normal("phone", text, subject.country) for text in set(own))
        numbers |= {("phone", number) for number in told if number}
        if len(lent):
            theirs = rows.filter(pc.is_in(rows["seq"].cast(pa.int64()), value_set=lent))
            ids.update(theirs["event_id"].to_pylist())
            devices.update(bare for one in theirs["anonymous_id"].to_pylist() if (bare := normal("anonymous", one)))
    return replace(
        subject,
        identifiers=subject.identifiers | numbers,
        lent=frozenset(ids),
        lenders=frozenset(devices),
    )
