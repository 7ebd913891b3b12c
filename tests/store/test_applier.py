from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.store import applier
from percorso.store.applier import Applied, apply
from percorso.store.lake import Lake
from percorso.store.log import Log
from percorso.tables import EVENTS, QUARANTINE, RATES, SPEND

from .conftest import DAY, Rows

Arrived = Callable[..., pa.Table]
Costs = Callable[..., pa.Table]


def _append(log: Log, *tables: tuple[str, pa.Table]) -> None:
    with log.writer() as writer:
        for name, table in tables:
            writer.append(name, table)


def _events(lake: Lake) -> list[tuple[int, str]]:
    rows = lake.read(EVENTS, columns=["seq", "event_id"]).sort_by("seq").to_pylist()
    return [(row["seq"], row["event_id"]) for row in rows]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "log")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def test_an_empty_log_brings_nothing(log: Log, lake: Lake) -> None:
    assert apply(log, lake) == Applied()


def test_every_table_arrives_with_counts_and_order(
    log: Log, lake: Lake, arrived: Arrived, costs: Costs, rows: Rows
) -> None:
    _append(
        log,
        ("events", arrived("a", "b", "a")),
        ("spend", costs(("s1", 5), ("s2", 6))),
        ("quarantine", rows(QUARANTINE, quarantine_id=["q1", "q2", "q1"])),
        ("rates", rows(RATES, on=[DAY])),
        ("events", arrived("b", "c")),
    )
    seen: list[tuple[int, int]] = []
    done = apply(log, lake, lambda frames, of: seen.append((frames, of)))
    assert done == Applied(events=3, spend=2, rates=1, quarantined=2, duplicates=2)
    assert _events(lake) == [(2**20, "a"), (2**20 + 1, "b"), (5 * 2**20 + 1, "c")]
    assert lake.read(QUARANTINE)["quarantine_id"].to_pylist() == ["q1", "q2"]
    assert seen == [(5, 5)]


def test_a_frame_from_before_a_column_was_added_comes_in_without_it(log: Log, lake: Lake, arrived: Arrived) -> None:
    _append(log, ("events", arrived("a").drop_columns(list(EVENTS.added))), ("events", arrived("b")))
    assert apply(log, lake).events == 2
    assert _events(lake) == [(2**20, "a"), (2 * 2**20, "b")]


def test_a_second_run_changes_nothing(log: Log, lake: Lake, arrived: Arrived, costs: Costs) -> None:
    _append(log, ("events", arrived("a")), ("spend", costs(("s", 1))))
    apply(log, lake)
    versions = [lake.version(spec) for spec in (EVENTS, SPEND, QUARANTINE, RATES)]
    assert apply(log, lake) == Applied()
    assert [lake.version(spec) for spec in (EVENTS, SPEND, QUARANTINE, RATES)] == versions


def test_the_same_data_sent_again_adds_no_row_and_no_revision(
    log: Log, lake: Lake, arrived: Arrived, costs: Costs, rows: Rows
) -> None:
    tables = (
        ("events", arrived("a", "b")),
        ("spend", costs(("s", 1))),
        ("quarantine", rows(QUARANTINE, quarantine_id=["q"])),
        ("rates", rows(RATES, on=[DAY])),
    )
    _append(log, *tables)
    apply(log, lake)
    before = _events(lake)
    _append(log, *tables)
    assert apply(log, lake) == Applied(duplicates=2)
    assert _events(lake) == before
    assert [lake.revision(spec) for spec in (EVENTS, SPEND, QUARANTINE, RATES)] == [1, 1, 1, 1]
    assert lake.applied(EVENTS) == log.last == 8


def test_an_event_received_again_on_another_day_is_still_known(log: Log, lake: Lake, arrived: Arrived) -> None:
    _append(log, ("events", arrived("a", "b")))
    apply(log, lake)
    _append(log, ("events", arrived("b", "c", day=DAY + dt.timedelta(days=40))))
    assert apply(log, lake) == Applied(events=1, duplicates=1)
    assert [one for _, one in _events(lake)] == ["a", "b", "c"]


