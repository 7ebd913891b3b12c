from __future__ import annotations

import itertools
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.people import People

PARTS = st.lists(st.lists(st.integers(0, 4), max_size=6), max_size=4)


def as_arrow(kind: str, part: list[int]) -> pa.ChunkedArray:
    texts = [f"c{one}" for one in part]
    arrays = {
        "numbers": pa.array(part, pa.int32()),
        "texts": pa.array(texts, pa.string()),
        "coded": pa.array(texts, pa.string()).dictionary_encode(),
        "reals": pa.array(part, pa.float64()),
    }
    return pa.chunked_array([arrays[kind]])


@pytest.mark.parametrize("kind", ["numbers", "texts", "coded", "reals"])
@given(parts=PARTS, rising=st.booleans())
def test_each_customers_rows_are_brought_together_in_their_order(kind: str, parts: Any, rising: bool) -> None:
    if rising:
        whole = sorted(one for part in parts for one in part)
        parts = [whole[: len(whole) // 2], whole[len(whole) // 2 :]]
    people = People()
    for part in parts:
        people.add(as_arrow(kind, part))
    ids, offsets, rows = people.gathered()
    whole = [one for part in parts for one in part]
    met = list(dict.fromkeys(whole))
    assert ids.to_pylist() == as_arrow(kind, met).to_pylist()
    expected = [[row for row, one in enumerate(whole) if one == person] for person in met]
    order = list(range(len(whole))) if rows is None else rows.tolist()
    assert [order[a:b] for a, b in itertools.pairwise(offsets)] == expected
    if rising:
        assert rows is None


def test_customers_who_come_once_are_not_moved_whatever_their_order() -> None:
    people = People()
    people.add(pa.chunked_array([["b", "b", "a"]]))
    people.add(pa.chunked_array([["a", "c"]]))
    ids, offsets, rows = people.gathered()
    assert (ids.to_pylist(), offsets.tolist(), rows) == (["b", "a", "c"], [0, 2, 4, 5], None)


def test_no_rows_are_nobodys() -> None:
    ids, offsets, rows = People().gathered()
    assert (len(ids), offsets.tolist(), rows) == (0, [0], None)
