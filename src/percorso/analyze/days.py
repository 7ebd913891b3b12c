"""Days: what each calendar day of the shop's zone adds up to, so that what moved a past day can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.core.time import from_micros, start_of_day, to_micros, zone
from percorso.sequence.journeys import ORDER, Journeys
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import codes, longer, longs

Longs = NDArray[np.int64]


class DayTotals(NamedTuple):
    """One day's figures; money in minor units, net of refunds.

    Attributes:
        new_customers: how many placed the first order that is known of them.
        touchpoints: rows of any role; like new customers they are told with the shop's own currency alone.
    """

    orders: int
    revenue: int
    new_customers: int
    touchpoints: int


NOTHING = DayTotals(0, 0, 0, 0)


class DaysPartial(NamedTuple):
    """Sums of some buckets: by day and currency orders and revenue; by day new customers and touchpoints."""

    words: tuple[str, ...]
    money: Tally
    everyone: Tally


@dataclass(frozen=True)
class CountDays:
    """Counts each day's orders, revenue, new customers and touchpoints; the result is by ISO day and currency."""

    currency: str
    time_zone: str

    def map(self, journeys: Journeys) -> DaysPartial:
        """Count a bucket."""
        words = journeys.words.get("currency", ())
        day = days_of(longs(journeys, "at"), self.time_zone)
        orders = np.flatnonzero(journeys["role"] == ORDER)
        currency = codes(journeys, "currency")[orders].astype(np.int64)
        # An order that names no currency is counted in the shop's.
        currency[currency < 0] = words.index(self.currency) if self.currency in words else _WIDTH - 1
        ones = np.ones(len(orders), np.int64)
        money = tally(day[orders] * _WIDTH + currency, ones, longs(journeys, "value")[orders])
        first = orders[np.asarray(journeys["number"])[orders] == 1]
        rows, firsts = tally(day, *_beside(len(day), 1)), tally(day[first], *_beside(len(first), 0))
        return DaysPartial(words, money, merge(rows, firsts))

    def combine(self, one: DaysPartial, other: DaysPartial) -> DaysPartial:
        """Add the sums of two sets of buckets."""
        return DaysPartial(
            longer(one.words, other.words), merge(one.money, other.money), merge(one.everyone, other.everyone)
        )

    def finish(self, partial: DaysPartial) -> dict[tuple[str, str], DayTotals]:
        """Give the figures of every day that has some."""
        found: dict[tuple[str, str], DayTotals] = {}
        for day, (new, rows) in zip(partial.everyone.keys.tolist(), partial.everyone.sums.tolist(), strict=True):
            found[iso(day), self.currency] = DayTotals(0, 0, new, rows)
        for key, (orders, revenue) in zip(partial.money.keys.tolist(), partial.money.sums.tolist(), strict=True):
            day, code = divmod(key, _WIDTH)
            own = iso(day), partial.words[code] if code < len(partial.words) else self.currency
            found[own] = plus(found.get(own, NOTHING), DayTotals(orders, revenue, 0, 0))
        return found


# Codes of currencies take eight bits (``sequence.encode.WIDTHS``).
_WIDTH = 256


def _beside(rows: int, place: int) -> tuple[Longs, Longs]:
    """Give two columns, of which one counts the rows."""
    ones, nothing = np.ones(rows, np.int64), np.zeros(rows, np.int64)
    return (ones, nothing) if place == 0 else (nothing, ones)


def plus(one: DayTotals, other: DayTotals) -> DayTotals:
    """Add two days' figures."""
    return DayTotals(*(left + right for left, right in zip(one, other, strict=True)))


def minus(one: DayTotals, other: DayTotals) -> DayTotals:
    """Take one day's figures from another's."""
    return DayTotals(*(left - right for left, right in zip(one, other, strict=True)))


def days_of(at: Longs, time_zone: str) -> Longs:
    """Give each instant (microseconds UTC) its local day, counted from the year 1."""
    if len(at) == 0:
        return np.empty(0, np.int64)
    where = zone(time_zone)
    first, last = (from_micros(int(end)).astimezone(where).date().toordinal() for end in (at.min(), at.max()))
    begins = [to_micros(start_of_day(date.fromordinal(day), where)) for day in range(first, last + 1)]
    return first + np.searchsorted(np.array(begins), at, side="right") - 1


def iso(day: int) -> str:
    """Write a day that is counted from the year 1: ``2026-03-01``."""
    return date.fromordinal(day).isoformat()


def month_end(month: str) -> date:
    """Give the last day of a month such as ``2026-03``."""
    begins = date.fromisoformat(f"{month}-01")
    return (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
