"""Ways: the touches that lead to each order, the ground of credit and of paths."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.core.time import LONGEST
from percorso.sequence.journeys import ORDER, Journeys
from percorso.sequence.kernels import order_ahead
from percorso.sequence.period import inside
from percorso.sequence.units import Units, codes, longs, narrow
from percorso.sequence.ways import lay_open_ways, lay_ways

Bools = NDArray[np.bool_]
Codes = NDArray[np.int32]
Longs = NDArray[np.int64]

Which = Literal["all", "first", "later"]
WithoutOrder = Literal["cycles", "people"]

MICROSECOND = timedelta(microseconds=1)
_ALL = slice(None)


class Ways(NamedTuple):
    """One way per order, its touches in time order; an order without any has one entry, its own row, for no subject.

    Attributes:
        starts: int64, one more than ways: where each way's touches begin.
        orders: int64 per way: the order's row.
        whose: int64 per way: its customer.
        touches: int64 per touch: its row.
        subjects: int32 per touch: its channel or campaign, -1 for none.
        before: int64 per touch: microseconds from it to its order.
    """

    starts: Longs
    orders: Longs
    whose: Longs
    touches: Longs
    subjects: Codes
    before: Longs


class OpenWays(NamedTuple):
    """One way per cycle without an order: where its touches begin, its customer, and their channels or campaigns."""

    starts: Longs
    whose: Longs
    subjects: Codes


class Laid(NamedTuple):
    """The ways of all orders of a bucket, whatever is asked of them: as ``Ways``, without what stands for a touch."""

    starts: Longs
    orders: Longs
    whose: Longs
    touches: Longs
    leads: Bools
    before: Longs


def in_currency(journeys: Journeys, currency: str, rows: Longs | slice = _ALL) -> NDArray[np.bool_]:
    """Say of rows whether their money is of a currency; an order that names none is in whichever is asked for."""
    known = journeys.words.get("currency", ())
    if not known:
        return np.ones(journeys.rows, np.bool_)[rows]
    found = journeys["currency"][rows].astype(np.int32)
    return np.asarray((found < 0) | (found == (known.index(currency) if currency in known else len(known))))


def money_in(journeys: Journeys, currency: str, rows: Longs | slice = _ALL) -> Longs:
    """Give each row's money in a currency, minor units: an order in another is an order, but adds no money."""
    value = journeys["value"][rows].astype(np.int64, copy=False)
    return np.where(in_currency(journeys, currency, rows), value, 0) if journeys.words.get("currency", ()) else value


def orders_of(journeys: Journeys) -> Longs:
    """Find the rows of all orders; searched for once."""
    return journeys.remembered.of("orders", lambda: np.flatnonzero(journeys["role"] == ORDER))


def asked_orders(journeys: Journeys, which: Which = "all", since: int | None = None, until: int | None = None) -> Longs:
    """Find the rows of the orders, in whatever currency, from ``since`` to before ``until`` (microseconds UTC)."""
    orders, at, is_first = journeys.remembered.of("orders as asked", lambda: _as_asked(journeys))
    asked = inside(at, (since, until))
    if which != "all":
        asked &= is_first == (which == "first")
    return orders[asked]


def _as_asked(journeys: Journeys) -> tuple[Longs, Longs, Bools]:
    """Give the rows of all orders, their times, and which are their customers' first."""
    orders = orders_of(journeys)
    return orders, longs(journeys, "at")[orders], np.asarray(journeys["number"][orders] == 1)


def session_orders(journeys: Journeys, of: Units, currency: str) -> tuple[Longs, Longs]:
    """Give the session of each order placed in one, and its value in a currency."""
    orders = asked_orders(journeys)
    orders = orders[of.of_row[orders] >= 0]
    return of.of_row[orders], money_in(journeys, currency, orders)


def ahead(journeys: Journeys) -> Longs:
    """Give each row the row of the order that closes its cycle, when that is not before it; else -1."""
    found = np.empty(journeys.rows, np.int64)
    role = np.ascontiguousarray(journeys["role"], np.int8)
    order_ahead(journeys.offsets, role, codes(journeys, "cycle"), found)
    return found


