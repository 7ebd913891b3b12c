"""Withheld: events that the shop does not even store, because the person they tell of refused to be measured."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.collect.terms import Terms
from percorso.core.consent import CONSENT_EVENTS, read
from percorso.core.settings import CONVERSIONS, DELIVERIES, ORDER_CHANGES, UNPAID_ORDERS
from percorso.sequence.codes import Bools, Coded

_OF_ORDERS = frozenset((*ORDER_CHANGES, *UNPAID_ORDERS, *DELIVERIES)).union(*CONVERSIONS.values())
_KEPT = _OF_ORDERS.union(CONSENT_EVENTS)


def drop_without_consent(events: pa.Table, terms: Terms) -> pa.Table:
    """Keep out events that themselves deny to be measured, where ``consent.store`` says so.

    What concerns an order stays, since a contract rests on it, and so do the choices themselves, which show what was
    allowed when. Whoever refused once and sends events that say nothing is left out later, in trace.
    """
    if terms.settings.consent.store != "consented":
        return events
    dropped = _denied(events) & ~contract(events)
    return events.filter(pa.array(~dropped)) if dropped.any() else events


def _denied(events: pa.Table) -> Bools:
    return Coded.of(events["consent"]).having(lambda text: not read(text).get("analytics", True))


def contract(events: pa.Table) -> Bools:
    """Tell the events that concern an order, by their name or by naming one, and those that tell a choice."""
    naming = np.asarray(pc.and_(pc.equal(events["kind"], "track"), pc.is_valid(events["order_id"])), dtype=bool)
    kept: Bools = Coded.of(events["name"]).having(_KEPT.__contains__) | naming
    return kept
