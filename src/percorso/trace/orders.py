"""Orders: what conversions, corrections and refunds say, added up to one row per order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.identity import order_number
from percorso.core.money import to_minor
from percorso.core.settings import CONVERSIONS, MAYBE_ORDERS, ORDER_CHANGES, UNPAID_ORDERS, Exclusions, Shop
from percorso.sequence.codes import Coded
from percorso.trace.amounts import Amounts, amounts_of, code, decode, line_of, refund_of, summed
from percorso.trace.order_changes import in_order_of_change
from percorso.trace.order_status import is_cancelled, is_refunded, is_test
from percorso.trace.plain_orders import PlainOrders, plain_orders
from percorso.trace.revenue import EVERYTHING, Worth, worth

_LINE = "Order Line"
_UPDATED, _REFUNDED, _CANCELLED = ORDER_CHANGES
_TELLING = frozenset((*ORDER_CHANGES, *UNPAID_ORDERS)).union(*CONVERSIONS.values())
# The columns of events that the books are kept from.
ORDER_COLUMNS = ("shop", "order_id", "seq", "event_id", "at", "name", "source", "customer_id", "properties")
_NO_SNAPSHOT = (_LINE, _REFUNDED, _CANCELLED)
_REQUIRED = (
    "bucket:int32 customer_id:string shop:string order_id:string source:string kind:string at:instant number:int32"
    " lines:int32 currency:string gross:int64 revenue:int64 basis:string refunded:int64"
)
_OPTIONAL = (
    "goods:int64 discount:int64 tax:int64 shipping:int64 cost:int64 margin:int64 margin_basis:string sold_in:string"
    " status:string refunds:string"
)
_TYPES = {"int32": pa.int32(), "int64": pa.int64(), "string": pa.string(), "instant": pa.timestamp("us", "UTC")}
_SCHEMA = pa.schema(
    [
        pa.field(name, _TYPES[kind], nullable=nullable)
        for words, nullable in ((_REQUIRED, False), (_OPTIONAL, True))
        for name, kind in (word.split(":") for word in words.split())
    ]
)
# Digits kept while reckoning; far more than any amount has, so the order of adding never shows.
_DIGITS = 60


@dataclass(frozen=True)
class Ledger:
    """A bucket's orders.

    Attributes:
        orders: the orders table, sorted by customer and number.
        order_of_event: event id of each conversion to the id of the order it tells of.
        test_events: ids of all events that tell of a test order; those orders are in no table.
        cancelled_events: likewise of orders called off or never paid: they made nobody a customer.
        why_total: how many orders are reckoned on the source's total, by reason (see ``revenue.Worth``).
    """

    orders: pa.Table
    order_of_event: Mapping[str, str]
    test_events: frozenset[str]
    cancelled_events: frozenset[str] = frozenset()
    why_total: Mapping[str, int] = field(default_factory=dict)


class _Told(NamedTuple):
    """One event that tells of an order."""

    shop: str
    order_id: str
    seq: int
    event_id: str
    at: int
    name: str
    source: str
    customer_id: str
    properties: Mapping[str, Any]


def tells_of_order(name: str) -> bool:
    """Say whether an event of that name may tell of an order, whatever the shop counts as a conversion."""
    return name in _TELLING


def ledger(events: pa.Table, bucket: int, shop: Shop, exclude: Exclusions) -> Ledger:
    """Keep the books of a bucket.

    An order is told by snapshots (Order Completed, and Order Updated, which places none) or by lines that add up; the
    newest arrival of a snapshot that states an amount decides; those of one source that say when the order last changed
    count in the order of that. One whose newest snapshot is Order Failed or Order
    Pending is no sale, whatever it was before. It happened when it was first told of. Refunds add up;
    what a snapshot says was refunded so far counts where it is more, since both tell of the same money. A refund in
    another currency than its order's is left out, and lines in several currencies make an order each.

    Args:
        events: events with ``customer_id``, of whole customers.
        bucket: the bucket's number.
        shop: decides which conversions count, and how money is reckoned.
        exclude: decides what a test order is.
    """
    kinds = {name: kind for kind in shop.conversion for name in CONVERSIONS[kind]}
    telling = {*kinds, *UNPAID_ORDERS, *ORDER_CHANGES}
    found = events.filter(pa.array(Coded.of(events["name"]).having(telling.__contains__)))
    plain = plain_orders(found, frozenset(kinds).difference(_NO_SNAPSHOT, UNPAID_ORDERS), shop, exclude)
    rows: list[dict[str, Any]] = []
    order_of_event = dict(zip(found["event_id"].take(plain.rows).to_pylist(), plain.order_id.to_pylist(), strict=True))
    test_events: set[str] = set()
    cancelled_events: set[str] = set()
    why_total = Counter(filter(None, plain.why_total.to_arrow().to_pylist()))
    with localcontext(prec=_DIGITS):
        others = np.delete(np.arange(found.num_rows), plain.rows)
        for order_id, told in _by_order(found.take(others), kinds, shop):
            placed = [one for one in told if one.name in kinds]
            if any(is_test(one.properties, exclude) for one in told):
                test_events.update(one.event_id for one in told)
            elif _is_cancelled(told) and (placed or _is_unpaid(told)):
                cancelled_events.update(one.event_id for one in told)
            elif placed:
                order_of_event.update((one.event_id, order_id) for one in placed)
                money, facts = _reckoned(told, shop)
                why_total.update(filter(None, [money.why_total]))
                first = min(placed, key=lambda one: (one.at, one.seq))
                rows.append({**_identity(first, kinds), **facts, "bucket": bucket, "order_id": order_id})
    left_out = frozenset(test_events), frozenset(cancelled_events)
    orders = pa.concat_tables([_plain_table(found, plain, kinds, bucket), _table(rows)])
    return Ledger(_numbered(orders), order_of_event, *left_out, dict(why_total))


def _by_order(events: pa.Table, kinds: Mapping[str, str], shop: Shop) -> Iterator[tuple[str, list[_Told]]]:
    """Give the events of each order, by arrival."""
    for _, told in groupby(sorted(_told(events, kinds), key=itemgetter(0, 1, 2, 3)), key=itemgetter(0, 1)):
        yield from _apart(in_order_of_change(list(told)), shop)


def _apart(told: list[_Told], shop: Shop) -> Iterator[tuple[str, list[_Told]]]:
    """Keep lines in several currencies apart, since currencies are never added; the shop's own keeps the order's id."""
    order_id = told[0].order_id
    if not all(one.name in _NO_SNAPSHOT for one in told):
        yield order_id, told
        return
    lines = {one.event_id: code(one.properties, "currency") or shop.currency for one in told if one.name == _LINE}
    currencies = sorted(set(lines.values()), key=lambda one: (one != shop.currency, one))
    yield order_id, [one for one in told if lines.get(one.event_id) not in currencies[1:]]
    for currency in currencies[1:]:
        yield f"{order_id} {currency}", [one for one in told if lines.get(one.event_id) == currency]


def _told(events: pa.Table, kinds: Mapping[str, str]) -> Iterator[_Told]:
    """Read the events that tell of orders, each once; a conversion without an order id is an order of its own.

    One whose name may mean a mere talk must state an amount for that.
    """
    placing = {*kinds, *UNPAID_ORDERS}
    columns = [(events[name].cast(pa.int64()) if name == "at" else events[name]).to_pylist() for name in ORDER_COLUMNS]
    seen: set[str] = set()
    for row in zip(*columns, strict=True):
        one = _Told._make(row)
        number = order_number(one.order_id)
        if one.event_id in seen or (number is None and one.name not in placing):
            continue
        seen.add(one.event_id)
        properties = decode(row[-1])
        stated = number is not None or amounts_of(properties).charged(vat_inside=True) is not None
        if stated or one.name not in MAYBE_ORDERS:
            yield one._replace(order_id=number or one.event_id, properties=properties)


def _identity(first: _Told, kinds: Mapping[str, str]) -> dict[str, Any]:
    return {
        "customer_id": first.customer_id,
        "shop": first.shop,
        "source": first.source,
        "kind": kinds[first.name],
        "at": first.at,
    }


def _is_cancelled(told: Sequence[_Told]) -> bool:
    """Say whether an order was called off or never paid: by an event, or by its newest snapshot."""
    newest = next((one for one in reversed(told) if one.name not in _NO_SNAPSHOT), None)
    return any(one.name == _CANCELLED for one in told) or (
        newest is not None and (newest.name in UNPAID_ORDERS or is_cancelled(newest.properties))
    )


def _is_unpaid(told: Sequence[_Told]) -> bool:
    """Say whether an order was told of before it was paid; when it never is, there is something to leave out."""
    return any(one.name in UNPAID_ORDERS for one in told)


def _reckoned(told: Sequence[_Told], shop: Shop) -> tuple[Worth, dict[str, Any]]:
    """Reckon one order: its money, and the columns that follow from what is told, by arrival, of it."""
    lines = [line_of(one.properties) for one in told if one.name == _LINE]
    snapshots = [one.properties for one in reversed(told) if one.name not in _NO_SNAPSHOT]
    amounts = _amounts(snapshots, lines, shop)
    given = _given_back(told, amounts.currency or shop.currency)
    money = worth(amounts, _returned(given, snapshots, amounts), shop)
    sold_in = (one.properties.get("sold_in") for one in reversed(told))
    facts = {
        "lines": amounts.lines or len(lines),
        "sold_in": next((str(one) for one in sold_in if one), None),
        "status": _status(money),
        "refunds": _dated(given.values(), money) if money.refunded else None,
    }
    return money, {**vars(money), **facts}


def _amounts(snapshots: Sequence[Mapping[str, Any]], lines: Sequence[Amounts], shop: Shop) -> Amounts:
    """Take the newest snapshot that states an amount, else the sum of the lines."""
    stated = [amounts_of(properties) for properties in snapshots]
    added = summed(lines, vat_inside=shop.prices_include_vat) if lines else Amounts()
    if not stated:
        return added
    chosen = next(
        (one for one in (*stated, added) if one.charged(vat_inside=shop.prices_include_vat) is not None), added
    )
    currency = chosen.currency or next((one.currency for one in stated if one.currency), None)
    refunded = next((one.refunded for one in stated if one.refunded is not None), added.refunded)
    if (currency, refunded) == (chosen.currency, chosen.refunded):
        return chosen
    return replace(chosen, currency=currency, refunded=refunded)


def _given_back(told: Sequence[_Told], currency: str) -> dict[str, tuple[int, Decimal]]:
    """List the refunds with their times; one told twice under one ``refund_id`` counts once."""
    refunds: dict[str, tuple[int, Decimal]] = {}
    for one in told:
        if one.name == _REFUNDED and code(one.properties, "currency") in (None, currency):
            given = refund_of(one.properties)
            name = str(one.properties.get("refund_id") or one.event_id)
            refunds[name] = one.at, EVERYTHING if given is None else given
    return refunds


def _returned(
    given: Mapping[str, tuple[int, Decimal]], snapshots: Sequence[Mapping[str, Any]], amounts: Amounts
) -> Decimal:
    """Add up what was given back, in whichever way it was told."""
    if any(map(is_refunded, snapshots[:1])) and not amounts.refunded:
        return EVERYTHING
    return max(amounts.refunded or Decimal(0), sum((each for _, each in given.values()), Decimal(0)))


def _dated(given: Iterable[tuple[int, Decimal]], money: Worth) -> str:
    """Write down when each part of what was given back was; what no event told has no time."""
    rest, parts = money.refunded, []
    for at, each in sorted(given):
        part = rest if each == EVERYTHING else min(to_minor(each, money.currency), rest)
        parts.append((at, part))
        rest -= part
    return json.dumps([*parts, *([(None, rest)] if rest else [])])


def _status(money: Worth) -> str:
    if money.refunded == 0:
        return "placed"
    return "refunded" if money.refunded == money.gross else "partly_refunded"


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([{**row, "number": 0} for row in rows], schema=_SCHEMA)


def _plain_table(events: pa.Table, plain: PlainOrders, kinds: Mapping[str, str], bucket: int) -> pa.Table:
    """Lay plain orders out; each is what its event tells."""
    own = events.select(["customer_id", "shop", "source", "at", "name"]).take(pa.array(plain.rows))
    columns = {
        **{name: own[name] for name in ("customer_id", "shop", "source", "at")},
        **plain.facts,
        "order_id": plain.order_id,
        "kind": Coded.of(own["name"]).into(kinds.get).to_arrow(),
        "bucket": pa.repeat(pa.scalar(bucket, pa.int32()), own.num_rows),
        "number": pa.repeat(pa.scalar(0, pa.int32()), own.num_rows),
    }
    return pa.table({name: columns[name] for name in _SCHEMA.names}).cast(_SCHEMA)


def _numbered(orders: pa.Table) -> pa.Table:
    """Sort orders and number each customer's from 1."""
    keys = ("customer_id", "at", "order_id", "shop")
    table = orders.take(pc.sort_indices(orders, [(key, "ascending") for key in keys]))
    customer = Coded.of(table["customer_id"]).codes
    here = np.arange(len(customer))
    begins = np.diff(customer, prepend=-1) != 0
    number = here - np.maximum.accumulate(np.where(begins, here, 0)) + 1
    return table.set_column(
        table.schema.get_field_index("number"), _SCHEMA.field("number"), pa.array(number, pa.int32())
    )
