from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from percorso.analyze.answers.spending import spending
from percorso.analyze.facts import Facts
from percorso.analyze.retention import Retention
from percorso.analyze.spend import SpendRow
from percorso.core.settings import Shop
from percorso.sequence.journeys import Journeys

Made = Callable[..., Journeys]


def bought(day: float) -> list[dict[str, Any]]:
    return [{"day": day, "channel": "Email", "campaign": "spring"}, {"day": day, "role": "order", "value": 5000}]


def test_only_the_orders_of_the_days_spend_covers_are_held_against_it(
    written: Made, facts: Callable[..., Facts]
) -> None:
    shop = Shop(time_zone="UTC", margin=Decimal(40))
    spend = (SpendRow(date(1970, 1, 11), "meta_ads", "Email", "spring", 1000, "EUR"),)
    told = facts(written(bought(9.9), bought(10), bought(10.9), bought(11)), shop=shop, spend=spend)
    found = spending(told, told.ask(Retention(told.last_at)))
    assert found.new_customers == 2
    assert found.cost_per_new_customer is not None
    assert found.cost_per_new_customer.value == 500
    (row,) = found.campaigns[:1]
    assert [one.conversions.value for one in row.models] == [2, 2, 2]
    assert (row.subject, row.cost) == ("spring", 1000)


def test_a_margin_is_each_orders_own_and_one_without_leaves_its_campaign_untold(
    written: Made, facts: Callable[..., Facts]
) -> None:
    def way(campaign: str, margin: int | None) -> list[dict[str, Any]]:
        return [
            {"day": 10, "channel": "Email", "campaign": campaign},
            {"day": 10, "role": "order", "value": 5000, "margin": margin},
        ]

    days = [SpendRow(date(1970, 1, 11), "meta_ads", "Email", name, 1000, "EUR") for name in ("spring", "summer")]
    shop = written(*[way("spring", 1500)] * 3, way("spring", 500), way("summer", 4000), way("summer", None))
    told = facts(shop, shop=Shop(time_zone="UTC"), spend=tuple(days))
    rows = {row.subject: row.models[2] for row in spending(told, told.ask(Retention(told.last_at))).campaigns}
    assert rows["spring"].margin_return is not None
    assert rows["spring"].margin_return.value == 5.0
    assert rows["summer"].margin_return is None


def test_no_verdict_is_passed_on_what_none_of_whose_visits_is_on_record(
    written: Made, facts: Callable[..., Facts]
) -> None:
    shop = Shop(time_zone="UTC", margin=Decimal(40))
    spend = tuple(
        SpendRow(date(1970, 1, 11), "meta_ads", channel, campaign, 90_000, "EUR", clicks=4_000)
        for channel, campaign in (("Email", "spring"), ("TV", "untagged"))
    )
    told = facts(written(bought(10)), shop=shop, spend=spend)
    found = spending(told, told.ask(Retention(told.last_at)))
    campaigns = {row.subject: (row.verdict, row.reason) for row in found.campaigns if row.subject}
    assert campaigns == {"spring": ("stop", "below_break_even"), "untagged": (None, "no_visits")}
    channels = {row.subject: row.reason for row in found.channels if row.subject}
    assert channels == {"Email": "below_break_even", "TV": "no_visits"}
