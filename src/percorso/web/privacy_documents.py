"""What the API answers of privacy, field by field (see ``documents``)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from percorso.web.documents import Document
from percorso.web.people_documents import Identifier


class PrivacyRequest(Document, frozen=True):
    """A privacy request that a shop's system passed on; ``days_left`` is below zero once its term is over."""

    id: str
    kind: str
    source: str
    received_at: str
    due_at: str
    days_left: int
    names: list[str]


class Retention(Document, frozen=True):
    """For how many days things are kept, null for ever; ``ip`` is what of addresses is kept."""

    visits: int | None
    quarantine: int | None
    log: int | None
    ip: str


class Place(Document, frozen=True):
    """A place of personal data, what it holds, what erasing does to it, and its size where it is a file."""

    place: str
    holds: list[str]
    erasing: str
    bytes: int | None


class Done(Document, frozen=True):
    """What was done with somebody's data, never whose; ``done_at`` is null until it is."""

    id: str
    kind: str
    label: str
    begun_at: str
    done_at: str | None
    counts: dict[str, int]


class Privacy(Document, frozen=True):
    """What is asked of the shop, what it keeps of people and where, and what was done."""

    requests: list[PrivacyRequest]
    retention: Retention
    places: list[Place]
    done: list[Done]


class Stated(Document, frozen=True):
    """A choice somebody stated, and its proof: the event that said so, and what it said."""

    at: str
    purpose: str
    purpose_label: str
    state: str
    state_label: str
    source: str
    event: str
    event_id: str
    received_at: str
    said: str


class Subject(Document, frozen=True):
    """A person, before anything is done: what they are known by, how much there is, and what they allowed, in time."""

    erased: bool
    restricted: bool
    customers: list[str]
    identifiers: list[Identifier]
    events: int
    orders: int
    consent: list[Stated]


class Restricted(Document, frozen=True):
    """Whether a person's data rests now, by so many identifiers."""

    restricted: bool
    identifiers: int
    said: list[str]


class Readmitted(Document, frozen=True):
    """How many marks of an erasure were lifted."""

    marks: int
    said: list[str]


class Whom(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose data it is about: any identifier of theirs, or the id of a privacy request; one of the two."""

    identifier: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)] | None = None
    request: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class Erasing(Whom, frozen=True, forbid_unknown_fields=True):
    """Whom to erase, and whether their orders go too; it must be confirmed, since it cannot be undone."""

    confirmed: bool = False
    orders: bool = False
