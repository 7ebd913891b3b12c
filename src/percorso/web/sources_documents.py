"""What the API answers of sources and of the quarantine, field by field (see ``documents``)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from percorso.web.documents import Document, Example, Freshness


class Source(Document, frozen=True):
    """One source: whether it sends ``by_key``, and when it first and last sent something; null for never.

    ``connectors`` are all by which something of it came, ``connector`` the last of them.
    """

    name: str
    connector: str | None
    connectors: list[str]
    by_key: bool
    enabled: bool
    origins: list[str]
    rows: int
    first_at: str | None
    last_at: str | None


class SaidFinding(Document, frozen=True):
    """Something that is wrong, by a stable code and as a sentence; ``examples`` of it, where there are some."""

    code: str
    count: int
    source: str | None
    text: str
    examples: list[Example]


class Tracked(Document, frozen=True):
    """Orders of the last 30 days that the shop's system took, and those of them that its pages told of."""

    taken: int
    tracked: int


class LeftOut(Document, frozen=True):
    """How many events were left out for one reason."""

    reason: str
    label: str
    count: int


class Sources(Document, frozen=True):
    """Where data comes from and how it is; ``tracked`` is null where there is nothing to compare."""

    sources: list[Source]
    findings: list[SaidFinding]
    freshness: Freshness
    tracked: Tracked | None
    coverage: list[str]
    excluded: list[LeftOut]
    quarantined: int


class NewSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source to be made: the sites whose pages may use its key, any where none is named, and how much it may send."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    origins: Annotated[list[Annotated[str, msgspec.Meta(max_length=300)]], msgspec.Meta(max_length=50)] = []
    requests_a_minute: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None


class SourceKey(Document, frozen=True):
    """A source's key, and what a shop pastes into the head of its pages."""

    name: str
    write_key: str
    snippet: str


class Disabled(Document, frozen=True):
    """The source that is let in no more."""

    name: str


class Arrival(Document, frozen=True):
    """Something that came in; ``code`` says why it could not be taken, null where it was."""

    received_at: str
    source: str
    what: str
    who: str | None
    url: str | None
    code: str | None


class Arrivals(Document, frozen=True):
    """What came in last, the newest first."""

    arrivals: list[Arrival]


class Refused(Document, frozen=True):
    """A row that could not be taken, as it was."""

    quarantine_id: str
    source: str
    connector: str
    file: str
    row: int
    code: str
    reason: str
    original: str
    quarantined_at: str


class Reason(Document, frozen=True):
    """How many rows wait for one reason."""

    code: str
    count: int


class Quarantine(Document, frozen=True):
    """The rows in quarantine, a part of them; ``total`` is how many there are."""

    total: int
    reasons: list[Reason]
    rows: list[Refused]


class Retried(Document, frozen=True):
    """How many rows passed and left quarantine, and how many stay."""

    passed: int
    stay: int
