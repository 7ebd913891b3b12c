"""Clusters: one customer for all identifiers that links hold together, and the name of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.identity import KINDS
from percorso.sequence.codes import Bools, Ints, Numbers
from percorso.sequence.hashing import hashed
from percorso.sequence.kernels import kernel
from percorso.sequence.spelling import spelled

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
_NONE = np.int32(-1)


@dataclass(frozen=True)
class Clusters:
    """Everybody.

    Attributes:
        customer: the number of each identifier's customer, -1 for an identifier that nothing tells of.
        canonical: the number of each customer's canonical identifier.
        keys: each customer's id as a number (see ``sequence.keys``).
    """

    customer: Numbers
    canonical: Numbers
    keys: NDArray[np.uint64]


def clusters(
    label: Numbers,
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
    customer = np.full(len(label), _NONE)
    named_by = _number(label, told, best, customer)
    keys = np.zeros(len(named_by), dtype=np.uint64)
    if named is not None:
        before = np.searchsorted(named_by, len(named))
        keys[:before] = named[named_by[:before]]
    unnamed = np.flatnonzero(keys == 0)
    keys[unnamed] = hashed(written(rank[named_by[unnamed]], values.take(pa.array(named_by[unnamed]))))
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


def canonical(label: Numbers, told: Bools, rank: NDArray[np.integer], first: Ints, values: pa.Array) -> Numbers:
    """Give each component its canonical identifier, at the place of its label; for the arguments see ``clusters``."""
    best, equal = np.full(len(label), _NONE), np.zeros(len(label), dtype=bool)
    _choose(label, told, np.ascontiguousarray(rank, dtype=np.int8), first, best, equal)
    if not equal.any():
        return best
    one = best[label]
    tied = np.flatnonzero(told & equal[label] & (rank == rank[one]) & (first == first[one]))
    order = tied[spelled(values.take(pa.array(tied)))]
    # The first in the order of letters is written last.
    best[label[order[::-1]]] = order[::-1]
    return best


@kernel("int32[] bool_[] int8[] int64[] int32[]! bool_[]!")
def _choose(label: Numbers, told: Bools, rank: NDArray[np.int8], first: Ints, best: Numbers, equal: Bools) -> None:
    """Find each component's identifier of the strongest kind that was seen first, and whether there are several."""
    for row in range(len(label)):
        if not told[row]:
            continue
        group = label[row]
        other = best[group]
        if other < 0 or rank[row] < rank[other] or (rank[row] == rank[other] and first[row] < first[other]):
            best[group] = row
            equal[group] = False
        elif rank[row] == rank[other] and first[row] == first[other]:
            equal[group] = True


def _number(label: Numbers, told: Bools, best: Numbers, customer: Numbers) -> Numbers:
    """Number customers in the order of the identifiers that name them, which are returned."""
    names = np.zeros(len(label), dtype=bool)
    _mark(label, told, best, names)
    named_by = np.flatnonzero(names).astype(np.int32)
    place = np.empty(len(label), dtype=np.int32)
    place[named_by] = np.arange(len(named_by), dtype=np.int32)
    _spread(label, told, best, place, customer)
    return named_by


@kernel("int32[] bool_[] int32[] bool_[]!")
def _mark(label: Numbers, told: Bools, best: Numbers, names: Bools) -> None:
    """Mark the identifiers that name a customer."""
    for row in range(len(label)):
        if told[row]:
            names[best[label[row]]] = True


@kernel("int32[] bool_[] int32[] int32[] int32[]!")
def _spread(label: Numbers, told: Bools, best: Numbers, place: Numbers, customer: Numbers) -> None:
    """Give each identifier its customer."""
    for row in range(len(label)):
        if told[row]:
            customer[row] = place[best[label[row]]]
