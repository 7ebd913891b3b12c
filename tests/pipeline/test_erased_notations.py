"""Whoever is erased is found in every notation, on shared devices and in what others sent of their orders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop, Storage
from percorso.pipeline.building import build
from percorso.pipeline.erasing import erase
from percorso.pipeline.evidence import block, blocked_now
from percorso.pipeline.exporting import export
from percorso.pipeline.importing import import_files
from percorso.pipeline.people import person
from percorso.pipeline.published import Published
from percorso.pipeline.restricting import release, restrict
from percorso.pipeline.segments import asked_segment, within
from percorso.pipeline.subjects import subject_of
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, ORDERS
from pipeline.finding import Traces, found_in

TRACES = Traces(
    (
        *("nina-4711", "Nina.Verdi@mail.example", "333 987 6543", "333-9876543", "3339876543", "333/98.76.543"),
        *("VRDNNA80A41H501X", "VRD NNA 80A41 H501X", "CARD-778899", "AV-100001", "RF-1", "zafferano", "/a-secret"),
    )
)
COUNTED = "SELECT count(*) AS orders, sum(revenue) AS revenue, sum(refunded) AS refunded FROM orders"


def _call(at: str, **told: Any) -> dict[str, Any]:
    name = {"event": told.pop("event")} if "event" in told else {}
    kind = "track" if name else told.pop("type", "identify")
    return {"type": kind, "timestamp": f"2026-10-{at}:00Z", "messageId": f"m {at} {len(str(told))}", **name, **told}


def _page(url: str) -> dict[str, Any]:
    return {"page": {"url": f"https://shop.example{url}"}}


CALLS = (
    _call("01T10:05", userId="nina-4711", anonymousId="device-of-nina")
    | {
        "traits": {
            "email": "Nina.Verdi@mail.example",
            "phone": "+39 333 987 6543",
            "tax_code": "VRDNNA80A41H501X",
            "loyalty_id": "CARD-778899",
        }
    },
    _call("01T10:10", event="Order Completed", userId="nina-4711")
    | {"properties": {"order_id": "AV-100001", "total": 122, "tax": 22, "currency": "EUR"}},
    _call("03T10:00", event="Order Refunded", userId="staff-1")
    | {"properties": {"order_id": "AV-100001", "total": 61, "tax": 11, "currency": "EUR", "refund_id": "RF-1"}},
    _call("03T11:00", event="Order Status Viewed", userId="friend-1")
    | {"properties": {"order_id": "AV-100001"}, "context": _page("/orders/AV-100001")},
    _call("04T10:00") | {"traits": {"phone": "333 9876543", "note": "cliente zafferano"}},
    _call("04T10:01", userId="till-55") | {"traits": {"tax_code": "VRD NNA 80A41 H501X", "city": "Lodi"}},
    _call("02T10:00", type="page", userId="piero", anonymousId="device-of-piero") | {"context": _page("/")},
    _call("02T10:10", event="Order Completed", userId="piero")
    | {"properties": {"order_id": "B-1", "total": 50, "currency": "EUR"}},
    _call("05T10:00", event="Ticket Opened", userId="piero")
    | {
        "properties": {
            "text": "chiamate +39 333 987 6543, 333-9876543 o 333/98.76.543,"
            " scrivete a nina.verdi@mail.example, carta CARD-778899, ordine AV-100001"
        }
    },
    _call("06T09:00", userId="piero", anonymousId="kiosk-1"),
    _call("07T09:00", type="page", anonymousId="kiosk-1") | {"context": _page("/a-secret")},
    _call("07T09:10", userId="nina-4711", anonymousId="kiosk-1"),
)
# A refused row that names her by a telephone number in groups and by the number of an order.
REFUSED = _call("08T10:00", event="Seen") | {
    "timestamp": "yesterday",
    "properties": {"by": "+39 333 987 6543", "of": "#AV-100001"},
}
LATE = (
    _call("11T10:00") | {"traits": {"phone": "333 9876543"}},
    _call("11T10:01", userId="till-56") | {"traits": {"tax_code": "vrd nna 80a41 h501x"}},
    _call("11T10:02", type="page", anonymousId="device-of-ugo")
    | {"context": _page("/?email=nina.verdi%40mail.example")},
    _call("11T10:03", event="Form", anonymousId="device-of-ugo")
    | {"properties": {"customer_email": "Nina.Verdi@mail.example"}},
    _call("11T10:04", event="Ticket Opened", userId="piero")
    | {"properties": {"text": "il 2026-10-11 al 333/98.76.543 o +39 333 987 6543"}},
    _call("11T10:05", event="Order Line", userId="x-1")
    | {"properties": {"order_id": "AV-100001", "total": 122, "tax": 22, "currency": "EUR"}},
    _call("11T10:06", event="Order Status Viewed", userId="friend-1") | {"properties": {"order_id": "#AV-100001"}},
    REFUSED | {"messageId": "refused later"},
)


def _sent(shop: Workspace, calls: tuple[dict[str, Any], ...], name: str) -> None:
    """Import calls from a file and build; the file is not of the workspace."""
    file = shop.folder.parent / f"{name}.jsonl"
    file.write_text("".join(json.dumps(call) + "\n" for call in calls), encoding="utf-8")
    import_files(shop, "segment", [file])
    build(shop)


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    shop = Workspace.create(tmp_path / "shop", Shop(country="IT"), Storage(buckets=2))
    _sent(shop, (*CALLS, REFUSED), "calls")
    return shop


def _counted(shop: Workspace) -> dict[str, Any]:
    return Published.open(shop).rows(COUNTED, ORDERS)[0]


def test_nothing_is_left_in_any_notation_and_late_news_brings_nothing_back(shop: Workspace) -> None:
    before = _counted(shop)
    found = found_in(shop.folder, TRACES)
    assert {text for texts in found.values() for text in texts} == set(TRACES.texts)
    assert any(name.startswith("lake/quarantine") for name in found)
    erase(shop, ["333 987 6543"])
    assert found_in(shop.folder, TRACES) == {}
    assert _counted(shop) == before
    # Nobody gets her visit on the device that they shared, also when an old file tells of it again.
    assert "/a-secret" not in json.dumps(person(shop, "kiosk-1"), default=str)
    events = shop.lake.count(EVENTS)
    _sent(shop, CALLS, "again")
    assert found_in(shop.folder, TRACES) == {}
    assert (_counted(shop), shop.lake.count(EVENTS)) == (before, events)
    _sent(shop, LATE, "late")
    assert found_in(shop.folder, TRACES) == {}
    assert _counted(shop) == before
    for nobody in ("x-1", "till-56", "staff-1"):
        with pytest.raises(PercorsoError, match="Nobody is known"):
            person(shop, nobody)
    assert "[erased]" in "".join(shop.lake.read(EVENTS)["properties"].to_pylist())


def test_whoever_is_to_be_forgotten_with_their_orders_leaves_no_refund_behind(shop: Workspace) -> None:
    erase(shop, ["nina-4711"], orders=True)
    assert found_in(shop.folder, TRACES) == {}
    assert [int(one) for one in _counted(shop).values()] == [1, 5000, 0]


def test_the_export_holds_what_was_lent_and_every_notation(shop: Workspace, tmp_path: Path) -> None:
    export(shop, ["nina-4711"], tmp_path / "nina")
    told = (tmp_path / "nina" / "events.jsonl").read_text(encoding="utf-8")
    assert all(text in told for text in ("/a-secret", "333 9876543", "VRD NNA 80A41 H501X", "RF-1"))
    assert "device-of-piero" not in "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "nina").iterdir())
    export(shop, ["piero"], tmp_path / "piero")
    assert "/a-secret" not in (tmp_path / "piero" / "events.jsonl").read_text(encoding="utf-8")


def test_who_is_restricted_counts_in_no_segment_by_traits(shop: Workspace) -> None:
    published = Published.open(shop)
    city = asked_segment(shop, None, ["trait.city=Lodi"])
    assert sum(len(one.customers()) for one in within(published, city).buckets) == 1
    restrict(shop, "nina-4711")
    assert sum(len(one.customers()) for one in within(Published.open(shop), city).buckets) == 0
    assert person(shop, "nina-4711")["traits"] == {}
    release(shop, "nina-4711")
    assert sum(len(one.customers()) for one in within(Published.open(shop), city).buckets) == 1


@pytest.mark.parametrize("value", ["*", "", " ** ", "email:*"])
def test_a_block_of_everybody_is_refused(tmp_path: Path, value: str) -> None:
    empty = Workspace.create(tmp_path / "empty", Shop(), Storage(buckets=2))
    with pytest.raises(PercorsoError, match="would block everybody"):
        block(empty, value)
    assert blocked_now(empty, "nobody-here") is None


def test_a_block_says_how_many_it_takes_out(shop: Workspace) -> None:
    assert [blocked_now(shop, one) for one in ("nobody-here", "user:NINA-*", "kiosk-1")] == [0, 1, 1]


@pytest.mark.parametrize(
    "given",
    [
        *("+39 333 987 6543", "3339876543", "vrd nna 80a41 h501x", " Nina.Verdi@Mail.example ", "#AV-100001"),
        *("order:#AV-100001", "order:shop:AV-100001", "email:Nina.Verdi@mail.example", "phone:333 987 6543"),
        *("tax:vrd nna 80a41 h501x", "user: nina-4711"),
    ],
)
def test_who_a_person_asks_for_and_whom_a_privacy_request_concerns_are_one(shop: Workspace, given: str) -> None:
    assert subject_of(shop, given).customers == (person(shop, given)["customer_id"],)
    assert ("user", "nina-4711") in subject_of(shop, given).identifiers
