"""What is likely: pairs of customers that nothing ties for certain, tied where somebody asks for the loose view."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.core.identity import KINDS
from percorso.sequence.codes import Bools, Ints
from percorso.unify.rules import Likely, LinkRules

# What a likely link rests on, and who told it.
LIKELY, PROPOSED = "likely", "proposed"
# Likely links are no event's.
_NO_EVENT = -1
# Why a pair does not tie: a device of it is used by several, or may not be tied, or its customer would have too many
# values.
_SHARED, _WITHDRAWN, _FULL = "shared_device", "withdrawn", "too_many_values"
_DEVICE = "anonymous:"
_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("left_kind", "left_value", "right_kind", "right_value", "kind")),
        ("strength", pa.float64()),
        *((name, pa.string()) for name in ("status", "source")),
        ("seq", pa.int64()),
        *((name, pa.timestamp("us", "UTC")) for name in ("first_seen_at", "last_seen_at")),
    ]
)


class Pairs(NamedTuple):
    """Pairs of which both ends are known, with the numbers of the identifiers at either end."""

    told: tuple[Likely, ...]
    left: Ints
    right: Ints


def pairs_of(rank: NDArray[np.integer], values: pa.Array, rules: LinkRules) -> Pairs:
    """Find the identifiers that likely pairs name, but for those that somebody has parted.

    Args:
        rank: each identifier's kind, as an index into KINDS.
        values: each identifier's text.
        rules: say which pairs are likely, and which are forbidden.
    """
    parted = {frozenset(pair) for pair in rules.forbidden}
    asked = [one for one in rules.likely if frozenset((one.left, one.right)) not in parted]
    texts = {end.partition(":")[2] for one in asked for end in (one.left, one.right)}
    rows = np.zeros(0, dtype=np.int64)
    if texts:
        rows = np.flatnonzero(np.asarray(pc.is_in(values, value_set=pa.array(sorted(texts), pa.string()))))
    words = values.take(pa.array(rows)).to_pylist()
    number = {f"{KINDS[rank[row]]}:{word}": row for row, word in zip(rows.tolist(), words, strict=True)}
    told = tuple(one for one in asked if one.left in number and one.right in number)
    ends = ([number[getattr(one, side)] for one in told] for side in ("left", "right"))
    left, right = (np.array(end, dtype=np.int64) for end in ends)
    return Pairs(told, left, right)


def likely_rows(
    rank: NDArray[np.integer], values: pa.Array, customer: NDArray[np.integer], apart: Bools, rules: LinkRules
) -> pa.Table:
    """Lay likely pairs out as rows of the table of links, whose strength is their probability.

    Args:
        rank: each identifier's kind.
        values: each identifier's text.
        customer: each identifier's customer.
        apart: whether its devices are not to be tied.
        rules: say which pairs are likely.
    """
    told, left, right = pairs_of(rank, values, rules)
    refused = (customer[left] != customer[right]).tolist()
    denied = (apart[left] | apart[right]).tolist()
    rows = [_row(one, _refusal(one, no) if away else "") for one, away, no in zip(told, refused, denied, strict=True)]
    return pa.Table.from_pylist(rows, schema=_SCHEMA)


def _refusal(one: Likely, denied: bool) -> str:
    if not any(end.startswith(_DEVICE) for end in (one.left, one.right)):
        return _FULL
    return _WITHDRAWN if denied else _SHARED


def _row(one: Likely, status: str) -> dict[str, object]:
    (left_kind, _, left), (right_kind, _, right) = one.left.partition(":"), one.right.partition(":")
    ends = {"left_kind": left_kind, "left_value": left, "right_kind": right_kind, "right_value": right}
    said = {"kind": LIKELY, "strength": one.probability, "status": status, "source": PROPOSED, "seq": _NO_EVENT}
    return ends | said | {"first_seen_at": one.at, "last_seen_at": one.at}
