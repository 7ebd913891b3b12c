"""What an answer is: a message, figures with their doubt, a chart, a table. Language comes later, in speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Value = str | int | float | None
# How a number is to be written: count, rate (0..1), money (minor units of the answer's currency), days, months, ratio,
# text, channel, touchpoint and step (a channel's, an event's or a funnel step's name, translated where a catalogue has
# it); the_channel is a channel as a sentence speaks of it ("l’e-mail"), with a capital where it begins one.
Unit = Literal[
    "count", "rate", "money", "days", "months", "ratio", "text", "channel", "the_channel", "touchpoint", "step"
]


@dataclass(frozen=True)
class Message:
    """A sentence before it has a language: a catalogue key and its typed arguments.

    Attributes:
        arguments: name to (value, unit); the unit says how a language writes the value; a
            value may itself be a Message, or a tuple which the language lists ("a, b and c").
    """

    key: str
    arguments: Mapping[str, tuple[Argument, Unit]] = field(default_factory=dict)


Argument = Value | Message | tuple[Value | Message, ...]


@dataclass(frozen=True)
class Figure:
    """One number with its doubt.

    Attributes:
        name: stable, such as ``contact_to_customer_rate``; the same in every language.
        subject: what it is about (a channel, a campaign, a page); empty for the whole shop.
        value, low, high: in ``unit``; money in minor units of ``currency``; None when it cannot be told.
        n: of a rate, its denominator; of anything else how many people stand behind it, None where it is no count of
            people (a cost).
        status: ``ok`` or ``cannot_tell``, with the reason as a message.
        naming: what kind of name the subject is; ``text`` is never translated (a campaign, a page), and ``channel``
            stands for an event's name too.
    """

    name: str
    value: float | int | None
    unit: Unit
    n: int | None
    subject: str = ""
    low: float | int | None = None
    high: float | int | None = None
    currency: str = ""
    status: Literal["ok", "cannot_tell"] = "ok"
    reason: Message | None = None
    naming: Unit = "channel"


@dataclass(frozen=True)
class Column:
    """A column of an answer's table: a catalogue key and how its values are written."""

    key: str
    unit: Unit


@dataclass(frozen=True)
class Table:
    """The table behind a chart; ``rows`` hold raw values (rates 0..1, money in minor units) in column order."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value | Message, ...], ...]


@dataclass(frozen=True)
class Mark:
    """One row of a chart: a value with its interval, or without.

    Attributes:
        label: a name as it is in the data (channels are translated), or a message.
    """

    label: str | Message
    value: float | int
    low: float | int | None = None
    high: float | int | None = None
    n: int = 0


@dataclass(frozen=True)
class Chart:
    """What to draw: ``bars`` (zero-based), ``dots`` (value and interval on a line) or ``steps`` (a funnel).

    Attributes:
        title: the chart's finding, as a message.
        labels: what kind of name the marks' labels are.
    """

    kind: Literal["bars", "dots", "steps"]
    title: Message
    unit: Unit
    marks: tuple[Mark, ...]
    labels: Unit = "channel"


@dataclass(frozen=True)
class Answer:
    """The answer to one of the six questions.

    Attributes:
        question: 1 to 6.
        status: ``ok``, or ``cannot_tell`` when the headline says what is missing.
        headline: one fact, one contrast, one move, one honest limit.
        missing: what data would unlock more, as messages; empty when nothing is missing.
        unseen: what may not be looked at, and how much that is; None when it is nothing.
    """

    question: int
    status: Literal["ok", "cannot_tell"]
    headline: Message
    figures: tuple[Figure, ...]
    chart: Chart | None
    table: Table | None
    method: Message
    missing: tuple[Message, ...] = ()
    currency: str = ""
    unseen: Message | None = None


@dataclass(frozen=True)
class Totals:
    """What everything adds up to, one per currency; people are everybody, money is in minor units."""

    customers: int
    buyers: int
    orders: int
    revenue: int
    revenue_gross: int
    currency: str
    touchpoints: int
