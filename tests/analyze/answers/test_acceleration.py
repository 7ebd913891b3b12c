from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from percorso.analyze.answers import acceleration
from percorso.analyze.facts import Facts
from percorso.core.answer import Answer
from percorso.sequence.journeys import Journeys

Made = Callable[..., Journeys]


def way(*stages: str, order: bool = False, day: int = 0) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"day": day + place, "stage": stage} for place, stage in enumerate(stages)]
    return [*rows, {"day": day + len(rows), "role": "order", "stage": "decision", "value": 10_000}] if order else rows


def test_the_step_that_costs_most_is_named_with_its_price(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    people = [
        *[way("awareness", "consideration", order=True)] * 200,
        *[way("awareness", "consideration")] * 200,
        *[way("awareness")] * 599,
        way("awareness", day=300),
    ]
    answer = acceleration.answer(facts(written(*people), last_day=400))
    assert headline(answer).startswith("The step from Awareness to Consideration needs work: 40% go on (37–43)")
    money = next(one for one in answer.figures if one.name == "monthly_if_one_in_ten_won")
    # One in ten of the 600 who stopped, half of whom would order, at 100.00 each, over ten months.
    assert money.subject == "awareness > consideration"
    assert money.value == 600 * 0.1 * 0.5 * 10_000 / 300 * 30
    assert money.low is not None
    assert money.high is not None
    assert money.low < money.value < money.high


def test_the_last_step_before_an_order_is_measured_and_all_steps_are_priced_alike(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    people = [
        *[way("consideration", "decision", order=True)] * 250,
        *[way("consideration", "decision")] * 550,
        *[way("consideration")] * 199,
        way("consideration", day=300),
    ]
    answer = acceleration.answer(facts(written(*people), last_day=400))
    assert headline(answer).startswith("The step from Decision to Order needs work: 31% go on (28–35)")
    gain = {one.subject: one.value for one in answer.figures if one.name == "monthly_if_one_in_ten_won"}
    # Of 200 who never decide, 31% would order had they.
    assert gain["consideration > decision"] == pytest.approx(200 * 0.1 * 250 / 800 * 10_000 / 10)
    assert gain["decision > order"] == pytest.approx(550 * 0.1 * 10_000 / 10)


def test_where_nearly_everybody_orders_speed_is_coming_back_sooner(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    person = [{"day": 0, "role": "order", "value": 100}, {"day": 20, "role": "order", "value": 100}]
    answer = acceleration.answer(facts(written(*[person] * 150), visits=False))
    assert headline(answer).startswith("Half of those who come back do so within 20 days, and 100% order again")
    assert answer.chart is not None
    assert answer.table is not None


def test_without_visits_the_whole_way_is_the_one_step_there_is(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    mailed = [{"day": 0, "channel": "Email", "stage": "awareness"}]
    bought = [*mailed, {"day": 5, "role": "order", "stage": "decision", "value": 2000}]
    answer = acceleration.answer(facts(written(*[bought] * 250, *[mailed] * 250), visits=False))
    assert headline(answer).startswith("From first touch to order, 50% of ways end in an order")


def test_where_orders_carry_no_value_the_gain_is_told_in_orders(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    signed = [{"day": 0, "stage": "awareness"}, {"day": 5, "role": "order", "stage": "decision", "value": 0}]
    people = [*[signed] * 250, *[way("awareness")] * 249, way("awareness", day=300)]
    answer = acceleration.answer(facts(written(*people), visits=False, last_day=400))
    assert "would bring about 2.5 orders a month (" in headline(answer)
    gain = next(one for one in answer.figures if one.name == "monthly_orders_if_one_in_ten_won")
    # One in ten of the 250 others, over ten months.
    assert gain.value == pytest.approx(250 * 0.1 / 300 * 30)
    assert (gain.unit, gain.currency) == ("count", "")


def test_where_nobody_came_back_the_second_order_is_the_one_to_win(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    once = [{"day": 0, "role": "order", "value": 100}]
    assert headline(acceleration.answer(facts(written(*[once] * 210), visits=False))).startswith(
        "None of 210 customers has ordered again yet: the second order is the one to win"
    )


def test_how_many_come_back_waits_until_they_could_have(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    twice = [{"day": day, "role": "order", "value": 100} for day in (0, 20)]
    told = headline(acceleration.answer(facts(written(*[twice] * 110), visits=False, last_day=30)))
    assert told.startswith("Half of those who have come back so far did so within 20 days")
    assert "is told once the first are 90 days old" in told


def test_without_an_order_nothing_is_made_up(written: Made, facts: Callable[..., Facts]) -> None:
    assert acceleration.answer(facts(written(way("awareness")))).status == "cannot_tell"


def test_few_orders_are_too_early_to_say(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = acceleration.answer(facts(written(way("awareness", order=True))))
    assert headline(answer).startswith("Too early to say: 1 order, ")


def test_every_step_of_a_real_shop_has_its_share_and_its_time(english: dict[str, Any]) -> None:
    steps = {one["subject"] for one in english["answers"][1]["figures"] if one["name"] == "days_to_next"}
    assert steps == {"awareness > consideration", "consideration > decision", "decision > order", "touch > order"}


def test_what_is_too_early_to_say_shows_counts_that_choose_nothing(written: Made, facts: Callable[..., Facts]) -> None:
    young = acceleration.answer(facts(written([{"day": 0, "role": "order", "value": 900}]), last_day=1, visits=False))
    assert young.chart is None
    assert young.table is not None
    assert young.table.rows == (("1970-01", 1, 0, 900, 0),)
    few = acceleration.answer(facts(written(*[way("awareness", order=True)] * 3, way("awareness"), way("awareness"))))
    assert few.chart is not None
    assert few.chart.title.key == "answer.2.chart_early"
