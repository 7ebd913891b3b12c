"""What the API answers of figures that moved after they were published, field by field (see ``documents``)."""

from __future__ import annotations

from typing import Literal

import msgspec

from percorso.web.documents import Document

CauseName = Literal[
    "late_orders",
    "new_source",
    "late_events",
    "cost_restated",
    "cost_late",
    "refunds",
    "taken_back",
    "corrected",
    "identity",
    "erased",
    "settings",
    "rules",
    "rates",
    "privacy",
    "upgrade",
]


class MovedFigure(Document, frozen=True):
    """One figure of a month: as it was published, as it is, and the difference with its sign."""

    name: Literal["revenue", "orders", "new_customers", "cost", "touchpoints"]
    label: str
    was: str
    now: str
    change: str


class MovedBy(Document, frozen=True):
    """By how much one cause moved each figure, as texts with their sign."""

    revenue: str
    orders: str
    new_customers: str
    cost: str
    touchpoints: str


class MovedCause(Document, frozen=True):
    """What moved a month; ``things`` is how many orders, events or days it was, 0 where that is not known."""

    cause: CauseName
    text: str
    things: int
    moved: MovedBy


class MovedMonth(Document, frozen=True):
    """A month's days that were over and moved; ``published_at`` is null where the month was not over then.

    ``text`` says the figure that matters most, and is empty where nothing worth a word moved.
    """

    month: str
    label: str
    from_: str = msgspec.field(name="from")
    to: str
    currency: str
    published_at: str | None
    text: str
    figures: list[MovedFigure]
    causes: list[MovedCause]


class FiguresMoved(Document, frozen=True):
    """What builds of the last 30 days changed of days that were over; ``headline`` is empty where nothing did."""

    language: str
    headline: str
    months: list[MovedMonth]
