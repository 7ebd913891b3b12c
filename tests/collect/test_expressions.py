from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from percorso.collect import expressions
from percorso.collect.expressions import Reader
from percorso.collect.mapping import Expression
from percorso.core.errors import PercorsoError

NONE: frozenset[str] = frozenset()


def column(name: str) -> Reader:
    return lambda row: row.get(name)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        (" a ", "a"),
        (True, "true"),
        (2261, "2261"),
        (2261.0, "2261"),
        (2.5, "2.5"),
        (1e300, "1e+300"),
        (float("nan"), None),
        (Decimal("3.860"), "3.860"),
        (datetime(2026, 3, 1, 10, tzinfo=UTC), "2026-03-01T10:00:00+00:00"),
        (date(2026, 3, 1), "2026-03-01"),
        ({"a": [1]}, '{"a":[1]}'),
    ],
)
def test_a_typed_cell_is_written_as_the_text_a_csv_would_have(value: object, text: str | None) -> None:
    assert expressions.text_of(value) == text


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        (Expression(column="id"), "12"),
        (Expression(column="id", prefix="t-"), "t-12"),
        (Expression(value="const"), "const"),
        (Expression(template="{id}/{name} {{x}}"), "12/Ann {x}"),
        (Expression(template="{id}/{gone}"), None),
        (Expression(column="gone", prefix="t-"), None),
        (Expression(column="none"), None),
    ],
)
def test_each_form_gives_its_text(expression: Expression, found: str | None) -> None:
    row = {"id": 12.0, "name": " Ann ", "gone": "", "none": "NULL"}
    assert expressions.text(expression, column, frozenset(("NULL",)))(row) == found


def test_raw_values_keep_their_type() -> None:
    read = expressions.raw(Expression(column="x"), column, NONE)
    assert [read({"x": value}) for value in (3, True, [1], " a ", "", None, float("nan"))] == [
        3,
        True,
        [1],
        "a",
        None,
        None,
        None,
    ]


def test_amounts_are_read_with_the_decimal_mark_only_where_they_are_text() -> None:
    read = expressions.amount("total", column("x"), ",")
    values: list[Any] = ["1.234,50", 2.5, 3, Decimal("4.20"), None]
    assert [read({"x": value}) for value in values] == ["1234.50", "2.5", "3", "4.20", None]


def test_what_cannot_be_parsed_names_its_field() -> None:
    read = expressions.moment("at", Expression(column="x", format="%d/%m/%Y"), column("x"), ZoneInfo("UTC"))
    assert read({"x": None}) is None
    assert read({"x": "01/03/2026"}) == read({"x": "01/03/2026"}) == 1772323200000000
    with pytest.raises(PercorsoError, match="at: '2026-03-01' is not a time of the form"):
        read({"x": "2026-03-01"})


def test_a_day_has_no_zone() -> None:
    assert expressions.day("on", Expression(column="x"), column("x"))({"x": "2026-03-01"}) == "2026-03-01"
