"""Clusters: one customer for all identifiers that links hold together, and the name of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.identity import KINDS
from percorso.sequence.codes import Bools, Ints
from percorso.sequence.keys import keys_named

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
_BEYOND = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Clusters:
    """Everybody.

    Attributes:
        customer: the number of each identifier's customer, -1 for an identifier that nothing tells of.
        canonical: the number of each customer's canonical identifier.
        keys: each customer's id as a number (see ``sequence.keys``).
    """

    customer: Ints
    canonical: Ints
    keys: NDArray[np.uint64]


def clusters(
    label: Ints,
    told: Bools,
    rank: NDArray[np.integer],
    first: Ints,
    values: pa.Array,
    named: NDArray[np.uint64] | None = None,
) -> Clusters:
    """Give every identifier its customer; a pure function of what is held together, whatever the numbers.

    A customer is named by its canonical identifier: the strongest kind, then the first seen, then the smallest value
    (by UTF-8 bytes). So a customer keeps its id until a stronger or earlier identifier joins.

    Args:
        label: each identifier's component.
        told: whether a link tells of it.
        rank: its kind, as an index into KINDS.
        first: when it was first seen.
        values: its text.
        named: its key, where it is known to be one already, 0 elsewhere; there may be fewer than identifiers.
    """
    best = canonical(label, told, rank, first, values)
    rows = np.flatnonzero(told)
    names_somebody = np.zeros(len(label), dtype=bool)
    names_somebody[best[label[rows]]] = True
    named_by = np.flatnonzero(names_somebody)
    place = np.full(len(label), -1, dtype=np.int64)
    place[named_by] = np.arange(len(named_by))
    customer = np.full(len(label), -1, dtype=np.int64)
    customer[rows] = place[best[label[rows]]]
    keys = np.zeros(len(label), dtype=np.uint64)
    if named is not None:
        keys[: len(named)] = named
    keys = keys[named_by]
    unnamed = np.flatnonzero(keys == 0)
    names = written(rank[named_by[unnamed]], values.take(pa.array(named_by[unnamed]))).to_pylist()
    keys[unnamed] = keys_named(names)
    return Clusters(customer, named_by, keys)


def written(rank: NDArray[np.integer], values: pa.Array) -> pa.Array:
    """Write identifiers as texts such as ``user:42``."""
    return pc.binary_join_element_wise(_KINDS.take(pa.array(rank)), values, ":")


def listed(
    rank: NDArray[np.integer], values: pa.Array, owner: pa.Array, bucket: pa.Array | Ints, first: Ints, last: Ints
) -> pa.Table:
    """Lay identifiers out as the table of that name: their kinds as indices into KINDS, their customers by id."""
    seen = (pa.array(when).cast(_INSTANT) for when in (first, last))
    columns = [_KINDS.take(pa.array(rank)), values, owner, bucket, *seen]
    return pa.Table.from_arrays(columns, schema=_SCHEMA)


def canonical(label: Ints, told: Bools, rank: NDArray[np.integer], first: Ints, values: pa.Array) -> Ints:
    """Give each component its canonical identifier, at the place of its label; for the arguments see ``clusters``."""
    best = np.empty(len(label), dtype=np.int64)
    rows = np.flatnonzero(told)
    for measure in (rank, first):
        best.fill(_BEYOND)
        np.minimum.at(best, label[rows], measure[rows].astype(np.int64))
        rows = rows[measure[rows] == best[label[rows]]]
    best[label[rows]] = rows
    tied = rows[np.bincount(label[rows], minlength=1)[label[rows]] > 1] if len(rows) else rows
    if len(tied):
        spelled = np.empty(len(tied), dtype=np.int64)
        spelled[pc.sort_indices(values.take(pa.array(tied))).to_numpy()] = np.arange(len(tied))
        order = np.lexsort((spelled, label[tied]))
        components, opens = np.unique(label[tied][order], return_index=True)
        best[components] = tied[order][opens]
    return best
