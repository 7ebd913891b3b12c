"""Sessions of customers: events on the site, gathered into visits with one source, landing page and device each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa

from percorso.core.settings import Tracing
from percorso.sequence.codes import Bools, Coded, Ints, distinct, first_rows, last_rows, numbers
from percorso.sequence.cycles import places_within
from percorso.sequence.kernels import kernel
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
    around = np.empty(len(of_event), dtype=np.int64)
    times, owner = np.ascontiguousarray(at, np.int64), np.ascontiguousarray(customer, np.int64)
    _last_around(times, owner, of_event, count, gap, around)
    return around


@kernel("int64[] int64[] int64[] int64 int64 int64[]!")
def _last_around(at: Ints, customer: Ints, of_event: Ints, count: int, gap: int, around: Ints) -> None:
    ended = np.zeros(count, dtype=np.int64)
    for row in range(len(at)):
        if of_event[row] >= 0:
            ended[of_event[row]] = at[row]
    # Sessions are numbered as they begin, so the highest number so far is of the one begun last.
    latest = np.int64(-1)
    for row in range(len(at)):
        if row > 0 and customer[row] != customer[row - 1]:
            latest = np.int64(-1)
        latest = max(latest, of_event[row])
        within = of_event[row] < 0 and latest >= 0 and at[row] - ended[latest] <= gap
        around[row] = latest if within else of_event[row]


def _described(
    moments: pa.Table, path: Coded, customer: Ints, of_event: Ints, around: Ints, count: int, arrivals: Arrivals
) -> Sessions:
    first = first_rows(of_event, count)
    named = first_rows(of_event, count, arrivals.campaign >= 0)
    touched = first_rows(of_event, count, arrivals.touch)
    telling = np.where(named >= 0, named, np.where(touched >= 0, touched, first))
    devices = devices_of(moments)
    owner = customer[first]
    return Sessions(
        of_event=of_event,
        around=around,
        customer=owner,
        number=places_within(owner) + 1,
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
