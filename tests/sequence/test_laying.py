from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import ORDER, STEP, TOUCH
from percorso.sequence.laying import PARTS, Names, amounts, column_named, lay_out, marked_true

ALL = Names("who", "when", "what", "channel", "bought", "worth", ("device",))
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.integers(0, 5),
        st.sampled_from(["x", "y", None]),
        st.sampled_from(["Email", "", None]),
        st.booleans(),
    ),
    max_size=12,
)


def table(rows: list[Any]) -> pa.Table:
    who, when, what, channel, bought = zip(*rows, strict=True) if rows else ((),) * 5
    return pa.table(
        {
            "who": pa.array(who, pa.string()),
            "when": pa.array([one * 86_400 for one in when], pa.int64()),
            "what": pa.array(what, pa.string()),
            "channel": pa.array(channel, pa.string()),
            "bought": pa.array(bought, pa.bool_()),
            "worth": pa.array([1.25] * len(rows), pa.float64()),
            "device": pa.array(["mobile"] * len(rows), pa.string()),
        }
    )


@given(ROWS)
def test_rows_are_laid_out_as_one_would_by_hand(rows: list[Any]) -> None:
    laid = lay_out(table(rows), ALL)
    people = list(dict.fromkeys(row[0] for row in rows))
    assert [one.as_py() for one in laid.ids] == people  # type: ignore[attr-defined]
    for number, person in enumerate(people):
        own = sorted((row for row in rows if row[0] == person), key=lambda row: row[1])
        begin, end = laid.offsets[number], laid.offsets[number + 1]
        assert end - begin == len(own)
        cycle = 1
        for place, (_, when, what, channel, bought) in enumerate(own, begin):
            assert laid["at"][place] == when * 86_400_000_000
            code = laid["name"][place]
            assert (laid.words["name"][code] if code >= 0 else None) == what
            assert laid["credit"][place] == bool(channel)
            assert laid["role"][place] == (ORDER if bought else TOUCH if channel else STEP)
            assert (laid["cycle"][place], laid["number"][place]) == (cycle, cycle if bought else 0)
            assert laid["value"][place] == (1.25 * PARTS if bought else 0)
            cycle += bought


TIMES: dict[str, Callable[[int], Any]] = {
    "days": lambda day: f"2026-01-{day + 1:02d}",
    "zoned": lambda day: f"2026-01-{day + 1:02d}T01:00:00+01:00",
    "both": lambda day: f"2026-01-{day + 1:02d}" if day % 2 else f"2026-01-{day + 1:02d}T02:00:00+02:00",
    "seconds": lambda day: 1_767_225_600 + day * 86_400,
    "milliseconds": lambda day: (1_767_225_600 + day * 86_400) * 1_000,
    "texts": lambda day: str((1_767_225_600 + day * 86_400) * 1_000_000),
    "instants": lambda day: datetime(2026, 1, day + 1, tzinfo=UTC),
}
IDS: dict[str, Callable[[int], Any]] = {"texts": str, "numbers": int, "reals": float}
ARROW = {"texts": pa.string(), "numbers": pa.int64(), "reals": pa.float64()}


@pytest.mark.parametrize("ids", IDS)
@pytest.mark.parametrize("times", TIMES)
@given(
    rows=st.lists(
        st.tuples(st.one_of(st.none(), st.integers(0, 5)), st.integers(0, 5), st.sampled_from(["Email", "", None])),
        max_size=12,
    ),
    rising=st.booleans(),
    size=st.integers(1, 5),
)
@settings(max_examples=25)
def test_a_table_read_part_by_part_is_laid_out_as_one_would_by_hand(
    ids: str, times: str, rows: list[Any], rising: bool, size: int
) -> None:
    if rising:
        rows = sorted(rows, key=lambda row: (-1 if row[0] is None else row[0], row[1]))
    whole = pa.table(
        {
            "who": pa.array([None if row[0] is None else IDS[ids](row[0]) for row in rows], ARROW[ids]),
            "when": pa.array([TIMES[times](row[1]) for row in rows]),
            "channel": pa.array([row[2] for row in rows], pa.string()),
            "bought": [row[1] == 3 for row in rows],
            "worth": [float(place) for place in range(len(rows))],
        }
    )
    if not rows:
        whole = whole.set_column(1, "when", pa.array([], pa.string()))
    named = Names("who", "when", None, "channel", "bought", "worth")
    parts = [whole.slice(begin, size) for begin in range(0, max(len(whole), 1), size)]
    known = [(place, *row) for place, row in enumerate(rows) if row[0] is not None]
    met = list(dict.fromkeys(row[1] for row in known))
    expected = [sorted((row for row in known if row[1] == person), key=lambda row: row[2]) for person in met]
    for laid in (lay_out(whole, named), lay_out(iter(parts), named)):
        assert [one.as_py() for one in laid.ids] == [IDS[ids](one) for one in met]  # type: ignore[attr-defined]
        assert laid.offsets.tolist() == [0, *accumulate(map(len, expected))]
        own = [row for person in expected for row in person]
        assert laid["at"].tolist() == [(1_767_225_600 + row[2] * 86_400) * 1_000_000 for row in own]
        assert laid["value"].tolist() == [row[0] * PARTS if row[2] == 3 else 0 for row in own]
        assert laid["credit"].tolist() == [bool(row[3]) for row in own]
        cycles = [
            [1 + sum(one[2] == 3 for one in person[:place]) for place in range(len(person))] for person in expected
        ]
        assert laid["cycle"].tolist() == [one for person in cycles for one in person]
        assert [laid.words["channel"][one] if one >= 0 else "" for one in laid["channel"]] == [
            row[3] or "" for row in own
        ]


