"""Totals: what everything adds up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from percorso.core.answer import Totals
from percorso.sequence.journeys import ORDER, Journeys
from percorso.sequence.tally import Tally, merge, tally
from percorso.sequence.units import codes, longer, longs, owners


class TotalsPartial(NamedTuple):
    """Sums of some buckets.

    Attributes:
        money: by currency: orders, net revenue, gross.
        everyone: by 1: customers, touchpoints, buyers.
    """

    words: tuple[str, ...]
    money: Tally
    everyone: Tally


@dataclass(frozen=True)
class CountTotals:
    """Counts people, orders and money; the result is one ``core.answer.Totals`` per currency, the shop's own first.

    People are everybody, whatever they paid in, and so the same in each.

    Attributes:
        currency: the shop's; its totals are there even without an order.
    """

    currency: str = "EUR"

    def map(self, journeys: Journeys) -> TotalsPartial:
        """Count a bucket."""
        words = journeys.words.get("currency", ())
        orders = np.flatnonzero(journeys["role"] == ORDER)
        currency = codes(journeys, "currency")[orders]
        # An order that names no currency is counted in the shop's.
        currency[currency < 0] = words.index(self.currency) if self.currency in words else len(words)
        ones = np.ones(len(orders), np.int64)
        value, gross = longs(journeys, "value")[orders], longs(journeys, "gross")[orders]
        buyers = len(np.unique(owners(journeys)[orders]))
        everyone = tally(
            np.ones(1, np.int64), *(np.array([one]) for one in (journeys.customers, journeys.rows, buyers))
        )
        return TotalsPartial(words, tally(currency.astype(np.int64), ones, value, gross), everyone)

    def combine(self, one: TotalsPartial, other: TotalsPartial) -> TotalsPartial:
        """Add the sums of two sets of buckets."""
        return TotalsPartial(
            longer(one.words, other.words), merge(one.money, other.money), merge(one.everyone, other.everyone)
        )

    def finish(self, partial: TotalsPartial) -> tuple[Totals, ...]:
        """Give one total per currency."""
        customers, touchpoints, buyers = (int(one) for one in partial.everyone.sums.sum(axis=0))
        counts = {self.currency: [0, 0, 0]}
        for code, found in zip(partial.money.keys, partial.money.sums.tolist(), strict=True):
            counts[partial.words[code] if code < len(partial.words) else self.currency] = found
        return tuple(
            Totals(customers, buyers, orders, revenue, gross, currency, touchpoints)
            for currency, (orders, revenue, gross) in counts.items()
        )
