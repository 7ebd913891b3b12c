"""Returning against the published cases of another product, and the slow, obvious way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.returning import CountReturning
from percorso.core.errors import PercorsoError
from percorso.core.time import to_micros
from percorso.journeys import from_table
from percorso.sequence.journeys import Journeys

DAY = 86_400_000_000


@pytest.mark.parametrize("case", ["day", "hour", "rolling_5"])
def test_a_triangle_is_the_peers(case: str, shared: Path) -> None:
    cases = json.loads((shared / "data/peer_cases/posthog/retention_cases.json").read_text())["cases"]
    told = next(one for one in cases if one["id"] == case)
    columns = {"customer_id": "person", "at": "timestamp", "event": "event"}
    rows = [{name: one[key] for name, key in columns.items()} for one in told["events"]]
    question = CountReturning(
        to_micros(datetime.fromisoformat(told["date_to"])),
        timedelta(**{told["period"].lower() + "s": 1}),
        told["total_intervals"],
        ("$pageview",),
        told.get("cumulative", False),
    )
    found = question.finish(question.map(from_table(pa.Table.from_pylist(rows))))
    assert [list(row) for row in found.rows] == told["expected_rows"]


@pytest.mark.parametrize("or_later", [False, True])
@given(data=st.data())
def test_counts_equal_the_slow_reference_however_customers_are_split(
    or_later: bool, data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    question = CountReturning(41 * DAY, timedelta(days=1), 42, ("Page Viewed",), or_later)
    days = [{row.at // DAY for row in person if row.name == "Page Viewed" and row.at < 42 * DAY} for person in shop]
    expected = [
        [
            sum(one in own and (max(own) >= other if or_later else other in own) for own in days)
            for other in range(one, 42)
        ]
        for one in range(42)
    ]
    halves = [question.map(journeys(part, range(len(part)))) for part in (shop[::2], shop[1::2])]
    found = question.finish(question.combine(*halves))
    assert np.array_equal(found.rows[0], expected[0])
    assert [list(row) for row in found.rows] == expected


def test_no_period_is_refused() -> None:
    with pytest.raises(PercorsoError) as refused:
        CountReturning(0, periods=0)
    assert refused.value.code == "bad_months"
