from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.json_pieces import pieces

VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda one: st.lists(one) | st.dictionaries(st.text(max_size=4), one),
)


@given(rows=st.lists(VALUES, max_size=5), indent=st.none() | st.just(2))
def test_the_pieces_of_an_array_are_its_members(rows: list[Any], indent: int | None) -> None:
    found = pieces(json.dumps(rows, indent=indent, ensure_ascii=False))
    assert found is not None
    assert [json.loads(one) for one in found] == rows


@pytest.mark.parametrize("text", ["", "[1, 2", '[1, "2]', "[1] 2", "no"])
def test_what_is_not_whole_has_none(text: str) -> None:
    assert pieces(text) is None
