from __future__ import annotations

import pytest

from percorso.collect.nested import known, table, tables, text, texts

PAYLOAD = {"customer": {"id": 7, "address": {"city": "Torino"}}, "lines": [{"n": 1}, 2, {"n": 3}], "codes": ["A", None]}


def test_a_path_leads_to_an_object_or_to_an_empty_one() -> None:
    assert table(PAYLOAD, "customer", "address") == {"city": "Torino"}
    for path in (("customer", "id"), ("nobody",), ("lines", "n"), ("customer", "address", "city", "x")):
        assert table(PAYLOAD, *path) == {}


def test_a_list_gives_its_objects_alone_and_its_texts_alone() -> None:
    assert tables(PAYLOAD, "lines") == [{"n": 1}, {"n": 3}]
    assert texts(PAYLOAD, "codes") == ["A"]
    assert (tables(PAYLOAD, "customer"), texts(7, "codes"), tables(None, "lines")) == ([], [], [])


@pytest.mark.parametrize(
    ("value", "told"),
    [("a", "a"), ("  ", None), (None, None), (0, "0"), (12.0, "12"), (True, "true"), ([1], None), ({}, None)],
)
def test_a_text_is_what_can_be_written_as_one(value: object, told: str | None) -> None:
    assert text({"x": value}, "x") == told
    assert text({"x": value, "y": "b"}, "x", "y") == (told or "b")


def test_what_says_nothing_is_left_out_and_zero_says_something() -> None:
    assert known(a=None, b="", c=[], d={}, e=0, f="0", g=False) == {"e": 0, "f": "0", "g": False}
