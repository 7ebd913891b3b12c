"""Tracing: a bucket's events become touchpoints, sessions, orders and journeys in cycles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.consent import CONSENT_EVENTS
from percorso.core.identity import order_number
from percorso.core.settings import Settings
from percorso.sequence.codes import Bools, Coded, Ints, masked, numbers, texts
from percorso.sequence.cycles import cycle_numbers
from percorso.sequence.journeys import MESSAGE, ORDER
from percorso.sequence.picked import Picked
from percorso.trace import consent
from percorso.trace.arrivals import arrivals_of
from percorso.trace.clicks import bare, without_values
from percorso.trace.cycles import journey_table
from percorso.trace.devices import may_declare_device
from percorso.trace.exclusions import excluded_reasons
from percorso.trace.marks import marks_of
from percorso.trace.order_pages import orders_on_pages
from percorso.trace.orders import ORDER_COLUMNS, Ledger, ledger, tells_of_order
from percorso.trace.pages import Links, parted, path_of
from percorso.trace.placed import placed_in
from percorso.trace.rows import rows_of
from percorso.trace.ruleset import Rules
from percorso.trace.sessions import sessions_of
from percorso.trace.stated import stated_sources
from percorso.trace.touchpoints import touchpoint_table
from percorso.trace.visits import session_table

_COLUMNS = (
    *("event_id", "seq", "source", "shop", "at", "kind", "name", "properties", "anonymous_id", "order_id"),
    *(
        "session_id",
        "url",
        "referrer",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_content",
        "channel",
        "user_agent",
    ),
)
# The long texts that differ from row to row; only what tells of an order, or states a device, needs them.
_LONG = ("event_id", "properties")
# Of what ``lightened`` gives, the texts that the events of a shop share.
WORDED = (
    *("source", "shop", "kind", "name", "page", "rest", "referrer", "utm_source", "utm_medium", "utm_campaign"),
    *("utm_content", "channel", "user_agent"),
)
# Kinds of events that are moments of a journey, but for choices of consent; the others only say who somebody is.
_MOMENTS = ("track", "page", "screen")


@dataclass(frozen=True)
class Traced:
    """What a bucket's events amount to, as the tables of those names.

    Attributes:
        left_out: whether each event is in ``excluded``.
    """

    touchpoints: pa.Table
    sessions: pa.Table
    orders: pa.Table
    journeys: pa.Table
    excluded: pa.Table
    consents: pa.Table
    left_out: Bools


def trace(
    events: pa.Table,
    bucket: int,
    settings: Settings,
    rules: Rules,
    *,
    rows: Ints | None = None,
    resting: Bools | None = None,
) -> Traced:
    """Trace whole customers; a pure function of its arguments.

    What is denied to be measured is left out, but for what concerns an order.

    Args:
        events: columns of the events table and ``customer_id``; or what ``lightened`` made of them.
        bucket: the bucket's number, written into every row.
        settings: the shop's.
        rules: the channel and stage rules.
        rows: the events sorted by customer, ``at``, ``seq``; where absent, they stand so.
        resting: events, in that order, that are measured no more than if it were denied, whatever was stated.
    """
    all_events = Picked(_known_forms(events), rows)
    reasons = excluded_reasons(all_events, settings.exclude, rules.secret)
    denied = consent.denied(all_events, settings.consent.default)
    consents = consent.choices(all_events.where(consent.stating(all_events) & (reasons.codes < 0)), bucket)
    if resting is not None:
        denied = denied | resting
    name = Coded.of(all_events["name"])
    moment = Coded.of(all_events["kind"]).having(_MOMENTS.__contains__) & ~name.having(CONSENT_EVENTS.__contains__)
    of_order = name.having(tells_of_order) & moment
    told = all_events.where(of_order & (reasons.codes < 0)).table(ORDER_COLUMNS)
    book = ledger(told, bucket, settings.shop, settings.exclude)
    reasons = _of_orders(all_events, reasons, book)
    contract = of_order | (name.having(rules.stages.after_order.match) & moment)
    reasons = _also(reasons, consent.NO_CONSENT, denied & ~contract)
    left_out = reasons.codes >= 0
    counted = moment & ~left_out
    moments = all_events.where(counted)
    withheld = consent.withheld(moments["event_id"], denied[counted], book.order_of_event)
    touchpoints, sessions, journeys = _journeys(moments, withheld, bucket, settings, rules, book.order_of_event)
    excluded = _excluded(all_events, reasons, bucket)
    return Traced(touchpoints, sessions, book.orders, journeys, excluded, consents, left_out)


def _known_forms(events: pa.Table) -> pa.Table:
    """Give texts the forms that the work below knows: a dictionary, or plain; the long ones are always plain."""
    other = (pa.types.is_large_string, pa.types.is_string_view)
    fields = [
        field.with_type(pa.string())
        if any(test(field.type) for test in other) or (field.name in _LONG and field.type != pa.string())
        else field
        for field in events.schema
    ]
    known = events.cast(pa.schema(fields)) if fields != list(events.schema) else events
    return _apart(known) if "url" in known.column_names else known


def columns(settings: Settings, *, stated: bool = True) -> tuple[str, ...]:
    """List the columns of events that tracing reads.

    Args:
        settings: the shop's.
        stated: whether any event states a choice of consent.
    """
    exclude = settings.exclude
    asked = (*(("email",) if exclude.emails else ()), *(("ip", "address_key") if exclude.ips else ()))
    return tuple(dict.fromkeys((*_COLUMNS, *asked, *(consent.COLUMNS if stated else ()))))


def lightened(
    events: pa.Table, settings: Settings, anonymous: Bools, event_id: Callable[[], pa.ChunkedArray]
) -> pa.Table:
    """Take out of events what tracing does not look at, so that few distinct texts are left.

    That is the long texts of most events, what the addresses say besides where a visit came from and went to, and who
    a known person is. Which of many visitors an anonymous one is matters only where consent was stated. Tracing finds
    the same with and without it. An event's id matters only where an order without a number of its own takes it;
    elsewhere any text will do that no other event has.

    Args:
        events: as ``trace`` takes them, in any order, without ``event_id``; texts may be dictionaries. Without
            ``consent``, nobody stated anything, and ``anonymous_id`` is not there either.
        settings: the shop's.
        anonymous: whether each event names an anonymous visitor.
        event_id: gives the ids of all of them; asked only where they matter.
    """
    of_order = Coded.of(events["name"]).having(tells_of_order)
    telling = of_order | may_declare_device(events["properties"])
    unnumbered = of_order & (Coded.of(events["order_id"]).into(order_number).codes < 0)
    own = masked(event_id() if unnumbered.any() else _by_arrival(events["seq"], telling), telling)
    replaced = {"properties": masked(events["properties"], telling)}
    if "consent" in events.column_names:
        replaced["user_id"] = consent.known_by(events)
        if not settings.exclude.emails:
            events = events.drop_columns(["email"])
    else:
        events = events.append_column("anonymous_id", texts(("anonymous",), anonymous.astype(np.int64) - 1))
    for name, column in replaced.items():
        events = events.set_column(events.schema.get_field_index(name), name, column)
    return _apart(events).append_column("event_id", own)


def _by_arrival(seq: pa.ChunkedArray, kept: Bools) -> pa.ChunkedArray:
    """Name events by their numbers of arrival, with a blank, which no id holds that a number could be taken for."""
    numbers = pc.if_else(pa.array(kept), seq, pa.scalar(None, pa.int64()))
    return pc.binary_join_element_wise("seq", numbers.cast(pa.string()), " ")


def _apart(events: pa.Table) -> pa.Table:
    """Take what tells one click from another out of addresses, and put in place of the page's its two parts."""
    referrer = without_values(events["referrer"])
    events = events.set_column(events.schema.get_field_index("referrer"), "referrer", referrer)
    page, rest = parted(events["url"], bare)
    return events.drop_columns(["url"]).append_column("page", page).append_column("rest", rest)


