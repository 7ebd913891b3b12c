from __future__ import annotations

from pathlib import Path

from percorso.collect.webhooks import Notes, PrivacyRequest
from percorso.core.settings import Shop
from percorso.core.time import DAY
from percorso.pipeline import webhooks
from percorso.pipeline.noting import noted
from percorso.store.workspace import Workspace

AT = 1_772_446_500_000_000


def test_what_is_noted_twice_is_there_once(tmp_path: Path) -> None:
    shop = Workspace.create(tmp_path / "shop", Shop())
    own = shop.settings.shop.id
    webhooks.set_up(shop, "mugs", webhooks.Terms("shopify", "hush"))
    later = shop.state.webhooks.all()[0].set_at + DAY
    notes = Notes(
        privacy=[PrivacyRequest("r1", "customers/redact", "mugs", own, '{"email":"anna@example.com"}', AT)],
        uninstalled={("mugs", own): later},
        topics=[("mugs", own, "orders/create", AT)],
        orders={("mugs", own, "5001"): "#1001"},
    )
    for _ in range(2):
        noted(shop, notes)
    (found,) = shop.state.webhooks.privacy_requests()
    assert (found.identifiers, found.due_at - found.received_at) == ({"email": "anna@example.com"}, 30 * DAY)
    listed = webhooks.listed(shop)["mugs"]
    assert listed["uninstalled_at"] is not None
    assert [one["deliveries"] for one in listed["topics"]] == [1]
    assert shop.state.webhooks.order_number("mugs", own, "5001") == "#1001"
