from __future__ import annotations

import json
import shutil
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable

from matrix.children import errand
from percorso.core.annotations import Annotation
from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.pipeline.building import build
from percorso.pipeline.erasing import Erased, erase, readmit
from percorso.pipeline.importing import import_files
from percorso.pipeline.levels import at_level
from percorso.pipeline.people import person
from percorso.pipeline.published import Published
from percorso.pipeline.segments import create
from percorso.sequence.keys import key_of
from percorso.store.arrow import schema
from percorso.store.decisions import Decision
from percorso.store.known import keys_of
from percorso.store.proposals import Proposal
from percorso.store.webhooks import PrivacyRequest
from percorso.store.workspace import LEVELS, Workspace
from percorso.tables import EVENTS, ORDERS, QUARANTINE, REQUESTS
from pipeline.finding import Traces, found_in

WHO = "Maria.Rossi@mail.example"
NAMES = (WHO, "maria-4711", "device-of-maria", "Via Garibaldi 12", "393331234567", "maria.rossi%40mail", "M-1001")
PAGE = {"page": {"url": f"https://shop.example/hello?to={WHO.replace('@', '%40')}"}}


def calls() -> list[dict[str, Any]]:
    """Maria, who ordered twice and returned something, and Piero, who ordered and once wrote to her."""
    maria, piero = {"userId": "maria-4711"}, {"userId": "piero"}
    traits = {"email": WHO, "phone": "+39 333 1234567", "address": "Via Garibaldi 12"}
    order = {"order_id": "M-1001", "total": 40.5, "currency": "EUR", "name": "Maria Rossi", "note": "Via Garibaldi 12"}
    friend = {"friend": WHO.lower(), "message": "ciao"}
    return [
        {"type": "page", "anonymousId": "device-of-maria", "timestamp": "2026-03-01T10:00:00Z", "context": PAGE},
        {"type": "identify", **maria, "anonymousId": "device-of-maria", "timestamp": "2026-03-01T10:05:00Z"}
        | {"traits": traits},
        _order(maria, "2026-03-01T10:06:00Z", order),
        _order(maria, "2026-03-05T10:06:00Z", {"order_id": "M-1002", "total": 20, "currency": "EUR"}),
        {"type": "track", "event": "Order Refunded", **maria, "timestamp": "2026-03-06T10:06:00Z"}
        | {"properties": {"order_id": "M-1001", "total": 10.5, "currency": "EUR"}},
        {"type": "page", **piero, "anonymousId": "device-of-piero", "timestamp": "2026-03-02T10:00:00Z"},
        _order(piero, "2026-03-02T10:06:00Z", {"order_id": "P-1", "total": 30, "currency": "EUR"}),
        {
            "type": "track",
            "event": "Friend Invited",
            **piero,
            "timestamp": "2026-03-03T10:00:00Z",
            "properties": friend,
        },
        {"type": "track", "event": "Seen", **maria, "timestamp": "yesterday", "properties": {"by": WHO}},
    ]


def _order(who: dict[str, Any], at: str, told: dict[str, Any]) -> dict[str, Any]:
    return {"type": "track", "event": "Order Completed", **who, "timestamp": at, "properties": told}


def send(shop: Workspace, *calls: dict[str, Any]) -> None:
    """Put requests into the log as the collector does."""
    rows = [
        {"source": "web", "shop": "shop", "received_at": 1_775_100_000_000_000 + number, "path": "/v1/batch"}
        | {"body": json.dumps({"batch": [call], "writeKey": "k"}).encode()}
        for number, call in enumerate(calls)
    ]
    with shop.log.writer() as writer:
        writer.append(REQUESTS.name, pa.Table.from_pylist(rows, schema=schema(REQUESTS)))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A shop that knows Maria in every place there is; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("privacy")
    shop = Workspace.create(folder / "original", Shop(), Storage(buckets=2))
    file = folder / "maria.rossi@mail.example.jsonl"
    told = calls()
    file.write_text("".join(json.dumps(call) + "\n" for call in told), encoding="utf-8")
    import_files(shop, "segment", [file])
    build(shop)
    later = {"type": "page", "userId": "maria-4711", "timestamp": "2026-03-07T10:00:00Z", "messageId": "m-77-maria"}
    send(shop, later | {"context": PAGE}, {"type": "page", "userId": "piero", "timestamp": "2026-03-07T10:00:00Z"})
    asked = {"email": WHO, "customer_id": "maria-4711"}
    request = PrivacyRequest(
        "r-1", "customers/redact", "web", "shop", asked, 1_772_900_000_000_000, 1_775_500_000_000_000
    )
    shop.state.webhooks.ask([request])
    shop.state.webhooks.remember_orders({("web", "shop", "5550001"): "M-1001"})
    shop.state.decisions.add(Decision("unlink", "user:maria-4711", "anonymous:some-till"))
    shop.state.proposals.propose([Proposal("p-1", "user:piero", "user:maria-4711", 0.5, ({"column": "email"},))])
    build(shop)
    for spec in (EVENTS, QUARANTINE):
        DeltaTable(shop.lake.folder / spec.name).create_checkpoint()
    (shop.staging / "left-behind").write_text(WHO)
    # Where what is likely is tied, she and Piero are one person.
    loose = at_level(shop, "loose")
    assert person(loose, WHO)["customer_id"] == person(loose, "piero")["customer_id"]
    return shop


