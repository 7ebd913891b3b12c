"""Roles: whether a row is a touch, a step inside a session, an order, concerns an order, or is but a message."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from percorso.sequence.codes import Bools, Ints, first_rows
from percorso.sequence.cycles import latest_order
from percorso.sequence.journeys import AFTER, MESSAGE, ORDER, STEP, TOUCH


class Candidates(NamedTuple):
    """Rows sorted by customer, time and arrival, before they have a role.

    Attributes:
        customer: dense number of the customer.
        session: dense number of the session, -1 for none.
        placed: whether the row is an order being placed.
        order: dense number of the order the row is or names, among the customer's own; -1 for none.
        after_named: whether its name is of those that concern an order that was placed.
        confirming: whether its page is one shown right after an order.
    """

    customer: Ints
    session: Ints
    placed: Bools
    order: Ints
    after_named: Bools
    confirming: Bools


def concerned_orders(rows: Candidates, orders: int) -> Ints:
    """Give the row of the order that each row concerns, -1 for none.

    A row concerns the order it names, once that is placed (whenever, if its own name says that it concerns an order).
    A row whose name says so and that names no placed order concerns the customer's latest; so does a confirmation page
    in the session of that order, or by which a visit without an order of its own begins: somebody followed a message
    about an order that was placed.
    """
    here = np.arange(len(rows.customer), dtype=np.int64)
    row_of_order = np.append(first_rows(rows.order, orders, rows.placed), -1)
    named = row_of_order[rows.order]
    by_name = (named >= 0) & ((named < here) | rows.after_named)
    latest = latest_order(rows.customer, rows.placed)
    same_visit = (rows.session >= 0) & (np.append(rows.session, -1)[latest] == rows.session)
    shown = rows.confirming & (same_visit | _begins_without_order(rows))
    by_latest = (latest >= 0) & (rows.after_named | shown)
    bound = np.where(by_name, named, np.where(by_latest, latest, -1))
    return np.where(rows.placed, -1, bound)


def _begins_without_order(rows: Candidates) -> Bools:
    """Tell the first row of each session in which nothing is ordered."""
    sessions = int(rows.session.max(initial=-1)) + 1
    first = first_rows(rows.session, sessions)
    ordering = first_rows(rows.session, sessions, rows.placed) >= 0
    begins = np.zeros(len(rows.session), dtype=bool)
    begins[first[(first >= 0) & ~ordering]] = True
    return begins


def session_openers(rows: Candidates, bound: Ints, sessions: int) -> Bools:
    """Tell the rows by which customers arrived: each session's first that concerns no order."""
    first = first_rows(rows.session, sessions, bound < 0)
    opens = np.zeros(len(bound), dtype=bool)
    opens[first[first >= 0]] = True
    return opens


def roles_of(rows: Candidates, bound: Ints, arrives: Bools, sent: Bools) -> Ints:
    """Give each row its role (codes of ``sequence.journeys.ROLES``).

    Args:
        rows: the rows.
        bound: the row of the order that each row concerns, -1 for none.
        arrives: whether the customer arrived in its session by this row.
        sent: whether the row came from the shop and is a contact only where it concerns an order.
    """
    roles = np.where(arrives | (rows.session < 0), TOUCH, STEP)
    roles[sent] = MESSAGE
    roles[bound >= 0] = AFTER
    roles[rows.placed] = ORDER
    return roles.astype(np.int64)
