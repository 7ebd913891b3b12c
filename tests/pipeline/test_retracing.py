from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from shutil import rmtree
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.pipeline import retracing
from percorso.pipeline.building import build
from percorso.pipeline.people import person
from percorso.pipeline.published import Published
from percorso.pipeline.retracing import GROUP_ROWS, TRACED, merged, shared
from percorso.store.arrow import conform
from percorso.store.workspace import Workspace
from percorso.tables import CUSTOMERS, EXCLUDED, ORDERS, TOUCHPOINTS, TableSpec

Add = Callable[..., None]


def rows_by_customer(shop: Workspace) -> dict[str, list[list[dict[str, Any]]]]:
    published = Published.open(shop)
    tables = [published.rows(f"FROM {spec.name} ORDER BY ALL", spec) for spec in TRACED]
    customers = sorted(row["customer_id"] for row in published.rows("FROM customers", CUSTOMERS))
    return {one: [[row for row in table if row["customer_id"] == one] for table in tables] for one in customers}


def test_a_clean_customer_keeps_every_row_when_a_neighbour_is_traced_again(
    newsletter_shop: Workspace, add: Add
) -> None:
    before = rows_by_customer(newsletter_shop)
    add(newsletter_shop, [{"type": "page", "userId": "u2", "timestamp": "2026-04-01T10:00:00Z"}], "b.jsonl")
    after = rows_by_customer(newsletter_shop)
    changed = [one for one in after if after[one] != before[one]]
    assert changed == [person(newsletter_shop, "u2")["customer_id"]]


def test_somebody_of_whom_all_is_left_out_is_no_customer(newsletter_shop: Workspace, add: Add) -> None:
    before = rows_by_customer(newsletter_shop)
    agent = {"userAgent": "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"}
    robots = [
        {"type": "page", "anonymousId": f"robot{number}", "timestamp": "2026-04-01T10:00:00Z", "context": agent}
        for number in range(20)
    ]
    paid = {"event": "Order Completed", "properties": {"order_id": "T1", "total": 5, "test": True}}
    tester = {"type": "track", "userId": "tester", "timestamp": "2026-04-01T10:00:00Z", **paid}
    add(newsletter_shop, [*robots, tester], "robots.jsonl")
    assert rows_by_customer(newsletter_shop) == before
    assert Published.open(newsletter_shop).sql("FROM excluded", EXCLUDED).num_rows == 21
    assert person(newsletter_shop, "robot3")["traits"] == {}
    # Seen once as a person, a tester is a customer like any other.
    add(newsletter_shop, [{"type": "page", "userId": "tester", "timestamp": "2026-04-02T10:00:00Z"}], "seen.jsonl")
    assert len(rows_by_customer(newsletter_shop)) == len(before) + 1


def test_a_late_event_takes_its_place_in_time(newsletter_shop: Workspace, add: Add) -> None:
    add(newsletter_shop, [{"type": "page", "userId": "u0", "timestamp": "2026-02-01T10:00:00Z"}], "late.jsonl")
    timeline = person(newsletter_shop, "u0")["timeline"]
    assert [row["at"][:10] for row in timeline] == ["2026-02-01", "2026-03-01", "2026-03-01"]
    assert [row["cycle"] for row in timeline] == [1, 1, 1]


def test_whole_customers_lie_in_one_bucket_each(newsletter_shop: Workspace) -> None:
    query = "SELECT customer_id FROM {} GROUP BY customer_id HAVING count(DISTINCT bucket) > 1"
    published = Published.open(newsletter_shop)
    for spec in (CUSTOMERS, TOUCHPOINTS, ORDERS):
        assert published.sql(f"FROM {spec.name}", spec).num_rows > 0
        assert published.rows(query.format(spec.name), spec) == []


THINGS = TableSpec(
    name="things",
    owner="trace",
    readers=(),
    partition="bucket",
    key=("customer_id", "n"),
    columns={
        "bucket": ("int32", False),
        "customer_id": ("string", False),
        "n": ("int32", False),
        "word": ("string", True),
    },
)
things = st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from([None, "x", "y"])), max_size=12).map(
    lambda rows: [(customer, n, word) for n, (customer, word) in enumerate(sorted(rows, key=itemgetter(0)))]
)