def _of_orders(events: Picked, reasons: Coded, book: Ledger) -> Coded:
    """Leave out what tells of orders that do not count, too."""
    for reason, ids in (("cancelled_order", book.cancelled_events), ("test_order", book.test_events)):
        if ids:
            told = pc.is_in(events["event_id"], value_set=pa.array(sorted(ids), pa.string()))
            reasons = _also(reasons, reason, np.asarray(told))
    return reasons


def _also(reasons: Coded, reason: str, told: Bools) -> Coded:
    """Leave out for one more reason what is not left out yet."""
    codes = np.where(told & (reasons.codes < 0), len(reasons.words), reasons.codes)
    return Coded(codes, (*reasons.words, reason))


def _journeys(
    moments: Picked,
    withheld: Bools,
    bucket: int,
    settings: Settings,
    rules: Rules,
    order_of_event: Mapping[str, str],
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Make touchpoints, sessions and journeys of the events that count."""
    moments = consent.unseen(moments, withheld)
    customer = numbers(moments["customer_id"])
    links = Links.of(moments["page"], moments["rest"])
    path = links.page.into(path_of, key=path_of)
    on_page = orders_on_pages(links, path, set(order_of_event.values()), rules.stages.order_pages)
    placed = placed_in(moments, customer, order_of_event, on_page)
    arrivals = arrivals_of(moments, links, placed.conversion, rules.channels, rules.stages)
    on_site = arrivals.on_site & ~placed.folded(arrivals.on_site)
    sessions = sessions_of(moments, path, customer, on_site, arrivals, settings.trace)
    confirming = path.having(rules.stages.confirmation_pages.match)
    stated = stated_sources(moments, placed, rules.stages)
    sent = withheld | (arrivals.outbound & ("outbound" not in settings.shop.contact))
    rows = rows_of(customer, placed, arrivals, sessions, confirming, stated, sent)
    cycle = cycle_numbers(rows.customer, rows.role == ORDER, rows.bound, rows.role == MESSAGE)
    marks = marks_of(rows, Coded.of(moments["name"]), path, arrivals.outbound.astype(np.int64), rules.stages)
    touchpoints = touchpoint_table(moments, bucket, rows, marks, cycle, placed.order_id, sessions, withheld)
    return (
        touchpoints,
        session_table(moments, bucket, sessions, rows, marks, cycle),
        journey_table(touchpoints, rows, cycle, marks.stage),
    )


def _excluded(events: Picked, reasons: Coded, bucket: int) -> pa.Table:
    """List what is left out, with its reason."""
    rows = np.flatnonzero(reasons.codes >= 0)
    left_out = events.take(rows).table(["customer_id", "seq", "at", "source"])
    left_out = left_out.add_column(3, "reason", reasons.take(rows).to_arrow())
    return left_out.add_column(0, "bucket", pa.array(np.full(len(rows), bucket), pa.int32()))