def test_restated_spend_replaces_what_was_said_before(log: Log, lake: Lake, costs: Costs) -> None:
    _append(log, ("spend", costs(("s1", 5), ("s2", 6))), ("spend", costs(("s1", 7))))
    assert apply(log, lake).spend == 2
    _append(log, ("spend", costs(("s2", 8), ("s3", 9))))
    assert apply(log, lake).spend == 2
    found = lake.read(SPEND, columns=["spend_id", "cost"]).sort_by("spend_id").to_pydict()
    assert found == {"spend_id": ["s1", "s2", "s3"], "cost": [7, 8, 9]}


def test_a_log_that_lost_its_end_is_refused(log: Log, lake: Lake, arrived: Arrived) -> None:
    _append(log, ("events", arrived("a")), ("events", arrived("b")))
    apply(log, lake)
    segment = next(log.folder.glob("*.log"))
    os.truncate(segment, segment.stat().st_size - 1)
    with pytest.raises(PercorsoError) as raised:
        apply(log, lake)
    assert raised.value.code == "log_behind"


def test_a_table_the_lake_does_not_know_is_refused(log: Log, lake: Lake, arrived: Arrived) -> None:
    _append(log, ("event", arrived("a")))
    with pytest.raises(PercorsoError, match="Did you mean 'events'") as raised:
        apply(log, lake)
    assert raised.value.code == "unknown_table"
    assert lake.applied(EVENTS) == 0


BATCHES = st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6), max_size=6)


@given(batches=BATCHES, size=st.integers(1, 12), pauses=st.sets(st.integers(0, 5)))
def test_however_frames_are_grouped_each_event_is_stored_once_at_its_first_place(
    arrived: Arrived, batches: list[list[str]], size: int, pauses: set[int]
) -> None:
    first: dict[str, int] = {}
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(applier, "BATCH_ROWS", size)
        log, lake = Log(Path(folder) / "log"), Lake(Path(folder) / "lake")
        total = Applied()
        for place, ids in enumerate(batches):
            _append(log, ("events", arrived(*ids)))
            for row, one in enumerate(ids):
                first.setdefault(one, (place + 1) * 2**20 + row)
            if place in pauses or place == len(batches) - 1:
                done = apply(log, lake)
                total = Applied(total.events + done.events, duplicates=total.duplicates + done.duplicates)
        assert _events(lake) == sorted((seq, one) for one, seq in first.items())
    assert total == Applied(len(first), duplicates=sum(map(len, batches)) - len(first))


APPLIER = """
import sys
from pathlib import Path
from percorso.store import applier
from percorso.store.lake import Lake
from percorso.store.log import Log
applier.BATCH_ROWS = 5
applier.apply(Log(Path(sys.argv[1]) / "log"), Lake(Path(sys.argv[1]) / "lake"))
"""


def test_killed_between_any_two_writes_the_next_run_finishes_it_exactly_once(
    tmp_path: Path, arrived: Arrived, costs: Costs, rows: Rows
) -> None:
    tables = (
        ("events", arrived("a", "b")),
        ("spend", costs(("s1", 5))),
        ("quarantine", rows(QUARANTINE, quarantine_id=["q1", "q2"])),
        ("events", arrived("b", "c")),
        ("spend", costs(("s1", 7))),
        ("rates", rows(RATES, on=[DAY])),
    )
    for point in range(1, 60):
        folder = tmp_path / str(point)
        log, lake = Log(folder / "log"), Lake(folder / "lake")
        _append(log, *tables)
        environment = {**os.environ, "PERCORSO_FAULT": f"*:{point}"}
        command = [sys.executable, "-c", APPLIER, str(folder)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        _append(log, ("events", arrived("a", "d")))
        apply(log, lake)
        assert _events(lake) == [(2**20, "a"), (2**20 + 1, "b"), (4 * 2**20 + 1, "c"), (7 * 2**20 + 1, "d")]
        assert lake.read(SPEND, columns=["spend_id", "cost"]).to_pydict() == {"spend_id": ["s1"], "cost": [7]}
        assert sorted(lake.read(QUARANTINE)["quarantine_id"].to_pylist()) == ["q1", "q2"]
        assert lake.count(RATES) == 1
        assert lake.applied(EVENTS) == log.last
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
    else:
        pytest.fail("the applier never came to its end")
