"""Retention: new and returning customers, who orders again and when, what a customer is worth over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

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

    Each month's addition is averaged over the customers old enough to have lived it, and the additions are summed: a
    step is what a month brings, never a change of who is counted.

    Attributes:
        customers: those whose first order is at least this old; the last addition rests on them.
        revenue, margin: minor units per customer, cumulative; margin is None when any order in it has none.
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
        days, began = partial.began.keys, partial.began.sums[:, 0]
        early = int(began[days < days[:1] + _EARLY].sum())
        return RetentionResult(
            self.currency,
            self.within,
            months,
            rate(again, old),
            times,
            self._followed(partial.worth),
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

    def _followed(self, worth: Tally) -> tuple[Worth, ...]:
        """Add up, month by month, what the customers who lived each month brought in it; end where nobody did."""
        sums = np.stack([_month_of_life(worth, months) for months in range(1, self.months + 1)], axis=1)
        customers, _, _, unknown = sums.sum(axis=0).T
        lived = int(np.count_nonzero(customers))
        if lived == 0:
            return ()
        sums = sums[:, :lived]
        draws = replicates(sums[:, :, :3].reshape(BLOCKS, -1), sums[:, 0, 0], self.seed).reshape(-1, lived, 3)
        added, known = _per_customer(sums.sum(axis=0)[:, :3]), np.cumsum(unknown) == 0
        drawn = np.cumsum(_per_customer(draws), axis=1)
        found = []
        for place, (revenue, margin) in enumerate(np.cumsum(added, axis=0).tolist()):
            # A replicate that drew nobody so old says nothing of this month.
            low, high = interval(drawn[draws[:, place, 0] > 0, place])
            earned = Estimate(revenue, float(low[0]), float(high[0]))
            kept = Estimate(margin, float(low[1]), float(high[1])) if known[place] else None
            found.append(Worth(place + 1, int(customers[place]), earned, kept))
        return tuple(found)


def _month_of_life(worth: Tally, months: int) -> Longs:
    """Sum by block the customers at least so many months old, and what they brought in the last of those months."""
    ages, block = np.divmod(worth.keys, BLOCKS)
    then, now = np.divmod(ages, _AGES)
    sums = np.zeros((BLOCKS, 4), np.int64)
    first, last = ((then == month) & (now >= months) for month in (0, months - 1))
    np.add.at(sums[:, 0], block[first], worth.sums[first, 0])
    np.add.at(sums[:, 1:], block[last], worth.sums[last, 1:])
    return sums


def _per_customer(sums: NDArray[Any]) -> NDArray[np.float64]:
    """Divide revenue and margin by the customers before them; nothing where there are none."""
    people, brought = sums[..., :1], sums[..., 1:]
    averages: NDArray[np.float64] = np.zeros(brought.shape)
    np.divide(brought, people, out=averages, where=people > 0)
    return averages
