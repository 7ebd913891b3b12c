"""Profiles: one row per customer, with what is known of the person."""

from __future__ import annotations

import msgspec
import pyarrow as pa

from percorso.sequence.bucket import Bucket
from percorso.unify.identifiers import RANK

_INSTANT = pa.timestamp("us", "UTC")
_SCHEMA = pa.schema(
    [
        pa.field("bucket", pa.int32(), nullable=False),
        pa.field("customer_id", pa.string(), nullable=False),
        pa.field("identifier", pa.string(), nullable=False),
        pa.field("first_seen_at", _INSTANT, nullable=False),
        pa.field("last_seen_at", _INSTANT, nullable=False),
        pa.field("identifiers", pa.int32(), nullable=False),
        pa.field("traits", pa.string(), nullable=False),
    ]
)

# The canonical identifier is chosen as clusters chooses it, so it is the one the customer's id was made from.
_PEOPLE_SQL = f"""
WITH seen AS (
    SELECT customer_id, min("at") AS first_seen_at, max("at") AS last_seen_at FROM events GROUP BY customer_id
), named AS (
    SELECT customer_id, arg_min(kind || ':' || value, ({RANK}, first_seen_at, value)) AS identifier,
        count(*) AS identifiers
    FROM identifiers GROUP BY customer_id
)
SELECT customer_id, identifier, seen.first_seen_at, seen.last_seen_at, identifiers
FROM seen JOIN named USING (customer_id) ORDER BY customer_id
"""

_TRAITS_SQL = """
SELECT customer_id, traits FROM events WHERE traits <> '{}'
ORDER BY customer_id, "at", seq
"""

# Values stay as they were written: a number is never read and written again.
_Traits = dict[str, msgspec.Raw]


def profiles(bucket: Bucket) -> pa.Table:
    """Describe every customer of the bucket's ``events`` (which carry ``customer_id``) and ``identifiers``.

    Traits are merged key by key, the later event winning, and written as JSON with sorted keys.
    """
    people = bucket.sql(_PEOPLE_SQL)
    merged = _merged(bucket.sql(_TRAITS_SQL))
    traits = [merged.get(customer, "{}") for customer in people["customer_id"].to_pylist()]
    columns = {
        "bucket": pa.repeat(pa.scalar(bucket.number, pa.int32()), people.num_rows),
        "traits": pa.array(traits, pa.string()),
        **{name: people[name] for name in people.column_names},
    }
    return pa.table([columns[name] for name in _SCHEMA.names], names=_SCHEMA.names).cast(_SCHEMA)


def _merged(rows: pa.Table) -> dict[str, str]:
    """Fold each customer's traits, given in the order of time."""
    decoder = msgspec.json.Decoder(_Traits)
    merged: dict[str, _Traits] = {}
    for customer, text in zip(rows["customer_id"].to_pylist(), rows["traits"].to_pylist(), strict=True):
        merged.setdefault(customer, {}).update(decoder.decode(text))
    return {customer: msgspec.json.encode(traits, order="sorted").decode() for customer, traits in merged.items()}
