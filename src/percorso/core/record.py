"""What connectors yield: the four kinds of record that enter the durable log, and the rows that could not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple


class Event(NamedTuple):
    """Something that happened, as its source told it. Texts are as received; absent is None.

    Attributes:
        name: the event's name (Segment e-commerce v2 names where they fit; ``Page Viewed`` for pages).
        at: when it happened, microseconds since 1970 UTC.
        kind: track, page, screen, identify, group or alias.
        message_id: the source's own id of this row; None means identity by content.
        email, phone: as received; unify normalises.
        order_id: the order this event concerns.
        session_id: the source's own session, when it has one.
        channel: a channel declared by the source, which channel rules then respect.
        properties, traits: JSON objects as text; amounts inside are decimal texts or numbers in major units.
        consent: what the event itself says of consent, as ``core.consent.written`` writes it.
    """

    name: str
    at: int
    kind: str = "track"
    message_id: str | None = None
    anonymous_id: str | None = None
    user_id: str | None = None
    email: str | None = None
    phone: str | None = None
    order_id: str | None = None
    session_id: str | None = None
    url: str | None = None
    referrer: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None
    utm_term: str | None = None
    utm_content: str | None = None
    channel: str | None = None
    ip: str | None = None
    user_agent: str | None = None
    properties: str = "{}"
    traits: str = "{}"
    consent: str | None = None


class Spend(NamedTuple):
    """One day's cost of one campaign (or ad), in the ad account's own day.

    Attributes:
        on: ISO date in the ad account's zone.
        platform: google_ads, meta_ads or the mapping's own word.
        cost: minor units of ``currency``.
    """

    on: str
    platform: str
    campaign: str
    cost: int
    currency: str
    campaign_id: str | None = None
    ad_group: str | None = None
    ad: str | None = None
    impressions: int | None = None
    clicks: int | None = None


class Rate(NamedTuple):
    """One day's exchange rate: one unit of ``base`` is worth ``rate`` (decimal text) units of ``quote``."""

    on: str
    base: str
    quote: str
    rate: str


class Rejected(NamedTuple):
    """A row that could not be taken, kept whole so that it can be mended and retried.

    Attributes:
        row: 1-based row number in the file, as an editor shows it.
        original: the row's text as received.
        header: what a retry needs to read the row again (a CSV header line); may be empty.
        shown: likewise, what its whole file showed of how it is written (collect.shown); may be empty.
    """

    row: int
    code: str
    reason: str
    original: str
    header: str = ""
    shown: str = ""


class LeftOut(NamedTuple):
    """A row that is whole and not meant for this connector, counted by what it is about."""

    what: str


@dataclass(frozen=True)
class Batch:
    """A piece of one file, small enough to hold (about 50,000 rows)."""

    events: list[Event] = field(default_factory=list)
    spend: list[Spend] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