def table_of(rows: list[tuple[str, int, str | None]]) -> pa.Table:
    types = {"customer_id": pa.string(), "n": pa.int32(), "word": pa.string()}
    return pa.table(
        {name: pa.array([row[place] for row in rows], kind) for place, (name, kind) in enumerate(types.items())}
    )


@given(things, things, st.sets(st.sampled_from("abcdef")))
def test_a_bucket_holds_old_rows_of_clean_customers_and_new_ones_of_dirty(
    old: list[tuple[str, int, str | None]], new: list[tuple[str, int, str | None]], dirty: set[str]
) -> None:
    traced = [row for row in new if row[0] in dirty]
    coded = pa.table(
        {
            name: column.dictionary_encode() if column.type == pa.string() else column
            for name, column in zip(table_of(old).column_names, table_of(old).columns, strict=True)
        }
    )
    fresh = table_of(traced).append_column("bucket", pa.array([3] * len(traced), pa.int32()))
    held = coded.filter(
        pc.invert(pc.is_in(coded["customer_id"].cast(pa.string()), pa.array(sorted(dirty), pa.string())))
    )
    found = merged(held, conform(fresh, THINGS), THINGS, 3)
    wanted = sorted([*(row for row in old if row[0] not in dirty), *traced], key=itemgetter(0))
    assert [(row["customer_id"], row["n"], row["word"]) for row in found.to_pylist()] == wanted
    assert set(found["bucket"].to_pylist()) <= {3}
    assert conform(found, THINGS).num_rows == len(wanted)


@given(st.lists(st.integers(0, 400_000), max_size=40))
def test_buckets_are_shared_out_in_groups_of_neighbours_that_are_about_as_large(rows: list[int]) -> None:
    groups = shared(list(range(len(rows))), rows)
    assert [place for group in groups for place in group] == list(range(len(rows)))
    for group in groups:
        assert sum(rows[place] for place in group) <= GROUP_ROWS + max(rows)


def test_two_threads_have_as_much_to_trace() -> None:
    assert list(map(len, shared(range(16), [126_000] * 16))) == [3, 2, 3, 3, 2, 3]
    assert shared([4, 7], [60_000, 60_000]) == [[4], [7]]
    assert shared([4, 7], [40_000, 40_000]) == [[4, 7]]
    assert shared([4, 7], [0, 0]) == [[4, 7]]


def test_a_bucket_traced_in_slices_is_the_bucket_traced_at_once(
    newsletter_shop: Workspace, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    def columns() -> list[Any]:
        buckets = [(bucket.journeys(), bucket.customers().to_pylist()) for bucket in Published.open(shop).buckets]
        values = [{name: column.tolist() for name, column in one.columns.items()} for one, _ in buckets]
        return [values, [(one.offsets.tolist(), one.keys.tolist(), ids) for one, ids in buckets], buckets[0][0].words]

    shop = newsletter_shop
    pages = [{"type": "page", "userId": f"w{n}", "timestamp": "2026-04-01T10:00:00Z"} for n in range(60)]
    add(shop, pages, "pages.jsonl")
    rmtree(shop.cache_folder)
    assert build(shop).why == "everyone_again"
    tables, journeys = rows_by_customer(shop), columns()
    rmtree(shop.cache_folder)
    monkeypatch.setattr(retracing, "SLICE_ROWS", 1)
    build(shop)
    files = shop.lake.files(TOUCHPOINTS)
    assert len(files) > len({path.parent for path in files})
    assert rows_by_customer(shop) == tables
    assert columns() == journeys
    # And what comes later is laid over all of a bucket's files.
    add(shop, [{"type": "page", "userId": "w7", "timestamp": "2026-04-02T10:00:00Z"}], "later.jsonl")
    changed = rows_by_customer(shop)
    assert [one for one in changed if changed[one] != tables[one]] == [person(shop, "w7")["customer_id"]]
