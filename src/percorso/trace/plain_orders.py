"""Plain orders: those that one event alone tells of, in amounts of few digits, read and reckoned many at a time.

Nearly all orders of nearly all shops are such. What is not, ``orders`` reads one by one; both find the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.identity import order_number
from percorso.core.settings import Exclusions, Shop
from percorso.sequence.codes import Bools, Coded, Ints, distinct, texts
from percorso.trace.order_status import is_cancelled, is_refunded, is_test
from percorso.trace.worths import LIMIT, MARGINS, UNITS, UNKNOWN, WHYS, Priced, Worths, charged, is_simple, worths

_AMOUNTS = ("total", "value", "revenue", "subtotal", "discount", "shipping", "tax", "refunded", "cost")
# Decimals of at most fifteen digits are told apart by floating point (IEEE 754), those of more are not.
_LONG_NUMBER = r"[:,\[]\s*-?[\d.]{16}"
_SHORT_TEXT = re.compile(r"\d{1,10}(\.\d{1,4})?", re.ASCII)
_Amount = float | str | None


class _Line(msgspec.Struct):
    price: _Amount = None
    quantity: _Amount = None
    cost: _Amount = None


class _Order(msgspec.Struct):
    """What the books look at in an order's properties."""

    currency: str | None = None
    country: str | None = None
    total: _Amount = None
    value: _Amount = None
    revenue: _Amount = None
    subtotal: _Amount = None
    discount: _Amount = None
    shipping: _Amount = None
    tax: _Amount = None
    refunded: _Amount = None
    cost: _Amount = None
    products: list[_Line] | None = None
    sold_in: str | None = None
    status: Any = None
    cancelled_at: Any = None
    test: Any = None
    tags: Any = None
    payment_method: Any = None
    gateway: Any = None

    @property
    def counts(self) -> dict[str, Any]:
        """What may say that it is a test, was called off or was given back."""
        names = ("status", "cancelled_at", "test", "tags", "payment_method", "gateway")
        return {name: said for name in names if (said := getattr(self, name)) is not None}


@dataclass(frozen=True)
class PlainOrders:
    """Plain orders among events.

    Attributes:
        rows: the events that tell of them.
        order_id: each one's order id.
        facts: the columns of the orders table that follow from what they say.
        why_total: why each is reckoned on the source's total (see ``revenue.Worth``).
    """

    rows: Ints
    order_id: pa.Array
    facts: Mapping[str, pa.Array]
    why_total: Coded


def plain_orders(events: pa.Table, placing: frozenset[str], shop: Shop, exclude: Exclusions) -> PlainOrders:
    """Find and reckon the plain orders.

    Args:
        events: all that tell of orders.
        placing: names of the events that place one by telling all of it.
        shop: decides how money is reckoned.
        exclude: decides what a test order is.
    """
    number = Coded.of(events["order_id"]).into(order_number)
    rows = np.flatnonzero(_alone(events, number) & Coded.of(events["name"]).having(placing.__contains__))
    if not is_simple(shop):
        rows = rows[:0]
    read = _read(events["properties"].take(pa.array(rows)), exclude)
    priced, exact = _priced(read.orders)
    exact &= charged(priced, shop) >= 0
    kept = np.flatnonzero(exact)
    orders = [read.orders[place] for place in kept.tolist()]
    priced = Priced(*(_picked(column, kept) for column in vars(priced).values()))
    found = worths(priced, shop)
    own = rows[read.places[kept]]
    return PlainOrders(own, number.take(own).to_arrow(), _facts(orders, found), Coded(found.why, WHYS))


def _alone(events: pa.Table, number: Coded) -> Bools:
    """Tell the events that are the only ones of the order that they number."""
    if pc.count_distinct(events["event_id"]).as_py() < events.num_rows:
        # Of an event that is there twice, one does not count.
        return np.zeros(events.num_rows, dtype=bool)
    # What has no number is an order by the name of its event.
    name = pc.coalesce(number.to_arrow().cast(pa.string()), events["event_id"].combine_chunks())
    _, place = distinct([Coded.of(events["shop"]).codes, Coded.of(name).codes])
    alone: Bools = (np.bincount(place, minlength=1)[place] == 1) & (number.codes >= 0)
    return alone


class _Read(NamedTuple):
    """Orders that were read, and their places among the texts."""

    orders: Sequence[_Order]
    places: Ints


