"""Profiles: one row per customer, with what is known of the person."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import numpy as np
import pyarrow as pa

from percorso.sequence.codes import Coded, Ints

# The columns of events that profiles are made of.
COLUMNS = ("at", "traits", "source")
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
        pa.field("origins", pa.string()),
    ]
)

# Values stay as they were written: a number is never read and written again.
_Traits = dict[str, msgspec.Raw]


def profiles(events: pa.Table, customer: Ints, customers: pa.Table, identifiers: Ints) -> pa.Table:
    """Describe every customer that has an event.

    Traits are merged key by key, the later event winning, and written as JSON with sorted keys; ``origins`` tells of
    each who said it, and when in microseconds.

    Args:
        events: ``at``, ``traits`` and ``source``, sorted by customer, time and arrival.
        customer: each event's row in ``customers``.
        customers: ``customer_id, bucket, identifier``, sorted by id.
        identifiers: how many identifiers each customer has.
    """
    opens = np.flatnonzero(np.diff(customer, prepend=-1))
    closes = np.append(opens, len(customer))[1:] - 1
    people = customer[opens]
    known = customers.take(pa.array(people))
    merged, origins = _merged(events, customer)
    columns = {
        "bucket": known["bucket"],
        "customer_id": known["customer_id"],
        "identifier": known["identifier"],
        "first_seen_at": events["at"].take(pa.array(opens)),
        "last_seen_at": events["at"].take(pa.array(closes)),
        "identifiers": pa.array(identifiers[people], pa.int32()),
        "traits": _of_people(merged, people, _NOTHING),
        "origins": _of_people(origins, people, None),
    }
    return pa.table(columns).cast(_SCHEMA)


def _merged(events: pa.Table, customer: Ints) -> tuple[dict[int, str], dict[int, str]]:
    """Fold each customer's traits, given in the order of time, and take down where each is from."""
    coded = Coded.of(events["traits"])
    telling = np.flatnonzero(coded.having(lambda text: text != _NOTHING))
    rows = pa.array(telling)
    sources = events["source"].take(rows).to_pylist()
    times = events["at"].take(rows).cast(pa.int64()).to_pylist()
    decoder = msgspec.json.Decoder(_Traits)
    merged: dict[int, _Traits] = {}
    origins: dict[int, dict[str, tuple[str, int]]] = {}
    people, codes = customer[telling].tolist(), coded.codes[telling].tolist()
    for person, code, source, at in zip(people, codes, sources, times, strict=True):
        found = decoder.decode(coded.words[code])
        merged.setdefault(person, {}).update(found)
        origins.setdefault(person, {}).update(dict.fromkeys(found, (source, at)))
    return _written(merged), _written(origins)


def _of_people(found: Mapping[int, str], people: Ints, otherwise: str | None) -> pa.Array:
    """Give each person's text, and to those who have none another."""
    told = np.fromiter(found, np.int64, len(found))
    place = np.full(int(people.max(initial=-1)) + 1, len(found), dtype=np.int64)
    place[told] = np.arange(len(found))
    return pa.array([*found.values(), otherwise], pa.string()).take(pa.array(place[people]))


def _written(found: Mapping[int, object]) -> dict[int, str]:
    return {person: msgspec.json.encode(told, order="sorted").decode() for person, told in found.items()}
