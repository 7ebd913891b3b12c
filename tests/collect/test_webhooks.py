from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from collect.payloads import FOLDER, payload
from percorso.collect.webhooks import Notes, opened
from percorso.core.settings import Shop
from percorso.core.time import to_micros
from percorso.store.arrow import conform, schema
from percorso.tables import EVENTS, QUARANTINE, REFINED, REQUESTS

RECEIVED = datetime(2026, 3, 20, 12, tzinfo=UTC)
MAPPING = """
[fields]
at = "when"
email = "customer.email"
name = "status"
message_id = "id"
[names]
solved = "Support Ticket Solved"
"""


def request(
    body: object, topic: str = "", *, delivery: str = "d1", platform: str = "shopify", mapping: str | None = None
) -> dict[str, Any]:
    return {
        "source": "shop",
        "shop": "s",
        "received_at": RECEIVED,
        "path": f"/webhooks/{platform}",
        "body": body if isinstance(body, bytes) else json.dumps(body).encode(),
        "headers": json.dumps({"topic": topic, "delivery": delivery}),
        "mapping": mapping,
    }


def open_all(*requests: dict[str, Any]) -> tuple[dict[str, pa.Table], Notes]:
    return opened(pa.Table.from_pylist(list(requests), schema=schema(REQUESTS)), Shop(), lambda *_: None)


def events(*requests: dict[str, Any]) -> list[dict[str, Any]]:
    tables, _ = open_all(*requests)
    assert "quarantine" not in tables, tables["quarantine"].to_pylist()
    rows: list[dict[str, Any]] = tables["events"].to_pylist()
    return rows


def test_what_comes_out_fits_the_tables() -> None:
    tables, _ = open_all(request(payload("shopify_order"), "orders/create"), request(b"{", "orders/create"))
    # Which request each row came by is asked by whoever applies it; what is refined is added there.
    own = {name: table.drop_columns(["request"]) for name, table in tables.items()}
    later = {"seq", *REFINED}
    given = replace(EVENTS, columns={name: kind for name, kind in EVENTS.columns.items() if name not in later})
    assert conform(own["events"], given).num_rows == 2
    assert conform(own["quarantine"], QUARANTINE)["header"].to_pylist() == ["orders/create"]


def test_a_delivery_is_known_by_what_it_says_whatever_its_id_and_topic() -> None:
    order = payload("shopify_order")
    first = events(request(order, "orders/create", delivery="d1"))
    again = events(request(order, "orders/paid", delivery="d2"))
    assert [one["event_id"] for one in first] == [one["event_id"] for one in again]
    spaced = json.dumps(order, indent=4).encode()
    assert [one["event_id"] for one in events(request(spaced, "orders/create"))] == [one["event_id"] for one in first]


def test_a_refund_finds_its_order_among_what_came_before_it() -> None:
    order, refund = payload("shopify_order"), payload("shopify_refund")
    rows = events(request(order, "orders/create"), request(refund, "refunds/create"))
    assert rows[-1]["order_id"] == "#1001"
    before = pa.Table.from_pylist([request(refund, "refunds/create")], schema=schema(REQUESTS))
    tables, _ = opened(before, Shop(), lambda source, shop, own: f"{source}/{shop}/{own}")
    assert tables["events"]["order_id"].to_pylist() == ["shop/s/5001"]


def test_requests_by_law_are_notes_and_no_events() -> None:
    redact = payload("shopify_redact")
    tables, notes = open_all(
        request(payload("shopify_order"), "orders/create"),
        request(redact, "customers/redact", delivery="d7"),
        request(redact, "customers/redact", delivery="d7"),
        request(redact, "customers/redact", delivery="d8"),
        request({"shop_domain": "mugs.myshopify.com"}, "shop/redact", delivery="d9"),
    )
    first, again, other, shop = notes.privacy
    assert first.id == again.id
    assert len({first.id, other.id, shop.id}) == 3
    assert json.loads(first.identifiers) == {
        "customer_id": "70", "email": "anna@example.com", "phone": "+39 333 1234567", "orders": ["5001", "5999"],
        "order_numbers": ["#1001"], "shop_domain": "mugs.myshopify.com",
    }  # fmt: skip
    assert (first.kind, first.received_at) == ("customers/redact", to_micros(RECEIVED))
    assert tables["events"]["name"].to_pylist() == ["Order Completed", "Aliased"]


def test_an_app_that_was_taken_away_and_what_is_no_event_are_noted() -> None:
    tables, notes = open_all(request({"id": 1}, "app/uninstalled"), request({"id": 2}, "collections/update"))
    assert (tables, notes.uninstalled) == ({}, {("shop", "s"): to_micros(RECEIVED)})
    assert [one[2] for one in notes.topics] == ["app/uninstalled", "collections/update"]


