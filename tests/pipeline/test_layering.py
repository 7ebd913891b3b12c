from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from matrix.children import errand
from matrix.evidence import answered
from percorso.pipeline import layering
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.layering import Held
from percorso.pipeline.people import person
from percorso.pipeline.published import Published
from percorso.store import layers as cached
from percorso.store.delta import layer_of
from percorso.store.workspace import Workspace
from percorso.tables import DERIVED, IDENTIFIERS, RETRACED, TOUCHPOINTS

Add = Callable[..., None]


# How many lie one over another before they are folded; less than in life, so that fewer builds come to it.
LAYERS = 4


@pytest.fixture(autouse=True)
def no_bucket_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layering, "SMALL_BYTES", 0)
    monkeypatch.setattr(layering, "LAYERS", LAYERS)
    monkeypatch.setattr(cached, "SMALL_BYTES", 0)
    monkeypatch.setattr(cached, "LAYERS", LAYERS)


def visit(user: str, day: int) -> dict[str, Any]:
    return {"type": "page", "userId": user, "timestamp": f"2026-04-{day:02d}T10:00:00Z"}


def layers(shop: Workspace, bucket: int) -> list[int]:
    return sorted(map(layer_of, shop.lake.files(TOUCHPOINTS, bucket=bucket)))


def tables(shop: Workspace) -> dict[str, list[dict[str, Any]]]:
    published = Published.open(shop)
    return {
        spec.name: published.rows(
            f"SELECT * {'EXCLUDE (seq)' if 'seq' in spec.columns else ''} FROM {spec.name} ORDER BY ALL", spec
        )
        for spec in DERIVED
    }


def journeys(shop: Workspace) -> list[list[Any]]:
    """List who is in each bucket, and what every column says of them, in words."""
    told = []
    for bucket in Published.open(shop).buckets:
        own = bucket.journeys()
        named = {name: np.array([*words, None], object) for name, words in own.words.items()}
        said = {name: named[name][column] if name in named else column for name, column in own.columns.items()}
        columns = {name: column.tolist() for name, column in said.items()}
        told.append([bucket.customers().to_pylist(), own.keys.tolist(), own.offsets.tolist(), columns])
    return told


def test_what_is_traced_again_lies_over_its_bucket_and_the_others_stay(newsletter_shop: Workspace, add: Add) -> None:
    bucket = Published.open(newsletter_shop).rows(
        "SELECT bucket FROM identifiers WHERE value = 'u2' AND kind = 'user'", IDENTIFIERS
    )[0]["bucket"]
    before = {number: layers(newsletter_shop, number) for number in range(4)}
    add(newsletter_shop, [visit("u2", 1)], "b.jsonl")
    assert {number: layers(newsletter_shop, number) for number in range(4)} == before | {bucket: [1, 2]}
    published = Published.open(newsletter_shop)
    assert published.count(TOUCHPOINTS) == published.sql("FROM touchpoints", TOUCHPOINTS).num_rows == 13
    assert published.retraced.to_pylist() == [
        {"customer_id": person(newsletter_shop, "u2")["customer_id"], "bucket": bucket, "build": 2}
    ]


def test_layers_are_folded_in_time_and_change_nothing_that_is_read(
    make_shop: Callable[..., Workspace], newsletter_calls: list[dict[str, Any]], add: Add
) -> None:
    days = [visit(f"u{day % 7}", day) for day in range(1, 2 * LAYERS)]
    parts, whole = make_shop("parts"), make_shop("whole")
    add(parts, newsletter_calls)
    seen: list[list[int]] = []
    for number, call in enumerate(days):
        add(parts, [call], f"{number}.jsonl")
        seen += [layers(parts, bucket) for bucket in range(4)]
        assert Published.open(parts).count(TOUCHPOINTS) == 13 + number
    add(whole, [*newsletter_calls, *days], "all.jsonl")
    assert tables(parts) == tables(whole)
    assert journeys(parts) == journeys(whole)
    assert 2 < max(map(len, seen)) <= LAYERS + 1
    assert len(parts.lake.files(IDENTIFIERS)) <= LAYERS + 1
    # A bucket that was written whole is spoken of no more.
    folded = [bucket for bucket in range(4) if len(layers(parts, bucket)) == 1]
    assert not set(Published.open(parts).retraced["bucket"].to_pylist()) & set(folded)


@pytest.mark.parametrize("seed", range(2))
def test_built_by_parts_journeys_tables_days_and_answers_are_what_they_are_at_once(
    make_shop: Callable[..., Workspace], add: Add, seed: int
) -> None:
    drawn = np.random.default_rng(seed)

    def call() -> dict[str, Any]:
        user = {"userId": f"u{drawn.integers(9)}"} if drawn.random() < 0.6 else {}
        device = {"anonymousId": f"d{drawn.integers(12)}"} if not user or drawn.random() < 0.3 else {}
        at = {"timestamp": f"2026-04-{drawn.integers(1, 29):02d}T10:{drawn.integers(60):02d}:00Z"}
        if drawn.random() < 0.7:
            return {"type": "page", **user, **device, **at, "context": {"page": {"url": "https://shop.example/a"}}}
        told = {"order_id": f"o{drawn.integers(10**6)}", "total": int(drawn.integers(100)), "currency": "EUR"}
        return {"type": "track", "event": "Order Completed", **user, **device, **at, "properties": told}

    days = [[call() for _ in range(size)] for size in (60, 3, 5, 1, 20, 4)]
    parts, whole = make_shop("parts"), make_shop("whole")
    for number, calls in enumerate(days):
        add(parts, calls, f"{number}.jsonl")
    add(whole, [one for calls in days for one in calls], "all.jsonl")
    assert any(len(cached.sources(bucket.folder)) > 1 for bucket in Published.open(parts).buckets)
    assert journeys(parts) == journeys(whole)
    assert tables(parts) == tables(whole)
    assert parts.state.figures.all() == whole.state.figures.all()
    assert answered(parts) == answered(whole)


