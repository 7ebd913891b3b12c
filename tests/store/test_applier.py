from __future__ import annotations

import datetime as dt
import json
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrix.children import called
from percorso.collect.refine import refine
from percorso.collect.requests import opened
from percorso.collect.terms import Terms
from percorso.core.errors import PercorsoError
from percorso.core.settings import Exclusions, Settings, Shop
from percorso.store import pieces
from percorso.store.applier import Applied, apply
from percorso.store.arrow import schema
from percorso.store.known import Known, keys_of
from percorso.store.lake import Lake
from percorso.store.log import Log
from percorso.tables import EVENTS, QUARANTINE, RATES, REQUESTS, SPEND

from .conftest import DAY, MOMENT, Rows

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
    assert apply(log, lake, log.folder.with_name("known")) == Applied()


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
    done = apply(log, lake, log.folder.with_name("known"), lambda frames, of: seen.append((frames, of)))
    assert done == Applied(events=3, spend=2, rates=1, quarantined=2, duplicates=2)
    assert _events(lake) == [(2**20, "a"), (2**20 + 1, "b"), (5 * 2**20 + 1, "c")]
    assert lake.read(QUARANTINE)["quarantine_id"].to_pylist() == ["q1", "q2"]
    assert seen == [(5, 5)]


def test_a_second_run_changes_nothing(log: Log, lake: Lake, arrived: Arrived, costs: Costs) -> None:
    _append(log, ("events", arrived("a")), ("spend", costs(("s", 1))))
    apply(log, lake, log.folder.with_name("known"))
    versions = [lake.version(spec) for spec in (EVENTS, SPEND, QUARANTINE, RATES)]
    assert apply(log, lake, log.folder.with_name("known")) == Applied()
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
    apply(log, lake, log.folder.with_name("known"))
    before = _events(lake)
    _append(log, *tables)
    assert apply(log, lake, log.folder.with_name("known")) == Applied(duplicates=2)
    assert _events(lake) == before
    assert [lake.revision(spec) for spec in (EVENTS, SPEND, QUARANTINE, RATES)] == [1, 1, 1, 1]
    assert lake.applied(EVENTS) == log.last == 8


def test_an_event_received_again_on_another_day_is_still_known(log: Log, lake: Lake, arrived: Arrived) -> None:
    _append(log, ("events", arrived("a", "b")))
    apply(log, lake, log.folder.with_name("known"))
    _append(log, ("events", arrived("b", "c", day=DAY + dt.timedelta(days=40))))
    assert apply(log, lake, log.folder.with_name("known")) == Applied(events=1, duplicates=1)
    assert [one for _, one in _events(lake)] == ["a", "b", "c"]


def test_restated_spend_replaces_what_was_said_before(log: Log, lake: Lake, costs: Costs) -> None:
    _append(log, ("spend", costs(("s1", 5), ("s2", 6))), ("spend", costs(("s1", 7))))
    assert apply(log, lake, log.folder.with_name("known")).spend == 2
    _append(log, ("spend", costs(("s2", 8), ("s3", 9))))
    assert apply(log, lake, log.folder.with_name("known")).spend == 2
    found = lake.read(SPEND, columns=["spend_id", "cost"]).sort_by("spend_id").to_pydict()
    assert found == {"spend_id": ["s1", "s2", "s3"], "cost": [7, 8, 9]}


def test_a_log_that_lost_its_end_is_refused(log: Log, lake: Lake, arrived: Arrived) -> None:
    _append(log, ("events", arrived("a")), ("events", arrived("b")))
    apply(log, lake, log.folder.with_name("known"))
    segment = next(log.folder.glob("*.log"))
    os.truncate(segment, segment.stat().st_size - 1)
    with pytest.raises(PercorsoError) as raised:
        apply(log, lake, log.folder.with_name("known"))
    assert raised.value.code == "log_behind"


def test_a_table_the_lake_does_not_know_is_refused(log: Log, lake: Lake, arrived: Arrived) -> None:
    _append(log, ("event", arrived("a")))
    with pytest.raises(PercorsoError, match="Did you mean 'events'") as raised:
        apply(log, lake, log.folder.with_name("known"))
    assert raised.value.code == "unknown_table"
    assert lake.applied(EVENTS) == 0


BATCHES = st.lists(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=6), max_size=6)


