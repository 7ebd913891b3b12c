"""What every model must keep; a new model's file is found by itself."""

from collections.abc import Callable
from datetime import timedelta
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.analyze.attribution import Credit, Credits, credit, models
from percorso.core.errors import PercorsoError
from percorso.core.family import member
from percorso.sequence.journeys import Journeys

every_model = pytest.mark.parametrize("model", models())


DAY = 86_400_000_000


def earned(
    journeys: Journeys,
    model: str,
    by: Any = "channel",
    *,
    interval: bool = True,
    look_back: timedelta = timedelta(days=30),
) -> Credits:
    question = Credit(by=by, model=model, look_back=look_back, interval=interval)
    return question.finish(question.map(journeys))


@every_model
def test_a_model_says_what_it_does_in_a_sentence(model: str) -> None:
    summary = member("percorso.analyze.attribution", model).SUMMARY
    assert summary.endswith(".")
    assert len(summary) > 20


@every_model
def test_a_model_has_its_own_known_answers(model: str) -> None:
    assert (Path(__file__).parent / f"test_{model}.py").exists()


@every_model
@pytest.mark.parametrize("by", ["channel", "campaign"])
@given(data=st.data())
def test_credits_add_up_to_the_orders_and_their_revenue(
    model: str, by: str, data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = data.draw(shops)
    found = earned(journeys(shop), model, by, interval=False)
    orders = [row for person in shop for row in person if row.role == "order"]
    assert found.conversions == len(orders)
    assert found.value == sum(row.value for row in orders if row.currency == "EUR")
    assert fsum(row.conversions for row in found.rows) == pytest.approx(len(orders), abs=1e-9)
    assert fsum(row.value for row in found.rows) == pytest.approx(found.value, rel=1e-12, abs=1e-6)


@every_model
@settings(max_examples=15)
@given(data=st.data())
def test_no_credit_is_negative_and_the_unattributed_row_is_last(
    model: str, data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    rows = earned(journeys(data.draw(shops)), model).rows
    assert all(row.conversions >= 0 and row.value >= 0 for row in rows)
    assert [row.subject for row in rows].index("") == len(rows) - 1
    assert all(row.low <= row.high and row.value_low <= row.value_high for row in rows)


@every_model
def test_only_touches_of_the_orders_own_cycle_within_the_look_back_earn(
    model: str, written: Callable[..., Journeys]
) -> None:
    found = earned(
        written(
            [
                {"day": 0, "channel": "Direct"},  # too long before
                {"day": 20, "channel": "Email"},  # exactly 30 days before
                {"day": 50, "role": "order", "value": 1000},
                {"day": 51, "role": "after", "channel": "Paid Search"},  # concerns the order
                {"day": 60, "role": "order", "value": 500},  # nothing of its own before it
            ]
        ),
        model,
    )
    assert [(row.subject, row.conversions, row.value) for row in found.rows] == [("Email", 1, 1000), ("", 1, 500)]


@every_model
@settings(max_examples=15)
@given(data=st.data(), day=st.sampled_from([1, 10, 41, 100]))
def test_refunds_of_their_own_day_are_money_moved_in_time(
    model: str, data: st.DataObject, day: int, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    """What is earned before a day and after it adds up to what is earned at all, whichever day refunds count on."""
    shop = journeys(data.draw(shops))

    def parts(refunds: Any) -> list[tuple[float, float]]:
        spans = ((None, None), (None, day * DAY), (day * DAY, None))
        asked = [Credit(model=model, since=a, until=b, refunds=refunds, interval=False) for a, b in spans]
        return [(found.conversions, _whole(found)) for found in (one.finish(one.map(shop)) for one in asked)]

    for refunds in ("order", "refund"):
        (orders, value), (early, early_value), (late, late_value) = parts(refunds)
        assert orders == early + late
        assert value == pytest.approx(early_value + late_value, rel=1e-12, abs=1e-6)


@every_model
def test_a_refund_of_a_later_day_leaves_the_days_of_its_order_alone(
    model: str, written: Callable[..., Journeys]
) -> None:
    shop = written(
        [
            {"day": 0, "channel": "Email"},
            {"day": 1, "role": "order", "value": 300},
            {"day": 9, "role": "after", "refund": 200},
        ]
    )
    for span, value, orders in (((0, 5 * DAY), 500, 1), ((5 * DAY, None), -200, 0), ((None, None), 300, 1)):
        asked = Credit(model=model, since=span[0], until=span[1], refunds="refund")
        found = asked.finish(asked.map(shop))
        assert (found.value, found.conversions, found.margin) == (value, orders, None)
        assert {row.subject: row.value for row in found.rows if row.value} == {"Email": value}


@settings(max_examples=15)
@given(data=st.data(), day=st.sampled_from([1, 10, 41, 100]))
def test_credit_dated_by_touch_adds_up_over_time_to_that_dated_by_order(
    data: st.DataObject, day: int, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    shop = journeys(data.draw(shops))
    for model in ("first", "last", "linear", "time_decay"):
        spans = ((None, day * DAY), (day * DAY, None))
        asked = [Credit(model=model, since=a, until=b, dated="touch", interval=False) for a, b in spans]
        early, late = (one.finish(one.map(shop)) for one in asked)
        whole = earned(shop, model, interval=False, look_back=timedelta(days=90))
        assert early.value + late.value == pytest.approx(whole.value, rel=1e-12, abs=1e-6)
        subjects = {row.subject: row.conversions for row in whole.rows}
        for subject, orders in subjects.items():
            halves = [row.conversions for found in (early, late) for row in found.rows if row.subject == subject]
            assert fsum(halves) == pytest.approx(orders, abs=1e-9)


@pytest.mark.parametrize("model", ["markov", "shapley"])
def test_a_model_of_the_whole_shop_has_no_credit_by_touch_date(model: str) -> None:
    with pytest.raises(PercorsoError, match=model) as caught:
        Credit(model=model, dated="touch")
    assert caught.value.code == "no_touch_dates"


def _whole(found: Credits) -> float:
    assert fsum(row.value for row in found.rows) == pytest.approx(found.value, rel=1e-12, abs=1e-6)
    return found.value


@every_model
def test_a_refunded_order_is_an_order_worth_nothing(model: str, written: Callable[..., Journeys]) -> None:
    found = earned(written([{"day": 0, "channel": "Email"}, {"day": 1, "role": "order", "value": 0}]), model)
    assert (found.conversions, found.value) == (1, 0)
    assert (found.rows[0].subject, found.rows[0].conversions) == ("Email", 1)


def test_an_unknown_model_names_the_known_ones(written: Callable[..., Journeys]) -> None:
    with pytest.raises(PercorsoError, match="linear") as caught:
        earned(written([]), "liniar")
    assert caught.value.code == "unknown_attribution"


def test_a_path_of_a_file_is_no_journeys() -> None:
    with pytest.raises(PercorsoError, match="from_table or from_paths") as refused:
        credit("touches.csv")  # type: ignore[arg-type]
    assert refused.value.code == "not_journeys"
