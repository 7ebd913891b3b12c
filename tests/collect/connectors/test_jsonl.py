from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from percorso.core.errors import PercorsoError

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]

MAPPING = """
time_zone = "UTC"
[fields]
at = "ts"
user_id = "user.id"
name = "what"
order_id = "order"
[properties]
position = "position"
total = "total"
sizes = "sizes"
"""
FILE = """{"ts":1772359200,"user":{"id":7},"what":"view","position":3,"sizes":[1,2]}

{"ts":"2026-03-01T10:00:00Z","user":{"id":"8"},"what":"buy","order":1,"total":12.5}
"""


def test_nested_and_typed_values_are_read(write: Write, gather: Gather) -> None:
    first, second = gather("jsonl", write("a.jsonl", FILE), MAPPING).events
    assert (first.user_id, first.at, first.properties) == ("7", 1772359200000000, '{"position":3,"sizes":[1,2]}')
    assert (second.user_id, second.at, second.order_id) == ("8", 1772359200000000, "1")
    assert second.properties == '{"currency":"EUR","total":"12.5"}'


def test_lines_that_are_no_objects_are_set_aside(write: Write, gather: Gather) -> None:
    batch = gather("jsonl", write("a.jsonl", FILE + '{"ts":\n[1]\nnull\n'), MAPPING)
    assert [(one.row, one.code, one.original) for one in batch.rejected] == [
        (4, "bad_json", '{"ts":'),
        (5, "bad_json", "[1]"),
        (6, "bad_json", "null"),
    ]


def test_a_field_no_line_has_is_a_mistake_in_the_mapping(write: Write, gather: Gather) -> None:
    with pytest.raises(PercorsoError, match=r"Did you mean 'user\.id'") as caught:
        gather("jsonl", write("a.jsonl", FILE), MAPPING.replace('"user.id"', '"user.ids"'))
    assert caught.value.code == "missing_column"


def test_a_field_that_is_always_empty_is_no_mistake(write: Write, gather: Gather) -> None:
    text = FILE.replace('"order":1', '"order":null')
    assert len(gather("jsonl", write("a.jsonl", text), MAPPING).events) == 2
