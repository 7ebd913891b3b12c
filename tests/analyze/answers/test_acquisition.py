from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from percorso.analyze.answers import acquisition
from percorso.analyze.facts import Facts
from percorso.core.answer import Answer
from percorso.sequence.journeys import Journeys

Person = list[dict[str, Any]]
Made = Callable[..., Journeys]


def reached(channel: str, day: float = 0) -> Person:
    return [{"day": day, "channel": channel}, {"day": day + 1, "role": "order", "value": 1000}]


ALONE: Person = [{"day": 0, "role": "order", "value": 1000}]


def figure(answer: Answer, name: str, subject: str = "") -> float | None:
    return next(one.value for one in answer.figures if (one.name, one.subject) == (name, subject))


def test_the_channel_of_the_first_touch_opens_the_way(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    people = [*[reached("Email")] * 150, *[reached("Paid Search")] * 50, *[ALONE] * 50]
    answer = acquisition.answer(facts(written(*people), last_day=30))
    assert headline(answer).startswith("Email brings most new customers: 150 of 250 by first touch (60%;")
    assert "against 50 from Paid Search" in headline(answer)
    assert "for 20% no touch is on record" in headline(answer)
    assert figure(answer, "new_customers_first_touch", "Email") == 150
    assert figure(answer, "new_customers_without_touch") == pytest.approx(0.2)


def test_customers_all_seen_at_once_may_be_old_ones(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    old = [*[reached("Email", day=place % 20) for place in range(180)], *[reached("Direct", day=200)] * 60]
    answer = acquisition.answer(facts(written(*old), last_day=360))
    assert "75% of them were first seen in the first 30 days of orders, and may be customers of" in headline(answer)
    assert answer.missing[0].key == "missing.earlier_orders"
    evenly = [reached("Email", day=1.5 * place) for place in range(240)]
    answer = acquisition.answer(facts(written(*evenly), last_day=360))
    assert "first seen" not in headline(answer)
    assert "missing.earlier_orders" not in {one.key for one in answer.missing}


def test_credits_add_up_to_the_new_customers(written: Made, facts: Callable[..., Facts]) -> None:
    answer = acquisition.answer(facts(written(*[reached("Email")] * 7, *[reached("Direct")] * 5, ALONE)))
    assert answer.table is not None
    first, last = ([row[place] for row in answer.table.rows] for place in (1, 5))
    assert sum(first) == sum(last) == figure(answer, "new_customers") == 13  # type: ignore[arg-type]


def test_few_orders_are_too_early_to_say_and_the_counts_are_there(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = acquisition.answer(facts(written(*[reached("Email")] * 31)))
    assert headline(answer) == "Too early to say: 31 orders, we need about 200; until then, the counts are below."
    assert figure(answer, "new_customers") == 31


def test_one_channel_has_nothing_to_be_held_against(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = acquisition.answer(facts(written(*[reached("Email")] * 201)))
    assert headline(answer).startswith("Email came before the first order of 201 of 201 new customers")
    assert "what a new customer cost cannot be told without spend" in headline(answer)


def test_orders_alone_tell_new_and_returning_and_what_would_tell_more(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    twice = [*ALONE, {"day": 30, "role": "order", "value": 500}]
    answer = acquisition.answer(facts(written(*[ALONE] * 150, *[twice] * 60), visits=False))
    assert headline(answer).startswith(
        "210 people bought for the first time on record (100% of them in its first 30 days, who may be customers of"
        " before) and 60 came back (29% order again within 90 days; 23–35); "
    )
    assert {message.key for message in answer.missing} == {
        "missing.earlier_orders",
        "missing.visits",
        "missing.spend",
    }
    assert (figure(answer, "returning_customers"), figure(answer, "returning_orders")) == (60, 60)


def test_somebody_who_comes_back_often_is_one_person(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    often = [{"day": 40 * turn, "role": "order", "value": 500} for turn in range(6)]
    answer = acquisition.answer(facts(written(*[ALONE] * 200, *[often] * 10), visits=False))
    assert "and 10 came back (" in headline(answer)
    assert (figure(answer, "returning_customers"), figure(answer, "returning_orders")) == (10, 50)


def test_where_nobody_came_back_no_rate_is_made_of_it(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    told = headline(acquisition.answer(facts(written(*[ALONE] * 210), visits=False)))
    assert told.startswith("210 people bought for the first time and none has come back yet; ")


def test_many_orders_of_few_customers_are_too_early_for_channels(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    often = [*reached("Email"), *({"day": 10 * turn, "role": "order", "value": 500} for turn in range(2, 12))]
    answer = acquisition.answer(facts(written(*[often] * 20)))
    assert (
        headline(answer) == "Too early to say: 20 new customers, we need about 200; until then, the counts are below."
    )


def test_the_share_never_passes_the_whole(written: Made, facts: Callable[..., Facts]) -> None:
    answer = acquisition.answer(facts(written(*[reached("Email")] * 201)))
    told = next(one for one in answer.figures if one.name == "share_of_new_customers")
    assert (told.value, told.high) == (1, 1)


def test_without_an_order_nothing_is_made_up(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = acquisition.answer(facts(written([{"day": 0, "channel": "Email"}])))
    assert answer.status == "cannot_tell"
    assert headline(answer) == "What brings customers cannot be told yet: no order has come in."


def test_a_real_shop_hears_what_a_customer_costs(english: dict[str, Any]) -> None:
    told = english["answers"][0]
    assert told["headline"].startswith("Email brings most new customers: ")
    cost = next(one for one in told["figures"] if one["name"] == "cost_per_new_customer")
    # 150 days of 18.40 + 16.00 + 14.00 over the new customers of those days.
    assert float(cost["value"]) == pytest.approx(7260 / cost["n"], rel=0.1)
    assert cost["status"] == "ok"
