"""What the API answers, field by field, as its OpenAPI description shows it.

Money is decimal text in major units; rates lie between 0 and 1; instants are ISO 8601 in UTC unless said otherwise.
``text``, ``interval``, ``label`` and other sentences are in the language asked for.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Verdict = Literal["ok", "cannot_tell"]
Number = str | float | None


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One object of an answer; no field is left out and none is added."""


class Problem(Document, frozen=True):
    """Why a request was refused; ``code`` is stable, ``hint`` says what to do and may be empty."""

    status: int
    title: str
    code: str
    message: str
    hint: str


class Figure(Document, frozen=True):
    """One number with its doubt: ``low`` to ``high`` is its 95% interval, ``n`` what it rests on."""

    name: str
    label: str
    subject: str
    about: str
    value: Number
    low: Number
    high: Number
    unit: str
    n: int | None
    currency: str
    status: Verdict
    reason: str | None
    text: str
    interval: str
    behind: str


class Mark(Document, frozen=True):
    """One bar, dot or step of a chart."""

    label: str
    subject: str
    value: float
    low: float | None
    high: float | None
    n: int
    behind: str
    text: str
    interval: str
    share: str


class Chart(Document, frozen=True):
    """A chart: its finding as title, and its marks."""

    kind: Literal["bars", "dots", "steps"]
    title: str
    unit: str
    currency: str
    marks: list[Mark]


class Column(Document, frozen=True):
    """A column of ``table``: the key of its cells, and what they are."""

    key: str
    label: str
    unit: str


class Heading(Document, frozen=True):
    """A column of ``display``."""

    label: str
    kind: Literal["text", "number", "interval"]


class Display(Document, frozen=True):
    """The table as texts for reading."""

    columns: list[Heading]
    rows: list[list[str]]
    notes: list[str]


class Answer(Document, frozen=True):
    """The answer to one of the six questions."""

    question: int
    title: str
    status: Verdict
    headline: str
    figures: list[Figure]
    chart: Chart | None
    columns: list[Column]
    table: list[dict[str, Any]]
    display: Display
    unseen: str | None
    method: str
    missing: list[str]
    currency: str


class Totals(Document, frozen=True):
    """People, orders and revenue in one currency; revenue is net of refunds on the shop's basis."""

    customers: int
    buyers: int
    orders: int
    revenue: str
    revenue_gross: str
    currency: str
    touchpoints: int


class Shop(Document, frozen=True):
    """Whose answers these are."""

    id: str
    name: str
    currency: str


class Period(Document, frozen=True):
    """First and last day with a touchpoint, in the shop's time zone."""

    from_: str = msgspec.field(name="from")
    to: str


class Source(Document, frozen=True):
    """One source of events."""

    name: str
    shop: str
    rows: int
    last_at: str


class Excluded(Document, frozen=True):
    """How many events were left out for one reason."""

    reason: str
    count: int


class Basis(Document, frozen=True):
    """How many orders' revenue stands on one basis."""

    basis: str
    orders: int


class Rules(Document, frozen=True):
    """The versions of the rules in force."""

    channels: str
    stages: str


class Consent(Document, frozen=True):
    """How many people's last choice allows one purpose, and how many people's denies it."""

    purpose: str
    granted: int
    denied: int


class Coverage(Document, frozen=True):
    """What the answers rest on, and what they cannot see."""

    sources: list[Source]
    excluded: list[Excluded]
    quarantined: int
    rules: Rules
    basis: list[Basis]
    orders_with_touch: float | None
    orders_without_consent: int
    orders_erased: int
    consent: list[Consent]
    consent_default: Literal["granted", "denied"]
    untagged_share: float | None
    spend_rows: int


class Answers(Document, frozen=True):
    """The six answers.

    ``totals`` is a list where orders came in several currencies and no rates were imported; ``summary`` says it.
    """

    shop: Shop
    period: Period | None
    as_of: str | None
    language: str
    summary: str
    answers: list[Answer]
    totals: Totals | list[Totals]
    coverage: Coverage


class StageCount(Document, frozen=True):
    """How many people reached one stage; ``share`` of all, with its 95% interval."""

    stage: str
    label: str
    people: int
    share: float | None
    low: float | None
    high: float | None
    touchpoints: int


class Stages(Document, frozen=True):
    """The stages in their order."""

    stages: list[StageCount]
    customers: int


class Rows(Document, frozen=True):
    """The size of a table."""

    rows: int


class Freshness(Document, frozen=True):
    """How old things are."""

    last_touchpoint_at: str | None
    last_import_at: str | None
    built_at: str | None
    events_not_built: int


class Example(Document, frozen=True):
    """A campaign's name as some arrivals have it, or what names none; ``meant`` is the name that others have."""

    written: str
    meant: str | None
    count: int


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that is wrong, by a stable code; ``source`` or ``examples`` are there where it has some."""

    code: str
    count: int
    source: str | None = None
    examples: list[Example] = []


class Sums(Document, frozen=True):
    """Some days' figures, or by how much they moved."""

    orders: int
    revenue: str
    new_customers: int
    touchpoints: int
    cost: str


class Cause(Document, frozen=True):
    """By how much one cause moved a month; ``things`` is how many orders or events it was, 0 where not known."""

    cause: str
    things: int
    moved: Sums


class Shifted(Document, frozen=True):
    """A month's days that were over and moved after they were published (see ``moved_documents``)."""

    month: str
    from_: str = msgspec.field(name="from")
    to: str
    currency: str
    published_at: str | None
    was: Sums
    now: Sums
    causes: list[Cause]


class Status(Document, frozen=True):
    """What is stored, how fresh it is, what is wrong with it; ``coverage`` is null before the first build."""

    workspace: str
    shop: str
    tables: dict[str, Rows]
    freshness: Freshness
    health: list[Finding]
    moved: list[Shifted]
    coverage: Coverage | None
