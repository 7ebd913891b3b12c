from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.store.bucket import Bucket, Layers
from percorso.tables import CUSTOMERS, EVENTS

AT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


def _file(folder: Path, partition: str, **columns: list[object]) -> Path:
    place = folder / partition
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"part-{len(list(place.iterdir()))}.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_arrow_tables_are_answered_in_sql_by_their_names() -> None:
    with Bucket(3, {"visits": pa.table({"who": ["a", "b", "a"]})}) as bucket:
        assert bucket.number == 3
        found = bucket.sql("SELECT who, count(*) AS n FROM visits GROUP BY who HAVING n >= $least", least=2)
    assert found.to_pydict() == {"who": ["a"], "n": [2]}


def test_files_are_one_table_with_their_partition_as_a_typed_column(tmp_path: Path) -> None:
    buckets = [_file(tmp_path, f"bucket={number}", who=[f"c{number}"]) for number in (3, 12)]
    days = [_file(tmp_path, "received_on=2026-03-01", what=["x"])]
    with Bucket(3, {"customers": buckets, "events": days}) as bucket:
        customers = bucket.sql("SELECT * FROM customers ORDER BY bucket")
        events = bucket.sql("SELECT * FROM events")
    late = {name: [None, None] for name in CUSTOMERS.added}
    assert customers.to_pydict() == {"who": ["c3", "c12"], "bucket": [3, 12]} | late
    assert customers.schema.field("bucket").type == pa.int32()
    added = {name: [None] for name in EVENTS.added}
    assert events.to_pydict() == {"what": ["x"], "received_on": [date(2026, 3, 1)]} | added


def test_files_from_before_a_text_was_added_lie_beside_newer_ones(tmp_path: Path) -> None:
    old = _file(tmp_path, "received_on=2026-03-01", what=["x"])
    new = _file(tmp_path, "received_on=2026-03-02", what=["y"], consent=["analytics=denied"])
    for files in ((old, new), (new, old)):
        with Bucket(0, {"events": files}) as bucket:
            found = bucket.sql("SELECT what, consent FROM events ORDER BY what").to_pylist()
        assert found == [{"what": "x", "consent": None}, {"what": "y", "consent": "analytics=denied"}]


@pytest.mark.parametrize("place", ["shop's [2]*?", "env=prod/bucket=7/who=me", "a b%c#d"])
def test_any_folder_name_is_only_a_name(tmp_path: Path, place: str) -> None:
    partitioned = _file(tmp_path / place, "bucket=1", who=["a"])
    plain = _file(tmp_path / place, "identifiers", who=["b"])
    with Bucket(1, {"one": [partitioned], "other": [plain]}) as bucket:
        assert bucket.sql("SELECT * FROM one").to_pydict() == {"who": ["a"], "bucket": [1]}
        assert bucket.sql("SELECT * FROM other").to_pydict() == {"who": ["b"]}


def test_a_known_table_without_files_has_its_columns_and_no_rows() -> None:
    with Bucket(0, {"spend": ()}) as bucket:
        assert bucket.sql("SELECT sum(cost) AS cost FROM spend").to_pydict() == {"cost": [None]}
    with pytest.raises(PercorsoError) as raised:
        Bucket(0, {"anything": ()})
    assert raised.value.code == "no_files"


def test_times_are_utc_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    table = pa.table({"at": pa.array([AT], pa.timestamp("us", "UTC"))})
    with Bucket(0, {"visits": table}) as bucket:
        found = bucket.sql('SELECT CAST("at" AS DATE) AS day, "at" FROM visits')
    assert found.to_pydict() == {"day": [date(2026, 3, 1)], "at": [AT]}
    assert found.schema.field("at").type == pa.timestamp("us", "UTC")


def test_a_variable_of_the_caller_is_no_table() -> None:
    visits = pa.table({"who": ["a"]})
    with Bucket(0, {}) as bucket, pytest.raises(duckdb.CatalogException):
        bucket.sql("SELECT * FROM visits")
    assert visits.num_rows == 1


