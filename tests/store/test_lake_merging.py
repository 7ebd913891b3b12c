"""Merging: a table's small files, so that they stay few; what is stored stays as it is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from percorso.store.lake import Lake
from percorso.tables import EVENTS

from .conftest import DAY, Rows


def test_sixty_appends_to_many_partitions_are_kept_under_two_hundred_files(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    days = [DAY + dt.timedelta(days=number) for number in range(6)]
    for frame in range(60):
        ids = [f"{frame}-{number}" for number in range(6)]
        lake.append(EVENTS, rows(EVENTS, event_id=ids, received_on=days), frame + 1)
        lake.thin(EVENTS)
        assert len(lake.files(EVENTS)) <= 200
    assert lake.count(EVENTS) == 60 * 6
    assert len(set(lake.read(EVENTS)["event_id"].to_pylist())) == 60 * 6
    assert (lake.applied(EVENTS), lake.revision(EVENTS)) == (60, 60)
    assert list((tmp_path / "events" / "_delta_log").glob("*.checkpoint.parquet"))


def test_no_more_is_merged_than_it_takes_and_older_versions_stay(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    days = [DAY + dt.timedelta(days=number) for number in range(16)]
    for frame in range(7):
        lake.append(EVENTS, rows(EVENTS, event_id=[f"{frame}-{day}" for day in days], received_on=days), frame + 1)
    version, before = lake.version(EVENTS), set(lake.files(EVENTS))
    lake.thin(EVENTS)
    after = set(lake.files(EVENTS))
    assert len(before) == 112
    assert 94 <= len(after) <= 100
    assert len(after - before) == 2
    assert set(lake.files(EVENTS, version)) == before
    assert lake.read(EVENTS, version).num_rows == lake.count(EVENTS) == 112


def test_what_costs_least_to_merge_is_merged_first(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    days = [DAY + dt.timedelta(days=number) for number in range(49)]
    for frame in range(2):
        large = [f"{frame}-{number}" for number in range(20_000)]
        lake.append(EVENTS, rows(EVENTS, event_id=large, received_on=[DAY] * len(large)), frame + 1)
    for frame in range(2, 4):
        later = [f"{frame}-{day}" for day in days[1:]]
        lake.append(EVENTS, rows(EVENTS, event_id=later, received_on=days[1:]), frame + 1)
    lake.append(EVENTS, rows(EVENTS, event_id=["x", "y"], received_on=[days[1], days[2]]), 5)
    before = set(lake.files(EVENTS))
    assert len(before) == 100
    lake.append(EVENTS, rows(EVENTS, event_id=["z"], received_on=[days[3]]), 6)
    lake.thin(EVENTS)
    gone = {path.parent.name for path in before - set(lake.files(EVENTS))}
    assert len(gone) == 1
    assert not any(str(DAY) in name for name in gone)


@pytest.mark.parametrize("times", [1, 400])
def test_rows_of_days_that_stand_apart_come_into_their_own_files(tmp_path: Path, rows: Rows, times: int) -> None:
    lake = Lake(tmp_path)
    days = [DAY, DAY + dt.timedelta(days=1), DAY, DAY + dt.timedelta(days=2)] * times
    ids = [f"{number:04d}" for number in range(len(days))]
    lake.append(EVENTS, rows(EVENTS, event_id=ids, received_on=days), 1)
    stored = lake.read(EVENTS, columns=["received_on", "event_id"]).sort_by("event_id")
    assert stored.to_pydict() == {"received_on": days, "event_id": ids}
    assert len(lake.files(EVENTS)) == 3
