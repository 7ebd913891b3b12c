from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

EVENTS = """who,when,what
a,2026-03-01T10:00:00Z,visit
a,2026-03-02T10:00:00Z,visit
b,2026-03-01T11:00:00Z,visit
b,2026-03-03T11:00:00Z,buy
c,2026-03-02T12:00:00Z,visit
"""
COLUMNS = ("--customer", "who", "--time", "when", "--event", "what", "--period", "1d", "--periods", "3")


def test_who_comes_again_is_told_as_json_csv_and_in_both_languages(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    file = write("e.csv", EVENTS)
    found = json.loads(percorso("retention", file, *COLUMNS, "--format", "json").out)
    assert [row["customers"] for row in found["cohorts"]] == [[2, 1, 1], [2, 0], [1]]
    assert found["cohorts"][0] == {
        "from": "2026-03-01T00:00:00+00:00", "customers": [2, 1, 1], "shares": [1.0, 0.5, 0.5],
    }  # fmt: skip
    rows = list(csv.DictReader(percorso("retention", file, *COLUMNS, "--format", "csv").out.splitlines()))
    assert [(row["period"], row["customers"]) for row in rows[:3]] == [("0", "2"), ("1", "1"), ("2", "1")]
    assert "2 periods" not in percorso("retention", file, *COLUMNS, "--language", "it").out
    assert percorso("retention", file, *COLUMNS).out.startswith("Of those who came in 3 periods of 1 day")


def test_what_counts_as_coming_and_the_last_period_may_be_named(
    percorso: Callable[..., Any], write: Callable[..., Path]
) -> None:
    file = write("e.csv", EVENTS)
    asked = (*COLUMNS, "--events", "visit", "--until", "2026-03-02", "--or-later", "--format", "json")
    found = json.loads(percorso("retention", file, *asked).out)
    assert [row["customers"] for row in found["cohorts"]] == [[0, 0, 0], [2, 1], [2]]
    assert found["cohorts"][0]["shares"] == [None, None, None]
