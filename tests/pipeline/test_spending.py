from __future__ import annotations

from pathlib import Path

from percorso.pipeline.building import build
from percorso.pipeline.importing import import_files
from percorso.pipeline.spending import spend
from percorso.store.workspace import Workspace

COSTS = """date,platform,campaign,cost,currency,clicks
2026-03-01,meta_ads,Nobody,30.00,EUR,400
2026-03-06,meta_ads,Nobody,20.00,EUR,10
"""


def test_spend_without_an_order_and_revenue_without_a_campaign_stay(newsletter_shop: Workspace, tmp_path: Path) -> None:
    (tmp_path / "spend.csv").write_text(COSTS)
    import_files(newsletter_shop, "spend", [tmp_path / "spend.csv"])
    build(newsletter_shop)
    found = spend(newsletter_shop)
    assert (found["cost"], found["currency"], found["joined_by"]) == (50.0, "EUR", "order_date")
    campaigns = {row["campaign"]: row for row in found["campaigns"]}
    assert (campaigns["Nobody"]["cost"], campaigns["Nobody"]["models"][0]["conversions"]["value"]) == (50.0, 0)
    for place, one in enumerate(campaigns["Nobody"]["models"]):
        # All orders and their revenue are in the table, whichever row claims them.
        assert sum(row["models"][place]["conversions"]["value"] for row in found["campaigns"]) == 6, one["model"]
        assert sum(row["models"][place]["value"]["value"] for row in found["channels"]) == 60.0
    assert found["cost_per_new_customer"]["value"] == 50 / 6
    assert {row["incremental"] for row in found["campaigns"]} == {"not_identified"}
