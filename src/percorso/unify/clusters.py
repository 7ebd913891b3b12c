"""Clusters: one customer for all identifiers that links hold together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.identity import KINDS
from percorso.sequence.codes import Ints
from percorso.sequence.components import components
from percorso.sequence.keys import customer_id_of, key_of
from percorso.unify.links import Links

_INSTANT = pa.timestamp("us", "UTC")
_SCHEMA = pa.schema(
    [
        pa.field("kind", pa.string(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
        pa.field("customer_id", pa.string(), nullable=False),
        pa.field("bucket", pa.int32(), nullable=False),
        pa.field("first_seen_at", _INSTANT, nullable=False),
        pa.field("last_seen_at", _INSTANT, nullable=False),
    ]
)
_KINDS = pa.array(KINDS, pa.string())


@dataclass(frozen=True)
class Clusters:
    """Everybody.

    Attributes:
        identifiers: one row per identifier, sorted by kind (strongest first) and value: ``kind, value, customer_id,
            bucket, first_seen_at, last_seen_at``.
        customer: the number of each identifier's customer: its row in ``customers``.
        customers: ``customer_id, bucket, identifier`` (the canonical one, such as ``user:42``), sorted by bucket, id.
        canonical: the number of each customer's canonical identifier.
    """

    identifiers: pa.Table
    customer: Ints
    customers: pa.Table
    canonical: Ints

    @cached_property
    def identifiers_of(self) -> Ints:
        """How many identifiers each customer has."""
        return np.bincount(self.customer, minlength=self.customers.num_rows)


def clusters(links: Links, buckets: int) -> Clusters:
    """Give every identifier its customer; a pure function of the set of links, whatever their order.

    A customer is named by its canonical identifier: the strongest kind, then the first seen, then the smallest value
    (by UTF-8 bytes). So a customer keeps its id until a stronger or earlier identifier joins.
    """
    count = len(links.rank)
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.full(count, np.iinfo(np.int64).min)
    for ends in (links.left, links.right):
        np.minimum.at(first, ends, links.first)
        np.maximum.at(last, ends, links.last)
    canonical = _canonical(components(count, links.left, links.right), links.rank, first)
    kinds = _KINDS.take(pa.array(links.rank))
    names = np.flatnonzero(canonical == np.arange(count))
    customers, number = _customers(kinds, links.values, names, buckets)
    place = np.full(count, -1, dtype=np.int64)
    place[names] = number
    customer = place[canonical]
    owner = customers.take(pa.array(customer))
    table = listed(links.rank, links.values, owner["customer_id"], owner["bucket"], first, last)
    named = np.empty(len(names), dtype=np.int64)
    named[number] = names
    return Clusters(table, customer, customers, named)


def listed(
    rank: NDArray[np.integer], values: pa.Array, owner: pa.Array, bucket: pa.Array | Ints, first: Ints, last: Ints
) -> pa.Table:
    """Lay identifiers out as the table of that name: their kinds as indices into KINDS, their customers by id."""
    seen = (pa.array(when).cast(_INSTANT) for when in (first, last))
    columns = [_KINDS.take(pa.array(rank)), values, owner, bucket, *seen]
    return pa.Table.from_arrays(columns, schema=_SCHEMA)


def _customers(kinds: pa.Array, values: pa.Array, names: Ints, buckets: int) -> tuple[pa.Table, Ints]:
    """List the customers of some canonical identifiers, and give the row of each identifier's."""
    rows = pa.array(names)
    identifiers = pc.binary_join_element_wise(kinds.take(rows), values.take(rows), ":")
    ids = pa.array([customer_id_of(text) for text in identifiers.to_pylist()], pa.string())
    keys = key_of(ids)
    buckets_of = (keys % np.uint64(buckets)).astype(np.int32)
    # An id is its key in hexadecimal digits, so the two sort alike.
    order = np.lexsort((keys, buckets_of))
    number = np.empty(len(names), dtype=np.int64)
    number[order] = np.arange(len(names))
    table = pa.table({"customer_id": ids, "bucket": pa.array(buckets_of), "identifier": identifiers})
    return table.take(pa.array(order)).combine_chunks(), number


def _canonical(component: Ints, rank: Ints, first: Ints) -> Ints:
    """Give each identifier the number of its component's canonical one; numbers break ties, since values sort them."""
    among = np.ones(len(component), dtype=bool)
    best = np.empty(len(component), dtype=np.int64)
    for told in (rank, first, np.arange(len(component))):
        best.fill(np.iinfo(np.int64).max)
        np.minimum.at(best, component[among], told[among])
        among &= told == best[component]
    return best[component]
