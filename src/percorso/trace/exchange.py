"""One currency: amounts become the shop's currency by the imported rate of their day, or stay as they are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from typing import Any

import pyarrow as pa

from percorso.core.money import from_minor, to_minor

# A rate serves the days after it until the next, but not for ever: older than this it says nothing.
FRESH = timedelta(days=10)
_MONEY = ("gross", "revenue", "refunded", "goods", "discount", "tax", "shipping", "cost", "margin")


@dataclass(frozen=True)
class Rates:
    """Imported daily rates into one currency.

    Attributes:
        currency: what amounts are turned into.
        days: base currency to its sorted days.
        factors: base currency to the rate of each of those days.
    """

    currency: str
    days: Mapping[str, tuple[date, ...]]
    factors: Mapping[str, tuple[Decimal, ...]]

    @classmethod
    def of(cls, rates: pa.Table, currency: str) -> Rates:
        """Read the rates table; a rate given the other way round is inverted."""
        found: dict[str, dict[date, Decimal]] = {}
        for row in rates.to_pylist():
            factor = Decimal(row["rate"])
            if row["quote"] == currency:
                found.setdefault(row["base"], {})[row["on"]] = factor
            elif row["base"] == currency and factor:
                found.setdefault(row["quote"], {}).setdefault(row["on"], 1 / factor)
        ordered = {base: sorted(days.items()) for base, days in found.items()}
        return cls(
            currency,
            {base: tuple(day for day, _ in pairs) for base, pairs in ordered.items()},
            {base: tuple(factor for _, factor in pairs) for base, pairs in ordered.items()},
        )

    def factor(self, base: str, on: date) -> Decimal | None:
        """Give the newest rate of at most ten days before a day, or None."""
        if base == self.currency:
            return Decimal(1)
        days = self.days.get(base, ())
        place = bisect_right(days, on) - 1
        if place < 0 or on - days[place] > FRESH:
            return None
        return self.factors[base][place]

    def convert(self, minor: int, base: str, on: date) -> int | None:
        """Turn minor units of another currency into minor units of this one, or None without a rate."""
        factor = self.factor(base, on)
        return None if factor is None else to_minor(from_minor(minor, base) * factor, self.currency)


def exchange(orders: pa.Table, rates: Rates, where: tzinfo) -> pa.Table:
    """Turn every order that has a rate into the rates' currency; the others keep their own.

    Args:
        orders: the orders table, or rows of it.
        rates: the rates; days are the shop's.
        where: the shop's time zone: an order late in the evening takes the rate of the day the shop was in.
    """
    if not rates.days or orders.num_rows == 0:
        return orders
    rows = [_exchanged(row, rates, where) for row in orders.to_pylist()]
    return pa.Table.from_pylist(rows, schema=orders.schema)


def _exchanged(order: dict[str, Any], rates: Rates, where: tzinfo) -> dict[str, Any]:
    on, base = order["at"].astimezone(where).date(), str(order["currency"])
    if base == rates.currency or rates.factor(base, on) is None:
        return order
    amounts = {name: rates.convert(amount, base, on) for name in _MONEY if isinstance(amount := order[name], int)}
    return {**order, **amounts, "currency": rates.currency}
