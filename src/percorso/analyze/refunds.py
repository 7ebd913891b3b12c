"""Refunds by their own day: which orders they take from, and what an order brought in a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.analyze.ways import Which, asked_orders
from percorso.sequence.journeys import AFTER, ORDER, Journeys
from percorso.sequence.period import inside
from percorso.sequence.units import longs, owners

Bools = NDArray[np.bool_]
Longs = NDArray[np.int64]


class Refunds(NamedTuple):
    """The refunds that a row of their own tells of: its time, its order's row, and what it took back."""

    at: Longs
    order: Longs
    amount: Longs


def refunds_in(journeys: Journeys) -> Refunds:
    """Find a bucket's refunds, once; what concerns an order lies in the cycle that the order closed."""
    return journeys.remembered.of("refunds", lambda: _refunds(journeys))


def _refunds(journeys: Journeys) -> Refunds:
    if "refund" not in journeys.columns:
        nothing = np.zeros(0, np.int64)
        return Refunds(nothing, nothing, nothing)
    amount, role = longs(journeys, "refund"), journeys["role"]
    rows, orders = np.flatnonzero((amount != 0) & (role == AFTER)), np.flatnonzero(role == ORDER)
    cycle = longs(journeys, "cycle")
    key = owners(journeys) * (int(cycle.max(initial=0)) + 1) + cycle
    # Cycles of a customer rise with time, so the orders' keys do.
    place = np.minimum(np.searchsorted(key[orders], key[rows]), max(len(orders) - 1, 0))
    known = key[orders][place] == key[rows] if len(orders) else np.zeros(len(rows), np.bool_)
    return Refunds(longs(journeys, "at")[rows[known]], orders[place[known]], amount[rows[known]])


def refunded_in(journeys: Journeys, which: Which, since: int | None, until: int | None) -> Longs:
    """Find the rows of the orders from which something was taken back from ``since`` to before ``until``."""
    found = refunds_in(journeys)
    orders = found.order[inside(found.at, (since, until))]
    return np.intersect1d(orders, asked_orders(journeys, which))


def asked_money(journeys: Journeys, since: int | None, until: int | None) -> Longs:
    """Give each order's row what it brought from ``since`` to before ``until``, each refund on its own day."""
    found, at = refunds_in(journeys), longs(journeys, "at")
    placed = inside(at, (since, until))
    money = np.where(placed, longs(journeys, "value"), 0)
    # An order's value is net of all its refunds.
    before = placed[found.order]
    np.add.at(money, found.order[before], found.amount[before])
    returned = inside(found.at, (since, until))
    np.subtract.at(money, found.order[returned], found.amount[returned])
    return money


def refunded_at_all(journeys: Journeys) -> Bools:
    """Mark the rows of the orders of which anything was taken back, whenever that was told; found once."""
    return journeys.remembered.of("refunded", lambda: _refunded(journeys))


def _refunded(journeys: Journeys) -> Bools:
    marks = np.zeros(journeys.rows, np.bool_)
    if "refund" in journeys.columns:
        marks |= (longs(journeys, "refund") != 0) & (journeys["role"] == ORDER)
        marks[refunds_in(journeys).order] = True
    return marks
