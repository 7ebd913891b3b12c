from __future__ import annotations

import dataclasses
from math import exp, sqrt

import numpy as np
import pytest

from percorso.analyze.funnels import CountFunnel, FunnelStep, Step
from percorso.analyze.intervals import Z
from percorso.analyze.stake import EndWorth, Worth, at_stake
from percorso.sequence.journeys import ORDER, TOUCH, Array, Journeys

FUNNEL = CountFunnel((Step("view"), Step("buy")), column="name")


def bought(values: list[int], currency: int = 0) -> Journeys:
    """Give people who each view and buy for so many minor units; nought buys nothing."""
    names, roles, money, sizes = [], [], [], []
    for value in values:
        names += [0, 1] if value else [0]
        roles += [TOUCH, ORDER] if value else [TOUCH]
        money += [0, value] if value else [0]
        sizes.append(2 if value else 1)
    columns: dict[str, Array] = {
        "at": np.arange(len(names), dtype=np.int64),
        "name": np.array(names, np.int32),
        "role": np.array(roles, np.int8),
        "value": np.array(money, np.int64),
        "currency": np.full(len(names), currency, np.int8),
    }
    offsets = np.cumsum([0, *sizes]).astype(np.int64)
    words = {"name": ("view", "buy"), "currency": ("EUR", "USD")}
    return Journeys(np.arange(len(values), dtype=np.uint64), offsets, columns, words)


def step(customers: int, dropped: int) -> FunnelStep:
    return FunnelStep("a", customers, None, 0, 1, None, 0, 1, dropped)


def test_the_last_steps_orders_are_worth_their_mean_whatever_the_buckets() -> None:
    question = EndWorth(FUNNEL, "EUR")
    parts = [question.map(bought(values)) for values in ([1000, 3000, 0], [2000])]
    funnel, found = question.finish(question.combine(*parts))
    assert [one.customers for one in funnel.steps] == [4, 3]
    assert found is not None
    assert (found.orders, found.mean) == (3, 2000.0)
    assert found.error == pytest.approx(1000 / sqrt(3))
    assert (funnel, found) == question.finish(question.map(bought([3000, 2000, 0, 1000])))


def test_orders_in_another_currency_and_steps_that_are_no_orders_are_worth_nothing_known() -> None:
    question = EndWorth(FUNNEL, "EUR")
    assert question.finish(question.map(bought([1000, 3000], currency=1)))[1] is None
    views = dataclasses.replace(question, question=CountFunnel((Step("buy"), Step("view")), column="name"))
    assert views.finish(views.map(bought([1000, 3000])))[1] is None
    assert question.finish(question.map(bought([1000])))[1] is None


def test_those_lost_are_taken_to_go_on_like_those_who_stayed() -> None:
    steps = (step(100, 0), step(40, 60), step(10, 30))
    found = at_stake(steps, Worth(10, 2000.0, 200.0))
    assert found[0] is None
    second = found[1]
    assert second is not None
    assert second.value == pytest.approx(60 * 10 / 40 * 2000)
    reach = exp(Z * sqrt(0.75 / 10 + 0.01))
    assert second.low == pytest.approx(second.value / reach)
    assert second.high == pytest.approx(second.value * reach)
    assert at_stake(steps, None) == (None, None, None)
    assert at_stake((step(5, 0), step(0, 5)), Worth(2, 1.0, 0.1)) == (None, None)
