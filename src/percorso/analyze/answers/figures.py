"""Figures and messages, made the same way in every answer."""

from __future__ import annotations

from datetime import timedelta

from percorso.analyze.facts import ENOUGH_ORDERS
from percorso.analyze.intervals import Estimate, Rate, Spread
from percorso.core.answer import Answer, Argument, Figure, Message, Unit, Value

_DAY = timedelta(days=1)
# The headlines that choose nothing; what stands below them may not choose either.
_UNDECIDED = frozenset(("status.too_early", "answer.1.too_early", "answer.4.too_few_people", "answer.5.too_early"))


def said(key: str, **arguments: tuple[Argument, Unit]) -> Message:
    """Make a message; each argument carries its unit."""
    return Message(key, arguments)


def count(value: Value) -> tuple[Argument, Unit]:
    """Mark a number as a count."""
    return value, "count"


def share(value: Value) -> tuple[Argument, Unit]:
    """Mark a number as a rate, 0 to 1."""
    return value, "rate"


def money(minor: Value) -> tuple[Argument, Unit]:
    """Mark minor units as money."""
    return minor, "money"


def channel(name: Value) -> tuple[Argument, Unit]:
    """Mark a text as a channel's name."""
    return name, "channel"


def the_channel(name: Value) -> tuple[Argument, Unit]:
    """Mark a text as a channel's name inside a sentence."""
    return name, "the_channel"


def touchpoint(name: str | Message) -> tuple[Argument, Unit]:
    """Mark a text as an event's name, or a message that names one."""
    return name, "touchpoint"


def text(value: str | Message) -> tuple[Argument, Unit]:
    """Mark a text, such as a campaign's name, or a message inside a message."""
    return value, "text"


def in_days(length: timedelta | None) -> float | None:
    """Turn a duration into days."""
    return None if length is None else length / _DAY


def counted(name: str, value: float, *, subject: str = "", n: int | None = None) -> Figure:
    """Make a figure of something counted exactly; it has no interval."""
    return Figure(name, value, "count", n=int(value) if n is None else n, subject=subject)


def rated(name: str, rate: Rate, *, subject: str = "") -> Figure:
    """Make a figure of a share with its Wilson interval, or of nobody."""
    if rate.value is None:
        return missing(name, "rate", said("reason.nobody"), subject=subject)
    return Figure(name, rate.value, "rate", rate.n, subject, rate.low, rate.high)


def estimated(
    name: str, found: Estimate | None, unit: Unit, n: int | None, *, subject: str = "", currency: str = ""
) -> Figure:
    """Make a figure of a resampled estimate; None cannot be told."""
    if found is None:
        return missing(name, unit, said("reason.not_known"), subject=subject, currency=currency)
    return Figure(name, found.value, unit, n, subject, found.low, found.high, currency)


def lasting(name: str, spread: Spread, *, subject: str = "") -> Figure:
    """Make a figure of a median duration, in days."""
    if spread.median is None:
        return missing(name, "days", said("reason.nobody"), subject=subject)
    return Figure(name, in_days(spread.median), "days", spread.n, subject, in_days(spread.low), in_days(spread.high))


def missing(name: str, unit: Unit, reason: Message, *, subject: str = "", currency: str = "") -> Figure:
    """Make a figure that cannot be told, with its reason."""
    return Figure(name, None, unit, 0, subject, currency=currency, status="cannot_tell", reason=reason)


def too_early(orders: int) -> Message | None:
    """Give the headline for a shop with too few orders to choose by, or None when there are enough."""
    if orders >= ENOUGH_ORDERS:
        return None
    return said("status.too_early", orders=count(orders), needed=count(ENOUGH_ORDERS))


def undecided(headline: Message) -> bool:
    """Tell whether a headline says that it is too early to choose by these figures."""
    return headline.key in _UNDECIDED


def untold(question: int, headline: Message, missing_data: tuple[Message, ...], method: Message) -> Answer:
    """Make the answer to a question that cannot be told from this data."""
    return Answer(question, "cannot_tell", headline, (), None, None, method, missing_data)
