"""Profiles: one row per customer, with what is known of the person."""

from __future__ import annotations

import msgspec
import numpy as np
import pyarrow as pa

from percorso.sequence.codes import Coded, Ints

# The columns of events that profiles are made of.
COLUMNS = ("at", "traits")
_NOTHING = "{}"
_SCHEMA = pa.schema(
    [
        pa.field("bucket", pa.int32(), nullable=False),
        pa.field("customer_id", pa.string(), nullable=False),
        pa.field("identifier", pa.string(), nullable=False),
        pa.field("first_seen_at", pa.timestamp("us", "UTC"), nullable=False),
        pa.field("last_seen_at", pa.timestamp("us", "UTC"), nullable=False),
        pa.field("identifiers", pa.int32(), nullable=False),
        pa.field("traits", pa.string(), nullable=False),
    ]
)

# Values stay as they were written: a number is never read and written again.
_Traits = dict[str, msgspec.Raw]


def profiles(events: pa.Table, customer: Ints, customers: pa.Table, identifiers: Ints) -> pa.Table:
    """Describe every customer that has an event.

    Traits are merged key by key, the later event winning, and written as JSON with sorted keys.

    Args:
        events: ``at`` and ``traits``, sorted by customer, time and arrival.
        customer: each event's row in ``customers``.
        customers: ``customer_id, bucket, identifier``, sorted by id.
        identifiers: how many identifiers each customer has.
    """
    opens = np.flatnonzero(np.diff(customer, prepend=-1))
    closes = np.append(opens, len(customer))[1:] - 1
    people = customer[opens]
    known = customers.take(pa.array(people))
    merged = _merged(events["traits"], customer)
    columns = {
        "bucket": known["bucket"],
        "customer_id": known["customer_id"],
        "identifier": known["identifier"],
        "first_seen_at": events["at"].take(pa.array(opens)),
        "last_seen_at": events["at"].take(pa.array(closes)),
        "identifiers": pa.array(identifiers[people], pa.int32()),
        "traits": pa.array([merged.get(person, _NOTHING) for person in people.tolist()], pa.string()),
    }
    return pa.table(columns).cast(_SCHEMA)


def _merged(traits: pa.ChunkedArray, customer: Ints) -> dict[int, str]:
    """Fold each customer's traits, given in the order of time."""
    coded = Coded.of(traits)
    telling = np.flatnonzero(coded.having(lambda text: text != _NOTHING))
    decoder = msgspec.json.Decoder(_Traits)
    merged: dict[int, _Traits] = {}
    for person, code in zip(customer[telling].tolist(), coded.codes[telling].tolist(), strict=True):
        merged.setdefault(person, {}).update(decoder.decode(coded.words[code]))
    return {person: msgspec.json.encode(found, order="sorted").decode() for person, found in merged.items()}
