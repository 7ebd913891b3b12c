"""Tables to columns: one bucket's touchpoints and orders become the arrays kernels read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import DIRECTIONS, MARGIN_UNKNOWN, ORDER, ROLES, STAGES, Array, Journeys
from percorso.sequence.keys import key_of

# Columns whose values are open sets, each with one dictionary shared by all buckets, and their width on disk.
WIDTHS: Mapping[str, type[np.signedinteger]] = {
    "name": np.int32,
    "channel": np.int16,
    "campaign": np.int32,
    "landing": np.int32,
    "device": np.int8,
    "step": np.int8,
    "currency": np.int8,
}
CODED = ("name", "channel", "campaign", "landing", "device", "step")
# The columns of touchpoints that the arrays are made of.
TOUCHPOINT_COLUMNS = (
    *("customer_id", "at", "role", "direction", "stage", "cycle", "session", "order_id", "excluded_from_credit"),
    *CODED,
)


def encode(
    customers: pa.Array, touchpoints: pa.Table, orders: pa.Table, words: Mapping[str, Sequence[str]]
) -> Journeys:
    """Encode one bucket.

    Args:
        customers: every customer id of the bucket, sorted; those without a touchpoint keep an empty range.
        touchpoints: rows sorted by customer, then n.
        orders: the bucket's orders, in one currency where rates allow.
        words: the dictionary of each coded column, and of ``currency``.
    """
    owner = _indices(touchpoints["customer_id"], customers)
    offsets = np.zeros(len(customers) + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=len(customers)), out=offsets[1:])
    columns: dict[str, Array] = {
        "at": _plain(touchpoints["at"].cast(pa.int64()), np.int64),
        "role": _codes(touchpoints["role"], ROLES, np.int8),
        "direction": _codes(touchpoints["direction"], DIRECTIONS, np.int8),
        "stage": _codes(touchpoints["stage"], STAGES, np.int8),
        "cycle": _plain(touchpoints["cycle"], np.int32),
        "session": _plain(pc.fill_null(touchpoints["session"], -1), np.int32),
        "credit": _plain(pc.is_null(touchpoints["excluded_from_credit"]), np.int8),
    }
    for name in CODED:
        columns[name] = _codes(touchpoints[name], words[name], WIDTHS[name])
    columns["landing"] = _first_of_session(columns["landing"], owner, columns["session"])
    columns.update(_orders(touchpoints, orders, words["currency"]))
    kept = {name: tuple(words[name]) for name in (*CODED, "currency")}
    return Journeys(key_of(customers), offsets, columns, kept)


def _plain(values: pa.ChunkedArray, kind: type[np.generic]) -> Array:
    return np.ascontiguousarray(values.to_numpy().astype(kind))


def _indices(values: pa.ChunkedArray | pa.Array, known: pa.Array) -> NDArray[np.int64]:
    """Give each value its place among the known ones, -1 for none; of a dictionary each word is looked up once."""
    if pa.types.is_dictionary(values.type):
        whole = values.unify_dictionaries().combine_chunks() if isinstance(values, pa.ChunkedArray) else values
        place = np.append(_indices(whole.dictionary, known), -1)
        codes: NDArray[np.int64] = place[pc.fill_null(whole.indices, -1).to_numpy(zero_copy_only=False)]
        return codes
    found = pc.fill_null(pc.index_in(values, value_set=known), -1)
    return np.asarray(found.to_numpy(zero_copy_only=False) if isinstance(found, pa.Array) else found.to_numpy()).astype(
        np.int64
    )


def _codes(values: pa.ChunkedArray, known: Sequence[str], width: type[np.signedinteger]) -> Array:
    """Give each value its index in the dictionary, -1 for none."""
    if len(known) > np.iinfo(width).max:
        raise PercorsoError("too_many_values", f"{len(known)} distinct values do not fit a column of {width.__name__}.")
    return _indices(values, pa.array(known, pa.string())).astype(width)


def _first_of_session(codes: Array, owner: NDArray[np.int64], session: Array) -> Array:
    """Keep a session's landing on its first row alone, so that counting it counts sessions."""
    first = np.ones(len(codes), dtype=bool)
    order = np.lexsort((np.arange(len(codes)), session, owner))
    same = (owner[order][1:] == owner[order][:-1]) & (session[order][1:] == session[order][:-1])
    first[order[1:]] = ~same
    return np.where(first & (session.astype(np.int64) >= 0), codes, -1).astype(codes.dtype)


def _orders(touchpoints: pa.Table, orders: pa.Table, currencies: Sequence[str]) -> dict[str, Array]:
    """Place each order's money, currency and number on its own row; other rows hold 0 (currency -1)."""
    rows = np.flatnonzero(_codes(touchpoints["role"], ROLES, np.int8) == ORDER)
    keys = ("customer_id", "order_id")
    placed, known = (
        pc.binary_join_element_wise(*(table[key].cast(pa.string()) for key in keys), "\x1f").combine_chunks()
        for table in (touchpoints.select(keys).take(pa.array(rows)), orders.select(keys))
    )
    row = np.full(touchpoints.num_rows, -1, dtype=np.int64)
    row[rows] = _indices(placed, known)
    there = row >= 0
    money = {
        "value": _plain(orders["revenue"], np.int64),
        "gross": _plain(orders["gross"], np.int64),
        "margin": _plain(pc.fill_null(orders["margin"], MARGIN_UNKNOWN), np.int64),
        "number": _plain(orders["number"], np.int32),
        "currency": _codes(orders["currency"], currencies, WIDTHS["currency"]),
    }
    columns: dict[str, Array] = {}
    for name, values in money.items():
        placed = np.full(len(row), -1 if name == "currency" else 0, dtype=values.dtype)
        placed[there] = values[row[there]]
        columns[name] = placed
    return columns