def test_columns_take_no_more_room_than_what_they_hold() -> None:
    laid = lay_out(table([("a", 1, "x", "Email", False)] * 100), ALL)
    kinds = {name: column.dtype.name for name, column in laid.columns.items() if name not in ("at", "value")}
    assert kinds.pop("margin") == "int64"
    assert laid["margin"].strides == (0,)
    assert set(kinds.values()) == {"int8"}


def test_a_customer_has_the_same_key_in_whatever_company() -> None:
    alone, both = (lay_out(table([(one, 1, "x", None, False) for one in people]), ALL) for people in ("b", "ab"))
    assert alone.keys[0] == both.keys[1]
    numbers = pa.table({"who": [7, 8], "when": [1, 1]})
    assert len(set(lay_out(numbers, Names("who", "when", None)).keys.tolist())) == 2


def test_rows_without_a_customer_are_left_out() -> None:
    laid = lay_out(pa.table({"who": ["a", None], "when": [1, 2]}), Names("who", "when", None))
    assert (laid.customers, laid.rows) == (1, 1)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", "0", "true", "no", "", None, "2.0", "Yes"], [1, 0, 1, 0, 0, 0, 1, 1]),
        ([3, 0, -1, None], [1, 0, 1, 0]),
        ([0.5, 0.0, None], [1, 0, 0]),
        ([True, False, None], [1, 0, 0]),
    ],
)
def test_what_marks_a_conversion(values: list[Any], expected: list[int]) -> None:
    assert marked_true(pa.chunked_array([pa.array(values)])).astype(int).tolist() == expected


def test_amounts_are_kept_to_the_sixth_decimal() -> None:
    assert amounts(pa.chunked_array([["12.5", None, "-0.000001"]]), "worth").tolist() == [12_500_000, 0, -1]
    for wrong in (["twelve"], ["1e11"]):
        with pytest.raises(PercorsoError) as refused:
            amounts(pa.chunked_array([wrong]), "worth")
        assert refused.value.code == "bad_amount"


def test_a_column_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(PercorsoError, match="Did you mean 'when'") as refused:
        lay_out(pa.table({"who": ["a"], "when": [1]}), Names("who", "wehn", None))
    assert refused.value.code == "unknown_column"


def test_a_property_is_found_by_its_own_name() -> None:
    laid = lay_out(table([("a", 1, "x", "Email", False)]), ALL)
    assert (column_named(laid, "device"), column_named(laid, "channel")) == ("property.device", "channel")
    with pytest.raises(PercorsoError):
        column_named(laid, "colour")


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_an_empty_text_says_of_nobody_whose_a_row_is(kind: pa.DataType) -> None:
    ids = pa.array(["", "a", None], pa.string()).cast(kind)
    rows = pa.table({"customer_id": ids, "at": [1, 2, 3], "event": ["x", "y", "z"]})
    assert [str(one) for one in lay_out(rows, Names()).ids] == ["a"]


@pytest.mark.parametrize("column", ["customer_id", "event"])
def test_a_column_of_objects_is_refused(column: str) -> None:
    rows = {"customer_id": ["a"], "at": [1], "event": ["x"]} | {column: [{"n": "x"}]}
    with pytest.raises(PercorsoError) as refused:
        lay_out(pa.table(rows), Names())
    assert refused.value.code == "nested_column"


def test_what_programs_write_for_no_amount_is_none() -> None:
    assert amounts(pa.chunked_array([["NA", "1.5", "NaN", None]]), "worth").tolist() == [0, 3 * PARTS // 2, 0, 0]
