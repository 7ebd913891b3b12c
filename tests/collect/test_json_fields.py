from __future__ import annotations

import json
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from collect.test_json_tokens import cut
from percorso.collect.json_fields import ABSENT, Path, Paths, elements, fields
from percorso.collect.json_texts import columns
from percorso.collect.json_tokens import KIND

PATHS = Paths.of([("a",), ("a", "b"), ("a", "b", "c"), ("bc",), ("a", "d")])
keys = st.sampled_from(["a", "b", "c", "bc", "d", "e", "é", ""])
leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2)
objects: st.SearchStrategy[Any] = st.dictionaries(keys, leaves, max_size=3)
for _ in range(2):
    objects = st.dictionaries(keys, leaves | objects, max_size=3)


@given(st.lists(objects | leaves, min_size=1, max_size=4))
def test_at_a_path_stands_what_a_library_finds_there(values: list[Any]) -> None:
    found = cut([json.dumps(value, ensure_ascii=False).encode() for value in values])
    told = fields(found, found.firsts[:-1].astype(np.int32), PATHS)
    as_written = np.ones(len(PATHS.all), dtype=bool)
    for path, column in zip(PATHS.all, columns(found, told.token, as_written), strict=True):
        wanted = [_at(value, path) for value in values]
        assert [None if text is None else json.loads(text) for text in column.to_pylist()] == wanted
    there = told.token >= 0
    assert (told.kind[~there] == ABSENT).all()
    assert (told.kind[there] == found.tape[told.token[there], KIND]).all()
    assert told.clear.tolist() == [isinstance(value, dict) for value in values]


def _at(value: Any, path: Path) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def test_a_key_in_escapes_or_twice_is_unclear_where_paths_lead_and_nowhere_else() -> None:
    texts = [b'{"a": 1, "a": 2}', b'{"\\u0061": 1}', b'{"a": {"b": 1, "b": 1}}', b'{"e": {"a": 1, "a": 1}, "e": "\\n"}']
    found = cut(texts)
    told = fields(found, found.firsts[:-1].astype(np.int32), PATHS)
    assert told.clear.tolist() == [False, False, False, True]


@given(st.lists(st.lists(objects | leaves, max_size=4), max_size=4))
def test_lists_give_their_elements_in_order(lists: list[list[Any]]) -> None:
    found = cut([json.dumps(one).encode() for one in lists])
    tokens, counts = elements(found, found.firsts[:-1].astype(np.int32))
    assert counts.tolist() == [len(one) for one in lists]
    (column,) = columns(found, tokens[None], np.ones(1, dtype=bool))
    assert [json.loads(text) for text in column.to_pylist()] == [one for each in lists for one in each]
