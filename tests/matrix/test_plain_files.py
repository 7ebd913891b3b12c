"""Bad files at the doors beside import: visits to classify, and lookups beside a mapping."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from matrix import damage, samples
from matrix.cases import Case, bad_input
from matrix.command import percorso
from matrix.evidence import evidence
from matrix.samples import Row, Sample
from percorso.store.workspace import Workspace

VISITS: tuple[Row, ...] = tuple(
    {"url": f"https://shop.example/?utm_source=news&utm_medium=email&n={number}", "referrer": "", "campaign": "Spring"}
    for number in range(3)
)
SHAPES = {"delimited": ".csv", "json_lines": ".jsonl", "parquet": ".parquet"}


def visits(shape: str) -> Sample:
    return Sample(
        f"visits-{shape}",
        shape,
        SHAPES[shape],
        VISITS,
        {"text": "campaign", "at": "url", "extra": "more"},
        None,
        utc=False,
    )


def concerned(case: Case, sample: Sample) -> bool:
    """Say whether a case is about a file as a whole, or its texts: a plain table has no times and no money."""
    about_rows = case.set or case.name.startswith(("same_id", "values_in", "missing_column"))
    return case.concerns(sample) and (not about_rows or set(case.set) == {"text"})


TRIED = [
    pytest.param(sample, case, id=f"{sample.shape}-{case.name}")
    for sample in map(visits, SHAPES)
    for case in bad_input()
    if concerned(case, sample)
]


@pytest.mark.parametrize(("sample", "case"), TRIED)
def test_visits_are_classified_whole_or_not_at_all(built: Workspace, room: Path, sample: Sample, case: Case) -> None:
    before = evidence(built)
    path = damage.put_values(sample, room, dict(case.set)) if case.set else getattr(damage, case.name)(sample, room)
    ended = percorso("channels", "classify", path, "--format", "json", "--workspace", built.folder)
    expected = case.of(sample)
    assert ended.code == expected.code, ended
    if expected.outcome == "taken":
        rows = json.loads(ended.out)
        assert len(rows) == (0 if case.name == "no_rows" else 3)
        assert {row["channel"] for row in rows} <= {"Email"}
    assert evidence(built) == before


LOOKUP = Sample(
    "lookup",
    "delimited",
    ".csv",
    tuple({"who": f"{name}@example.com", "town": "Torino"} for name in ("anna", "bruno", "carla")),
    {"id": "who", "text": "town", "at": "who", "extra": "more"},
    None,
    utc=False,
)
LOOKUPS = [case for case in bad_input() if concerned(case, LOOKUP)]
MAPPING = """
[lookup.towns]
file = "sample.csv"
key = "who"
[traits]
town = "towns.town"
"""


@pytest.mark.parametrize("case", LOOKUPS, ids=lambda case: case.name)
def test_a_lookup_is_whole_or_nothing_comes_in(built: Workspace, room: Path, case: Case) -> None:
    before = evidence(built)
    sample, data, mapping = samples.load("csv"), room / "data", room / "data" / "mapping.toml"
    data.mkdir()
    (data / "orders.csv").write_bytes(sample.written())
    mapping.write_text((sample.mapping or "") + MAPPING, encoding="utf-8")
    path = damage.put_values(LOOKUP, data, dict(case.set)) if case.set else getattr(damage, case.name)(LOOKUP, data)
    line = ("import", "csv", data / "orders.csv", "--mapping", mapping, "--workspace", built.folder, "--preview")
    ended = percorso(*line)
    found = case.of(LOOKUP)
    # A row that cannot be read spoils a lookup; what is no file at all is not found beside the data.
    expected = {"quarantine": "bad_lookup", "taken": "", "error": found.code}[found.outcome]
    if path.name != "sample.csv" or not path.is_file():
        expected = "lookup_not_found"
    assert ended.code == expected, ended
    assert evidence(built) == before


def test_what_quarantine_exports_no_spreadsheet_takes_for_a_formula(fresh: Workspace, room: Path) -> None:
    sample = samples.load("csv")
    rows = sample.edited()
    for row, sign in zip(rows, "=+@", strict=True):
        row["id"] = f"{sign}cmd|'/c calc'!A1"
        sample.put(row, "at", "yesterday")
    (room / "a.csv").write_bytes(sample.written(rows))
    (room / "m.toml").write_text(sample.mapping or "", encoding="utf-8")
    at = ("--workspace", fresh.folder)
    assert percorso("import", "csv", room / "a.csv", "--mapping", room / "m.toml", *at).status == 0
    assert percorso("quarantine", "export", "--out", room / "out.csv", *at).status == 0
    exported = list(csv.reader(io.StringIO((room / "out.csv").read_text(encoding="utf-8"))))
    assert len(exported) == 4
    assert [cell for row in exported for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