@pytest.mark.parametrize(
    "fault",
    [
        *("build.picked", "cache.layered", "cache.laid_over", "cache.written"),
        *("build.wrote.touchpoints", "build.wrote.retraced"),
    ],
)
def test_killed_while_layers_are_laid_a_build_is_made_right_by_the_next(
    make_shop: Callable[..., Workspace],
    newsletter_calls: list[dict[str, Any]],
    add: Add,
    write_calls: Callable[..., Path],
    fault: str,
) -> None:
    shop, whole, later = make_shop(), make_shop("whole"), [visit("u2", 1), visit("u7", 1)]
    add(shop, newsletter_calls)
    add(shop, [visit("u2", 2)], "b.jsonl")
    before = tables(shop)
    import_files(shop, "segment", [write_calls("c.jsonl", later)])
    small = {f"{module.__name__}.SMALL_BYTES": 0 for module in (layering, cached)}
    killed = errand([["build", "--workspace", shop.folder]], fault=fault, changed=small)
    assert killed.ended.status == -signal.SIGKILL, killed
    assert tables(shop) == before
    assert build(shop).why == "new_events"
    add(whole, [*newsletter_calls, visit("u2", 2), *later], "all.jsonl")
    assert tables(shop) == tables(whole)
    assert journeys(shop) == journeys(whole)


def test_small_buckets_are_always_written_whole(
    newsletter_shop: Workspace, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layering, "SMALL_BYTES", 1_000_000)
    add(newsletter_shop, [visit("u2", 1), visit("u3", 1)], "b.jsonl")
    assert {len(layers(newsletter_shop, bucket)) for bucket in range(4)} <= {0, 1}
    assert Published.open(newsletter_shop).retraced.num_rows == 0
    assert len(newsletter_shop.lake.files(IDENTIFIERS)) == 1


def test_a_merge_leaves_no_row_of_either_side_below(newsletter_shop: Workspace, add: Add) -> None:
    phone = {"type": "page", "anonymousId": "phone", "timestamp": "2026-04-01T09:00:00Z"}
    add(newsletter_shop, [phone], "b.jsonl")
    alone = person(newsletter_shop, "phone")["customer_id"]
    login = {"type": "identify", "anonymousId": "phone", "userId": "u1", "timestamp": "2026-04-02T09:00:00Z"}
    add(newsletter_shop, [login], "c.jsonl")
    published = Published.open(newsletter_shop)
    for spec in DERIVED:
        if "customer_id" in spec.columns:
            query = f"SELECT count(*) AS n FROM {spec.name} WHERE customer_id = $alone"
            assert published.rows(query, spec, alone=alone) == [{"n": 0}]
    assert len(person(newsletter_shop, "phone")["timeline"]) == 3


def test_rows_that_go_on_to_hold_are_those_of_nobody_who_is_traced_again(newsletter_shop: Workspace, add: Add) -> None:
    add(newsletter_shop, [visit("u2", 1)], "b.jsonl")
    two, three = (person(newsletter_shop, name)["customer_id"] for name in ("u2", "u3"))
    latest = newsletter_shop.state.latest_build()
    assert latest is not None
    held = Held.of(newsletter_shop, latest, pa.array([three], pa.string()))
    found = [held.rows(TOUCHPOINTS, bucket) for bucket in range(4)]
    rows = [row for table in found if table is not None for row in table.to_pylist()]
    assert len(rows) == 13 - 2
    assert len([row for row in rows if row["customer_id"] == two]) == 3
    assert three not in {row["customer_id"] for row in rows}
    after = held.retraced_after([], 3, 4)
    assert after.schema.names == list(RETRACED.columns)
    assert dict(zip(after["customer_id"].to_pylist(), after["build"].to_pylist(), strict=True)) == {two: 2, three: 3}
    assert held.retraced_after([0, 1, 2, 3], 3, 4).num_rows == 0


def test_a_build_of_before_there_were_layers_is_read_as_it_is(newsletter_shop: Workspace) -> None:
    published = Published.open(newsletter_shop)
    versions = {name: version for name, version in published.build.versions.items() if name != RETRACED.name}
    old = Published(newsletter_shop, type(published.build)(**vars(published.build) | {"versions": versions}), ())
    assert old.retraced.num_rows == 0
    assert (old.count(TOUCHPOINTS), old.count(RETRACED)) == (12, 0)
