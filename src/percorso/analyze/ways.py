"""Ways: the touches that lead to each order, the ground of credit and of paths."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from percorso.sequence.journeys import ORDER, Journeys
from percorso.sequence.kernels import order_ahead
from percorso.sequence.units import Units, codes, longs, marked, owners, units

Codes = NDArray[np.int32]
Longs = NDArray[np.int64]

Which = Literal["all", "first", "later"]

MICROSECOND = timedelta(microseconds=1)


class Ways(NamedTuple):
    """One way per order, its touches in time order; an order without any has one entry, its own row, for no subject.

    Attributes:
        starts: int64, one more than ways: where each way's touches begin.
        orders: int64 per way: the order's row.
        touches: int64 per touch: its row.
        subjects: int32 per touch: its channel or campaign, -1 for none.
        before: int64 per touch: microseconds from it to its order.
    """

    starts: Longs
    orders: Longs
    touches: Longs
    subjects: Codes
    before: Longs


class OpenWays(NamedTuple):
    """One way per cycle without an order: where its touches begin, their rows, and their channel or campaign."""

    starts: Longs
    touches: Longs
    subjects: Codes


def in_currency(journeys: Journeys, currency: str) -> NDArray[np.bool_]:
    """Say of each row whether its money is of a currency; an order that names none is in whichever is asked for."""
    known = journeys.words.get("currency", ())
    if not known:
        return np.ones(journeys.rows, np.bool_)
    found = codes(journeys, "currency")
    return np.asarray((found < 0) | (found == (known.index(currency) if currency in known else len(known))))


def money_in(journeys: Journeys, currency: str) -> Longs:
    """Give each row's money in a currency, minor units: an order in another is an order, but adds no money."""
    value = longs(journeys, "value")
    return np.where(in_currency(journeys, currency), value, 0) if journeys.words.get("currency", ()) else value


def asked_orders(journeys: Journeys, which: Which = "all", since: int | None = None, until: int | None = None) -> Longs:
    """Find the rows of the orders, in whatever currency, from ``since`` to before ``until`` (microseconds UTC)."""
    asked = journeys["role"] == ORDER
    if which != "all":
        asked &= (journeys["number"] == 1) == (which == "first")
    if since is not None:
        asked &= longs(journeys, "at") >= since
    if until is not None:
        asked &= longs(journeys, "at") < until
    return np.flatnonzero(asked)


def session_orders(journeys: Journeys, of: Units, currency: str) -> tuple[Longs, Longs]:
    """Give the session of each order placed in one, and its value in a currency."""
    orders = asked_orders(journeys)
    orders = orders[of.of_row[orders] >= 0]
    return of.of_row[orders], money_in(journeys, currency)[orders]


def ahead(journeys: Journeys) -> Longs:
    """Give each row the row of the order that closes its cycle, when that is not before it; else -1."""
    found = np.empty(journeys.rows, np.int64)
    role = np.ascontiguousarray(journeys["role"], np.int8)
    order_ahead(journeys.offsets, role, codes(journeys, "cycle"), found)
    return found


def ways(journeys: Journeys, orders: Longs, by: str, look_back: timedelta) -> Ways:
    """Lay out the creditable touches of each order, at most ``look_back`` before it (that long ago included)."""
    order_of = ahead(journeys)
    at = longs(journeys, "at")
    leads = (journeys["credit"] == 1) & (order_of >= 0) & marked(orders, journeys.rows)[order_of]
    leads &= at[order_of] - at <= look_back // MICROSECOND
    alone = orders[~marked(order_of[leads], journeys.rows)[orders]]
    order_of[alone] = alone
    touches = np.flatnonzero(leads | marked(alone, journeys.rows))
    closing = order_of[touches]
    starts = np.flatnonzero(np.diff(closing, prepend=-1))
    subjects = np.where(leads[touches], codes(journeys, by)[touches], np.int32(-1))
    return Ways(np.append(starts, len(touches)), closing[starts], touches, subjects, at[closing] - at[touches])


def open_ways(
    journeys: Journeys, by: str, look_back: timedelta, without_order: Literal["cycles", "people"] = "cycles"
) -> OpenWays:
    """Lay out the creditable touches of each way without an order, at most ``look_back`` before the way's last.

    Args:
        journeys: a bucket.
        by: what stands for a touch.
        look_back: how long before its last touch a way reaches back.
        without_order: ``cycles`` takes every cycle still open; ``people`` only those of people who never ordered.
    """
    of, at, is_order = units(journeys, "cycle").of_row, longs(journeys, "at"), journeys["role"] == ORDER
    wanted = (journeys["credit"] == 1) & (ahead(journeys) < 0) & (of >= 0)
    group = owners(journeys) if without_order == "people" else of
    wanted &= ~marked(group[is_order & (of >= 0)], int(group.max(initial=-1)) + 1)[group]
    touches = np.flatnonzero(wanted)
    starts = np.flatnonzero(np.diff(of[touches], prepend=-1))
    starts = np.append(starts, len(touches))
    last = np.repeat(touches[starts[1:] - 1], np.diff(starts))
    near = at[last] - at[touches] <= look_back // MICROSECOND
    # A way's last touch is always near, so no way is lost.
    kept = np.concatenate([[0], np.cumsum(near)])
    return OpenWays(kept[starts], touches[near], codes(journeys, by)[touches[near]])
