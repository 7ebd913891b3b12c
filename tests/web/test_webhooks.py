from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from collect.payloads import payload
from percorso.core.settings import Shop, Storage
from percorso.pipeline import webhooks
from percorso.pipeline.applying import apply_log
from percorso.pipeline.importing import MappingFile
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, QUARANTINE, REQUESTS
from percorso.web.app import application
from web.signing import SECRET, delivery

Client = TestClient[Any]
MAPPING = """
[fields]
at = "when"
email = "email"
name = "status"
message_id = "id"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop", Shop(), Storage(buckets=2))


@pytest.fixture
def paths(shop: Workspace, tmp_path: Path) -> dict[str, str]:
    """Set one source up for each platform, and give where its webhooks go."""
    (tmp_path / "care.toml").write_text(MAPPING)
    mapping = {"generic": MappingFile.read(tmp_path / "care.toml")}
    return {
        platform: webhooks.set_up(
            shop, f"{platform} shop", webhooks.Terms(platform, SECRET, mapping=mapping.get(platform))
        ).path
        for platform in ("shopify", "woocommerce", "generic")
    }


@pytest.fixture
def client(shop: Workspace, paths: dict[str, str]) -> Iterator[Client]:
    assert paths
    with TestClient(application(shop), base_url="https://events.shop.example") as found:
        yield found


def stored(shop: Workspace) -> list[dict[str, Any]]:
    apply_log(shop)
    rows: list[dict[str, Any]] = shop.lake.read(EVENTS).sort_by("seq").to_pylist()
    return rows


def test_what_is_signed_is_on_the_disk_when_it_is_answered(shop: Workspace, paths: dict[str, str]) -> None:
    bodies = {
        "shopify": (payload("shopify_order"), "orders/create"),
        "woocommerce": (payload("woocommerce_order"), "order.created"),
        "generic": ({"id": 1, "when": "2026-03-02T10:00:00Z", "email": "a@b.example", "status": "Seen"}, ""),
    }
    with TestClient(application(shop), base_url="https://events.shop.example") as client:
        for platform, (body, topic) in bodies.items():
            raw, headers = delivery(platform, body, topic)
            before = shop.log.last
            told = client.post(paths[platform], content=raw, headers=headers)
            assert (told.status_code, told.json()) == (200, {"success": True})
            assert shop.log.last == before + 1
    assert {(one["source"], one["name"]) for one in stored(shop)} == {
        ("shopify shop", "Order Completed"),
        ("shopify shop", "Aliased"),
        ("woocommerce shop", "Order Completed"),
        ("generic shop", "Seen"),
    }


@pytest.mark.parametrize("platform", ["shopify", "woocommerce", "generic"])
def test_what_is_signed_otherwise_is_refused_and_nothing_is_kept(
    shop: Workspace, client: Client, paths: dict[str, str], platform: str
) -> None:
    raw, headers = delivery(platform, payload("shopify_order"), "orders/create")
    _, foreign = delivery(platform, raw, "orders/create", secret="other")  # noqa: S106
    unsigned = {"Content-Type": "application/json"}
    for body, said in ((raw, foreign), (raw, unsigned), (raw + b" ", headers), (b"", headers)):
        told = client.post(paths[platform], content=body, headers=said)
        assert (told.status_code, told.json()["code"]) == (401, "bad_signature")
    assert shop.log.last == 0


def test_a_body_is_kept_to_the_byte_and_its_key_is_not(shop: Workspace, client: Client, paths: dict[str, str]) -> None:
    spaced = json.dumps(payload("shopify_order"), indent=3, ensure_ascii=True).encode() + b"\r\n"
    raw, headers = delivery("shopify", spaced, "orders/create", "d9")
    assert client.post(paths["shopify"], content=raw, headers=headers).status_code == 200
    (frame,) = shop.log.read()
    (row,) = frame.data.to_pylist()
    assert (frame.table, row["body"], row["path"]) == (REQUESTS.name, raw, "/webhooks/shopify")
    said = {"topic": "orders/create", "delivery": "d9", "shop": "mugs.myshopify.com"}
    assert json.loads(row["headers"]) == said
    key = paths["shopify"].rpartition("/")[2]
    assert key not in str(row)
    assert SECRET not in str(row)


def test_woocommerces_question_is_answered_and_not_kept(shop: Workspace, client: Client, paths: dict[str, str]) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post(paths["woocommerce"], content=b"webhook_id=7", headers=form).status_code == 200
    assert client.post(paths["shopify"], content=b"webhook_id=7", headers=form).status_code == 401
    assert shop.log.last == 0


def test_a_key_opens_the_webhooks_of_its_own_platform_alone(client: Client, paths: dict[str, str]) -> None:
    raw, headers = delivery("shopify", {"id": 1}, "products/update")
    key = paths["shopify"].rpartition("/")[2]
    for path in (f"/webhooks/generic/{key}", "/webhooks/shopify/wrong", f"/webhooks/magento/{key}"):
        told = client.post(path, content=raw, headers=headers)
        assert (told.status_code, told.json()["code"]) == (401, "unknown_key")


def test_too_large_a_body_is_refused(client: Client, paths: dict[str, str]) -> None:
    raw, headers = delivery("shopify", b" " * (8 * 2**20 + 1))
    assert client.post(paths["shopify"], content=raw, headers=headers).status_code == 413


def test_what_is_signed_and_no_json_waits_in_quarantine(shop: Workspace, paths: dict[str, str]) -> None:
    with TestClient(application(shop), base_url="https://events.shop.example") as client:
        for body in (b"{", b"[]", b"\xff", b"7"):
            raw, headers = delivery("shopify", body, "orders/create")
            assert client.post(paths["shopify"], content=raw, headers=headers).status_code == 200
    assert stored(shop) == []
    assert shop.lake.count(QUARANTINE) == 4


def test_deliveries_that_come_again_count_once(shop: Workspace, paths: dict[str, str]) -> None:
    order = payload("shopify_order")
    with TestClient(application(shop), base_url="https://events.shop.example") as client:
        for topic, own_id in (("orders/create", "d1"), ("orders/create", "d1"), ("orders/paid", "d2")):
            raw, headers = delivery("shopify", order, topic, own_id)
            assert client.post(paths["shopify"], content=raw, headers=headers).status_code == 200
    # The order, and that its cart is its buyer's.
    assert sorted((row["kind"], row["order_id"]) for row in stored(shop)) == [("alias", None), ("track", "#1001")]