def test_an_answer_can_be_spread_over_files_by_a_column(tmp_path: Path) -> None:
    table = pa.table({"who": ["a", "b", "c"], "bucket": pa.array([1, 2, 1], pa.int32())})
    folder = tmp_path / "it's here"
    with Bucket(-1, {"customers": table}) as bucket:
        bucket.spill("SELECT * FROM customers WHERE who <> 'd'", folder, by="bucket")
    files = sorted(folder.glob("bucket=1/*.parquet"))
    with Bucket(1, {"customers": files}) as bucket:
        found = bucket.sql("SELECT * FROM customers ORDER BY who").select(["who", "bucket"])
    assert found.to_pydict() == {"who": ["a", "c"], "bucket": [1, 1]}
    assert sorted(path.name for path in folder.iterdir()) == ["bucket=1", "bucket=2"]


def test_a_spill_without_rows_leaves_an_empty_folder(tmp_path: Path) -> None:
    with Bucket(-1, {"spend": ()}) as bucket:
        bucket.spill("SELECT *, 1 AS bucket FROM spend", tmp_path / "out", by="bucket")
    assert list((tmp_path / "out").iterdir()) == []


def test_buckets_open_at_once_see_only_their_own_tables(tmp_path: Path) -> None:
    def ask(number: int) -> list[object]:
        tables = {"visits": pa.table({"who": [number]}), "places": [_file(tmp_path / str(number), "x", place=[number])]}
        with Bucket(number, tables) as bucket:
            both: list[object] = bucket.sql("SELECT who, place FROM visits, places").to_pylist()
            return both

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(40))) == [[{"who": number, "place": number}] for number in range(40)]
    with Bucket(0, {}) as bucket, pytest.raises(duckdb.CatalogException):
        bucket.sql("FROM places")


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-9])])
def test_a_file_that_is_gone_or_damaged_is_named(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    path = _file(tmp_path, "bucket=1", who=["a"])
    harm(path)
    with pytest.raises(PercorsoError, match=path.name) as raised:
        Bucket(1, {"customers": [path]})
    assert raised.value.code == "table_unreadable"


def test_a_file_lost_while_it_is_read_is_named(tmp_path: Path) -> None:
    path = _file(tmp_path, "bucket=1", who=["a"])
    with Bucket(1, {"customers": [path]}) as bucket:
        path.unlink()
        with pytest.raises(PercorsoError) as raised:
            bucket.sql("FROM customers")
    assert raised.value.code == "table_unreadable"


@given(
    st.lists(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), max_size=4), min_size=1, max_size=4),
    st.lists(st.sets(st.sampled_from("abcd")), min_size=3, max_size=3),
)
def test_of_each_customer_the_highest_layer_holds_unless_it_was_taken_out_since(
    tmp_path_factory: pytest.TempPathFactory, layers: list[dict[str, int]], emptied: list[set[str]]
) -> None:
    folder = tmp_path_factory.mktemp("layers")
    files, held, since = [], dict[str, int](), dict[str, int]()
    for build, rows in enumerate(layers, 1):
        gone = rows.keys() | (emptied[build - 2] if build > 1 else set())
        held = {who: value for who, value in held.items() if who not in gone} | rows
        since |= dict.fromkeys(gone, build) if build > 1 else {}
        path = folder / "bucket=3" / f"part-{build:08d}-{'0' * 32}.parquet"
        path.parent.mkdir(exist_ok=True)
        texts = pa.array(list(rows), pa.string())
        pq.write_table(pa.table({"customer_id": texts, "value": pa.array(rows.values(), pa.int64())}), path)
        files.append(path)
    over = {"customer_id": pa.array(list(since), pa.string()), "build": pa.array(since.values(), pa.int32())}
    source = Layers(files, ("customer_id",), pa.table(over))
    with Bucket(3, {"things": source}) as bucket:
        found = bucket.sql("SELECT customer_id, value, bucket FROM things").to_pylist()
    assert {row["customer_id"]: row["value"] for row in found} == held
    assert len(found) == len(held)
    assert {row["bucket"] for row in found} <= {3}


def test_rows_of_one_key_are_replaced_by_those_of_a_higher_layer(tmp_path: Path) -> None:
    files = []
    for build, values in ((1, {"a": 1, "b": 2}), (2, {"b": 3}), (3, {"c": 4})):
        files.append(tmp_path / f"part-{build:08d}-{'0' * 32}.parquet")
        pq.write_table(pa.table({"key": list(values), "value": list(values.values())}), files[-1])
    with Bucket(-1, {"things": Layers(files, ("key",))}) as bucket:
        assert sorted(bucket.sql("FROM things").to_pydict()["value"]) == [1, 3, 4]
    assert Layers(files[:1], ("key",)).whole
    assert not Layers(files, ("key",)).whole
