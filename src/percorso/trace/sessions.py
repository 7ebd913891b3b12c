"""Sessions of customers: events on the site, gathered into visits with one source, landing page and device each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa

from percorso.core.settings import Tracing
from percorso.sequence.codes import Bools, Coded, Ints, distinct, first_rows, last_rows, numbers
from percorso.sequence.sessions import ARRIVAL, RETURN, SENT, Moments, session_numbers
from percorso.trace.arrivals import Arrivals
from percorso.trace.devices import devices_of

# A click on the shop's own page still belongs to the visit after a long silence: a tab left open over lunch is no new
# arrival. After half a working day it is a visit of which nothing is known. Whoever was sent to pay or to log in comes
# back to the same visit, however long that took.
CARRY = timedelta(hours=4)


@dataclass(frozen=True)
class Sessions:
    """The sessions of a bucket, numbered from 0 by customer, then start.

    Attributes:
        of_event: each event's session, -1 off the site.
        around: off the site, the session of the same customer begun last before an event, where it lasts to the event
            or ended no longer before it than the gap; on the site the event's own; -1 for none.
        customer: each session's customer.
        number: each session's number for its customer, from 1.
        origin: each session's place in the origins of its arrivals: the first event that names a source, else the first
            that may be an arrival, else the first.
        arrived: whether anybody arrived by it; False when it holds nothing but returns.
        first, last: each session's first and last event.
        events: how many events.
        landing: the path of its first page.
        device: the first device it names.
    """

    of_event: Ints
    around: Ints
    customer: Ints
    number: Ints
    origin: Ints
    arrived: Bools
    first: Ints
    last: Ints
    events: Ints
    landing: Coded
    device: Coded


def sessions_of(
    moments: pa.Table, path: Coded, customer: Ints, counted: Bools, arrivals: Arrivals, settings: Tracing
) -> Sessions:
    """Gather events into sessions.

    Sessions are a customer's: two devices used at once share one, unless their sources number their own.

    Args:
        moments: events sorted by customer, time, arrival.
        path: the path of each event's page.
        customer: each event's customer, dense.
        counted: the events that take part (those on the site, a repeated order left out).
        arrivals: where each event came from.
        settings: the gap, and what else ends a session.
    """
    taken = np.flatnonzero(counted)
    own = _own_sessions(moments, customer) if settings.source_sessions else np.full(len(customer), -1, dtype=np.int64)
    at = moments["at"].cast(pa.int64()).to_numpy()
    arrival = np.where(arrivals.sent, SENT, np.where(arrivals.touch, ARRIVAL, RETURN))
    columns = (customer, at, own, arrivals.campaign, arrival)
    of_event = np.full(len(customer), -1, dtype=np.int64)
    of_event[taken] = session_numbers(
        Moments(*(column[taken] for column in columns)),
        _micros(settings.session_gap),
        _micros(CARRY),
        settings.session_on_campaign,
    )
    count = int(of_event.max(initial=-1)) + 1
    around = _around(at, customer, of_event, count, _micros(settings.session_gap))
    return _described(moments, path, customer, of_event, around, count, arrivals)


def _around(at: Ints, customer: Ints, of_event: Ints, count: int, gap: int) -> Ints:
    """Give each event the session it happened in or right after; events come sorted by customer and time."""
    # Sessions are numbered as they begin, so the highest number so far is of the one begun last.
    latest = np.maximum.accumulate(of_event)
    ended = np.append(at[last_rows(of_event, count)], 0)[latest]
    owner = np.append(customer[first_rows(of_event, count)], -1)[latest]
    within = (of_event < 0) & (owner == customer) & (at - ended <= gap)
    return np.where(within, latest, of_event)


def _described(
    moments: pa.Table, path: Coded, customer: Ints, of_event: Ints, around: Ints, count: int, arrivals: Arrivals
) -> Sessions:
    first = first_rows(of_event, count)
    named = first_rows(of_event, count, arrivals.campaign >= 0)
    touched = first_rows(of_event, count, arrivals.touch)
    telling = np.where(named >= 0, named, np.where(touched >= 0, touched, first))
    devices = devices_of(moments)
    owner = customer[first]
    begins = np.ones(count, dtype=bool)
    begins[1:] = owner[1:] != owner[:-1]
    number = np.arange(count) - np.maximum.accumulate(np.where(begins, np.arange(count), 0)) + 1
    return Sessions(
        of_event=of_event,
        around=around,
        customer=owner,
        number=number,
        origin=arrivals.origin[telling],
        arrived=touched >= 0,
        first=first,
        last=last_rows(of_event, count),
        events=np.bincount(of_event[of_event >= 0], minlength=count),
        landing=path.take(first_rows(of_event, count, path.codes >= 0)),
        device=devices.take(first_rows(of_event, count, devices.codes >= 0)),
    )


def _own_sessions(moments: pa.Table, customer: Ints) -> Ints:
    """Number the sources' own sessions, apart by customer and source; -1 for none."""
    own = Coded.of(moments["session_id"])
    number = np.full(len(customer), -1, dtype=np.int64)
    rows = np.flatnonzero(own.codes >= 0)
    _, number[rows] = distinct([column[rows] for column in (customer, numbers(moments["source"]), own.codes)])
    return number


def _micros(duration: timedelta) -> int:
    return duration // timedelta(microseconds=1)