@given(batches=BATCHES, size=st.integers(1, 12), pauses=st.sets(st.integers(0, 5)))
def test_however_frames_are_grouped_each_event_is_stored_once_at_its_first_place(
    arrived: Arrived, batches: list[list[str]], size: int, pauses: set[int]
) -> None:
    first: dict[str, int] = {}
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "BATCH_ROWS", size)
        log, lake = Log(Path(folder) / "log"), Lake(Path(folder) / "lake")
        total = Applied()
        for place, ids in enumerate(batches):
            _append(log, ("events", arrived(*ids)))
            for row, one in enumerate(ids):
                first.setdefault(one, (place + 1) * 2**20 + row)
            if place in pauses or place == len(batches) - 1:
                done = apply(log, lake, log.folder.with_name("known"))
                total = Applied(total.events + done.events, duplicates=total.duplicates + done.duplicates)
        assert _events(lake) == sorted((seq, one) for one, seq in first.items())
    assert total == Applied(len(first), duplicates=sum(map(len, batches)) - len(first))


def _refined(folder: Path) -> Applied:
    """Apply with every step of the way: requests opened, events refined, small batches, files merged all the time."""
    terms = Terms(Settings(exclude=Exclusions(drop_bots=True)), b"k" * 32, ROBOT.__eq__)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "BATCH_ROWS", 5)
        patch.setattr("percorso.store.lake.LIVE_FILES", 1)
        return apply(
            Log(folder / "log"),
            Lake(folder / "lake"),
            folder / "known",
            opener=partial(opened, shop=Shop()),
            refiner=partial(refine, terms=terms),
        )


ROBOT = "Mozilla/5.0 (robot)"
CALL = {"type": "page", "userId": "u", "timestamp": "2026-03-01T11:00:00Z"}


def _requests(*bodies: object, agent: str = "Mozilla/5.0") -> tuple[str, pa.Table]:
    told = {"source": "web", "shop": "shop", "received_at": MOMENT, "path": "/v1/batch", "ip": "203.0.113.7"}
    rows = [{**told, "user_agent": agent, "body": json.dumps(body).encode()} for body in bodies]
    return "requests", pa.Table.from_pylist(rows, schema=schema(REQUESTS))


def _stored(folder: Path) -> dict[str, Any]:
    """Give all that a reader sees, and how many ids are known beside it; every stored one is among them."""
    lake = Lake(folder / "lake")
    events = lake.read(EVENTS, columns=["seq", "event_id", "ip", "device"]).sort_by("seq")
    known = Known(folder / "known", lake, EVENTS)
    assert len(known.fresh(keys_of(events["event_id"]))) == 0
    return {
        "events": events.to_pydict(),
        "spend": lake.read(SPEND, columns=["spend_id", "cost"]).to_pydict(),
        "quarantine": sorted(lake.read(QUARANTINE)["quarantine_id"].to_pylist()),
        "rates": lake.count(RATES),
        "applied": lake.applied(EVENTS),
        "known": sum(len(np.load(path)[0]) for path in (folder / "known" / "events").rglob("*.npy")),
        "files": len(lake.files(EVENTS)),
    }


def test_killed_between_any_two_writes_the_next_run_finishes_it_exactly_once(
    tmp_path: Path, arrived: Arrived, costs: Costs, rows: Rows, times: Callable[[int, int], int]
) -> None:
    page, other, bad = ({**CALL, "messageId": name} for name in ("m1", "m2", "m3"))
    tables = (
        ("events", arrived("a", "b")),
        ("spend", costs(("s1", 5))),
        ("quarantine", rows(QUARANTINE, quarantine_id=["q1", "q2"])),
        _requests({"batch": [page, {**bad, "type": "dance"}]}, {"batch": [page, other]}),
        ("events", arrived("b", "c")),
        _requests({"batch": [{**CALL, "messageId": "m4"}]}, agent=ROBOT),
        ("spend", costs(("s1", 7))),
        ("rates", rows(RATES, on=[DAY])),
        _requests({"batch": [other, {**bad, "type": "dance"}, {**CALL, "messageId": "m5"}]}),
    )

    def laid_out(name: str) -> Path:
        _append(Log(tmp_path / name / "log"), *tables)
        return tmp_path / name

    whole = laid_out("whole")
    points = called(_refined, whole, fault="none").points
    wanted = _stored(whole)
    assert _refined(laid_out("here")) == Applied(6, 2, 1, 3, 3, 1, {"drop_bots": 1})
    assert _stored(tmp_path / "here") == wanted
    assert (wanted["applied"], wanted["known"], len(wanted["quarantine"]), wanted["files"]) == (9, 6, 3, 1)
    assert {"applier.keys", "known.written", "known.merged", "lake.file_written", "lake.committed"} <= set(points)
    every = [f"*:{number}" for number in range(1, points["*"] + 1)]
    wrong = {}
    for number, fault in enumerate(every if times(0, 1) else sorted(set(points) - {"*"})):
        folder = laid_out(f"killed-{number}")
        came = called(_refined, folder, fault=fault)
        _refined(folder)
        if came.ended.status != -signal.SIGKILL or _stored(folder) != wanted:
            wrong[fault] = _stored(folder)
    assert wrong == {}
