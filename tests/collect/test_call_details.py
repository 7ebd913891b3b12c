from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect import jsontext
from percorso.collect.call_details import details, forget, read

VALUES = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", " ", " a ", "b"]) | st.lists(st.text())
TABLES = st.dictionaries(st.sampled_from(["email", "phone", "order_id", "orderId", "url", "privacy_info", "x"]), VALUES)


@given(TABLES, st.booleans())
def test_it_says_what_the_table_says_however_often_it_is_read(table: dict[str, Any], spaced: bool) -> None:
    raw = json.dumps(table, separators=(", ", ": ") if spaced else (",", ":")).encode()
    held = {key: value for key, value in table.items() if value is not None}
    first = details(raw)
    assert first is not None
    assert details(raw) == first
    assert first.written.decode() == jsontext.encode(held)
    assert first.email == (str(told).strip() or None if isinstance(told := said(held, "email"), str | int) else None)
    assert first.order_id == (shown(said(held, "order_id")) or shown(said(held, "orderId")))
    assert first.of_consent == ("privacy_info" in held)


def said(table: dict[str, Any], key: str) -> Any:
    value = table.get(key)
    return None if isinstance(value, bool) else value


def shown(value: object) -> str | None:
    return str(value).strip() or None if isinstance(value, str | int) else None


@pytest.mark.parametrize("raw", [b"[]", b'"a"', b"1", b'{"a":1e999}', b'{"a":"\xff"}', b"[" * 5000 + b"]" * 5000])
def test_what_is_no_table_is_none(raw: bytes) -> None:
    assert details(raw) is None


def test_long_ones_are_read_each_time_and_nothing_is_an_empty_table() -> None:
    raw = json.dumps({"a": "x" * 5000}).encode()
    assert details(raw) == details(raw)
    assert details(raw) is not details(raw)
    found = details(b"null")
    assert found is not None
    assert (found.properties, found.written) == ({}, b"{}")


def test_what_is_remembered_is_forgotten_when_asked() -> None:
    raw = b'{"email":"ann@example.org"}'
    first = details(raw)
    assert details(raw) is first
    forget()
    again = details(raw)
    assert again == first
    assert again is not first


def test_what_else_the_call_says_gives_way_to_its_properties() -> None:
    found = read(b'{"name":"own","device":null}', {"name": "page", "category": "c", "device": "phone"})
    assert found is not None
    assert found.properties == {"name": "own", "category": "c"}
