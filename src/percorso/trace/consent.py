"""Consent in use: the events that may be measured, and the choices people stated, with the event that said each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.consent import DENIED, GRANTED, PURPOSES, read
from percorso.core.identity import cleaned
from percorso.sequence.choices import standing
from percorso.sequence.codes import Bools, Coded, Ints, distinct, masked, texts
from percorso.sequence.picked import Picked
from percorso.trace.orders import tells_of_order

NO_CONSENT = "no_consent"
# Columns of events that say what was chosen, and by whom; read only where some event states a choice.
COLUMNS = ("consent", "user_id", "email")
_WHO = ("user_id", "email")
_ANALYTICS = PURPOSES.index("analytics")
# What tells of a visit; of an order placed without consent it is not looked at.
_VISIT = (
    *("session_id", "anonymous_id", "page", "rest", "referrer", "utm_source", "utm_medium", "utm_campaign"),
    *("utm_content", "channel", "user_agent"),
)


def denied(events: pa.Table, default: str) -> Bools:
    """Tell the events at which measuring (the purpose analytics) is denied.

    What the event itself states counts; else what the person, or the device before it is known whose it is, stated
    last; else the shop's default.

    Args:
        events: of whole customers, sorted by customer, ``at``, ``seq``; without ``consent`` nobody stated anything.
        default: ``granted`` or ``denied``.
    """
    unstated = default == DENIED
    if not stating(events).any():
        return np.full(events.num_rows, unstated)
    customer = Coded.of(events["customer_id"]).codes
    choice = standing(customer, _devices(events, customer), _known(events), _stated(events)[_ANALYTICS])
    return np.where(choice >= 0, choice == 0, unstated)


def stating(events: pa.Table) -> Bools:
    """Tell the events that state a choice."""
    if "consent" not in events.column_names:
        return np.zeros(events.num_rows, dtype=bool)
    return np.asarray(pc.is_valid(events["consent"]), dtype=bool)


def choices(events: Picked, bucket: int) -> pa.Table:
    """List every choice that differs from what its person had stated of the purpose before, as the table ``consents``.

    Args:
        events: those that count and state a choice, of whole customers, sorted by customer, ``at``, ``seq``.
        bucket: the bucket's number.
    """
    stated = np.stack(_stated(events))
    changed = _changed(Coded.of(events["customer_id"]).codes, stated)
    rows, purpose = np.nonzero(changed.T)
    told = events.take(rows).table(["customer_id", "seq", "at", "source", "name"])
    return pa.table(
        {
            "bucket": pa.array(np.full(len(rows), bucket), pa.int32()),
            **{name: told[name] for name in told.column_names},
            "purpose": texts(PURPOSES, purpose),
            "state": texts((DENIED, GRANTED), stated[purpose, rows]),
        }
    )


def _changed(customer: Ints, stated: Ints) -> Bools:
    """Tell where a purpose is stated otherwise than the customer's last time, or for the first time."""
    changed = np.zeros(stated.shape, dtype=bool)
    for purpose, states in enumerate(stated):
        rows = np.flatnonzero(states >= 0)
        owner, said = customer[rows], states[rows]
        differs = np.ones(len(rows), dtype=bool)
        differs[1:] = (owner[1:] != owner[:-1]) | (said[1:] != said[:-1])
        changed[purpose, rows[differs]] = True
    return changed


def withheld(event_id: pa.ChunkedArray, denied: Bools, order_of_event: Mapping[str, str]) -> Bools:
    """Tell the events that are used for what they say of an order alone.

    Those are the ones denied, and all by which an order was placed that one of them was denied at: what a shop's export
    says of where an order came from is not looked at, where the browser that placed it refused.

    Args:
        event_id: of the events.
        denied: whether measuring was denied at each.
        order_of_event: the order that each event by which one was placed tells of.
    """
    if not denied.any():
        return denied
    known = pc.index_in(event_id, value_set=pa.array(order_of_event.keys(), pa.string()))
    placing = np.flatnonzero(np.asarray(pc.is_valid(known)))
    order = Coded.of(pa.array(order_of_event.values(), pa.string()).take(known.take(pa.array(placing)))).codes
    told = denied.copy()
    told[placing] |= np.isin(order, order[denied[placing]])
    return told


def unseen(moments: Picked, withheld: Bools) -> Picked:
    """Take away from events without consent all that tells of a visit, or of what led to it."""
    if not withheld.any():
        return moments
    events = moments.table()
    for name in _VISIT:
        events = events.set_column(events.schema.get_field_index(name), name, masked(events[name], ~withheld))
    properties = pc.if_else(pa.array(withheld), "{}", events["properties"])
    return Picked(events.set_column(events.schema.get_field_index("properties"), "properties", properties))


def known_by(events: pa.Table) -> pa.Array:
    """Put one word for any user id or address, where an event has one: that somebody is known, not who."""
    return texts(("known",), _named(events).astype(np.int64) - 1)


def _known(events: pa.Table) -> Bools:
    """Tell the events that say who somebody is: by a user id, an address, or an order."""
    return _named(events) | Coded.of(events["name"]).having(tells_of_order)


def _named(events: pa.Table) -> Bools:
    found: Bools = np.zeros(events.num_rows, dtype=bool)
    for name in _WHO:
        if name in events.column_names:
            found |= Coded.of(events[name]).having(lambda value: cleaned(value) is not None)
    return found


def _devices(events: pa.Table, customer: Ints) -> Ints:
    device = Coded.of(events["anonymous_id"]).codes
    _, place = distinct([customer, device])
    return np.where(device >= 0, place, -1)


def _stated(events: pa.Table) -> tuple[Ints, ...]:
    """Give what each event states of each purpose: 1 granted, 0 denied, -1 nothing; each distinct text is read once."""
    if "consent" not in events.column_names:
        return tuple(np.full(events.num_rows, -1, dtype=np.int64) for _ in PURPOSES)
    said = Coded.of(events["consent"])
    known = [read(text) for text in said.words]
    by_purpose = ([*(int(one.get(purpose, -1)) for one in known), -1] for purpose in PURPOSES)
    return tuple(np.array(states, dtype=np.int64)[said.codes] for states in by_purpose)
