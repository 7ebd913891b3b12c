"""What the API answers of one person, field by field (see ``documents``)."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, UnsetType

from percorso.web.documents import Document


class Identifier(Document, frozen=True):
    """A name a person is known by."""

    kind: str
    value: str


class Link(Document, frozen=True):
    """Evidence that two identifiers are one person's: what it rests on, and since when.

    ``status`` is ``ties``, or why it ties nobody; ``seq`` is the number of the event that showed it first.
    """

    left: Identifier
    right: Identifier
    kind: str
    strength: float
    status: str
    source: str
    first_seen_at: str
    last_seen_at: str
    seq: int
    event_id: str | None


class Merge(Document, frozen=True):
    """A build that found identifiers of one customer to be another's: all of them, or, ``split``, some."""

    build: int
    at: str
    former: str
    customer_id: str
    kind: Literal["merged", "split"]
    identifiers: int


class Said(Document, frozen=True):
    """Who said something of a person, and when."""

    source: str
    at: str


class Contact(Document, frozen=True):
    """A touch: when, and where from."""

    at: str
    channel: str
    campaign: str | None


class Incident(Document, frozen=True):
    """Something that went wrong."""

    at: str
    name: str
    label: str
    order_id: str | None


class Cost(Document, frozen=True):
    """What a person cost: their share of each channel's spend, by touches; ``reason`` says why that cannot be told."""

    status: Literal["ok", "cannot_tell"]
    amount: str | None
    currency: str | None
    reason: str | None


class Computed(Document, frozen=True):
    """What a person's way amounts to; ``revenue`` and ``margin`` by currency, null where it is not known."""

    first_touch: Contact | None
    last_touch: Contact | None
    orders: int
    revenue: dict[str, str]
    margin: dict[str, str | None]
    cost: Cost
    favourite_category: str | None
    favourite_channel: str | None
    favourite_hour: int | None
    favourite_device: str | None
    stage: str | None
    cycle: int | None
    incidents: list[Incident]


class Order(Document, frozen=True):
    """One order of a person; ``number`` is 1 for their first."""

    order_id: str
    at: str
    number: int
    revenue: str
    gross: str
    margin: str | None
    currency: str
    basis: str
    sold_in: str | None
    status: str | None


class Choice(Document, frozen=True):
    """What a person allowed or denied at one moment, and the event that said it."""

    purpose: str
    purpose_label: str
    state: Literal["granted", "denied"]
    state_label: str
    at: str
    name: str
    label: str
    source: str


class Moment(Document, frozen=True):
    """One touchpoint of a person's way, with the rules that named its channel and its stage."""

    at: str
    name: str
    label: str
    role: Literal["touch", "step", "order", "after", "message"]
    direction: str
    channel: str | None
    channel_label: str | None
    channel_rule: str | None
    campaign: str | None
    stage: str | None
    stage_label: str | None
    stage_rule: str | None
    cycle: int
    session: int | None
    landing: str | None
    device: str | None
    order_id: str | None
    source: str
    value: str | None
    currency: str | None


class Recent(Document, frozen=True):
    """Something a person did that no build has seen yet."""

    at: str
    name: str
    label: str
    source: str
    url: str | None


class LevelRow(Document, frozen=True):
    """How many orders a channel opens (first) and closes (last) the way to, at each level of trust.

    ``change`` is the largest share by which another level differs from the default, null where that has no order.
    """

    channel: str
    strict_first: int
    strict_last: int
    default_first: int
    default_last: int
    loose_first: int
    loose_last: int
    change: float | None


class Levels(Document, frozen=True):
    """How much answers depend on who is taken for one person, channel by channel."""

    channels: list[LevelRow]


class Person(Document, frozen=True):
    """One person, everything known of them, and their way in order.

    ``recent`` is what came in since the last build; ``customer_id`` is null while there is nothing else.
    """

    customer_id: str | None
    headline: str
    identifiers: list[Identifier]
    links: list[Link]
    merges: list[Merge]
    traits: dict[str, Any]
    traits_from: dict[str, Said]
    computed: Computed
    orders: list[Order]
    consent: list[Choice]
    timeline: list[Moment]
    recent: list[Recent]


class SeenPerson(Document, frozen=True):
    """One of the people behind a figure, with what they bought in all their time; ``revenue`` by currency."""

    customer_id: str
    identifier: Identifier
    last_at: str | None
    orders: int
    revenue: dict[str, str]


class Behind(Document, frozen=True):
    """People behind a figure, those seen last first: some, and how many there are in all.

    Of a list that is made for a purpose, ``left_out`` do not allow it, and are not among the total.
    """

    people: list[SeenPerson]
    total: int
    purpose: str | UnsetType = UNSET
    left_out: int | UnsetType = UNSET
