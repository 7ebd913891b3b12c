from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect.instants import instants
from percorso.collect.notation import instant
from percorso.core.errors import PercorsoError
from percorso.core.time import to_micros

moments = st.integers(-300_000_000, 5_050_000_000).map(lambda second: datetime.fromtimestamp(second + 0.123457, UTC))
digits = st.sampled_from(["seconds", "milliseconds", "microseconds"])
spelt = st.tuples(moments, digits, st.sampled_from(["Z", "+00:00"]))
texts = st.one_of(
    st.none(),
    spelt.map(lambda one: one[0].replace(tzinfo=None).isoformat(timespec=one[1]) + one[2]),
    moments.map(lambda one: one.isoformat(" ")),
    st.sampled_from(
        [
            *("2026-02-30T00:00:00Z", "2026-03-02T24:00:00Z", "2026-03-02T23:59:60Z", "2026-03-02T11:59:00+01:00"),
            *("", "  ", "1772452740", "yesterday", "2 March 2026", " 2026-03-02T11:59:00Z"),
        ]
    ),
)


@given(st.lists(texts, max_size=8))
def test_a_column_of_times_is_read_as_each_of_them_alone(written: list[str | None]) -> None:
    at, read = instants(pa.array(written, pa.string()))
    assert [(value if known else None) for value, known in zip(at.tolist(), read.tolist(), strict=True)] == [
        _alone(text) for text in written
    ]


def _alone(text: str | None) -> int | None:
    try:
        return None if text is None else instant(text, ZoneInfo("UTC"))
    except PercorsoError:
        return None


def test_one_day_that_there_is_not_costs_no_other_time_beside_it() -> None:
    at, read = instants(pa.array(["2026-02-30T00:00:00Z", "2026-03-02T11:59:00.500Z"]))
    assert read.tolist() == [False, True]
    assert at[1] == to_micros(datetime(2026, 3, 2, 11, 59, 0, 500_000, UTC))
