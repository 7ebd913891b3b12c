from __future__ import annotations

import json
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from collect.test_json_tokens import cut
from percorso.collect.json_canonical import canonical

SORTED = msgspec.json.Encoder(order="sorted").encode
keys = st.text("abé\x7f\u0301\uffff\U00010000", max_size=3)
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=4)
)
amounts = st.decimals(-(10**12), 10**12, places=3).map(float) | st.decimals(-2, 2, places=5).map(float)
values: st.SearchStrategy[Any] = st.recursive(
    scalars | amounts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=8,
)
tables = st.dictionaries(keys, values, max_size=6)


def written(texts: list[bytes]) -> list[str | None]:
    found = cut(texts)
    assert found.sound.all()
    told: list[str | None] = canonical(found, np.append(np.int32(-1), found.firsts[:-1].astype(np.int32))).to_pylist()
    assert told[0] is None
    return told[1:]


@given(st.lists(tables, min_size=1, max_size=4), st.booleans(), st.booleans())
@example([{"b": 1, "a": None, "c": [None, {"z": None, "y": []}, 0.0001, -0.5, 12.0]}], True, False)
def test_it_is_what_a_library_writes_or_is_left(said: list[dict[str, Any]], ascii_only: bool, blanks: bool) -> None:
    texts = [json.dumps(one, ensure_ascii=ascii_only, indent=1 if blanks else None).encode() for one in said]
    for raw, text in zip(texts, written(texts), strict=True):
        held = {key: value for key, value in msgspec.json.decode(raw).items() if value is not None}
        assert text in (None, SORTED(held).decode())


def test_what_shops_send_is_not_left() -> None:
    product = {
        "product_id": "sku-1",
        "name": "Größe",
        "price": 55.39,
        "quantity": 1,
        "tags": ["b", "a", {}],
        "sale": None,
    }
    order = {"total": 110.0, "products": [product.copy(), product.copy()], "gift": False, "discount": -5, "tax": 0}
    told = written([json.dumps(one, ensure_ascii=False).encode() for one in (product, order, {})])
    del product["sale"]
    assert json.loads(told[0] or "") == product
    assert json.loads(told[1] or "") == order
    assert told[2] == "{}"


@pytest.mark.parametrize(
    "left",
    ['"\\u00e9"', "1e3", "0.50", "-0", "1.00", "123456789012345678", "123456789012.5", "0.00001", '{"b":1,"b":2}'],
)
def test_what_would_have_to_be_read_is_left_and_others_are_not_touched(left: str) -> None:
    told = written([b'{"x":[1]}', f'{{"a":{{"c":{left}}}}}'.encode(), b'{"b":2,"a":1}'])
    assert told == ['{"x":[1]}', None, '{"a":1,"b":2}']


@pytest.mark.parametrize(
    "texts", ['{"a":null,"a":1}', '{"a\\u0062":1}', json.dumps(dict.fromkeys(map(str, range(65)), 1))]
)
def test_keys_that_come_twice_in_escapes_or_too_often_are_left(texts: str) -> None:
    assert written([texts.encode()]) == [None]
