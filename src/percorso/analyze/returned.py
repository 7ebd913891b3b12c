"""Returned: of the orders that a channel had a part in, how many gave something back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.intervals import Rate, rate
from percorso.analyze.refunds import refunded_at_all
from percorso.analyze.ways import all_ways, asked_orders, orders_of, subjects_of
from percorso.sequence.journeys import Journeys
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import longer, marked


@dataclass(frozen=True)
class ReturnedRow:
    """One channel (or campaign): ``n`` orders with a touch of it on their way, ``successes`` that were given back."""

    subject: str
    rate: Rate


class ReturnedPartial(NamedTuple):
    """Orders by ``subject + 1`` (0 for those that nothing led to): all, and those given back in part or whole."""

    words: tuple[str, ...]
    orders: Tally


class _Led(NamedTuple):
    """Orders by their place among a bucket's, each with one ``subject + 1`` on its way, and whether it came back."""

    order: NDArray[np.int32]
    subject: NDArray[np.int64]
    back: NDArray[np.bool_]


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
        found = journeys.remembered.of(("subjects of orders", self.by, self.look_back), lambda: self._led(journeys))
        asked = marked(np.searchsorted(orders_of(journeys), orders), len(orders_of(journeys)))[found.order]
        subject = found.subject[asked]
        back = found.back[asked].astype(np.int64)
        words = journeys.words.get(self.by, ())
        return ReturnedPartial(words, tally(subject, np.ones(len(subject), np.int64), back))

    def _led(self, journeys: Journeys) -> _Led:
        """Find the subjects of every order, each once, and whether it was given back."""
        laid, width = all_ways(journeys, self.look_back), len(journeys.words.get(self.by, ())) + 1
        order = np.repeat(np.arange(len(laid.orders)), np.diff(laid.starts))
        pairs = np.unique(order * width + subjects_of(journeys, self.by, self.look_back) + 1)
        order, subject = np.divmod(pairs, width)
        return _Led(order.astype(np.int32), subject, refunded_at_all(journeys)[laid.orders[order]])

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
