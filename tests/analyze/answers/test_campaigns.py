from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from percorso.analyze.answers import campaigns
from percorso.analyze.answers.figures import said
from percorso.analyze.facts import Facts
from percorso.analyze.spend import SpendRow
from percorso.core.answer import Answer
from percorso.core.settings import Shop
from percorso.sequence.journeys import Journeys
from percorso.speak.answers import answer_document
from percorso.speak.catalogue import Catalogue

Made = Callable[..., Journeys]
BOUGHT = [{"day": 0, "channel": "Email", "campaign": "spring"}, {"day": 1, "role": "order", "value": 5000}]
WASTE = SpendRow(date(1970, 1, 2), "google_ads", "Display", "summer", 50_000, "EUR", clicks=900)


def test_without_spend_credit_leads_and_the_return_cannot_be_told(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = campaigns.answer(facts(written(*[BOUGHT] * 20)))
    assert answer.status == "cannot_tell"
    assert headline(answer).startswith(
        "What campaigns return cannot be told: no cost was imported. By credit alone spring"
    )
    assert "missing.spend" in {message.key for message in answer.missing}


def test_a_campaign_that_cost_and_sold_nothing_stays_in_the_table(written: Made, facts: Callable[..., Facts]) -> None:
    spent = SpendRow(date(1970, 1, 2), "meta_ads", "Email", "Spring", 1000, "EUR", clicks=10)
    found = campaigns.answer(facts(written(*[BOUGHT] * 20), spend=(WASTE, spent)))
    rows = {row[0]: row for row in found.table.rows}  # type: ignore[union-attr]
    assert set(rows) == {"summer", "Spring"}
    assert rows["summer"][2:6] == (50_000, 0.0, 0.0, 0.0)
    assert rows["Spring"][3:6] == (20.0, 20.0, 20.0)


def test_every_campaign_with_a_cost_is_in_the_headline(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    def shown(*campaigns: str) -> list[dict[str, Any]]:
        return [{"day": 1, "channel": "Direct", "campaign": one} for one in campaigns]

    bought = [{"day": 1, "channel": "Email", "campaign": "spring"}, {"day": 1.1, "role": "order", "value": 5000}]
    profit = [one | ({"margin": 2000} if "role" in one else {}) for one in bought]
    spend = (WASTE, WASTE._replace(campaign="spring", cost=10_000), WASTE._replace(campaign="winter", cost=300))
    told = headline(campaigns.answer(facts(written(*[profit] * 250, shown("summer")), spend=spend, last_day=20)))
    assert told == (
        "Of 3 campaigns that cost €603: keep spring, which brings back 125 times its cost (124–126), stop summer, which"
        " cost €500 without one order and of winter nothing can be told."
        " Credit is not effect, so test before moving much budget."
    )


def test_a_cost_nobody_imported_is_not_nought(written: Made, facts: Callable[..., Facts]) -> None:
    figures = campaigns.answer(facts(written(*[BOUGHT] * 20))).figures
    (cost,) = [one for one in figures if one.name == "cost"]
    assert (cost.value, cost.status, cost.reason) == (None, "cannot_tell", said("missing.spend"))
    assert all(one.reason == said("verdict_reason.no_spend") for one in figures if one.name.startswith("roas"))
    # People stand behind what is credited, and none behind a cost.
    assert {one.n for one in figures if one.name.startswith("credited")} == {20}
    spent = campaigns.answer(facts(written(*[BOUGHT] * 20), spend=(WASTE,))).figures
    assert {one.n for one in spent if one.name == "cost"} == {None}


def test_campaigns_whose_visits_led_to_no_order_stay_and_are_told_so(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    looked = [{"day": 0, "channel": "Email", "campaign": "summer"}]
    answer = campaigns.answer(facts(written(*[looked] * 9, *[[{"day": 0, "role": "order", "value": 500}]] * 6)))
    assert answer.table is not None
    assert {row[0] for row in answer.table.rows} == {"spring", "summer"}
    assert headline(answer) == (
        "What campaigns return cannot be told: no cost was imported, and no visit by a campaign came in the 90 days"
        " before any of the orders (6)."
    )


def test_no_campaign_at_all_says_what_would_tell(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    unseen = replace(facts(written([{"day": 0, "role": "order", "value": 100}])), words={"campaign": ()})
    answer = campaigns.answer(unseen)
    assert headline(answer).startswith("What campaigns return cannot be told: no campaign is on record")
    seen = campaigns.answer(facts(written([{"day": 0, "channel": "Email", "campaign": "spring"}])))
    assert headline(seen).startswith("What campaigns return cannot be told yet: their visits are on record")


def test_a_campaign_whose_visits_were_never_seen_is_not_called_a_failure(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    alone = [{"day": 1, "role": "order", "value": 5000}]
    answer = campaigns.answer(facts(written(*[alone] * 250), spend=(WASTE._replace(campaign="autumn"),), visits=False))
    assert headline(answer).startswith(
        "1 campaign cost €500; a new customer cost €2 of advertising on average. Whether "
    )
    assert answer.status == "cannot_tell"
    assert answer.chart is None
    assert answer.table is not None
    assert answer.table.rows[0][-3:-1] == (None, said("verdict_reason.no_visits"))
    assert "missing.campaign_tags" in {message.key for message in answer.missing}


def test_a_campaign_that_was_seen_and_sold_nothing_is_stopped(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    looked = [{"day": 1, "channel": "Direct", "campaign": "summer"}]
    answer = campaigns.answer(facts(written(*[BOUGHT] * 250, *[looked] * 10), spend=(WASTE,), last_day=20))
    assert headline(answer) == (
        "1 campaign cost €500: stop summer, which cost €500 without one order."
        " Credit is not effect, so test before moving much budget."
    )


def test_a_campaign_known_by_its_number_was_seen(written: Made, facts: Callable[..., Facts]) -> None:
    looked = [{"day": 1, "channel": "Direct", "campaign": "summer"}]
    spend = (WASTE._replace(campaign="autumn", campaign_id="summer"),)
    answer = campaigns.answer(facts(written(*[BOUGHT] * 250, *[looked] * 10), spend=spend, last_day=20))
    assert answer.table is not None
    assert answer.table.rows[0][-2] == said("verdict_reason.no_orders")


def test_where_orders_carry_no_value_their_cost_leads(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    signed = [{"day": 1, "channel": "Email", "campaign": "spring"}, {"day": 1.5, "role": "order", "value": 0}]
    spend = (WASTE._replace(campaign="spring"),)
    answer = campaigns.answer(facts(written(*[signed] * 250), spend=spend))
    assert headline(answer).startswith("spring brings orders at the least cost, €2 each; they carry no value")
    returned = {one.name: one.status for one in answer.figures if one.name.startswith("roas")}
    assert set(returned.values()) == {"cannot_tell"}


def test_a_cost_in_another_currency_asks_for_rates(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = campaigns.answer(facts(written(*[BOUGHT] * 20), spend=(WASTE._replace(currency="USD"),)))
    assert "their cost came in another currency" in headline(answer)


def test_few_orders_in_the_days_of_the_spend_are_too_early(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    later = [{"day": 200, "channel": "Email", "campaign": "spring"}, {"day": 201, "role": "order", "value": 5000}]
    spend = (WASTE._replace(campaign="spring"),)
    answer = campaigns.answer(facts(written(*[BOUGHT] * 20, *[later] * 200), spend=spend))
    assert headline(answer).startswith("Too early to say: 20 orders in the days the spend covers, we need about 200")


def test_without_a_margin_returns_are_told_and_the_verdict_waits(english: dict[str, Any]) -> None:
    told = english["answers"][4]["headline"]
    assert told.startswith("Marca brings back ")
    assert "depends on your margin" in told
    assert "Display prospecting brings back 0." in told
    assert "less than it cost, which no margin makes pay. Credit is not effect" in told


def test_with_a_margin_campaigns_are_kept_stopped_or_tested(with_margin: dict[str, Any]) -> None:
    answer = with_margin["answers"][4]
    verdicts = {row["campaign"]: row["verdict"] for row in answer["table"]}
    assert verdicts["Marca"] == "keep"
    assert verdicts["Display prospecting"] == "stop"
    assert verdicts["Lettera di maggio"] is None
    assert answer["headline"].startswith("Of 3 campaigns that cost €7,260: keep Marca, which brings back ")
    assert "stop Display prospecting" in answer["headline"]
    assert "Estate" in answer["headline"]


def test_credits_agree_with_the_orders_of_the_days_spend_covers(english: dict[str, Any]) -> None:
    table = english["answers"][4]["table"]
    by_campaign = sum(row["credit_linear"] for row in table)
    assert 0 < by_campaign <= english["totals"]["orders"]
    assert {row["incremental"] for row in table} == {"not identified: no experiment was run"}
    spent = {row["campaign"]: row["cost"] for row in table}
    assert float(spent["Marca"]) == pytest.approx(150 * 18.40)


def test_a_campaigns_channel_is_the_one_its_visits_came_by(english: dict[str, Any]) -> None:
    channels = {row["campaign"]: row["channel"] for row in english["answers"][4]["table"]}
    assert channels["Display prospecting"] == "Display"
    assert channels["Estate"] == "Paid Social"


def test_a_campaign_called_like_a_channel_keeps_its_name(written: Made, facts: Callable[..., Facts]) -> None:
    spend = (WASTE._replace(campaign="Direct"),)
    document = answer_document(campaigns.answer(facts(written(*[BOUGHT] * 20), spend=spend)), Catalogue.of("it"))
    assert {one["about"] for one in document["figures"]} == {"", "Direct", "spring", "summer"}


def test_with_too_few_orders_no_campaign_is_judged(written: Made, facts: Callable[..., Facts]) -> None:
    spent = SpendRow(date(1970, 1, 2), "meta_ads", "Email", "Spring", 1000, "EUR", clicks=10)
    answer = campaigns.answer(facts(written(*[BOUGHT] * 20), spend=(spent, WASTE), shop=Shop(margin=Decimal(45))))
    assert answer.headline.key == "status.too_early"
    assert answer.chart is not None
    assert answer.chart.title.key == "answer.5.chart_early"
    assert answer.table is not None
    judged = {row[0]: (row[-3], row[-2]) for row in answer.table.rows}
    assert judged["Spring"] == (None, said("verdict_reason.too_few_orders"))
