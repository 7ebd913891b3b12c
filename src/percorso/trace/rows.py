"""Rows: a customer's events in order with their roles, and before an order the arrivals that it alone tells of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from percorso.sequence.codes import Bools, Ints, picked
from percorso.sequence.journeys import TOUCH
from percorso.sequence.kernels import kernel
from percorso.trace.arrivals import Arrivals
from percorso.trace.channels import Classified
from percorso.trace.placed import Placed
from percorso.trace.roles import Candidates, concerned_orders, roles_of, session_openers
from percorso.trace.sessions import Sessions
from percorso.trace.stated import Stated

# What a row is: an event; the visit that an order itself opened; the source that an order states.
EVENT, VISIT, STATED = range(3)
MADE_NAMES = ("", "Visit Started", "Source Stated")


@dataclass(frozen=True)
class Rows:
    """The rows of touchpoints, sorted by customer, time and arrival; int64 columns of one length.

    Attributes:
        event: the event a row is, or was made from.
        made: EVENT, VISIT or STATED.
        customer: dense number of the customer.
        session: dense number of the session, -1 off the site.
        role: codes of ``sequence.journeys.ROLES``.
        order: dense number of the order that a row is, -1 for other rows.
        bound: the row of the order that a row concerns, -1 for none.
        origin: each row's place in ``origins``.
        opens: whether the customer arrived in its session by this row.
    """

    event: Ints
    made: Ints
    customer: Ints
    session: Ints
    role: Ints
    order: Ints
    bound: Ints
    origin: Ints
    origins: tuple[Classified, ...]
    opens: Bools


def rows_of(
    customer: Ints,
    placed: Placed,
    arrivals: Arrivals,
    sessions: Sessions,
    confirming: Bools,
    stated: Stated,
    sent: Bools,
) -> Rows:
    """Give events their roles, and lay before an order the visit it opened and the source it states.

    An order that only a file or a server told of (an export, a call without a page) was still placed somewhere: it
    takes the session in which the site saw the same order, else the customer's session in which it falls, or that ended
    no longer than the session gap before it. Without either it belongs to no visit.

    Args:
        customer: each event's customer.
        placed: the orders among the events.
        arrivals: where each event came from.
        sessions: the sessions of the events.
        confirming: whether an event's page is one shown right after an order.
        stated: what the orders state.
        sent: whether an event came from the shop and is a contact only where it concerns an order.
    """
    kept = np.flatnonzero(~placed.folded())
    order = np.where(placed.conversion[kept], placed.order[kept], -1)
    is_order = order >= 0
    seen = picked(picked(sessions.of_event, placed.first(sessions.of_event >= 0), -1), order, -1)
    session = np.where(is_order, np.where(seen >= 0, seen, sessions.around[kept]), sessions.of_event[kept])
    candidates = Candidates(
        customer[kept], session, is_order, placed.order[kept], arrivals.after_named[kept], confirming[kept]
    )
    bound = concerned_orders(candidates, placed.count)
    opens = session_openers(candidates, bound, len(sessions.number))
    arrived = np.append(sessions.arrived, False)[session]
    rows = Rows(
        event=kept,
        made=np.full(len(kept), EVENT, dtype=np.int64),
        customer=customer[kept],
        session=session,
        role=roles_of(candidates, bound, opens & arrived, sent[kept]),
        order=order,
        bound=bound,
        origin=np.where(session >= 0, picked(sessions.origin, session, -1), arrivals.origin[kept]),
        origins=arrivals.origins + stated.sources,
        opens=opens,
    )
    visits = is_order & ((opens & arrived) | ((session < 0) & (arrivals.campaign[kept] >= 0)))
    said = picked(stated.source, order, -1)
    return _laid_out(rows, visits, np.where(said >= 0, said + len(arrivals.origins), -1))


def _laid_out(rows: Rows, visits: Bools, stated: Ints) -> Rows:
    """Repeat the rows that come with a visit or a stated source; the event itself stands last."""
    size = len(visits) + int(visits.sum()) + int((stated >= 0).sum())
    event, made, customer, session, role, order, bound, origin = (np.empty(size, dtype=np.int64) for _ in range(8))
    opens = np.empty(size, dtype=bool)
    _lay(
        visits, stated, rows.event, rows.customer, rows.session, rows.role, rows.order, rows.bound, rows.origin,
        rows.opens, event, made, customer, session, role, order, bound, origin, opens,
    )  # fmt: skip
    return Rows(event, made, customer, session, role, order, bound, origin, rows.origins, opens)


@kernel("bool_[] " + 8 * "int64[] " + "bool_[] " + 8 * "int64[]! " + "bool_[]!")
def _lay(
    visits: Bools, stated: Ints, event: Ints, customer: Ints, session: Ints, role: Ints, order: Ints, bound: Ints,
    origin: Ints, opens: Bools, to_event: Ints, to_made: Ints, to_customer: Ints, to_session: Ints, to_role: Ints,
    to_order: Ints, to_bound: Ints, to_origin: Ints, to_opens: Bools,
) -> None:  # fmt: skip
    """Write each row as often as it is repeated, all columns in one pass."""
    last = np.empty(len(visits), dtype=np.int64)
    end = -1
    for row in range(len(visits)):
        end += 1 + visits[row] + (stated[row] >= 0)
        last[row] = end
    begin = 0
    for row in range(len(visits)):
        concerned = last[bound[row]] if bound[row] >= 0 else -1
        for place in range(begin, last[row] + 1):
            made = EVENT
            if place < last[row]:
                made = VISIT if visits[row] and place == begin else STATED
            to_event[place] = event[row]
            to_made[place] = made
            to_customer[place] = customer[row]
            to_session[place] = -1 if made == STATED else session[row]
            to_role[place] = role[row] if made == EVENT else TOUCH
            to_order[place] = order[row] if made == EVENT else -1
            to_bound[place] = concerned
            to_origin[place] = stated[row] if made == STATED else origin[row]
            to_opens[place] = opens[row] and made == (VISIT if visits[row] else EVENT)
        begin = last[row] + 1
