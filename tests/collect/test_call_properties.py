"""That columns say what the calls say one by one is shown for any mix of calls in test_requests.py."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from collect.test_json_tokens import cut
from percorso.collect.call_details import details
from percorso.collect.call_properties import properties

VALUES = (
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | st.sampled_from(["", " ", " a ", "b\n", "é"])
)
NAMES = st.sampled_from(["email", "phone", "order_id", "orderId", "url", "privacy_info", "x"])
TABLES = st.dictionaries(NAMES, VALUES | st.lists(VALUES, max_size=2))


@given(st.lists(TABLES | st.none() | st.just([]), min_size=1, max_size=4))
def test_what_is_taken_says_what_is_read(tables: list[Any]) -> None:
    texts = [json.dumps(one, ensure_ascii=False).encode() for one in tables]
    tokens = cut(texts)
    found = properties(tokens, np.append(tokens.firsts[:-1], -1).astype(np.int32))
    assert found.written[-1].as_py() is None
    for row, raw in enumerate(texts):
        if (written := found.written[row].as_py()) is not None:
            read = details(raw)
            assert read is not None
            assert written == read.written.decode()
            assert {name: column[row].as_py() for name, column in found.texts.items()} == {
                name: getattr(read, name) for name in found.texts
            }
            assert found.of_consent[row] == read.of_consent


def test_what_shops_send_is_taken_and_what_is_no_table_is_left() -> None:
    said = [
        {"order_id": 7, "email": "a@b.example", "price": 1.5},
        {"orderId": "A-1", "order_id": ""},
        "x",
        {"url": 1.5},
    ]
    tokens = cut([json.dumps(one).encode() for one in said])
    found = properties(tokens, tokens.firsts[:-1].astype(np.int32))
    assert found.written.is_valid().to_pylist() == [True, True, False, False]
    assert found.texts["order_id"].to_pylist() == ["7", "A-1", None, None]
    assert found.texts["email"].to_pylist() == ["a@b.example", None, None, None]
