from __future__ import annotations

from typing import Any

from percorso.speak.catalogue import Catalogue
from percorso.speak.moved import moved_document, sentences

EN, IT = Catalogue.of("en"), Catalogue.of("it")


def sums(
    orders: int = 0, revenue: str = "0.00", new_customers: int = 0, touchpoints: int = 0, cost: str = "0.00"
) -> dict[str, Any]:
    counts = {"orders": orders, "new_customers": new_customers, "touchpoints": touchpoints}
    return {**counts, "revenue": revenue, "cost": cost}


def month(was: dict[str, Any], now: dict[str, Any], *causes: dict[str, Any], **other: Any) -> dict[str, Any]:
    own = {"month": "2026-03", "from": "2026-03-01", "to": "2026-03-31", "currency": "EUR"}
    return {**own, "published_at": "2026-04-03T08:00:00+00:00", "was": was, "now": now, "causes": causes, **other}


LATE = {"cause": "late_orders", "things": 4, "moved": sums(4, "400.00", 3, 4)}
REFUNDS = {"cause": "refunds", "things": 1, "moved": sums(revenue="-120.00")}
MARCH = month(sums(98, "12310.00", 60, 900), sums(102, "12590.00", 63, 904), LATE, REFUNDS)


def test_revenue_leads_and_causes_come_by_their_size() -> None:
    assert sentences([MARCH], EN) == [
        "Revenue, March 2026: €12,590 now, €12,310 when published on 3 April 2026."
        " Why: 4 orders came late and 1 order was refunded."
    ]
    assert sentences([MARCH], IT) == [
        "Ricavi, marzo 2026: ora 12.590\u00a0€, il 3 aprile 2026 12.310\u00a0€."
        " Perché: 4 ordini sono arrivati in ritardo e 1 ordine è stato rimborsato."
    ]


def test_a_month_that_was_not_over_names_its_days_and_no_day_of_publication() -> None:
    one = month(sums(new_customers=9), sums(new_customers=7), published_at=None, to="2026-03-12")
    one["causes"] = [{"cause": "identity", "things": 2, "moved": sums(new_customers=-2)}]
    assert sentences([one], EN) == [
        "New customers, 1 March – 12 March 2026: 7 now, 9 as published. Why: who is one person is known better now."
    ]


def test_the_largest_move_of_revenue_is_said_first() -> None:
    april = month(sums(revenue="10.00"), sums(revenue="5000.00"), LATE, month="2026-04", **{"from": "2026-04-01"})
    assert [line[:20] for line in sentences([MARCH, april], EN)] == ["Revenue, April 2026:", "Revenue, March 2026:"]


def test_a_few_late_touches_are_in_the_table_and_in_no_sentence() -> None:
    late = {"cause": "late_events", "things": 9, "moved": sums(touchpoints=9)}
    few = month(sums(touchpoints=1000), sums(touchpoints=1009), late)
    document = moved_document([few], EN)
    assert (document["headline"], document["months"][0]["text"]) == ("", "")
    assert document["months"][0]["figures"][4] == {
        "name": "touchpoints",
        "label": "Touchpoints",
        "was": "1,000",
        "now": "1,009",
        "change": "+9",
    }
    assert document["months"][0]["causes"][0]["moved"] == {
        "revenue": "–",
        "orders": "–",
        "new_customers": "–",
        "cost": "–",
        "touchpoints": "+9",
    }
    assert sentences([month(sums(touchpoints=100), sums(touchpoints=109), late)], EN)


def test_ad_cost_that_a_platform_restated_is_said_by_that_name() -> None:
    restated = {"cause": "cost_restated", "things": 2, "moved": sums(cost="12.00")}
    one = month(sums(revenue="90.00", cost="100.00"), sums(revenue="90.00", cost="112.00"), restated)
    assert sentences([one], EN) == [
        "Ad cost, March 2026: €112 now, €100 when published on 3 April 2026."
        " Why: ad platforms restated what 2 days cost."
    ]
