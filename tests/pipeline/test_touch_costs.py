from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from percorso.pipeline.importing import import_files
from percorso.pipeline.people import person
from percorso.pipeline.published import Published
from percorso.pipeline.touch_costs import touch_costs
from percorso.store.workspace import Workspace

AD = {"page": {"url": "https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=brand"}}
COSTS = "Day,Campaign,Currency code,Cost,Clicks\n2026-03-01,brand,EUR,6.00,9\n2026-03-02,brand,EUR,4.00,9\n"


def visit(user: str, at: str, **more: Any) -> dict[str, Any]:
    return {"type": "page", "userId": user, "timestamp": at, "context": AD, **more}


def shop_with(make_shop: Callable[..., Workspace], add: Callable[..., None]) -> Workspace:
    shop = make_shop()
    order = {"order_id": "1", "total": 30, "currency": "EUR", "products": [{"category": "Teas", "quantity": 2}]}
    calls = [
        *(visit("anna", f"2026-03-0{day}T10:00:00Z") for day in (1, 2)),
        {"type": "track", "event": "Order Completed", "userId": "anna", "timestamp": "2026-03-02T10:05:00Z"}
        | {"properties": order},
        visit("bruno", "2026-03-02T11:00:00Z"),
        visit("carla", "2026-03-09T11:00:00Z"),
        {"type": "page", "userId": "dino", "timestamp": "2026-03-01T11:00:00Z"},
    ]
    add(shop, calls)
    return shop


def test_a_channel_s_spend_is_shared_by_the_touches_of_its_days(
    make_shop: Callable[..., Workspace], add: Callable[..., None], tmp_path: Path
) -> None:
    shop = shop_with(make_shop, add)
    cost = person(shop, "anna", "it")["computed"]["cost"]
    assert cost["status"] == "cannot_tell"
    assert cost["reason"] == "nessun costo pubblicitario importato"
    (tmp_path / "spend.csv").write_text(COSTS)
    import_files(shop, "spend", [tmp_path / "spend.csv"])
    portraits = {who: person(shop, who)["computed"] for who in ("anna", "bruno", "carla", "dino")}
    # Ten euros over three touches: who has two of them cost two thirds.
    assert {who: one["cost"]["amount"] for who, one in portraits.items()} == {
        "anna": "6.67",
        "bruno": "3.33",
        "carla": None,
        "dino": "0.00",
    }
    assert portraits["carla"]["cost"]["reason"] == "no contact lies in the days that spend covers"
    assert (portraits["anna"]["favourite_category"], portraits["bruno"]["favourite_category"]) == ("Teas", None)
    costs = touch_costs(Published.open(shop))
    assert costs is not None
    assert sum(3 * each for each in costs.each.values()) == 1000


def test_what_an_order_holds_is_not_looked_at_where_its_buyer_denied_to_be_measured(
    make_shop: Callable[..., Workspace], add: Callable[..., None]
) -> None:
    shop = shop_with(make_shop, add)
    assert person(shop, "anna")["computed"]["favourite_category"] == "Teas"
    denied: dict[str, Any] = {"type": "track", "event": "Order Completed", "userId": "elsa"}
    denied |= {"timestamp": "2026-03-02T10:05:00Z"}
    denied |= {"context": {"consent": {"categoryPreferences": {"Analytics": False}}}}
    add(shop, [denied | {"properties": {"order_id": "2", "total": 5, "products": [{"category": "Cups"}]}}], "b.jsonl")
    found = person(shop, "elsa")["computed"]
    assert (found["orders"], found["favourite_category"]) == (1, None)
