from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from percorso.core.period import Period
from percorso.core.segments import Segment
from percorso.core.settings import Shop, Storage
from percorso.pipeline.building import build
from percorso.pipeline.crediting import Terms, attribute_workspace
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


CALLS = (
    '{"type":"page","userId":"u1","timestamp":"2026-03-01T09:00:00Z","context":{"page":{"url":'
    '"https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=Spring&utm_content=red"}}}',
    '{"type":"track","event":"Order Completed","userId":"u1","timestamp":"2026-03-03T10:00:00Z","properties":'
    '{"order_id":"1","total":60,"currency":"EUR","products":[{"product_id":"a","name":"Shoe","quantity":2,"price":20},'
    '{"product_id":"b","price":20}]}}',
    '{"type":"track","event":"Order Refunded","userId":"u1","timestamp":"2026-03-20T10:00:00Z","properties":'
    '{"order_id":"1","total":20,"currency":"EUR","products":[{"product_id":"a","quantity":1,"price":20}]}}',
    '{"type":"page","userId":"u1","timestamp":"2026-04-02T09:00:00Z","context":{"page":{"url":'
    '"https://shop.example/?utm_source=news&utm_medium=email&utm_campaign=April"}}}',
    '{"type":"track","event":"Order Completed","userId":"u1","timestamp":"2026-04-02T10:00:00Z","properties":'
    '{"order_id":"#2","total":40,"currency":"EUR","products":[{"product_id":"b","quantity":2,"price":20}]}}',
)
FOLLOWED = """date,platform,campaign,cost,currency
2026-03-01,google_ads,Spring,8.00,EUR
2026-03-02,google_ads,Spring,2.00,EUR
"""


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A shop with a refund weeks after its order, and an order a day after the last day of spend."""
    folder = tmp_path_factory.mktemp("followed")
    shop = Workspace.create(folder / "shop", Shop(), Storage(buckets=4))
    (folder / "calls.jsonl").write_text("\n".join(CALLS))
    (folder / "spend.csv").write_text(FOLLOWED)
    import_files(shop, "segment", [folder / "calls.jsonl"])
    import_files(shop, "spend", [folder / "spend.csv"])
    build(shop)
    return shop


def test_credit_joins_spend_on_the_day_of_the_order_or_of_the_touch(followed: Workspace) -> None:
    found = {joined: spend(followed, joined_by=joined) for joined in ("order_date", "touch_date")}
    for joined, orders in (("order_date", 0), ("touch_date", 1)):
        assert found[joined]["joined_by"] == joined
        (spring,) = (row for row in found[joined]["campaigns"] if row["campaign"] == "Spring")
        assert [one["conversions"]["value"] for one in spring["models"]] == [orders] * 3
        assert spring["orders_won"]["value"] == orders
    won = found["touch_date"]["cost_to_win"]
    assert (won["cost"], won["each"]["value"]) == (10.0, 10.0)
    assert found["touch_date"]["cost_to_keep"] == {"cost": 0.0, "each": None}
    assert found["order_date"]["cost_without_orders"] == 10.0


def test_products_tell_how_many_of_their_pieces_came_back(followed: Workspace) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # Without spend every order counts.
        patch.setattr("percorso.pipeline.asking.spent", lambda *_: ())
        found = spend(followed)
    assert [(one["product"], one["name"], one["sold"], one["back"]) for one in found["products"]] == [
        ("a", "Shoe", 2, 1),
        ("b", None, 3, 0),
    ]
    assert {row["channel"]: row["return_rate"]["value"] for row in found["channels"]} == {
        "Paid Search": 1.0, "Email": 0.0, "": None,
    }  # fmt: skip


def test_a_refund_counts_on_its_orders_day_or_on_its_own(followed: Workspace) -> None:
    def earned(refunds: Any, by: str = "campaign", **days: Any) -> dict[str, float]:
        found = attribute_workspace(followed, ("linear",), by=by, terms=Terms(), refunds=refunds, **days)
        assert found["refunds_dated"] == refunds
        return {row[by]: row["value"] for row in found["credits"] if row["value"]}

    early: dict[str, Any] = {"period": Period(until=date(2026, 3, 19))}
    late: dict[str, Any] = {"period": Period(since=date(2026, 3, 20))}
    whole = earned("order_date")["Spring"]
    assert earned("order_date", **early) == {"Spring": whole}
    assert earned("order_date", **late) == {"April": earned("order_date")["April"]}
    before, after = earned("refund_date", **early)["Spring"], earned("refund_date", **late)["Spring"]
    assert after == pytest.approx(-before / 3)
    assert before + after == pytest.approx(whole)
    assert set(earned("order_date", by="source_medium")) == {"google / cpc", "news / email"}
    assert earned("order_date", by="creative")["red"] == whole


def test_the_days_asked_for_count_whether_or_not_anything_was_spent_on_them(followed: Workspace) -> None:
    whole = attribute_workspace(followed, ["linear"], terms=Terms(), interval=False)
    found = spend(followed, Period(date(2026, 1, 1), date(2026, 12, 31)))
    orders = sum(row["models"][0]["conversions"]["value"] for row in found["campaigns"])
    assert orders == pytest.approx(whole["conversions"]) == 2


def test_of_a_segment_cost_is_its_part_by_contacts_and_the_parts_add_up(followed: Workspace, tmp_path: Path) -> None:
    """Two met the campaign, one of whom ordered; another campaign nobody met."""
    calls = [
        '{"type":"page","userId":"u2","timestamp":"2026-03-01T09:00:00Z","context":{"page":{"url":'
        '"https://shop.example/?utm_source=google&utm_medium=cpc&utm_campaign=spring"}}}',
        '{"type":"track","event":"Order Completed","userId":"u3","timestamp":"2026-03-02T10:00:00Z","properties":'
        '{"order_id":"7","total":50,"currency":"EUR","products":[{"product_id":"b","quantity":1,"price":50}]}}',
    ]
    (tmp_path / "more.jsonl").write_text("\n".join(calls))
    (tmp_path / "spend.csv").write_text("Day,Campaign name,Amount spent (EUR)\n2026-03-03,Unseen,5.00\n")
    import_files(followed, "segment", [tmp_path / "more.jsonl"])
    import_files(followed, "spend", [tmp_path / "spend.csv"])
    build(followed)
    everybody = spend(followed)
    ordered, others = (spend(followed, segment=Segment.read([f"did{sign}Order Completed"])) for sign in ("=", "!="))
    assert (everybody["cost"], everybody["cost_of_everybody"], everybody["cost_not_shared"]) == (15.0, 15.0, 0.0)
    for found in (ordered, others):
        assert (found["cost"], found["cost_of_everybody"], found["cost_not_shared"]) == (5.0, 15.0, 5.0)
    spring = next(row for row in ordered["campaigns"] if row["campaign"] == "Spring")
    assert (spring["cost"], spring["models"][0]["conversions"]["value"], spring["clicks"]) == (5.0, 1, None)
    assert [row["campaign"] for row in others["campaigns"]] == ["Spring"]
    assert (ordered["new_customers"], others["new_customers"]) == (2, 0)
    assert {one["product"] for one in ordered["products"]} == {"a", "b"}
    assert others["products"] == []
    one = spend(followed, segment=Segment.read(["revenue>=60"]))
    assert {(row["product"], row["sold"]) for row in one["products"]} == {("a", 2), ("b", 1)}
