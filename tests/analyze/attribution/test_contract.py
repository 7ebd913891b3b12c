"""What every model must keep; a new model's file is found by itself."""

from collections.abc import Callable
from datetime import timedelta
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.analyze.attribution import Credit, Credits, models
from percorso.core.errors import PercorsoError
from percorso.core.family import member
from percorso.sequence.journeys import Journeys

every_model = pytest.mark.parametrize("model", models())


def earned(journeys: Journeys, model: str, by: Any = "channel", *, interval: bool = True) -> Credits:
    question = Credit(by=by, model=model, look_back=timedelta(days=30), interval=interval)
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
def test_a_refunded_order_is_an_order_worth_nothing(model: str, written: Callable[..., Journeys]) -> None:
    found = earned(written([{"day": 0, "channel": "Email"}, {"day": 1, "role": "order", "value": 0}]), model)
    assert (found.conversions, found.value) == (1, 0)
    assert (found.rows[0].subject, found.rows[0].conversions) == ("Email", 1)


def test_an_unknown_model_names_the_known_ones(written: Callable[..., Journeys]) -> None:
    with pytest.raises(PercorsoError, match="linear") as caught:
        earned(written([]), "liniar")
    assert caught.value.code == "unknown_attribution"
