from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from deltalake import DeltaTable
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.store.arrow import empty, schema
from percorso.store.delta import CHECKPOINT_EVERY, layer_of
from percorso.store.lake import Lake
from percorso.tables import CUSTOMERS, EVENTS, IDENTIFIERS, REFINED, SPEND

from .conftest import DAY, Rows

Costs = Callable[..., pa.Table]


def _customers(rows: Rows, bucket: int, *ids: str) -> pa.Table:
    return rows(CUSTOMERS, bucket=[bucket] * len(ids), customer_id=list(ids))


def _ids(lake: Lake, version: int | None = None) -> dict[int, list[str]]:
    table = lake.read(CUSTOMERS, version, ["bucket", "customer_id"])
    found: dict[int, list[str]] = {}
    for row in table.sort_by("customer_id").to_pylist():
        found.setdefault(row["bucket"], []).append(row["customer_id"])
    return found


def _stored(lake: Lake) -> list[str]:
    return sorted(lake.read(EVENTS, columns=["event_id"])["event_id"].to_pylist())


def test_a_table_nobody_wrote_is_there_and_empty(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for spec in (EVENTS, SPEND, CUSTOMERS):
        assert lake.read(spec).schema.equals(schema(spec))
        assert lake.applied(spec) == lake.revision(spec) == lake.count(spec) == 0
        assert lake.files(spec) == ()


def test_appended_rows_and_their_frame_come_in_together_and_once(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path / "it's [my] shop = 100%")
    next_day = DAY + dt.timedelta(days=1)
    table = rows(EVENTS, event_id=["a", "b"], seq=[1, 2], received_on=[DAY, next_day])
    lake.append(EVENTS, table, 4)
    lake.append(EVENTS, table, 4)
    lake.append(EVENTS, table, 3)
    assert lake.applied(EVENTS) == 4
    assert lake.read(EVENTS).sort_by("seq").equals(table)
    assert [path.parent.name for path in lake.files(EVENTS)] == [f"received_on={day}" for day in (DAY, next_day)]
    lake.append(EVENTS, rows(EVENTS, event_id=["c"]), 5)
    assert (lake.count(EVENTS), lake.applied(EVENTS), lake.revision(EVENTS)) == (3, 5, 2)


def test_every_commit_touches_its_table_and_reading_does_not(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    assert lake.touched(EVENTS) == 0
    lake.append(EVENTS, rows(EVENTS, event_id=["a"], seq=[1]), 1)
    first = lake.touched(EVENTS)
    assert lake.count(EVENTS) == 1
    assert lake.touched(EVENTS) == first > 0
    lake.append(EVENTS, rows(EVENTS, event_id=["b"], seq=[2]), 2)
    assert lake.touched(EVENTS) > first


def test_nothing_new_moves_the_mark_and_not_the_revision(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    lake.append(EVENTS, rows(EVENTS, event_id=["a"]), 1)
    lake.append(EVENTS, empty(EVENTS), 9)
    assert (lake.applied(EVENTS), lake.revision(EVENTS), lake.count(EVENTS)) == (9, 1, 1)


def test_versions_stay_as_they_were(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    lake.append(EVENTS, rows(EVENTS, event_id=["a"]), 1)
    version = lake.version(EVENTS)
    lake.append(EVENTS, rows(EVENTS, event_id=["b"]), 2)
    assert lake.read(EVENTS, version)["event_id"].to_pylist() == ["a"]
    assert (lake.count(EVENTS, version), lake.revision(EVENTS, version)) == (1, 1)
    assert set(lake.files(EVENTS, version)) < set(lake.files(EVENTS))
    with pytest.raises(PercorsoError) as raised:
        lake.read(EVENTS, 99)
    assert raised.value.code == "table_unreadable"


def test_a_part_of_a_table_can_be_read(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    lake.append(EVENTS, rows(EVENTS, event_id=["a", "b", "c"], seq=[1, 2, 3]), 1)
    found = lake.read(EVENTS, columns=["received_on", "event_id"], filter=pc.field("seq") > 1)
    assert found.to_pydict() == {"received_on": [DAY, DAY], "event_id": ["b", "c"]}


def test_a_table_that_does_not_fit_is_refused_and_changes_nothing(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    with pytest.raises(PercorsoError) as raised:
        lake.append(EVENTS, rows(EVENTS, without="shop", event_id=["a"]), 1)
    assert raised.value.code == "table_mismatch"
    assert (lake.applied(EVENTS), lake.count(EVENTS)) == (0, 0)


def test_the_log_of_a_table_never_holds_a_value_of_its_rows(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    address = "anna@example.com"
    for frame in range(1, CHECKPOINT_EVERY + 10):
        lake.append(EVENTS, rows(EVENTS, event_id=[address], email=[address], user_id=[address]), frame)
    lake.compact(EVENTS)
    logs = [path.read_bytes() for path in (tmp_path / "events" / "_delta_log").iterdir()]
    assert len(logs) > CHECKPOINT_EVERY
    assert not [text for text in logs if b"anna" in text]


def test_compaction_keeps_every_row_the_marks_and_the_older_versions(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    for frame in range(1, 6):
        lake.append(EVENTS, rows(EVENTS, event_id=[f"e{frame}"], seq=[frame], url=["u" if frame % 2 else None]), frame)
    before, version, revision = lake.read(EVENTS).sort_by("seq"), lake.version(EVENTS), lake.revision(EVENTS)
    lake.compact(EVENTS)
    assert len(lake.files(EVENTS)) == 1
    assert lake.read(EVENTS).sort_by("seq").equals(before)
    assert lake.read(EVENTS, version).sort_by("seq").equals(before)
    assert (lake.applied(EVENTS), lake.revision(EVENTS)) == (5, revision)
    compacted = lake.version(EVENTS)
    lake.compact(EVENTS)
    assert lake.version(EVENTS) == compacted


def test_a_young_file_that_no_version_holds_yet_stays(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    for frame in (1, 2):
        lake.append(EVENTS, rows(EVENTS, event_id=[f"e{frame}"]), frame)
    lake.compact(EVENTS)
    assert lake.sweep(EVENTS, age=60.0) == 0
    for path in tmp_path.rglob("part-*.parquet"):
        os.utime(path, (0, 0))
    assert lake.sweep(EVENTS, keep=[2], age=60.0) == 0
    assert lake.sweep(EVENTS, age=60.0) == 2
    assert lake.count(EVENTS) == lake.read(EVENTS).num_rows == 2


def test_files_from_before_a_column_are_read_and_merged_with_those_after_it(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    former = replace(EVENTS, columns={name: kind for name, kind in EVENTS.columns.items() if name not in REFINED})
    for frame in (1, 2):
        lake.append(former, rows(former, event_id=[f"e{frame}"]), frame)
    lake.compact(EVENTS)
    lake.append(EVENTS, rows(EVENTS, event_id=["e3"], device=["mobile"]), 3)
    told = {"event_id": ["e1", "e2", "e3"], "device": [None, None, "mobile"]}
    assert lake.read(EVENTS, columns=list(told)).sort_by("event_id").to_pydict() == told
    lake.compact(EVENTS)
    assert len(lake.files(EVENTS)) == 1
    assert lake.read(EVENTS, columns=list(told)).sort_by("event_id").to_pydict() == told


def test_compaction_leaves_large_files_alone(tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = Lake(tmp_path)
    lake.append(EVENTS, rows(EVENTS, event_id=[os.urandom(8).hex() for _ in range(2000)]), 1)
    large = lake.files(EVENTS)[0]
    for frame in range(2, 5):
        lake.append(EVENTS, rows(EVENTS, event_id=[f"e{frame}"]), frame)
    monkeypatch.setattr("percorso.store.lake.SMALL_FILE", large.stat().st_size)
    lake.compact(EVENTS)
    assert large in lake.files(EVENTS)
    assert len(lake.files(EVENTS)) == 2
    assert lake.count(EVENTS) == 2003


PAIRS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 3)), min_size=1, max_size=6)


@given(batches=st.lists(PAIRS, min_size=1, max_size=3))
def test_upsert_keeps_the_newest_row_of_every_key_and_counts_what_changed(
    costs: Costs, batches: list[list[tuple[str, int]]]
) -> None:
    expected: dict[str, int] = {}
    with TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        for place, pairs in enumerate(batches):
            after = expected | dict(pairs)
            changed = sum(expected.get(one) != cost for one, cost in after.items())
            revision = lake.revision(SPEND)
            assert lake.upsert(SPEND, costs(*pairs), place + 1) == changed
            assert lake.revision(SPEND) == revision + (changed > 0)
            assert lake.upsert(SPEND, costs(*pairs), place + 1) == 0
            expected = after
        found = lake.read(SPEND, columns=["spend_id", "cost"]).to_pylist()
    assert sorted((row["spend_id"], row["cost"]) for row in found) == sorted(expected.items())


def test_the_same_spend_received_again_is_no_change(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    first, later = (dt.datetime(2026, 3, day, tzinfo=dt.UTC) for day in (1, 2))
    lake.upsert(SPEND, rows(SPEND, spend_id=["a"], received_at=[first], clicks=[None]), 1)
    assert lake.upsert(SPEND, rows(SPEND, spend_id=["a"], received_at=[later], clicks=[None]), 2) == 0
    assert lake.read(SPEND)["received_at"].to_pylist() == [first]
    assert lake.upsert(SPEND, rows(SPEND, spend_id=["a"], received_at=[later], clicks=[7]), 3) == 1
    assert lake.read(SPEND)["received_at"].to_pylist() == [later]


def test_replace_puts_new_content_for_old_in_one_version(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    first = lake.replace(IDENTIFIERS, rows(IDENTIFIERS, value=["a", "b"]))
    second = lake.replace(IDENTIFIERS, rows(IDENTIFIERS, value=["c"]))
    assert second == first + 1
    assert lake.read(IDENTIFIERS)["value"].to_pylist() == ["c"]
    assert sorted(lake.read(IDENTIFIERS, first)["value"].to_pylist()) == ["a", "b"]
    assert lake.count(IDENTIFIERS, lake.replace(IDENTIFIERS, empty(IDENTIFIERS))) == 0


def test_what_comes_in_pieces_is_one_file_and_one_version(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    lake.replace(IDENTIFIERS, rows(IDENTIFIERS, value=["a"]))
    staged = lake.stage_piecewise(IDENTIFIERS, (rows(IDENTIFIERS, value=[one]) for one in "bc"), 3)
    version = lake.replace_staged(IDENTIFIERS, staged)
    assert (version, lake.count(IDENTIFIERS)) == (lake.version(IDENTIFIERS), 2)
    assert lake.read(IDENTIFIERS)["value"].to_pylist() == ["b", "c"]
    assert [layer_of(path) for path in lake.files(IDENTIFIERS)] == [3]
    assert lake.count(IDENTIFIERS, lake.replace_staged(IDENTIFIERS, lake.stage_piecewise(IDENTIFIERS, []))) == 0
    assert lake.files(IDENTIFIERS) == ()


BUCKETS = st.dictionaries(st.integers(0, 5), st.integers(0, 3), max_size=6)


@given(steps=st.lists(BUCKETS, min_size=1, max_size=3))
def test_replacing_buckets_leaves_the_others_untouched(rows: Rows, steps: list[dict[int, int]]) -> None:
    expected: dict[int, list[str]] = {}
    with TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        versions = []
        for place, step in enumerate(steps):
            before = {number: lake.files(CUSTOMERS, bucket=number) for number in range(6)}
            new = {number: [f"{place}-{number}-{n}" for n in range(count)] for number, count in step.items()}
            parts = {number: _customers(rows, number, *ids) if ids else empty(CUSTOMERS) for number, ids in new.items()}
            version = lake.replace_buckets(CUSTOMERS, parts.items())
            expected = {number: ids for number, ids in (expected | new).items() if ids}
            versions.append((version, expected))
            assert version == lake.version(CUSTOMERS)
            for number in set(range(6)) - set(step):
                assert lake.files(CUSTOMERS, bucket=number) == before[number]
            for number, ids in new.items():
                assert len(lake.files(CUSTOMERS, bucket=number)) == bool(ids)
        for version, content in versions:
            assert _ids(lake, version) == content


def test_a_bucket_is_written_before_the_next_is_asked_for(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    found: list[int] = []

    def parts() -> Iterator[tuple[int, pa.Table]]:
        for number in range(3):
            found.append(len(list((tmp_path / "customers").rglob("*.parquet"))))
            yield number, _customers(rows, number, f"c{number}")

    lake.replace_buckets(CUSTOMERS, parts())
    assert found == [0, 1, 2]


def test_rows_of_another_bucket_are_refused(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    with pytest.raises(PercorsoError, match="bucket 2") as raised:
        lake.replace_buckets(CUSTOMERS, [(2, _customers(rows, 3, "a"))])
    assert raised.value.code == "table_mismatch"
    assert lake.count(CUSTOMERS) == 0


def test_rewind_brings_a_version_back_and_the_next_write_builds_on_it(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    published = lake.replace_buckets(CUSTOMERS, [(0, _customers(rows, 0, "a")), (1, _customers(rows, 1, "b"))])
    lake.replace_buckets(CUSTOMERS, [(0, _customers(rows, 0, "wrong")), (2, _customers(rows, 2, "wrong too"))])
    rewound = lake.rewind(CUSTOMERS, published)
    assert _ids(lake) == _ids(lake, published) == {0: ["a"], 1: ["b"]}
    assert lake.rewind(CUSTOMERS, published) == rewound
    lake.replace_buckets(CUSTOMERS, [(1, _customers(rows, 1, "c"))])
    assert _ids(lake) == {0: ["a"], 1: ["c"]}


def test_sweep_deletes_what_no_kept_version_holds(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    versions = [lake.replace_buckets(CUSTOMERS, [(0, _customers(rows, 0, name))]) for name in "abc"]
    orphan = tmp_path / "customers" / "bucket=0" / "part-0.parquet"
    orphan.write_bytes(b"left by a killed build")
    assert lake.sweep(CUSTOMERS, keep=[versions[1]]) == 2
    assert not orphan.exists()
    assert _ids(lake, versions[1]) == {0: ["b"]}
    assert _ids(lake) == {0: ["c"]}
    with pytest.raises(FileNotFoundError):
        lake.read(CUSTOMERS, versions[0])


def test_a_write_on_an_outdated_table_is_refused(tmp_path: Path, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = Lake(tmp_path)
    lake.append(EVENTS, rows(EVENTS, event_id=["a"]), 1)
    outdated = lake._open(EVENTS)
    lake.append(EVENTS, rows(EVENTS, event_id=["b"]), 2)
    monkeypatch.setattr(lake, "_open", lambda _spec: outdated)
    with pytest.raises(PercorsoError) as raised:
        lake.append(EVENTS, rows(EVENTS, event_id=["c"]), 3)
    assert raised.value.code == "busy"
    assert _stored(Lake(tmp_path)) == ["a", "b"]


REPLACER = """
import sys
from pathlib import Path
import pyarrow as pa
from percorso.store.arrow import conform
from percorso.store.lake import Lake
from percorso.tables import CUSTOMERS
lake = Lake(Path(sys.argv[1]))
old = lake.read(CUSTOMERS)
new = old.set_column(old.column_names.index("identifier"), "identifier", pa.array(["new"] * old.num_rows))
parts = ((n, new.filter(pa.compute.equal(new["bucket"], n))) for n in range(3))
lake.replace_buckets(CUSTOMERS, parts)
"""


def test_killed_anywhere_a_replacement_is_whole_or_not_there(tmp_path: Path, rows: Rows) -> None:
    seen = set()
    for point in range(1, 20):
        lake = Lake(tmp_path / str(point))
        lake.replace_buckets(CUSTOMERS, [(n, _customers(rows, n, f"c{n}")) for n in range(3)])
        environment = {**os.environ, "PERCORSO_FAULT": f"*:{point}"}
        command = [sys.executable, "-c", REPLACER, str(lake.folder)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        words = set(lake.read(CUSTOMERS)["identifier"].to_pylist())
        assert words in ({"a"}, {"new"})
        seen |= words
        assert lake.count(CUSTOMERS) == 3
        if done.returncode == 0:
            break
    assert seen == {"a", "new"}


def test_another_engine_finds_a_table_it_can_read(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    lake.replace_buckets(CUSTOMERS, [(4, _customers(rows, 4, "a"))])
    table = DeltaTable(tmp_path / "customers")
    assert table.metadata().partition_columns == ["bucket"]
    assert table.to_pyarrow_table().select(list(CUSTOMERS.columns)).equals(lake.read(CUSTOMERS))
    log = (tmp_path / "customers" / "_delta_log" / "00000000000000000001.json").read_text()
    added = [json.loads(line) for line in log.splitlines()]
    assert [json.loads(one["add"]["stats"]) for one in added if "add" in one] == [{"numRecords": 1}]


def test_a_layer_leaves_what_lies_below_and_whole_content_takes_the_place_of_both(tmp_path: Path, rows: Rows) -> None:
    lake = Lake(tmp_path)
    lake.publish(CUSTOMERS, [lake.stage(CUSTOMERS, 1, _customers(rows, 1, "a"), 1)])
    lake.publish(CUSTOMERS, [lake.stage(CUSTOMERS, 1, _customers(rows, 1, "b"), 2, whole=False)])
    assert _ids(lake) == {1: ["a", "b"]}
    assert sorted(map(layer_of, lake.files(CUSTOMERS))) == [1, 2]
    lake.publish(CUSTOMERS, [lake.stage(CUSTOMERS, 1, _customers(rows, 1, "c"), 3)])
    assert (_ids(lake), list(map(layer_of, lake.files(CUSTOMERS)))) == ({1: ["c"]}, [3])
    lake.replace(IDENTIFIERS, rows(IDENTIFIERS, value=["x"]), 3)
    lake.lay(IDENTIFIERS, rows(IDENTIFIERS, value=["y"]), 4)
    assert sorted(map(layer_of, lake.files(IDENTIFIERS))) == [3, 4]
    assert lake.count(IDENTIFIERS) == 2
