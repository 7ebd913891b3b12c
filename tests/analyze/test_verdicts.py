import pytest

from percorso.analyze.intervals import Estimate
from percorso.analyze.verdicts import ModelReturn, Reason, Verdict, judge

SOME = Estimate(10, 5, 15)
NONE = Estimate(0, 0, 0)
ABOVE, ACROSS, BELOW = Estimate(2, 1.5, 3), Estimate(1, 0.5, 2), Estimate(0.5, 0.2, 0.9)


def model(returns: Estimate | None, roas: Estimate = ABOVE, orders: Estimate = SOME) -> ModelReturn:
    return ModelReturn("linear", orders, Estimate(100, 50, 150), roas, returns, 1.0)


@pytest.mark.parametrize(
    ("returns", "verdict", "reason"),
    [
        ([ABOVE, ABOVE], "keep", "above_break_even"),
        ([BELOW, BELOW], "stop", "below_break_even"),
        ([ABOVE, BELOW], "test", "models_disagree"),
        ([ACROSS, BELOW], "change", "leans_below"),
        ([ACROSS, ABOVE], "test", "leans_above"),
        ([ACROSS, ACROSS], "test", "interval_spans_break_even"),
    ],
)
def test_a_verdict_follows_where_the_intervals_lie(returns: list[Estimate], verdict: Verdict, reason: Reason) -> None:
    assert judge(100, 50, 5.0, [model(one) for one in returns]) == (verdict, reason)


@pytest.mark.parametrize(
    ("clicks", "orders_due", "verdict", "reason"),
    [
        (None, 3.0, "stop", "no_orders"),
        (1000, 2.9, "test", "too_few_clicks"),
        (300, None, "stop", "no_orders"),
        (299, None, "test", "too_few_clicks"),
        (None, None, "test", "too_few_clicks"),
    ],
)
def test_without_an_order_it_depends_on_how_many_were_due(
    clicks: int | None, orders_due: float | None, verdict: Verdict, reason: Reason
) -> None:
    assert judge(100, clicks, orders_due, [model(ABOVE, orders=NONE)]) == (verdict, reason)


def test_without_a_margin_only_a_revenue_below_the_cost_is_judged() -> None:
    assert judge(100, 50, None, [model(None, BELOW)]) == ("stop", "below_break_even")
    assert judge(100, 50, None, [model(None, ACROSS)]) == ("test", "margin_unknown")


def test_without_spend_there_is_nothing_to_decide() -> None:
    assert judge(0, None, None, [model(None)]) == (None, "no_spend")
