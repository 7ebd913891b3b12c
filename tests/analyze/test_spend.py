from datetime import date

import pytest

from percorso.analyze.attribution import CreditRow, Credits
from percorso.analyze.intervals import Estimate
from percorso.analyze.retention import Worth
from percorso.analyze.spend import Returns, SpendRow, normal, returns

DAY = date(2026, 3, 1)


def earned(model: str, *rows: tuple[str, float, float], margin: float | None = None) -> Credits:
    def kept(value: float) -> Estimate | None:
        return None if margin is None else Estimate(*(value * margin * part for part in (1, 0.8, 1.2)))

    made = tuple(
        CreditRow(name, orders, value, orders * 0.8, orders * 1.2, value * 0.8, value * 1.2, kept(value))
        for name, orders, value in rows
    )
    orders, value = round(sum(row.conversions for row in made)), round(sum(row.value for row in made))
    return Credits(
        model, "campaign", "EUR", made, orders, value, 1000, None if margin is None else round(value * margin)
    )


def paid(campaign: str, cost: int, **more: object) -> SpendRow:
    fields = {"on": DAY, "platform": "meta_ads", "channel": "Paid Social", "currency": "EUR", **more}
    return SpendRow(campaign=campaign, cost=cost, **fields)  # type: ignore[arg-type]


def asked(*spend: SpendRow, models: tuple[Credits, ...] = (), **options: object) -> Returns:
    return returns(spend, models, models, currency="EUR", **options)  # type: ignore[arg-type]


def test_spend_and_credit_meet_by_name_whatever_its_spelling() -> None:
    model = earned("linear", ("spring_SALE", 10, 90_000), ("Spring sale", 2, 10_000), margin=0.5)
    (row,) = asked(paid("Spring Sale", 20_000), paid("spring-sale", 5_000), models=(model,)).campaigns
    assert (row.subject, row.cost, row.channel, row.platform) == ("Spring Sale", 25_000, "Paid Social", "meta_ads")
    (one,) = row.models
    assert one.conversions == pytest.approx((12, 9.6, 14.4))
    assert one.value == pytest.approx((100_000, 80_000, 120_000))
    assert one.roas == pytest.approx((4.0, 3.2, 4.8))
    assert one.margin_return == pytest.approx((2.0, 1.6, 2.4))
    assert one.cost_per_order == pytest.approx(25_000 / 12)
    assert (row.verdict, row.reason, row.incremental) == ("keep", "above_break_even", "not_identified")


def test_spend_and_credit_meet_by_the_campaigns_id() -> None:
    model = earned("linear", ("120208", 1, 500))
    (row,) = asked(paid("Spring", 100, campaign_id="120208"), models=(model,)).campaigns
    assert (row.subject, row.models[0].conversions.value) == ("Spring", 1)


def test_what_has_only_one_side_stays() -> None:
    model = earned("last", ("organic", 3, 300), ("", 5, 700), margin=0.3)
    found = asked(paid("idle", 900, clicks=40), paid("", 100), models=(model,))
    rows = {
        (row.subject, row.cost): (row.models[0].conversions.value, row.verdict, row.reason) for row in found.campaigns
    }
    assert rows == {
        ("idle", 900): (0, "stop", "no_orders"),
        ("organic", 0): (3, None, "no_spend"),
        ("", 100): (0, "test", "too_few_clicks"),
        ("", 0): (5, None, "no_spend"),
    }
    assert found.campaigns[0].clicks == 40
    assert sum(row.models[0].value.value for row in found.campaigns) == 1000


def test_channels_are_joined_as_campaigns_are() -> None:
    model = earned("linear", ("Paid Social", 4, 1000))
    (row,) = asked(paid("a", 100, clicks=3), paid("b", 150), models=(model,)).channels
    assert (row.subject, row.cost, row.clicks) == ("Paid Social", 250, 3)
    assert row.models[0].roas == pytest.approx((4, 3.2, 4.8))


def test_other_currencies_are_left_out_and_counted() -> None:
    found = asked(paid("a", 100), paid("a", 70, currency="USD", on=date(2026, 4, 1)))
    assert (found.cost, found.left_out, found.first_on, found.last_on) == (100, 1, DAY, DAY)


def worth_of(months: int, margin: float | None) -> Worth:
    kept = None if margin is None else Estimate(margin, margin, margin)
    return Worth(months, 50, Estimate(0, 0, 0), kept)


def test_payback_has_no_latest_month_until_the_margin_covers_the_most_a_customer_may_have_cost() -> None:
    worth = [worth_of(1, 80), worth_of(2, 100), worth_of(3, 115)]
    assert asked(paid("a", 10_000), new_customers=100, worth=worth).payback == (2, 2, None)


def test_payback_is_the_month_when_margin_covers_the_cost_of_a_customer() -> None:
    worth = [worth_of(1, 90), worth_of(2, 100), worth_of(3, 130)]
    found = asked(paid("a", 10_000), new_customers=100, worth=worth)
    assert found.payback == (2, 1, 3)
    assert found.cost_per_new_customer == pytest.approx((100, 82.2, 122.6), abs=2)
    assert asked(paid("a", 20_000), new_customers=100, worth=worth).payback is None
    assert asked(paid("a", 1), new_customers=1, worth=[worth_of(1, None)]).payback is None


def test_without_spend_or_new_customers_no_cost_of_a_customer_is_told() -> None:
    assert asked(new_customers=5).cost_per_new_customer is None
    assert asked(paid("a", 100)).cost_per_new_customer is None
    assert asked().first_on is None


def test_names_are_brought_together_by_case_spaces_underscores_and_hyphens() -> None:
    assert normal("  Spring_Sale-2026 ") == normal("spring sale+2026") == "spring sale 2026"