def _read(properties: pa.ChunkedArray, exclude: Exclusions) -> _Read:
    """Read properties of the usual types, but for orders that do not count, or of which something was given back."""
    decoder = msgspec.json.Decoder(_Order)
    long = pc.match_substring_regex(properties, _LONG_NUMBER)
    orders, places = [], []
    for place, text in enumerate(pc.if_else(long, None, properties).to_pylist()):
        if text is None:
            continue
        try:
            order = decoder.decode(text)
        except msgspec.DecodeError:
            continue
        said = order.counts
        if said and (is_test(said, exclude) or is_cancelled(said) or is_refunded(said)):
            continue
        orders.append(order)
        places.append(place)
    return _Read(orders, np.array(places, dtype=np.int64))


def _priced(orders: Sequence[_Order]) -> tuple[Priced, Bools]:
    """Lay amounts out in units, and tell the orders of which every one is exact, and nothing was given back."""
    exact = np.ones(len(orders), dtype=bool)
    units: dict[str, Ints] = {}
    for name in _AMOUNTS:
        units[name], whole = _units([getattr(order, name) for order in orders])
        exact &= whole
    listed, listed_cost, whole = _lines([order.products or () for order in orders])
    priced = Priced(
        currency=[_code(order.currency) for order in orders],
        country=[_code(order.country) for order in orders],
        total=np.where(units["total"] >= 0, units["total"], units["value"]),
        **{name: units[name] for name in ("revenue", "subtotal", "discount", "shipping", "tax")},
        cost=np.where(units["cost"] >= 0, units["cost"], listed_cost),
        listed=listed,
    )
    return priced, exact & whole & (units["refunded"] <= 0)


def _lines(products: Sequence[Sequence[_Line]]) -> tuple[Ints, Ints, Bools]:
    """Add up each order's products: their price, their cost, and whether all of it is exact."""
    order = np.repeat(np.arange(len(products)), [len(lines) for lines in products])
    lines = [line for own in products for line in own]
    exact = np.ones(len(products), dtype=bool)
    quantity, whole = _units([line.quantity for line in lines])
    pieces, rest = np.divmod(np.where(quantity >= 0, quantity, UNITS), UNITS)
    exact[order[~whole | (rest > 0)]] = False
    sums = []
    for stated in ([line.price for line in lines], [line.cost for line in lines]):
        each, whole = _units(stated)
        exact[order[~whole]] = False
        known = np.bincount(order[each >= 0], minlength=len(products))
        of_all = (known > 0) & (known == np.bincount(order, minlength=len(products)))
        # Sums of whole numbers in floating point, exact below 2**53; a larger one is no plain order's.
        total = np.bincount(order, np.where(each >= 0, each, 0) * pieces.astype(np.float64), len(products))
        exact &= total < LIMIT
        sums.append(np.where(of_all & (total < LIMIT), total, UNKNOWN).astype(np.int64))
    return sums[0], sums[1], exact


def _units(amounts: Sequence[_Amount]) -> tuple[Ints, Bools]:
    """Turn amounts into units, UNKNOWN where none is stated, and tell which are that exactly."""
    told = [_number(one) if isinstance(one, str) else one for one in amounts]
    stated = np.array(told, dtype=np.float64)
    silent = np.isnan(stated)
    units = np.rint(np.clip(np.where(silent, 0, stated), -1, LIMIT) * UNITS)
    exact = silent | ((units / UNITS == stated) & (stated >= 0) & (units < LIMIT))
    return np.where(silent | ~exact, UNKNOWN, units).astype(np.int64), exact


def _number(text: str) -> float:
    return float(text) if _SHORT_TEXT.fullmatch(text) else np.inf


def _code(text: str | None) -> str | None:
    return (text.strip().upper() or None) if text else None


def _picked(column: Any, kept: Ints) -> Any:
    return column[kept] if isinstance(column, np.ndarray) else [column[place] for place in kept.tolist()]


def _facts(orders: Sequence[_Order], found: Worths) -> dict[str, pa.Array]:
    money = ("goods", "discount", "tax", "shipping", "cost")
    return {
        "lines": pa.array([len(order.products or ()) for order in orders], pa.int32()),
        "sold_in": pa.array([order.sold_in or None for order in orders], pa.string()),
        "status": pa.repeat("placed", len(orders)),
        "refunds": pa.nulls(len(orders), pa.string()),
        "currency": pa.array(found.currency, pa.string()),
        "gross": pa.array(found.gross),
        "revenue": pa.array(found.revenue),
        "refunded": pa.array(np.zeros(len(orders), dtype=np.int64)),
        "basis": texts(("goods", "total"), (found.why > 0).astype(np.int64)).cast(pa.string()),
        **{name: pa.array(getattr(found, name), mask=getattr(found, name) < 0) for name in money},
        "margin": pa.array(found.margin, mask=found.margin_basis < 0),
        "margin_basis": texts(MARGINS, found.margin_basis).cast(pa.string()),
    }
