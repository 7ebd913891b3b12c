"""Refunds: what of each order's revenue was taken back, on the row that told it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.sequence.codes import Coded
from percorso.sequence.journeys import AFTER, ORDER, Array

Longs = NDArray[np.int64]

_KEYS = ("customer_id", "order_id")


def refunds_of(touchpoints: pa.Table, orders: pa.Table, role: Array) -> Longs:
    """Give each row the revenue that was taken back there, in minor units; what no row told stands on the order's own.

    A refund takes its share of goods, VAT and shipping alike, so of the revenue that an order lost each of its refunds
    takes a part in proportion to what it gave back.

    Args:
        touchpoints: rows sorted by customer, then n.
        orders: the bucket's orders; ``refunds`` tells when each part of what was given back was.
        role: codes of the rows' roles.
    """
    found = np.zeros(touchpoints.num_rows, np.int64)
    given = orders.filter(pc.is_valid(orders["refunds"])).select([*_KEYS, "revenue", "goods", "gross", "refunds"])
    if not given.num_rows:
        return found
    places = _places(touchpoints, role, set(given["order_id"].cast(pa.string()).to_pylist()))
    for order in given.to_pylist():
        rows = places.get((order["customer_id"], order["order_id"]), {})
        own = rows.get(None)
        if own is None:
            continue
        for at, part in _parts(order):
            found[rows.get(at, own)] += part
    return found


def _places(touchpoints: pa.Table, role: Array, asked: set[str]) -> dict[tuple[str, str], dict[int | None, int]]:
    """Give, of each order that is asked for, its own row, and by their times the rows that concern it."""
    telling = np.flatnonzero((role == ORDER) | (role == AFTER))
    telling = telling[Coded.of(touchpoints["order_id"]).having(asked.__contains__)[telling]]
    some = touchpoints.select([*_KEYS, "at"]).take(pa.array(telling))
    columns = [some["customer_id"].to_pylist(), some["order_id"].to_pylist(), some["at"].cast(pa.int64()).to_pylist()]
    places: dict[tuple[str, str], dict[int | None, int]] = {}
    for place, customer, order, at in zip(telling.tolist(), *columns, strict=True):
        rows = places.setdefault((customer, order), {})
        rows.setdefault(None if role[place] == ORDER else at, place)
    return places


def _parts(order: dict[str, Any]) -> list[tuple[int | None, int]]:
    """Share what an order lost among its refunds, in whole units that add up to it."""
    before = order["gross"] if order["goods"] is None else order["goods"]
    lost, refunds = max(before - order["revenue"], 0), json.loads(order["refunds"])
    whole, running, given, parts = sum(each for _, each in refunds), 0, 0, []
    for at, each in refunds:
        running += each
        due = lost * running // whole if whole else lost
        parts.append((at, due - given))
        given = due
    return parts
