"""Clusters: one customer for all identifiers that links hold together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.identity import KINDS
from percorso.sequence.codes import Ints
from percorso.sequence.components import components
from percorso.sequence.keys import customer_id_of, key_of

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
_NOTHING = pa.scalar("", pa.large_string())


@dataclass(frozen=True)
class _Identifiers:
    """Every identifier once, numbered in the order of kind (strongest first), then value.

    Attributes:
        rank: each identifier's kind, as an index into KINDS.
        values: each identifier's text.
        left: one end of each link, as such a number.
        right: the other end.
    """

    rank: Ints
    values: pa.Array
    left: Ints
    right: Ints


@dataclass(frozen=True)
class Clusters:
    """Everybody.

    Attributes:
        identifiers: one row per identifier, sorted by kind (strongest first) and value: ``kind, value, customer_id,
            bucket, first_seen_at, last_seen_at``.
        customer: the number of each identifier's customer: its row in ``customers``.
        customers: ``customer_id, bucket, identifier`` (the canonical one, such as ``user:42``), sorted by bucket, id.
    """

    identifiers: pa.Table
    customer: Ints
    customers: pa.Table

    @cached_property
    def identifiers_of(self) -> Ints:
        """How many identifiers each customer has."""
        return np.bincount(self.customer, minlength=self.customers.num_rows)


def clusters(links: pa.Table, buckets: int) -> Clusters:
    """Give every identifier its customer; a pure function of the set of links, whatever their order.

    A customer is named by its canonical identifier: the strongest kind, then the first seen, then the smallest value
    (by UTF-8 bytes). So a customer keeps its id until a stronger or earlier identifier joins.
    """
    known = _numbered(links)
    count = len(known.rank)
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.full(count, np.iinfo(np.int64).min)
    for ends in (known.left, known.right):
        np.minimum.at(first, ends, _micros(links["first_seen_at"]))
        np.maximum.at(last, ends, _micros(links["last_seen_at"]))
    canonical = _canonical(components(count, known.left, known.right), known.rank, first)
    kinds = _KINDS.take(pa.array(known.rank))
    names = np.flatnonzero(canonical == np.arange(count))
    customers, number = _customers(kinds, known.values, names, buckets)
    place = np.full(count, -1, dtype=np.int64)
    place[names] = number
    customer = place[canonical]
    owner = customers.take(pa.array(customer))
    columns = [
        kinds,
        known.values,
        owner["customer_id"],
        owner["bucket"],
        pa.array(first).cast(_INSTANT),
        pa.array(last).cast(_INSTANT),
    ]
    return Clusters(pa.Table.from_arrays(columns, schema=_SCHEMA), customer, customers)


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


def _numbered(links: pa.Table) -> _Identifiers:
    """Number the distinct identifiers densely; one text per identifier (rank digit, then value) sorts and joins."""
    texts = pa.chunked_array([*_texts(links, "a").chunks, *_texts(links, "b").chunks], pa.large_string())
    coded = texts.combine_chunks().dictionary_encode()
    known, codes = coded.dictionary, coded.indices.to_numpy()
    order = pc.sort_indices(known).to_numpy()
    place = np.empty(len(known), dtype=np.int64)
    place[order] = np.arange(len(known))
    ends = place[codes]
    known = known.take(pa.array(order))
    rank = pc.utf8_slice_codeunits(known, 0, 1).cast(pa.int64()).to_numpy()
    values = pc.utf8_slice_codeunits(known, 1).cast(pa.string())
    return _Identifiers(rank, values, ends[: links.num_rows], ends[links.num_rows :])


def _texts(links: pa.Table, side: str) -> pa.ChunkedArray:
    rank = pc.index_in(links[f"{side}_kind"], value_set=_KINDS).cast(pa.large_string())
    return pc.binary_join_element_wise(rank, links[f"{side}_value"].cast(pa.large_string()), _NOTHING)


def _canonical(component: Ints, rank: Ints, first: Ints) -> Ints:
    """Give each identifier the number of its component's canonical one; numbers break ties, since values sort them."""
    order = np.lexsort((first, rank, component))
    opens = np.ones(len(order), dtype=bool)
    opens[1:] = component[order][1:] != component[order][:-1]
    canonical = np.empty(len(order), dtype=np.int64)
    canonical[component[order][opens]] = order[opens]
    return canonical[component]


def _micros(instants: pa.ChunkedArray) -> Ints:
    micros: Ints = instants.cast(_INSTANT).cast(pa.int64()).to_numpy()
    return micros
