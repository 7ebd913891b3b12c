from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from percorso.core.errors import PercorsoError
from percorso.core.time import to_micros
from percorso.sequence.instants import micros

AT = to_micros(datetime(2026, 3, 1, 10, 30, tzinfo=UTC))
SECONDS = AT // 1_000_000


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["2026-03-01T10:30:00Z", "2026-03-01 11:30:00+01:00"]),
        pa.array(["2026-03-01T10:30:00", "2026-03-01 10:30:00.000000"]),
        pa.array(["2026-03-01T10:30:00Z", "2026-03-01 10:30"]),
        pa.array([str(SECONDS), f" {SECONDS} "]),
        pa.array([str(AT), str(AT)]),
        pa.array([SECONDS, SECONDS]),
        pa.array([SECONDS * 1000, AT]),
        pa.array([AT * 1000, SECONDS]),
        pa.array([float(SECONDS), SECONDS * 1000.0]),
        pa.array([SECONDS * 1000] * 2, pa.int64()).cast(pa.timestamp("ms")),
        pa.array([datetime(2026, 3, 1, 10, 30, tzinfo=UTC)] * 2, pa.timestamp("ns", "Europe/Rome")),
        pa.array(["2026-03-01T10:30:00Z"] * 2).dictionary_encode(),
    ],
    ids=lambda column: f"{column.type} {column[0]}",
)
def test_a_time_is_the_same_however_it_is_written(column: pa.Array) -> None:
    assert micros(pa.chunked_array([column]), "at").tolist() == [AT, AT]


def test_a_fraction_of_a_second_is_kept_and_a_date_is_its_first_moment() -> None:
    assert micros(pa.chunked_array([["2026-03-01T10:30:00.25Z"]]), "at").tolist() == [AT + 250_000]
    assert micros(pa.chunked_array([[f"{SECONDS}.5"]]), "at").tolist() == [AT + 500_000]
    midnight = to_micros(datetime(2026, 3, 1, tzinfo=UTC))
    assert micros(pa.chunked_array([pa.array([date(2026, 3, 1)])]), "at").tolist() == [midnight]
    assert micros(pa.chunked_array([["2026-03-01"]]), "at").tolist() == [midnight]


def test_an_early_time_keeps_its_unit() -> None:
    assert micros(pa.chunked_array([[0, 1, 3600]]), "at").tolist() == [0, 1_000_000, 3_600_000_000]


@pytest.mark.parametrize("values", [["2026-03-01", "soon"], [1.5, float("nan")], [None, "2026-03-01"], [True, False]])
def test_what_is_no_time_is_refused_by_the_columns_name(values: list[Any]) -> None:
    with pytest.raises(PercorsoError, match="when") as refused:
        micros(pa.chunked_array([pa.array(values)]), "when")
    assert refused.value.code == "bad_time"


def test_what_is_no_time_is_told_with_its_row() -> None:
    values = ["2026-03-01T10:00:00Z", "2026-03-01", "14/11/2023 22:13"]
    with pytest.raises(PercorsoError, match=r"'14/11/2023 22:13' is not a time \(column 'at', row 3\)\."):
        micros(pa.chunked_array([pa.array(values)]), "at")
    with pytest.raises(PercorsoError, match=r"An empty time \(column 'at', row 2\)\."):
        micros(pa.chunked_array([pa.array(["2026-03-01", None])]), "at")


def test_no_rows_have_no_times() -> None:
    assert micros(pa.chunked_array([pa.array([], pa.string())]), "at").tolist() == []


@pytest.mark.parametrize("column", [pa.array([20260301, SECONDS]), pa.array(["20260301", str(SECONDS)])])
def test_days_without_separators_are_days(column: pa.Array) -> None:
    midnight = to_micros(datetime(2026, 3, 1, tzinfo=UTC))
    assert micros(pa.chunked_array([column]), "at").tolist() == [midnight, SECONDS * 1_000_000]


@pytest.mark.parametrize("number", [20260230, 20261301, 20260100, 18991231, 1, -5])
def test_whole_numbers_that_are_no_day_are_seconds(number: int) -> None:
    assert micros(pa.chunked_array([[number]]), "at").tolist() == [number * 1_000_000]


@pytest.mark.parametrize(
    "column",
    [
        pa.array(["99999999999999999999"]),
        pa.array(["170000000000000000000.5"]),
        pa.array([2**63 + 5], pa.uint64()),
        pa.array([1e30]),
    ],
)
def test_numbers_beyond_any_time_are_told(column: pa.Array) -> None:
    with pytest.raises(PercorsoError, match=r"A number that is no time \(column 'at'\)"):
        micros(pa.chunked_array([column]), "at")
