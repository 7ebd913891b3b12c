"""Assignment: whose event is it."""

from __future__ import annotations

import numpy as np

from percorso.sequence.codes import Bools, Ints, picked
from percorso.unify.identifiers import Identifiers


def assign(named: Identifiers, customer: Ints, change: Bools) -> Ints:
    """Give each identity its customer, -1 where it names nobody known.

    An event belongs to its strongest identifier's customer. What changes or delivers an order, or names nothing but an
    order, belongs to whoever placed it: a refund is often sent by the shop's own staff, a parcel taken in by a
    neighbour.

    Args:
        named: the identifiers that each identity names.
        customer: each identifier's customer.
        change: whether an identity's events change or deliver an order.

    Returns:
        int64, the numbers that ``customer`` calls its customers by.
    """
    own = np.where(named.user >= 0, named.user, np.where(named.email >= 0, named.email, named.anonymous))
    bought = (named.order >= 0) & (change | (own < 0))
    return picked(customer, np.where(bought, named.order, own), -1)
