from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from matrix.children import errand
from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.people import person
from percorso.pipeline.published import Published
from percorso.store.locks import hold
from percorso.store.workspace import Workspace
from percorso.tables import DERIVED, EXCLUDED, IDENTIFIERS, ORDERS

Call = dict[str, Any]
MakeShop = Callable[..., Workspace]
WriteCalls = Callable[[str, Iterable[Call]], Path]

# Every place where a build may die; each must leave the next build to finish the work.
FAULTS = (
    "applier.events",
    "build.applied",
    "build.traced_bucket:2",
    "build.wrote.customers",
    "build.wrote.touchpoints",
    "build.wrote.journeys",
    "build.wrote.retraced",
    "cache.bucket_written:2",
    "build.picked",
    "cache.laid_over",
    "cache.kept",
    "cache.written",
    "build.cached",
    "build.published",
)


def page(visitor: str, at: str, url: str = "https://shop.example/") -> Call:
    return {"type": "page", "anonymousId": visitor, "timestamp": at, "context": {"page": {"url": url}}}


def order(user: str, at: str, number: str, total: float) -> Call:
    told = {"order_id": number, "total": total, "currency": "EUR"}
    return {"type": "track", "event": "Order Completed", "userId": user, "timestamp": at, "properties": told}


def login(visitor: str, user: str, at: str) -> Call:
    return {"type": "identify", "anonymousId": visitor, "userId": user, "timestamp": at}


def shop_calls(people: int = 12) -> list[Call]:
    calls = []
    for number in range(people):
        day = f"2026-03-{number % 27 + 1:02d}"
        calls += [
            page(f"v{number}", f"{day}T10:00:00Z", "https://shop.example/?utm_source=news&utm_medium=email"),
            login(f"v{number}", f"u{number}", f"{day}T10:05:00Z"),
            order(f"u{number}", f"{day}T10:06:00Z", f"{1000 + number}", 20 + number),
        ]
    return calls


