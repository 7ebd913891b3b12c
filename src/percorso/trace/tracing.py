"""Tracing: a bucket's events become touchpoints, sessions, orders and journeys in cycles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.settings import Settings, Tracing
from percorso.sequence.codes import Coded
from percorso.sequence.cycles import cycle_numbers
from percorso.sequence.journeys import ORDER
from percorso.trace.arrivals import arrivals_of
from percorso.trace.cycles import journey_table
from percorso.trace.devices import may_declare_device
from percorso.trace.exclusions import excluded_reasons
from percorso.trace.marks import marks_of
from percorso.trace.order_pages import orders_on_pages
from percorso.trace.orders import Ledger, ledger, tells_of_order
from percorso.trace.pages import path_of
from percorso.trace.placed import placed_in
from percorso.trace.rows import rows_of
from percorso.trace.ruleset import Rules
from percorso.trace.sessions import sessions_of
from percorso.trace.stated import stated_sources
from percorso.trace.touchpoints import touchpoint_table
from percorso.trace.visits import session_table

# The columns of events that tracing reads.
COLUMNS = (
    *("event_id", "seq", "source", "shop", "at", "kind", "name", "properties", "anonymous_id", "email", "order_id"),
    *("session_id", "url", "referrer", "utm_source", "utm_medium", "utm_campaign", "channel", "ip", "user_agent"),
)
# Of those, the long texts that differ from row to row; only what ``telling`` tells needs them.
LONG = ("event_id", "properties")
# Kinds of events that are moments of a journey; identify, group and alias only say who somebody is.
_MOMENTS = ("track", "page", "screen")


@dataclass(frozen=True)
class Traced:
    """What a bucket's events amount to, as the tables of those names."""

    touchpoints: pa.Table
    sessions: pa.Table
    orders: pa.Table
    journeys: pa.Table
    excluded: pa.Table


def trace(events: pa.Table, bucket: int, settings: Settings, rules: Rules) -> Traced:
    """Trace whole customers; a pure function of its arguments.

    Args:
        events: columns of the events table and ``customer_id``, sorted by customer, ``at``, ``seq``.
        bucket: the bucket's number, written into every row.
        settings: the shop's.
        rules: the channel and stage rules.
    """
    events = _known_forms(events)
    reasons = excluded_reasons(events, settings.exclude)
    moment = Coded.of(events["kind"]).having(_MOMENTS.__contains__)
    book = ledger(events.filter(pa.array(moment & (reasons.codes < 0))), bucket, settings.shop, settings.exclude)
    reasons = _of_orders(events["event_id"], reasons, book)
    moments = events.filter(pa.array(moment & (reasons.codes < 0))).combine_chunks()
    touchpoints, sessions, journeys = _journeys(moments, bucket, settings.trace, rules, book.order_of_event)
    return Traced(touchpoints, sessions, book.orders, journeys, _excluded(events, reasons, bucket))


def _known_forms(events: pa.Table) -> pa.Table:
    """Give texts the forms that the work below knows: a dictionary, or plain; the long ones are always plain."""
    other = (pa.types.is_large_string, pa.types.is_string_view)
    fields = [
        field.with_type(pa.string())
        if any(test(field.type) for test in other) or (field.name in LONG and field.type != pa.string())
        else field
        for field in events.schema
    ]
    return events.cast(pa.schema(fields))


def telling(events: pa.Table) -> pa.ChunkedArray:
    """Tell the events whose id and properties tracing reads: what tells of an order, or states a device."""
    of_order = Coded.of(events["name"]).having(tells_of_order)
    return pc.or_(pa.array(of_order), may_declare_device(events["properties"]))


def _of_orders(event_id: pa.ChunkedArray, reasons: Coded, book: Ledger) -> Coded:
    """Leave out what tells of orders that do not count, too."""
    codes, words = reasons.codes.copy(), list(reasons.words)
    for reason, ids in (("cancelled_order", book.cancelled_events), ("test_order", book.test_events)):
        hit = np.asarray(pc.is_in(event_id, value_set=pa.array(sorted(ids), pa.string())))
        codes[hit & (reasons.codes < 0)] = len(words)
        words.append(reason)
    return Coded(codes, tuple(words))


def _journeys(
    moments: pa.Table, bucket: int, settings: Tracing, rules: Rules, order_of_event: Mapping[str, str]
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Make touchpoints, sessions and journeys of the events that count."""
    customer = Coded.of(moments["customer_id"]).codes
    url = Coded.of(moments["url"])
    path = url.into(path_of)
    on_page = orders_on_pages(url, path, set(order_of_event.values()), rules.stages.order_pages)
    placed = placed_in(moments, customer, order_of_event, on_page)
    arrivals = arrivals_of(moments, placed.conversion, rules.channels, rules.stages)
    on_site = arrivals.on_site & ~placed.folded(arrivals.on_site)
    sessions = sessions_of(moments, customer, on_site, arrivals, settings)
    confirming = path.having(rules.stages.confirmation_pages.match)
    stated = stated_sources(moments, placed, rules.stages)
    rows = rows_of(customer, placed, arrivals, sessions, confirming, stated)
    cycle = cycle_numbers(rows.customer, rows.role == ORDER, rows.bound)
    marks = marks_of(rows, Coded.of(moments["name"]), path, arrivals.outbound.astype(np.int64), rules.stages)
    touchpoints = touchpoint_table(moments, bucket, rows, marks, cycle, placed.order_id, sessions)
    return (
        touchpoints,
        session_table(moments, bucket, sessions, rows, marks, cycle),
        journey_table(touchpoints, rows, cycle, marks.stage),
    )


def _excluded(events: pa.Table, reasons: Coded, bucket: int) -> pa.Table:
    """List what is left out, with its reason."""
    rows = np.flatnonzero(reasons.codes >= 0)
    left_out = events.select(["customer_id", "seq", "at", "source"]).take(pa.array(rows))
    left_out = left_out.add_column(3, "reason", reasons.take(rows).to_arrow())
    return left_out.add_column(0, "bucket", pa.array(np.full(len(rows), bucket), pa.int32()))
