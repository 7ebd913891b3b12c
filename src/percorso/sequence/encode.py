"""Tables to columns: one bucket's touchpoints and orders become the arrays kernels read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.errors import PercorsoError
from percorso.sequence.codes import Coded, distinct
from percorso.sequence.journeys import DIRECTIONS, MARGIN_UNKNOWN, ORDER, ROLES, STAGES, Array, Journeys
from percorso.sequence.kernels import first_of_its_kind
from percorso.sequence.keys import key_of
from percorso.sequence.refunds import refunds_of

# Columns whose values are open sets, each with one dictionary shared by all buckets, and their width on disk.
WIDTHS: Mapping[str, type[np.signedinteger]] = {
    "name": np.int32,
    "channel": np.int16,
    "campaign": np.int32,
    "source_medium": np.int32,
    "creative": np.int32,
    "landing": np.int32,
    "device": np.int8,
    "step": np.int8,
    "currency": np.int8,
}
CODED = ("name", "channel", "campaign", "creative", "landing", "device", "step")
# The columns of touchpoints that the arrays are made of.
TOUCHPOINT_COLUMNS = (
    *("customer_id", "at", "role", "direction", "stage", "cycle", "session", "order_id", "excluded_from_credit"),
    *("traffic_source", "traffic_medium"),
    *CODED,
)


# How GA4 writes a source or a medium that is not known.
NOT_SET = "(not set)"


def encode(customers: pa.Array, touchpoints: pa.Table, orders: pa.Table) -> Journeys:
    """Encode one bucket, with dictionaries of its own: the words that its rows use.

    Args:
        customers: every customer id of the bucket, sorted; those without a touchpoint keep an empty range.
        touchpoints: rows sorted by customer, then n; texts may be dictionaries.
        orders: the bucket's orders, in one currency where rates allow.

    Raises:
        PercorsoError: ``too_many_values``.
    """
    owner = _indices(touchpoints["customer_id"], customers)
    offsets = np.zeros(len(customers) + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=len(customers)), out=offsets[1:])
    role = _codes(touchpoints["role"], ROLES, np.int8)
    columns: dict[str, Array] = {
        "at": _plain(touchpoints["at"].cast(pa.int64()), np.int64),
        "role": role,
        "direction": _codes(touchpoints["direction"], DIRECTIONS, np.int8),
        "stage": _codes(touchpoints["stage"], STAGES, np.int8),
        "cycle": _plain(touchpoints["cycle"], np.int32),
        "session": _plain(pc.fill_null(touchpoints["session"], -1), np.int32),
        "credit": _plain(pc.is_null(touchpoints["excluded_from_credit"]), np.int8),
    }
    words: dict[str, tuple[str, ...]] = {}
    for name in CODED:
        columns[name], words[name] = _worded(touchpoints[name], name)
    columns["source_medium"], words["source_medium"] = _paired(
        touchpoints["traffic_source"], touchpoints["traffic_medium"]
    )
    columns["landing"] = _first_of_session(columns["landing"], owner, columns["session"])
    money, words["currency"] = _orders(touchpoints, orders, np.flatnonzero(role == ORDER))
    money["refund"] = refunds_of(touchpoints, orders, role)
    return Journeys(key_of(customers), offsets, columns | money, words)


def fitting(words: Sequence[str], column: str) -> tuple[str, ...]:
    """Give a column's dictionary back, if its codes fit the column's width.

    Raises:
        PercorsoError: ``too_many_values``.
    """
    width = WIDTHS[column]
    if len(words) > np.iinfo(width).max:
        raise PercorsoError("too_many_values", f"{len(words)} distinct values do not fit a column of {width.__name__}.")
    return tuple(words)


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
    """Give each value its index among all there are, -1 for none."""
    return _indices(values, pa.array(known, pa.string())).astype(width)


def _worded(values: pa.ChunkedArray, column: str) -> tuple[Array, tuple[str, ...]]:
    """Give each value its index in the dictionary of the values found, -1 for none, and that dictionary."""
    found = Coded.of(values)
    return found.codes.astype(WIDTHS[column]), fitting(found.words, column)


def _paired(sources: pa.ChunkedArray, mediums: pa.ChunkedArray) -> tuple[Array, tuple[str, ...]]:
    """Give each row its source and medium as one word, ``google / cpc``, -1 where neither is known."""
    source, medium = Coded.of(sources), Coded.of(mediums)
    first, place = distinct([source.codes, medium.codes])
    pairs = [(int(source.codes[row]), int(medium.codes[row])) for row in first.tolist()]
    told = [None if pair == (-1, -1) else f"{_word(source, pair[0])} / {_word(medium, pair[1])}" for pair in pairs]
    known = [number for number, word in enumerate(told) if word is not None]
    codes = np.full(len(told), -1, np.int64)
    codes[known] = np.arange(len(known))
    words = tuple(word for word in told if word is not None)
    return codes[place].astype(WIDTHS["source_medium"]), fitting(words, "source_medium")


def _word(column: Coded, code: int) -> str:
    return column.words[code] if code >= 0 else NOT_SET


def _first_of_session(codes: Array, owner: NDArray[np.int64], session: Array) -> Array:
    """Keep a session's landing on its first row alone, so that counting it counts sessions."""
    first = np.empty(len(codes), dtype=np.int8)
    first_of_its_kind(owner, session.astype(np.int32), int(session.max(initial=-1)) + 1, first)
    return np.where(first == 1, codes, -1).astype(codes.dtype)


def _orders(
    touchpoints: pa.Table, orders: pa.Table, rows: NDArray[np.int64]
) -> tuple[dict[str, Array], tuple[str, ...]]:
    """Place each order's money, currency and number on its own row; other rows hold 0 (currency -1)."""
    keys = ("customer_id", "order_id")
    placed, known = (
        pc.binary_join_element_wise(*(table[key].cast(pa.string()) for key in keys), "\x1f").combine_chunks()
        for table in (touchpoints.select(keys).take(pa.array(rows)), orders.select(keys))
    )
    order = _indices(placed, known)
    there = order >= 0
    currency, words = _worded(orders["currency"], "currency")
    money = {
        "value": _plain(orders["revenue"], np.int64),
        "gross": _plain(orders["gross"], np.int64),
        "margin": _plain(pc.fill_null(orders["margin"], MARGIN_UNKNOWN), np.int64),
        "number": _plain(orders["number"], np.int32),
        "currency": currency,
    }
    columns: dict[str, Array] = {}
    for name, values in money.items():
        column = np.full(touchpoints.num_rows, -1 if name == "currency" else 0, dtype=values.dtype)
        column[rows[there]] = values[order[there]]
        columns[name] = column
    return columns, words
