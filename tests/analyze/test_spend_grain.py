from __future__ import annotations

from datetime import date
from typing import Any

from percorso.analyze.spend_grain import at_one_grain

PLAIN = {
    "shop": "shop", "source": "spend", "platform": "google_ads", "on": date(2026, 3, 1), "campaign": "A",
    "currency": "EUR", "campaign_id": None, "ad_group": None, "ad": None,
}  # fmt: skip


def cost(amount: int, received_at: int, **told: Any) -> dict[str, Any]:
    return {**PLAIN, "cost": amount, "received_at": received_at, **told}


def kept(*rows: dict[str, Any]) -> list[int]:
    return [row["cost"] for row in at_one_grain(rows)]


def test_the_same_cost_told_at_another_grain_counts_as_it_was_told_last() -> None:
    whole, parts = cost(10, 1), [cost(4, 2, ad_group="x"), cost(6, 2, ad_group="y")]
    assert kept(whole, *parts) == [4, 6]
    assert kept(whole, *parts, cost(10, 3, campaign_id="77")) == [10]
    assert kept({**whole, "received_at": 5}, *parts) == [10]


def test_a_day_that_only_one_grain_tells_stays() -> None:
    other = cost(7, 1, on=date(2026, 3, 2))
    assert kept(cost(10, 1), other, cost(9, 2, ad_group="x")) == [7, 9]


def test_rows_that_arrived_together_are_parts_of_one_cost() -> None:
    assert kept(cost(10, 1), cost(4, 1, ad_group="x"), cost(1, 1, ad_group="x", ad="v")) == [10, 4, 1]


def test_rows_of_one_grain_add_up_whenever_they_arrived() -> None:
    assert kept(cost(4, 1, campaign_id="1"), cost(6, 2, campaign_id="2")) == [4, 6]


def test_other_campaigns_platforms_currencies_and_sources_are_apart() -> None:
    rows = [cost(1, 1), cost(2, 2, campaign="B", ad_group="x"), cost(3, 2, platform="meta_ads", ad="x")]
    rows += [cost(4, 2, currency="USD", ad="x"), cost(5, 2, source="agency", ad="x"), cost(6, 2, shop="b", ad="x")]
    assert kept(*rows) == [1, 2, 3, 4, 5, 6]