def contents(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Every derived table as published, in an order of its own; only numbers of arrival differ from way to way."""
    published = Published.open(workspace)
    left_out = {spec.name: "EXCLUDE (seq)" if "seq" in spec.columns else "" for spec in DERIVED}
    tables = {
        spec.name: published.rows(f"SELECT * {left_out[spec.name]} FROM {spec.name} ORDER BY ALL", spec)
        for spec in DERIVED
    }
    journeys = [bucket.journeys() for bucket in published.buckets]
    tables["cache"] = [{name: column.tolist() for name, column in one.columns.items()} for one in journeys]
    return tables


def test_a_second_build_with_nothing_new_does_no_work(make_shop: MakeShop, write_calls: WriteCalls) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", shop_calls())])
    first = build(shop)
    again = build(shop)
    assert (first.why, again.why, again.traced) == ("first_build", "nothing_new", 0)
    assert again.build == first.build


def test_the_same_file_twice_changes_nothing(make_shop: MakeShop, write_calls: WriteCalls) -> None:
    shop = make_shop()
    calls = write_calls("a.jsonl", shop_calls())
    import_files(shop, "segment", [calls])
    build(shop)
    before = contents(shop)
    again = import_files(shop, "segment", [calls])
    assert (again.applied.events, again.applied.duplicates) == (0, 36)
    assert build(shop).why == "nothing_new"
    assert contents(shop) == before


def test_only_the_customers_that_new_events_touch_are_traced_again(
    make_shop: MakeShop, write_calls: WriteCalls
) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", shop_calls())])
    build(shop)
    import_files(shop, "segment", [write_calls("b.jsonl", [page("v3", "2026-04-01T09:00:00Z")])])
    built = build(shop)
    assert (built.why, built.traced, built.customers) == ("new_events", 1, 12)


def test_building_by_parts_equals_building_at_once(make_shop: MakeShop, write_calls: WriteCalls) -> None:
    calls = [*shop_calls(), page("phone", "2026-03-02T08:00:00Z"), login("phone", "u1", "2026-04-02T08:00:00Z")]
    parts, whole = make_shop("parts"), make_shop("whole")
    for place, piece in enumerate((calls[:10], calls[10:30], calls[30:37], calls[37:])):
        import_files(parts, "segment", [write_calls(f"{place}.jsonl", piece)])
        build(parts)
    import_files(whole, "segment", [write_calls("all.jsonl", calls)])
    build(whole)
    built_by_parts, built_at_once = contents(parts), contents(whole)
    # Dictionaries grow in the order words came, so codes may differ; tables may not.
    built_by_parts.pop("cache"), built_at_once.pop("cache")
    assert built_by_parts == built_at_once


def test_with_choices_of_consent_building_by_parts_equals_building_at_once(
    make_shop: MakeShop, write_calls: WriteCalls
) -> None:
    def choice(visitor: str, at: str, allowed: bool) -> Call:
        purposes = dict.fromkeys(("analytics", "marketing", "cross_device"), allowed)
        told = {"consent": {"categoryPreferences": purposes}}
        return {**page(visitor, at), "context": {**page(visitor, at)["context"], **told}}

    pieces = [
        [*shop_calls(6), page("phone", "2026-03-02T08:00:00Z")],
        [choice("phone", "2026-04-01T08:00:00Z", False), page("v1", "2026-04-01T09:00:00Z")],
        [page("phone", "2026-04-01T08:05:00Z"), choice("v2", "2026-04-01T09:00:00Z", True)],
        [login("phone", "u1", "2026-04-02T08:00:00Z"), choice("v2", "2026-04-03T09:00:00Z", False)],
        [choice("phone", "2026-04-04T08:00:00Z", True), page("phone", "2026-04-04T08:05:00Z")],
        [choice("phone", "2026-04-05T08:00:00Z", False), page("v2", "2026-04-04T08:05:00Z")],
    ]
    parts, whole = make_shop("parts"), make_shop("whole")
    why = []
    for place, piece in enumerate(pieces):
        import_files(parts, "segment", [write_calls(f"{place}.jsonl", piece)])
        why.append(build(parts).why)
    # Devices are told apart from the first choice on: then all events are read again, once.
    assert why == ["first_build", "everyone_again", *["new_events"] * 4]
    import_files(whole, "segment", [write_calls("all.jsonl", [call for piece in pieces for call in piece])])
    build(whole)
    built_by_parts, built_at_once = contents(parts), contents(whole)
    built_by_parts.pop("cache"), built_at_once.pop("cache")
    assert built_by_parts == built_at_once
    assert len(built_at_once["consents"]) > 2


def test_a_late_login_joins_two_customers_and_their_history(make_shop: MakeShop, write_calls: WriteCalls) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", [*shop_calls(3), page("phone", "2026-02-02T08:00:00Z")])])
    build(shop)
    alone = person(shop, "phone")["customer_id"]
    import_files(shop, "segment", [write_calls("b.jsonl", [login("phone", "u1", "2026-04-02T08:00:00Z")])])
    built = build(shop)
    found = person(shop, "u1")
    assert built.customers == 3
    assert person(shop, "phone")["customer_id"] == found["customer_id"] != alone
    assert found["timeline"][0]["at"] == "2026-02-02T08:00:00+00:00"
    rows = Published.open(shop).sql("SELECT DISTINCT customer_id FROM customers", *DERIVED[1:2])
    assert alone not in rows["customer_id"].to_pylist()


def test_a_change_of_settings_traces_everyone_again_and_says_so(make_shop: MakeShop, write_calls: WriteCalls) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", shop_calls())])
    build(shop)
    settings = shop.folder / "percorso.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('session_gap = "30m"', 'session_gap = "10m"'), encoding="utf-8")
    changed = Workspace.open(shop.folder)
    assert changed.settings != shop.settings
    built = build(changed)
    assert (built.why, built.traced) == ("settings_changed", 12)


def test_a_lost_cache_is_made_anew(make_shop: MakeShop, write_calls: WriteCalls) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", shop_calls())])
    build(shop)
    before = contents(shop)
    for place in shop.cache_folder.iterdir():
        for file in place.rglob("*.npy"):
            file.unlink()
    with pytest.raises(PercorsoError) as caught:
        Published.open(shop)
    assert caught.value.code == "cache_missing"
    build(shop)
    assert contents(shop) == before


def test_an_empty_workspace_says_what_to_do(make_shop: MakeShop) -> None:
    with pytest.raises(PercorsoError) as caught:
        build(make_shop())
    assert caught.value.code == "nothing_imported"


def test_a_second_build_at_the_same_time_is_told_who_is_at_work(make_shop: MakeShop, write_calls: WriteCalls) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", shop_calls(2))])
    for role in ("builder", "writer"):
        with hold(shop.locks, role, "build"), pytest.raises(PercorsoError, match=str(os.getpid())) as caught:
            build(shop)
        assert caught.value.code == "busy"
    build(shop)
    assert len(contents(shop)["customers"]) == 2


@pytest.fixture(scope="module")
def halfway(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A built shop whose log holds more, brought there by an import that died; and what building both gives."""
    room = tmp_path_factory.mktemp("halfway")
    files = [room / "a.jsonl", room / "b.jsonl"]
    for file, calls in zip(files, (shop_calls(6), shop_calls(12)), strict=True):
        file.write_text("".join(json.dumps(call) + "\n" for call in calls), encoding="utf-8")
    shop, whole = (Workspace.create(room / name, Shop(), Storage(buckets=4)) for name in ("shop", "whole"))
    import_files(shop, "segment", files[:1])
    build(shop)
    died = errand([["import", "segment", files[1], "--workspace", shop.folder]], fault="log.committed")
    assert died.ended.status == -signal.SIGKILL, died
    import_files(whole, "segment", files)
    build(whole)
    return shop.folder, contents(whole)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_build_killed_at_any_moment_is_made_right_by_the_next(
    halfway: tuple[Path, dict[str, Any]], tmp_path: Path, fault: str
) -> None:
    begun, fresh = halfway
    shop = Workspace.open(shutil.copytree(begun, tmp_path / "shop"))
    before = contents(shop)
    killed = errand([["build", "--workspace", shop.folder]], fault=fault)
    assert killed.ended.status == -signal.SIGKILL, killed
    if fault != "build.published":
        # What readers see is what was published, to the last row.
        assert contents(shop) == before
    build(shop)
    mended = contents(shop)
    mended.pop("cache")
    assert mended == {name: rows for name, rows in fresh.items() if name != "cache"}


def test_identifiers_name_each_customer_once(make_shop: MakeShop, write_calls: WriteCalls) -> None:
    shop = make_shop()
    import_files(shop, "segment", [write_calls("a.jsonl", shop_calls(4))])
    build(shop)
    found: pa.Table = Published.open(shop).sql("SELECT kind, value FROM identifiers", IDENTIFIERS)
    assert found.num_rows == len(set(zip(found["kind"].to_pylist(), found["value"].to_pylist(), strict=True))) == 12


def test_builds_leave_only_what_readers_may_still_read(make_shop: MakeShop, write_calls: WriteCalls) -> None:
    shop = make_shop()
    shown: list[set[Path]] = []
    for number in range(4):
        calls = [page(f"v{number}", f"2026-04-0{number + 1}T09:00:00Z")]
        import_files(shop, "segment", [write_calls(f"{number}.jsonl", calls)])
        build(shop)
        shown.append({path for spec in DERIVED for path in shop.lake.files(spec)})
    assert sorted(place.name for place in shop.cache_folder.iterdir()) == ["3", "4"]
    kept = {path for spec in DERIVED for path in (shop.folder / "lake" / spec.name).absolute().rglob("part-*.parquet")}
    assert kept == shown[-1] | shown[-2]
    assert not kept >= shown[0]


def test_an_order_that_later_fails_leaves_the_revenue_and_the_same_row_again_does_not_bring_it_back(
    make_shop: MakeShop, tmp_path: Path
) -> None:
    shop, file = make_shop(), tmp_path / "ordini.csv"
    header = "Numero ordine;Stato ordine;Data ordine;Email (Fatturazione);Totale ordine"
    found: list[tuple[int, list[str]]] = []
    for status in ("In attesa di pagamento", "In lavorazione", "Fallito", "In lavorazione", "Completato"):
        file.write_text(f"{header}\n1;{status};01/03/2026 10:00;a@x.example;100,00\n", encoding="utf-8")
        import_files(shop, "orders", [file])
        build(shop)
        published = Published.open(shop)
        orders = published.sql("SELECT revenue FROM orders", ORDERS)
        reasons = published.sql("SELECT DISTINCT reason FROM excluded", EXCLUDED)
        found.append((orders.num_rows, reasons["reason"].to_pylist()))
    assert found == [(0, ["cancelled_order"]), (1, []), (0, ["cancelled_order"]), (0, ["cancelled_order"]), (1, [])]
