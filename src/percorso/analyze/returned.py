"""Returned: of the orders that a channel had a part in, how many gave something back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from percorso.analyze.intervals import Rate, rate
from percorso.analyze.refunds import refunded_at_all
from percorso.analyze.ways import asked_orders, ways
from percorso.sequence.journeys import Journeys
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import longer


@dataclass(frozen=True)
class ReturnedRow:
    """One channel (or campaign): ``n`` orders with a touch of it on their way, ``successes`` that were given back."""

    subject: str
    rate: Rate


class ReturnedPartial(NamedTuple):
    """Orders by ``subject + 1`` (0 for those that nothing led to): all, and those given back in part or whole."""

    words: tuple[str, ...]
    orders: Tally


@dataclass(frozen=True)
class CountReturned:
    """How often what a channel brings comes back.

    An order counts for every subject on its way, once for each; one that nothing led to is in the row without a name.

    Attributes:
        by: the coded column of the subjects.
        look_back: how long before an order a touch may be.
        since, until: only orders from ``since`` to before ``until`` (microseconds UTC) count; None for no bound.
    """

    by: str
    look_back: timedelta
    since: int | None = None
    until: int | None = None

    def map(self, journeys: Journeys) -> ReturnedPartial:
        """Count a bucket's orders by subject."""
        orders = asked_orders(journeys, "all", self.since, self.until)
        laid, words = ways(journeys, orders, self.by, self.look_back), journeys.words.get(self.by, ())
        way = np.repeat(np.arange(len(laid.orders)), np.diff(laid.starts))
        # Each subject once for each way.
        pairs = np.unique(way * (len(words) + 1) + laid.subjects + 1)
        way, subject = np.divmod(pairs, len(words) + 1)
        back = refunded_at_all(journeys)[laid.orders[way]]
        return ReturnedPartial(words, tally(subject, np.ones(len(subject), np.int64), back.astype(np.int64)))

    def combine(self, one: ReturnedPartial, other: ReturnedPartial) -> ReturnedPartial:
        """Add the orders of two sets of buckets."""
        return ReturnedPartial(longer(one.words, other.words), merge(one.orders, other.orders))

    def finish(self, partial: ReturnedPartial) -> tuple[ReturnedRow, ...]:
        """Turn counts into rates, the subjects with most orders first, the row without a name last."""
        rows = [
            ReturnedRow(partial.words[subject - 1] if subject else "", rate(back, orders))
            for subject, (orders, back) in zip(partial.orders.keys.tolist(), partial.orders.sums.tolist(), strict=True)
        ]
        return tuple(sorted(rows, key=lambda row: (not row.subject, -row.rate.n, row.subject)))
