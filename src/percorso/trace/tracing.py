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
from percorso.trace.exclusions import excluded_reasons
from percorso.trace.marks import marks_of
from percorso.trace.orders import ledger
from percorso.trace.pages import path_of
from percorso.trace.placed import placed_in
from percorso.trace.rows import rows_of
from percorso.trace.ruleset import Rules
from percorso.trace.sessions import sessions_of
from percorso.trace.stated import stated_sources
from percorso.trace.touchpoints import touchpoint_table
from percorso.trace.visits import session_table

# Kinds of events that are moments of a journey; identify, group and alias only say who somebody is.
_MOMENTS = pa.array(["track", "page", "screen"])


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
    events = _plain_texts(events)
    reasons = pa.array(excluded_reasons(events, settings.exclude), pa.string())
    moment = pc.is_in(events["kind"], value_set=_MOMENTS)
    book = ledger(events.filter(pc.and_(pc.is_null(reasons), moment)), bucket, settings.shop, settings.exclude)
    tests = pc.is_in(events["event_id"], value_set=pa.array(sorted(book.test_events), pa.string()))
    cancelled = pc.is_in(events["event_id"], value_set=pa.array(sorted(book.cancelled_events), pa.string()))
    none = pa.scalar(None, pa.string())
    of_order = pc.if_else(tests, "test_order", pc.if_else(cancelled, "cancelled_order", none))
    reasons = pc.coalesce(reasons, of_order)
    moments = events.filter(pc.and_(pc.is_null(reasons), moment)).combine_chunks()
    touchpoints, sessions, journeys = _journeys(moments, bucket, settings.trace, rules, book.order_of_event)
    return Traced(touchpoints, sessions, book.orders, journeys, _excluded(events, reasons, bucket))


def _plain_texts(events: pa.Table) -> pa.Table:
    """Give every text column Arrow's plain type, whatever form a reader chose for it."""
    other_forms = (pa.types.is_dictionary, pa.types.is_large_string, pa.types.is_string_view)
    fields = [
        field.with_type(pa.string()) if any(test(field.type) for test in other_forms) else field
        for field in events.schema
    ]
    return events.cast(pa.schema(fields))


def _journeys(
    moments: pa.Table, bucket: int, settings: Tracing, rules: Rules, order_of_event: Mapping[str, str]
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Make touchpoints, sessions and journeys of the events that count."""
    customer = Coded.of(moments["customer_id"]).codes
    path = Coded.of(moments["url"]).into(path_of)
    placed = placed_in(moments, customer, order_of_event)
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


def _excluded(events: pa.Table, reasons: pa.ChunkedArray, bucket: int) -> pa.Table:
    """List what is left out, with its reason."""
    left_out = events.append_column("reason", reasons).filter(pc.is_valid(reasons))
    number = pa.array(np.full(left_out.num_rows, bucket), pa.int32())
    return left_out.select(["customer_id", "event_id", "at", "reason", "source"]).add_column(0, "bucket", number)