def ways(journeys: Journeys, orders: Longs, by: str, look_back: timedelta) -> Ways:
    """Lay out the creditable touches of each order, at most ``look_back`` before it (that long ago included)."""
    laid, led_by = all_ways(journeys, look_back), subjects_of(journeys, by, look_back)
    way = np.searchsorted(laid.orders, orders)
    begins, sizes = laid.starts[way], np.diff(laid.starts)[way]
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    place = np.arange(starts[-1]) + np.repeat(begins - starts[:-1], sizes)
    return Ways(starts, orders, laid.whose[way], laid.touches[place], led_by[place], laid.before[place])


def all_ways(journeys: Journeys, look_back: timedelta) -> Laid:
    """Lay out the ways to all orders, once."""
    return journeys.remembered.of(("ways", look_back), lambda: _laid(journeys, look_back))


def subjects_of(journeys: Journeys, by: str, look_back: timedelta) -> Codes:
    """Give what stands for each touch of ``all_ways``, -1 for nothing; looked up once."""
    laid = all_ways(journeys, look_back)
    return journeys.remembered.of(
        ("subjects", by, look_back),
        lambda: np.where(laid.leads, journeys[by][laid.touches], -1).astype(np.int32),
    )


def _laid(journeys: Journeys, look_back: timedelta) -> Laid:
    orders, at = orders_of(journeys), longs(journeys, "at")
    owner = np.searchsorted(journeys.offsets, orders, side="right") - 1
    begins = journeys.offsets[owner]
    # An order's way begins after the order before it.
    begins[1:] = np.maximum(begins[1:], orders[:-1] + 1)
    role, cycle = np.ascontiguousarray(journeys["role"], np.int8), codes(journeys, "cycle")
    credit = np.ascontiguousarray(journeys["credit"], np.int8)
    starts = np.zeros(len(orders) + 1, np.int64)
    touches = np.empty(int((orders - begins + 1).sum()), np.int64)
    lay_ways(begins, orders, at, role, cycle, credit, look_back // MICROSECOND, starts, touches)
    touches = touches[: starts[-1]].copy()
    before = np.repeat(at[orders], np.diff(starts)) - at[touches]
    return Laid(starts, orders, owner, touches, credit[touches] == 1, before)


def open_ways(journeys: Journeys, by: str, look_back: timedelta, without_order: WithoutOrder = "cycles") -> OpenWays:
    """Lay out the creditable touches of each way without an order, at most ``look_back`` before the way's last.

    Args:
        journeys: a bucket.
        by: what stands for a touch.
        look_back: how long before its last touch a way reaches back.
        without_order: ``cycles`` takes every cycle still open; ``people`` only those of people who never ordered.
    """
    # What is not filled of these takes no room.
    counts, starts = np.zeros(2, np.int64), np.empty(journeys.rows + 1, np.int64)
    whose, subjects = np.empty(journeys.rows, np.int64), np.empty(journeys.rows, np.int32)
    lay_open_ways(*(*bare(journeys, by, look_back, without_order), counts, starts, whose, subjects))
    ways, touches = counts.tolist()
    first = journeys.rows - touches
    return OpenWays(starts[journeys.rows - ways :] - first, whose[journeys.rows - ways :], subjects[first:])


def bare(journeys: Journeys, by: str, look_back: timedelta, without_order: WithoutOrder) -> tuple[Any, ...]:
    """Give what ``open_ways`` asks as the kernels of such ways want it."""
    cycle = narrow(journeys, "cycle")
    return (
        *(journeys.offsets, orders_of(journeys), longs(journeys, "at"), cycle),
        *(np.ascontiguousarray(journeys["credit"], np.int8), narrow(journeys, by)),
        -1 if look_back >= LONGEST else look_back // MICROSECOND,
        int(without_order == "people"),
        np.full(int(cycle.max(initial=0)) + 1, -1, np.int64),
    )
