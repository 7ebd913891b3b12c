"""Clusters: one customer for all identifiers that links hold together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.identity import KINDS
from percorso.sequence.components import components
from percorso.sequence.keys import bucket_of, customer_id_of

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

    rank: NDArray[np.int64]
    values: pa.Array
    left: NDArray[np.int64]
    right: NDArray[np.int64]


def clusters(links: pa.Table, buckets: int) -> pa.Table:
    """Give every identifier its customer; a pure function of the set of links, whatever their order.

    A customer is named by its canonical identifier: the strongest kind, then the first seen, then the smallest value
    (by UTF-8 bytes). So a customer keeps its id until a stronger or earlier identifier joins.

    Returns:
        One row per identifier, sorted by kind (strongest first) and value: ``kind, value, customer_id, bucket,
        first_seen_at, last_seen_at``.
    """
    if links.num_rows == 0:
        return _SCHEMA.empty_table()
    known = _numbered(links)
    count = len(known.rank)
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.full(count, np.iinfo(np.int64).min)
    for ends in (known.left, known.right):
        np.minimum.at(first, ends, _micros(links["first_seen_at"]))
        np.maximum.at(last, ends, _micros(links["last_seen_at"]))
    customer = _canonical(components(count, known.left, known.right), known.rank, first)
    names, member = np.unique(customer, return_inverse=True)
    kinds = _KINDS.take(pa.array(known.rank))
    customer_ids = _customer_ids(kinds, known.values, names)
    return pa.Table.from_arrays(
        [
            kinds,
            known.values,
            customer_ids.take(pa.array(member)),
            pa.array(bucket_of(customer_ids, buckets)[member]),
            pa.array(first).cast(_INSTANT),
            pa.array(last).cast(_INSTANT),
        ],
        schema=_SCHEMA,
    )


def _numbered(links: pa.Table) -> _Identifiers:
    """Number the distinct identifiers densely; one text per identifier (rank digit, then value) sorts and joins."""
    texts = pa.chunked_array([*_texts(links, "a").chunks, *_texts(links, "b").chunks], pa.large_string())
    coded = pc.dictionary_encode(texts)
    known = coded.chunk(0).dictionary
    codes = np.concatenate([chunk.indices.to_numpy() for chunk in coded.chunks])
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


def _canonical(component: NDArray[np.int64], rank: NDArray[np.int64], first: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give each identifier the number of its component's canonical one; numbers break ties, since values sort them."""
    order = np.lexsort((first, rank, component))
    opens = np.ones(len(order), dtype=bool)
    opens[1:] = component[order][1:] != component[order][:-1]
    canonical = np.empty(len(order), dtype=np.int64)
    canonical[component[order][opens]] = order[opens]
    return canonical[component]


def _customer_ids(kinds: pa.Array, values: pa.Array, names: NDArray[np.int64]) -> pa.Array:
    canonical = pa.array(names)
    texts = pc.binary_join_element_wise(kinds.take(canonical), values.take(canonical), ":")
    return pa.array([customer_id_of(text) for text in texts.to_pylist()], pa.string())


def _micros(instants: pa.ChunkedArray) -> NDArray[np.int64]:
    micros: NDArray[np.int64] = instants.cast(_INSTANT).cast(pa.int64()).to_numpy()
    return micros
