"""Retention: new and returning customers, who orders again and when, what a customer is worth over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from percorso.analyze.intervals import Estimate, Rate, Spread, rate, spread
from percorso.analyze.months import first_day, months_of
from percorso.analyze.ways import MICROSECOND, Longs, asked_orders, in_currency, money_in
from percorso.core.errors import PercorsoError
from percorso.core.time import DAY
from percorso.sequence.journeys import MARGIN_UNKNOWN, ORDER, Journeys
from percorso.sequence.kernels import first_of_its_kind
from percorso.sequence.resample import BLOCKS, blocks_of, interval, replicates
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import first_known, longs, owners

SECOND = timedelta(seconds=1) // MICROSECOND
MONTH = timedelta(days=30) // MICROSECOND

# Days in which a customer may be one of before.
_EARLY = 30
# Ages in months fit below this.
_AGES = 1024
_MOST_MONTHS = _AGES - 1


@dataclass(frozen=True)
class Month:
    """One calendar month in the shop's zone; revenue in minor units.

    Attributes:
        on: the month's first day.
        new_customers: people whose first order ever is in this month.
        returning_customers: people with a later order in this month (a new customer may return at once).
    """

    on: date
    new_customers: int
    returning_customers: int
    new_orders: int
    returning_orders: int
    new_revenue: int
    returning_revenue: int


@dataclass(frozen=True)
class Worth:
    """What a customer has brought, on average, by ``months`` (of 30 days) after the first order.

    Attributes:
        customers: those whose first order is at least this old; only they count.
        revenue, margin: minor units per customer, cumulative; margin is None when any of their orders has none.
    """

    months: int
    customers: int
    revenue: Estimate
    margin: Estimate | None


@dataclass(frozen=True)
class RetentionResult:
    """Months in order, the repeat rate, days to the second order and worth by age.

    Attributes:
        repeat: of the customers whose first order is at least ``within`` old, those who ordered again within it.
        to_second: from the first to the second order, of everybody who has one.
        worth: by months since the first order, from 1; ends where nobody is old enough.
        early: how many of all customers were first seen to order in the first 30 days of orders. Who bought before the
            data begins is among them, and cannot be told from who was new.
    """

    currency: str
    within: timedelta
    months: tuple[Month, ...]
    repeat: Rate
    to_second: Spread
    worth: tuple[Worth, ...]
    early: Rate


class RetentionPartial(NamedTuple):
    """Orders and customers of some buckets.

    Attributes:
        months: by month: new and returning customers, orders and revenue.
        repeat: by 1: customers old enough, those of them who ordered again in time.
        began: by day of the first order: how many customers.
        to_second: by seconds from first to second order: how many customers.
        worth: by ``(age in months when ordered * 1024 + customer's age in months) * BLOCKS + block``: customers (with
            their first order), revenue, known margin, orders of unknown margin.
    """

    months: Tally
    repeat: Tally
    began: Tally
    to_second: Tally
    worth: Tally


@dataclass(frozen=True)
class Retention:
    """Who comes back.

    Attributes:
        as_of: microseconds UTC; customers younger than a window are in no rate over it.
        within: the repeat rate's window.
        months: how many months of worth to follow.
    """

    as_of: int
    currency: str = "EUR"
    time_zone: str = "UTC"
    within: timedelta = timedelta(days=90)
    months: int = 12
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse to follow customers for longer than the partial can hold."""
        if not 1 <= self.months <= _MOST_MONTHS:
            raise PercorsoError("bad_months", f"Worth is followed for 1 to {_MOST_MONTHS} months, not {self.months}.")

    def map(self, journeys: Journeys) -> RetentionPartial:
        """Count a bucket's orders by month, and follow its customers from their first order."""
        owner, at = owners(journeys), longs(journeys, "at")
        rows, is_order = np.arange(journeys.rows), journeys["role"] == ORDER
        orders = asked_orders(journeys)
        first, second = (
            first_known(owner, journeys.customers, rows, is_order & (journeys["number"] == number)) for number in (1, 2)
        )
        began = np.flatnonzero(first >= 0)
        twice = second[began] >= 0
        apart = at[second[began]] - at[first[began]]
        old = self.as_of - at[first[began]] >= self.within // MICROSECOND
        again = old & twice & (apart <= self.within // MICROSECOND)
        return RetentionPartial(
            self._by_month(journeys, orders, owner[orders]),
            tally(np.ones(len(old), np.int64), old.astype(np.int64), again.astype(np.int64)),
            tally(at[first[began]] // DAY),
            tally(apart[twice] // SECOND),
            self._worth(journeys, orders, owner[orders], first),
        )

    def combine(self, one: RetentionPartial, other: RetentionPartial) -> RetentionPartial:
        """Add the customers of two sets of buckets."""
        return RetentionPartial(*(merge(mine, theirs) for mine, theirs in zip(one, other, strict=True)))

    def finish(self, partial: RetentionPartial) -> RetentionResult:
        """Turn sums into months, rates and averages."""
        months = tuple(
            Month(first_day(month), *counts)
            for month, counts in zip(partial.months.keys.tolist(), partial.months.sums.tolist(), strict=True)
        )
        old, again = (int(one) for one in partial.repeat.sums.sum(axis=0))
        times = spread(partial.to_second.keys, partial.to_second.sums[:, 0])
        worth = (self._after(partial.worth, months) for months in range(1, self.months + 1))
        days, began = partial.began.keys, partial.began.sums[:, 0]
        early = int(began[days < days[:1] + _EARLY].sum())
        return RetentionResult(
            self.currency,
            self.within,
            months,
            rate(again, old),
            times,
            tuple(one for one in worth if one),
            rate(early, int(began.sum())),
        )

    def _by_month(self, journeys: Journeys, orders: Longs, owner: Longs) -> Tally:
        month = months_of(longs(journeys, "at")[orders], self.time_zone)
        new = longs(journeys, "number")[orders] == 1
        value = money_in(journeys, self.currency)[orders]
        once = np.zeros(len(orders), np.int8)
        later = (month - month.min(initial=0)).astype(np.int32)
        later[new] = -1
        first_of_its_kind(owner, later, int(later.max(initial=0)) + 1, once)
        return tally(month, *(one.astype(np.int64) for one in (new, once, new, ~new, new * value, ~new * value)))

    def _worth(self, journeys: Journeys, orders: Longs, owner: Longs, first: Longs) -> Tally:
        """Sum what the customers who began in this currency brought, by age at the order and age now."""
        at, margin = longs(journeys, "at"), longs(journeys, "margin")
        mine, began = in_currency(journeys, self.currency), first[owner]
        here = mine[orders] & mine[began]
        orders, owner, began = orders[here], owner[here], began[here]
        age_now = np.minimum((self.as_of - at[began]) // MONTH, self.months)
        age_then = (at[orders] - at[began]) // MONTH
        kept = (age_then < age_now) & (age_then >= 0)
        key = (age_then * _AGES + age_now) * BLOCKS + blocks_of(journeys)[owner]
        unknown = margin[orders] == MARGIN_UNKNOWN
        sums = (orders == began, longs(journeys, "value")[orders], np.where(unknown, 0, margin[orders]), unknown)
        return tally(key[kept], *(one[kept].astype(np.int64) for one in sums))

    def _after(self, worth: Tally, months: int) -> Worth | None:
        """Average what customers at least so many months old had brought by then; None when there are none."""
        ages, block = np.divmod(worth.keys, BLOCKS)
        then, now = np.divmod(ages, _AGES)
        here = (then < months) & (now >= months)
        sums = np.zeros((BLOCKS, 4), np.int64)
        np.add.at(sums, block[here], worth.sums[here])
        customers, revenue, margin, unknown = (int(one) for one in sums.sum(axis=0))
        if customers == 0:
            return None
        draws = replicates(sums[:, :3], sums[:, 0], self.seed)
        low, high = interval(draws[:, 1:] / draws[:, :1])
        averages = [
            Estimate(total / customers, float(low[i]), float(high[i])) for i, total in enumerate((revenue, margin))
        ]
        return Worth(months, customers, averages[0], averages[1] if unknown == 0 else None)