def test_what_cannot_be_read_waits_in_quarantine_for_the_connector_of_its_platform() -> None:
    tables, _ = open_all(
        request(b"\xff{", "orders/create"),
        request([1], "orders/create"),
        request(payload("woocommerce_order", currency="lire"), "order.created", platform="woocommerce"),
        request([{"when": "soon", "customer": {"email": "a@b.example"}}, 7], platform="generic", mapping=MAPPING),
    )
    found = tables["quarantine"].select(["code", "connector", "header", "row", "mapping"]).to_pylist()
    assert [tuple(one.values()) for one in found] == [
        ("bad_json", "shopify", "orders/create", 1, None),
        ("bad_json", "shopify", "orders/create", 1, None),
        ("unknown_currency", "woocommerce", "order.created", 1, None),
        ("bad_time", "jsonl", "", 1, MAPPING),
        ("bad_json", "jsonl", "", 2, MAPPING),
    ]


def test_a_generic_body_is_read_through_its_mapping_one_object_or_many() -> None:
    row = {"id": 1, "when": "2026-03-02T10:00:00Z", "status": "solved", "customer": {"email": "anna@example.com"}}
    (one,) = events(request(row, platform="generic", mapping=MAPPING))
    assert (one["name"], one["email"]) == ("Support Ticket Solved", "anna@example.com")
    many = events(request([row, {**row, "id": 2}], platform="generic", mapping=MAPPING))
    assert many[0]["event_id"] == one["event_id"] != many[1]["event_id"]


def test_a_generic_body_without_ids_counts_once_when_it_comes_again_and_its_twins_stay_two() -> None:
    unnumbered = MAPPING.replace('message_id = "id"\n', "")
    row = {"when": "2026-03-02T10:00:00Z", "status": "solved", "customer": {"email": "anna@example.com"}}
    twins = request([row, row], platform="generic", mapping=unnumbered)
    first, second = events(twins), events(twins, twins)
    assert len({one["event_id"] for one in first}) == 2
    assert {one["event_id"] for one in second} == {one["event_id"] for one in first}


def test_a_mapping_that_is_no_longer_taken_sets_the_body_aside() -> None:
    former = MAPPING.replace("[names]", '[fieldz]\nx = "y"\n[names]')
    tables, _ = open_all(request({"id": 1}, platform="generic", mapping=former))
    assert tables["quarantine"]["code"].to_pylist() == ["unknown_mapping_key"]


def spoilt(data: st.DataObject, value: Any) -> Any:
    """Put something strange somewhere into a payload."""
    strange: st.SearchStrategy[Any] = st.sampled_from(
        [None, [], {}, [7], [{}], {"a": 1}, "x", "", -1, 1e300, True, "9" * 400, "2026-03-01"]
    )
    if not isinstance(value, dict | list) or not value or data.draw(st.integers(0, 3)) == 0:
        return data.draw(strange)
    key = data.draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
    found = dict(value) if isinstance(value, dict) else list(value)
    found[key] = spoilt(data, value[key])
    return found


@given(st.sampled_from(sorted(path.stem for path in FOLDER.glob("*.json"))), st.data())
def test_whatever_is_signed_becomes_events_or_waits_in_quarantine(name: str, data: st.DataObject) -> None:
    topics = {"shopify_redact": "customers/redact"}
    whole = payload(name, refunds=[payload("shopify_refund")], fulfillments=[payload("shopify_fulfillment")])
    body = spoilt(data, whole if name.endswith("order") else payload(name))
    for topic in ("", topics.get(name, "")):
        tables, notes = open_all(request(body, topic, platform=name.partition("_")[0]))
        assert set(tables) <= {"events", "quarantine"}
        assert len(notes.topics) == 1


def test_a_list_of_which_some_cannot_be_read_gives_the_others_and_each_that_cannot_says_why() -> None:
    good = '{"id": "1", "when": "2026-03-02T10:00:00Z", "status": "solved", "customer": {"email": "a@b.example"}}'
    later = good.replace('"1"', '"3"')
    body = f'[{good}, {{"id": "2", "when": NaN}}, 7, {{"id": "4", "status": "solved"}}, {later}]'
    tables, _ = open_all(request(body.encode(), platform="generic", mapping=MAPPING))
    assert tables["events"]["name"].to_pylist() == ["Support Ticket Solved"] * 2
    refused = tables["quarantine"].select(["row", "code", "original"]).to_pylist()
    assert [(one["row"], one["code"]) for one in refused] == [(2, "bad_json"), (3, "bad_json"), (4, "missing_identity")]
    assert refused[0]["original"] == '{"id": "2", "when": NaN}'


def test_a_list_that_is_not_whole_is_refused_as_it_came() -> None:
    tables, _ = open_all(request(b'[{"id": "1"}, {"id"', platform="generic", mapping=MAPPING))
    assert set(tables) == {"quarantine"}
    assert tables["quarantine"]["original"].to_pylist() == ['[{"id": "1"}, {"id"']