@pytest.fixture
def shop(original: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(original.folder, tmp_path / "shop")
    return Workspace.open(tmp_path / "shop")


def traces_of(shop: Workspace) -> Traces:
    """All that stands for Maria: what she is called, and the ids and keys that were made of it."""
    customer = person(shop, WHO)["customer_id"]
    rows = shop.lake.read(EVENTS)
    own = [row["event_id"] for row in rows.to_pylist() if row["user_id"] == "maria-4711"]
    keys = keys_of(pa.array(own))
    return Traces((*NAMES, customer, *own), (int(key_of([customer])[0]), *keys[0].tolist()))


def totals(shop: Workspace) -> dict[str, Any]:
    query = "SELECT count(*) AS orders, sum(revenue) AS revenue, count(DISTINCT customer_id) AS buyers FROM orders"
    return Published.open(shop).rows(query, ORDERS)[0]


def places(found: dict[str, set[str]]) -> set[str]:
    """The kinds of places among files: their folders, a table apart."""
    return {"/".join(name.split("/")[: 2 if name.startswith("lake") else 1]) for name in found}


def test_after_erasing_nothing_of_the_person_is_found_anywhere_after_decoding(shop: Workspace) -> None:
    traces, before = traces_of(shop), totals(shop)
    found = found_in(shop.folder, traces)
    derived = {"identifiers", "customers", "touchpoints", "orders", "journeys", "sessions"}
    assert places(found) >= {"log", "cache", "known", "staging", "lake/events", "lake/quarantine"} | {
        f"lake/{name}" for name in derived
    }
    assert {name for name in found if name.startswith("state.db")}
    assert {name for name in found if "/kept/" in name}
    assert {name.split("/")[2] for name in found if name.startswith(LEVELS)} >= {"cache", "lake"}
    assert "lake/links" in places(found)
    done = erase(shop, [WHO])
    assert found_in(shop.folder, traces) == {}
    assert totals(shop) == before
    assert {name: done.counts[name] for name in ("events", "orders_kept", "quarantined")} == {
        "events": 3,
        "orders_kept": 3,
        "quarantined": 1,
    }
    with pytest.raises(PercorsoError, match="Nobody is known"):
        person(shop, "maria-4711")
    assert [one["name"] for one in person(shop, "piero")["timeline"]] == [
        *("Page Viewed", "Order Completed", "Friend Invited", "Page Viewed"),
    ]
    assert shop.state.webhooks.privacy_requests() == ()
    assert (shop.state.decisions.all(), shop.state.proposals.all("open")) == ((), ())
    (record,) = shop.state.privacy.audit()
    assert record.done_at is not None
    assert shop.state.privacy.open() == ()


def test_the_search_reads_the_pages_that_a_database_has_freed(tmp_path: Path) -> None:
    """What the test above rests on: without overwriting, deleted rows are still found."""
    with closing(sqlite3.connect(tmp_path / "state.db")) as state:
        state.execute("PRAGMA secure_delete = OFF")
        state.execute("CREATE TABLE people (name TEXT)")
        state.execute("INSERT INTO people VALUES (?)", (WHO,))
        state.execute("DELETE FROM people")
        state.commit()
    assert found_in(tmp_path, Traces((WHO,))) == {"state.db": {WHO}}


def test_orders_go_too_where_that_is_wanted_and_the_record_says_how_many(shop: Workspace) -> None:
    before = totals(shop)
    own = sum(float(one["revenue"]) for one in person(shop, WHO)["orders"])
    done = erase(shop, ["M-1001"], orders=True)
    after = totals(shop)
    assert done.counts["orders_removed"] == before["orders"] - after["orders"] == 2
    assert int(before["revenue"]) - int(after["revenue"]) == round(own * 100)


def test_late_news_is_dropped_counted_and_kept_out_of_the_log(shop: Workspace) -> None:
    traces = traces_of(shop)
    erase(shop, [WHO])
    before = totals(shop)
    late = {"type": "page", "timestamp": "2026-04-01T10:00:00Z", "context": PAGE}
    send(
        shop,
        late | {"userId": "maria-4711"},
        late | {"anonymousId": "device-of-maria"},
        {"type": "alias", "userId": "new", "previousId": "maria-4711", "timestamp": "2026-04-01T10:00:00Z"},
        {"type": "track", "event": "Seen", "userId": "maria-4711", "timestamp": "yesterday"},
        {"type": "page", "userId": "piero", "timestamp": "2026-04-01T10:00:00Z"},
    )
    assert found_in(shop.folder, traces)
    build(shop)
    assert found_in(shop.folder, traces) == {}
    assert totals(shop) == before
    assert len(person(shop, "piero")["timeline"]) == 5
    assert [one.counts for one in shop.state.privacy.audit() if one.kind == "late"] == [{"late": 4}]


def test_a_refund_that_comes_late_lowers_the_amount_that_stayed_once_and_brings_nobody_back(shop: Workspace) -> None:
    traces, before = traces_of(shop), totals(shop)
    erase(shop, [WHO])
    told = {"refund_id": "R-late", "order_id": "M-1002", "total": 7, "currency": "EUR", "note": f"for {WHO}"}
    refund = {"type": "track", "event": "Order Refunded", "timestamp": "2026-04-01T10:00:00Z", "properties": told}
    # By the shop's staff, and by herself: it is one refund.
    send(shop, refund | {"userId": "clerk"}, refund | {"userId": "maria-4711"})
    build(shop)
    after = totals(shop)
    assert (after["orders"], after["buyers"]) == (before["orders"], before["buyers"])
    assert before["revenue"] - after["revenue"] == 700
    assert found_in(shop.folder, traces) == {}
    # What was told before she was erased is told again by an old file, and counts no second time.
    file = shop.folder.parent / "again.jsonl"
    own = (call for call in calls() if call.get("userId") != "piero")
    file.write_text("".join(json.dumps(call) + "\n" for call in own), encoding="utf-8")
    import_files(shop, "segment", [file])
    build(shop)
    assert totals(shop) == after
    assert found_in(shop.folder, traces) == {}
    with pytest.raises(PercorsoError, match="Nobody is known"):
        person(shop, "maria-4711")


def test_a_refund_of_an_order_that_went_altogether_is_dropped(shop: Workspace) -> None:
    erase(shop, [WHO], orders=True)
    before = totals(shop)
    told = {"order_id": "M-1002", "total": 7, "currency": "EUR"}
    refund = {"type": "track", "event": "Order Refunded", "timestamp": "2026-04-01T10:00:00Z", "properties": told}
    send(shop, refund | {"userId": "clerk"})
    build(shop)
    assert totals(shop) == before
    assert found_in(shop.folder, Traces(("M-1002",))) == {}


def test_somebody_else_on_an_erased_persons_device_is_taken_without_it(shop: Workspace) -> None:
    erase(shop, [WHO])
    send(
        shop, {"type": "page", "userId": "nina", "anonymousId": "device-of-maria", "timestamp": "2026-04-01T10:00:00Z"}
    )
    build(shop)
    assert [one["kind"] for one in person(shop, "nina")["identifiers"]] == ["user"]


def test_who_comes_back_is_taken_again_once_they_are_readmitted(shop: Workspace) -> None:
    erase(shop, [WHO])
    done = readmit(shop, ["maria-4711", "nobody-7"])
    assert (done.lifted, done.unknown, done.marks) == (("maria-4711",), ("nobody-7",), 1)
    assert [one.counts for one in shop.state.privacy.audit() if one.kind == "readmit"] == [{"marks": 1}]
    send(shop, {"type": "page", "userId": "maria-4711", "timestamp": "2026-04-01T10:00:00Z"})
    build(shop)
    assert len(person(shop, "maria-4711")["timeline"]) == 1


def test_erasing_twice_does_nothing_more_and_nobody_is_nobody(shop: Workspace) -> None:
    erase(shop, [WHO])
    assert erase(shop, [WHO]) == Erased(None, {})
    with pytest.raises(PercorsoError) as raised:
        erase(shop, ["who.ever@mail.example"])
    assert raised.value.code == "unknown_person"


def test_a_shop_of_which_everybody_was_erased_is_built_of_nothing(shop: Workspace) -> None:
    traces = traces_of(shop)
    erase(shop, ["piero"], orders=True)
    erase(shop, [WHO], orders=True)
    assert found_in(shop.folder, traces) == {}
    assert shop.state.latest_build() is None
    send(shop, {"type": "page", "userId": "nina", "timestamp": "2026-04-01T10:00:00Z"})
    build(shop)
    assert len(person(shop, "nina")["timeline"]) == 1


def test_the_record_of_an_erasure_that_was_killed_holds_all_that_it_did(original: Workspace, tmp_path: Path) -> None:
    whole = None
    for point in ("", "counted:1", "counted:2", "counted:3", "counted:4", "events", "log"):
        folder = tmp_path / f"at-{point.replace(':', '-')}"
        shutil.copytree(original.folder, folder)
        verb: list[str | Path] = ["privacy", "erase", WHO, "--yes", "--workspace", folder]
        if point:
            assert errand([verb], fault=f"erase.{point}").ended.status == -signal.SIGKILL, point
        assert errand([["build", "--workspace", folder] if point else verb]).ended.status == 0
        (record,) = Workspace.open(folder).state.privacy.audit()
        whole = whole or record.counts
        assert record.counts == whole, point
    assert whole is not None
    assert whole["events"] == 3


def test_segments_and_annotations_forget_a_name_and_the_outcome_says_so(shop: Workspace) -> None:
    create(shop, "maria.rossi@mail.example", [f"trait.email={WHO}"])
    shop.state.annotations.add(Annotation("2026-03-01", "2026-03-01", "other", f"{WHO} called"), "owner")
    (shop.folder / "staff.toml").write_text(f'emails = ["{WHO}"]', encoding="utf-8")
    assert places(found_in(shop.folder, Traces((WHO,)))) >= {"state.db", "staff.toml"}
    done = erase(shop, [WHO])
    assert set(found_in(shop.folder, Traces((WHO,)))) == {"staff.toml"}
    counted = ("segments_blanked", "annotations_blanked", "settings_left")
    assert [done.counts[name] for name in counted] == [1, 1, 1]
    assert [one.conditions for one in shop.state.segments.all()] == [("trait.email=[erased]",)]


POINTS = (
    *("events", "log", "forgotten", "counted:2", "begun", "quarantine", "state", "known"),
    *("swept", "swept:5", "compacted"),
)


@pytest.mark.parametrize("finish", ["again", "build"])
def test_killed_between_any_two_steps_an_erasure_is_finished(
    original: Workspace, tmp_path: Path, finish: str, times: Callable[[int, int], int]
) -> None:
    traces, before = traces_of(original), totals(original)
    wrong: dict[str, Any] = {}
    for point in POINTS[: times(3 if finish == "build" else 1, len(POINTS))]:
        folder = tmp_path / point.replace(":", "-")
        shutil.copytree(original.folder, folder)
        verb: list[str | Path] = ["privacy", "erase", WHO, "--yes", "--workspace", folder]
        killed = errand([verb], fault=f"erase.{point}")
        assert killed.ended.status == -signal.SIGKILL, (point, killed)
        rest: list[str | Path] = verb if finish == "again" else ["build", "--workspace", folder]
        ended = errand([rest]).ended
        shop = Workspace.open(folder)
        left = found_in(folder, traces)
        if ended.status or left or totals(shop) != before or shop.state.privacy.open():
            wrong[point] = (ended, left)
        shutil.rmtree(folder)
    assert wrong == {}


def test_a_number_that_is_one_persons_user_id_and_anothers_order_erases_one_of_them(shop: Workspace) -> None:
    order = {"order_id": "piero", "total": 5, "currency": "EUR"}
    send(shop, _order({"userId": "nina"}, "2026-04-01T10:00:00Z", order))
    build(shop)
    erase(shop, ["piero"])
    assert person(shop, "nina")["orders"][0]["order_id"] == "piero"
    erase(shop, ["order:piero"])
    with pytest.raises(PercorsoError, match="Nobody"):
        person(shop, "nina")


def test_who_was_known_by_another_id_before_is_forgotten_under_both(shop: Workspace) -> None:
    """A device that was a customer of its own until somebody logged in on it is in the table of merges."""
    send(shop, {"type": "page", "anonymousId": "device-9-of-maria", "timestamp": "2026-04-01T10:00:00Z"})
    build(shop)
    former = person(shop, "device-9-of-maria")["customer_id"]
    login = {"userId": "maria-4711", "anonymousId": "device-9-of-maria", "timestamp": "2026-04-01T10:05:00Z"}
    send(shop, {"type": "identify", **login})
    build(shop)
    traces = Traces((*NAMES, former), (int(key_of([former])[0]),))
    assert "lake/merges" in places(found_in(shop.folder, Traces((former,))))
    erase(shop, [WHO])
    assert found_in(shop.folder, traces) == {}
