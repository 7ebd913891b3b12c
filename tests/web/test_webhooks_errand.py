"""Whole errands: a real server, platforms that send twice and out of order, and what the orders table says."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from collect.payloads import payload
from matrix.children import errand
from matrix.command import percorso
from percorso.core.settings import Shop, Storage
from percorso.pipeline import sources, webhooks
from percorso.pipeline.applying import apply_log
from percorso.pipeline.people import person
from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, ORDERS, QUARANTINE, TOUCHPOINTS
from web.serving import Server
from web.signing import SECRET, delivery

EXPORT = (
    "Name,Id,Email,Financial Status,Created at,Currency,Subtotal,Shipping,Taxes,Total,Lineitem name,Lineitem quantity,"
    "Lineitem price\n"
    "#1001,5001,anna@example.com,paid,2026-03-02 11:15:00 +0100,EUR,60.00,4.90,11.70,64.90,Mug,2,25.00\n"
    "#1001,,,,,,,,,,Tea,1,16.00\n"
)


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))


@contextmanager
def serving(shop: Workspace, verb: str = "serve") -> Iterator[str]:
    """Serve a shop in a process of its own, killed with no word of warning in the end."""
    server = Server(shop.folder, verb)
    server.start()
    try:
        yield server.address
    finally:
        server.kill()


def post(address: str, path: str, body: object, topic: str, own_id: str, platform: str = "shopify") -> None:
    raw, headers = delivery(platform, body, topic, own_id)
    assert httpx.post(f"{address}{path[1:]}", content=raw, headers=headers, timeout=60).status_code == 200


def done(*arguments: str | Path) -> str:
    """Run a command line, and give what it said."""
    ended = percorso(*arguments)
    assert ended.status == 0, ended.err
    return ended.out


def orders(shop: Workspace) -> list[dict[str, Any]]:
    return Published.open(shop).rows("SELECT * FROM orders ORDER BY order_id", ORDERS)


def test_an_order_told_of_by_site_webhooks_and_export_counts_once(shop: Workspace, tmp_path: Path) -> None:
    path = webhooks.set_up(shop, "mugs", webhooks.Terms("shopify", SECRET)).path
    key = sources.create(shop, "web").key
    created = payload("shopify_order", financial_status="pending")
    paid = payload("shopify_order", updated_at="2026-03-02T11:16:00+01:00")
    refunded = payload(
        "shopify_order",
        updated_at="2026-03-09T10:00:01+01:00",
        financial_status="partially_refunded",
        refunds=[payload("shopify_refund")],
        fulfillments=[payload("shopify_fulfillment")],
    )
    seen = {"order_id": "1001", "total": 64.9, "currency": "EUR"}
    page = {"url": "https://shop.example/?utm_source=newsletter&utm_medium=email"}
    calls = [
        {"type": "page", "anonymousId": "v1", "timestamp": "2026-03-02T10:00:00Z", "context": {"page": page}},
        {"type": "track", "event": "Order Completed", "anonymousId": "v1", "timestamp": "2026-03-02T10:15:01Z",
         "context": {"page": {"url": "https://shop.example/checkout"}}, "properties": seen},
    ]  # fmt: skip
    (tmp_path / "orders.csv").write_text(EXPORT)
    with serving(shop) as address:
        httpx.post(f"{address}v1/batch", json={"batch": calls}, auth=(key, ""), timeout=60).raise_for_status()
        # The newest first, an old one after it, everything twice, the refund by itself as well.
        post(address, path, refunded, "orders/updated", "d3")
        post(address, path, created, "orders/create", "d1")
        post(address, path, payload("shopify_cart"), "carts/update", "d5")
        post(address, path, paid, "orders/paid", "d2")
        post(address, path, payload("shopify_refund"), "refunds/create", "d4")
        post(address, path, created, "orders/create", "d1")
    done("import", "orders", tmp_path / "orders.csv", "--workspace", shop.folder)
    done("build", "--workspace", shop.folder)
    (order,) = orders(shop)
    assert (order["order_id"], order["gross"], order["refunded"], order["status"]) == (
        "1001", 6490, 2500, "partly_refunded",
    )  # fmt: skip
    touches = Published.open(shop).rows("SELECT role, name, channel FROM touchpoints ORDER BY n", TOUCHPOINTS)
    assert (touches[0]["role"], touches[0]["channel"]) == ("touch", "Email")
    assert [one["name"] for one in touches if one["role"] == "order"] == ["Order Completed"]
    assert {"Order Shipped", "Order Refunded", "Order Out for Delivery"} <= {
        one["name"] for one in touches if one["role"] == "after"
    }


def test_an_abandoned_cart_stands_on_the_way_of_whom_the_page_or_the_checkout_names(shop: Workspace) -> None:
    path = webhooks.set_up(shop, "mugs", webhooks.Terms("shopify", SECRET)).path
    key = sources.create(shop, "web").key
    page = {"url": "https://shop.example/?utm_source=newsletter&utm_medium=email"}
    visit = {"type": "page", "anonymousId": "v1", "timestamp": "2026-03-05T18:50:00Z", "context": {"page": page}}
    cart = payload("shopify_cart", attributes={"_anonymous_id": "v1"})
    emptied = payload("shopify_cart", updated_at="2026-03-05T18:58:00Z", line_items=[])
    with serving(shop) as address:
        httpx.post(f"{address}v1/batch", json={"batch": [visit]}, auth=(key, ""), timeout=60).raise_for_status()
        for delivery, body, topic in (
            ("d1", payload("shopify_checkout"), "checkouts/create"),
            ("d2", emptied, "carts/update"),
            ("d3", cart, "carts/create"),
            ("d4", cart, "carts/update"),
        ):
            post(address, path, body, topic, delivery)
    done("build", "--workspace", shop.folder)
    told = person(shop, "bruno@example.com")
    assert [(one["name"], one["channel"], one["stage"]) for one in told["timeline"]] == [
        ("Page Viewed", "Email", "awareness"),
        ("Cart Updated", None, "decision"),
        ("Cart Emptied", None, "decision"),
        ("Checkout Started", None, "decision"),
    ]


def test_the_newest_that_is_said_of_a_product_is_kept_however_it_comes(shop: Workspace) -> None:
    path = webhooks.set_up(shop, "mugs", webhooks.Terms("shopify", SECRET)).path
    new, old = (
        {"id": 910, "title": title, "updated_at": f"2026-03-0{day}T10:00:00Z", "variants": [{"id": 1, "sku": "M"}]}
        for title, day in (("Mug", 5), ("Mug, old", 4))
    )
    with serving(shop, "collect") as address:
        for delivery, body in (("d1", new), ("d2", old), ("d1", new)):
            post(address, path, body, "products/update", delivery)
        post(address, path, {"title": "Nothing"}, "products/update", "d3")
        post(address, path, {"id": 7}, "products/delete", "d4")
    apply_log(shop)
    assert [(one.id, one.told.get("title"), one.gone) for one in shop.state.products.all(shop.settings.shop.id)] == [
        ("7", None, True),
        ("910", "Mug", False),
    ]
    assert shop.lake.read(QUARANTINE)["code"].to_pylist() == ["missing_product_id"]


def test_an_old_state_that_comes_late_changes_nothing(shop: Workspace) -> None:
    path = webhooks.set_up(shop, "mugs", webhooks.Terms("woocommerce", SECRET)).path
    placed = payload("woocommerce_order")
    cancelled = payload("woocommerce_order", status="cancelled", date_modified_gmt="2026-03-03T09:00:00")
    restored = payload("woocommerce_order", status="completed", date_modified_gmt="2026-03-04T09:00:00")
    with serving(shop) as address:
        post(address, path, cancelled, "order.updated", "d2", "woocommerce")
        post(address, path, placed, "order.created", "d1", "woocommerce")
    done("build", "--workspace", shop.folder)
    assert orders(shop) == []
    with serving(shop) as address:
        post(address, path, restored, "order.restored", "d3", "woocommerce")
        post(address, path, cancelled, "order.updated", "d2", "woocommerce")
    done("build", "--workspace", shop.folder)
    (order,) = orders(shop)
    assert (order["order_id"], order["gross"], order["revenue"], order["basis"]) == ("2026-812", 5790, 4100, "goods")


def test_an_order_that_webhooks_alone_tell_of_names_the_visit_it_came_from(shop: Workspace) -> None:
    path = webhooks.set_up(shop, "mugs", webhooks.Terms("woocommerce", SECRET)).path
    with serving(shop) as address:
        post(address, path, payload("woocommerce_order"), "order.created", "d1", "woocommerce")
    done("build", "--workspace", shop.folder)
    touches = Published.open(shop).rows("SELECT role, name, channel, campaign FROM touchpoints ORDER BY n", TOUCHPOINTS)
    assert [tuple(one.values()) for one in touches] == [
        ("touch", "Visit Started", "Email", "Primavera"),
        ("order", "Order Completed", "Email", "Primavera"),
    ]


def test_killed_between_log_and_lake_all_that_was_acknowledged_is_there_once(shop: Workspace) -> None:
    path = webhooks.set_up(shop, "mugs", webhooks.Terms("shopify", SECRET)).path
    with serving(shop, "collect") as address:
        post(address, path, payload("shopify_order"), "orders/create", "d1")
        post(address, path, payload("shopify_redact"), "customers/redact", "d2")
        post(address, path, b"{", "orders/create", "d3")
    for point in ("applier.rates", "applier.quarantine", "applier.events", "log.committed"):
        died = errand([["build", "--workspace", shop.folder]], fault=point).ended
        assert died.status in (-signal.SIGKILL, 0), died.err
    done("build", "--workspace", shop.folder)
    assert shop.lake.read(EVENTS)["name"].to_pylist() == ["Order Completed", "Aliased"]
    (asked,) = webhooks.privacy_requests(shop)
    assert (asked["kind"], asked["identifiers"]["orders"]) == ("customers/redact", ["5001", "5999"])
    listed = webhooks.listed(shop)["mugs"]
    assert {one["topic"]: one["deliveries"] for one in listed["topics"]} == {"orders/create": 2, "customers/redact": 1}
    waiting = json.loads(done("quarantine", "list", "--format", "json", "--workspace", shop.folder))
    assert len(waiting) == 1
