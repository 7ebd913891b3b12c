"""The contract of the family: every benchmark is found, says what it measures, and runs at a tiny size."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bench._harness import measuring
from bench._harness.lab import opened
from bench._harness.results import machine, write_results
from bench._harness.rows import LIMIT, OWN
from bench._harness.table import print_table
from matrix import forked
from percorso.core.family import member, members

ROOT = Path(__file__).parents[2]
NAMES = members("bench")
TINY = 2_000
# The one that is run as for people: each command in an interpreter of its own.
MEASURED = "journeys"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data is made once for all benchmarks here, as it is for people."""
    return tmp_path_factory.mktemp("bench")


def test_every_file_is_a_benchmark_found_by_its_name() -> None:
    assert set(NAMES) == {path.stem for path in (ROOT / "bench").glob("*.py") if not path.stem.startswith("_")}
    assert {"applier", "freshness", "identity", "journeys", "imports", "rebuild", "startup", "report"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_says_in_a_line_what_it_measures_and_at_which_sizes(name: str) -> None:
    module = member("bench", name)
    said = (module.__doc__ or "").strip()
    assert said.endswith(".")
    assert "\n" not in said
    assert 0 < max(module.SMALL) <= 1_000_000
    assert list(module.FULL) == sorted(module.FULL)
    assert module.FULL[0] >= module.SMALL[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_runs_at_a_tiny_size_beside_its_limit(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name != MEASURED:
        monkeypatch.setattr(measuring, "_run", forked.run)
    with opened(folder, runs=1, peers=False) as lab:
        rows = member("bench", name).run(lab, TINY)
        scratch = lab.scratch
    assert not scratch.exists()
    known = {row.name for row in rows}
    assert len(known) == len(rows)
    assert {row.kind for row in rows} == {OWN, LIMIT}
    for row in rows:
        assert row.measured.seconds > 0
        assert row.measured.peak_bytes > 5_000_000  # no interpreter is smaller
        assert row.kind == LIMIT or row.limit in known
        assert {goal.of for goal in row.goals} - {""} <= known | {other.peer for other in rows}
    path = write_results(folder / "results", name, rows, TINY, machine())
    document: dict[str, Any] = json.loads(path.read_text())
    assert [row["name"] for row in document["rows"]] == [row.name for row in rows]
    assert all(row["times_limit"] > 0 for row in document["rows"] if row["kind"] == OWN)
    out = StringIO()
    print_table(name, rows, TINY, Console(file=out, width=200))
    assert [row.name for row in rows if row.name not in out.getvalue()] == []
