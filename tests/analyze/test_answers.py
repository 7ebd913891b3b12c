from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.answers import QUESTIONS, answers
from percorso.analyze.answers.figures import undecided
from percorso.analyze.attribution import Credit
from percorso.analyze.facts import Facts
from percorso.analyze.spend import SpendRow
from percorso.analyze.totals import CountTotals
from percorso.core.answer import Figure, Message
from percorso.core.settings import Shop, Tracing
from percorso.core.time import DAY
from percorso.run.local import run
from percorso.sequence.journeys import Journeys
from percorso.speak.answers import answer_document
from percorso.speak.catalogue import Catalogue, languages

ADS = ("spring", "summer")


def facts_of(journeys: Journeys) -> Facts:
    return Facts(
        ask=lambda analysis: run(analysis, [lambda: journeys]),
        shop=Shop(),
        tracing=Tracing(),
        words=journeys.words,
        spend=(),
        currency="EUR",
        has_visits=True,
        first_at=0,
        last_at=300 * DAY,
    )


@given(data=st.data())
def test_six_answers_speak_calmly_in_every_language_whatever_a_shop_holds(
    data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]
) -> None:
    found = answers(facts_of(journeys(data.draw(shops))))
    assert [answer.question for answer in found] == [1, 2, 3, 4, 5, 6]
    for answer in found:
        if answer.chart is not None and undecided(answer.headline):
            assert answer.chart.title.key.endswith("_early")
        for language in languages():
            document = answer_document(answer, Catalogue.of(language))
            assert document["headline"].strip()
            assert document["method"].strip()
            for figure in document["figures"]:
                told = figure["status"] == "ok"
                assert (figure["value"] is not None) == told
                assert (figure["reason"] is None) == told


def numbers(value: Any) -> Iterator[float]:
    """Find every number a message says, however deep."""
    if isinstance(value, Message):
        for one, _ in value.arguments.values():
            yield from numbers(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, int | float):
        yield value


def seller(place: int) -> list[dict[str, Any]]:
    """A visitor: every channel sells, phones less often, some come back."""
    device, channel = ("mobile", "desktop")[place % 2], ("Email", "Paid Search", "Direct")[place % 3]
    came = {"channel": channel, "campaign": ADS[place % 2], "session": 0, "device": device}
    rows = [{"day": place % 90, "name": "Page Viewed", "stage": "awareness", "step": "land", "landing": "/", **came}]
    if place % 5:
        rows += [{**rows[0], "day": place % 90 + 0.01, "role": "step", "stage": "consideration", "step": "product"}]
    if place % (7 if device == "mobile" else 3) == 1:
        bought = {"role": "order", "stage": "decision", "step": "order", "value": 5000 + place, "session": 0}
        rows += [{"day": place % 90 + 0.02, **bought}]
        rows += [{"day": place % 90 + 30, **bought, "session": -1}] if place % 4 == 0 else []
    return rows


def test_every_number_of_a_headline_stands_among_the_figures(written: Callable[..., Journeys]) -> None:
    spend = [SpendRow(date(1970, 1, 1 + day), "google_ads", "", name, 900, "EUR") for day in range(30) for name in ADS]
    facts = replace(facts_of(written(*map(seller, range(3000)))), spend=tuple(spend), shop=Shop(margin=Decimal(40)))
    for answer in answers(facts):
        told = {round(one, 6) for figure in answer.figures for one in _ends(figure)}
        windows = {30.0, 90.0, 1000.0}
        spoken = {round(one, 6) for one in numbers(answer.headline)} - windows
        rounded = {float(round(one)) for one in told} | {float(round(1000 * one)) for one in told}
        assert spoken
        assert spoken <= told | rounded, answer.question


def _ends(figure: Figure) -> Iterator[float]:
    for one in (figure.value, figure.low, figure.high, figure.n):
        if one is not None:
            yield float(one)


def test_credits_of_every_model_add_up_to_the_orders(written: Callable[..., Journeys]) -> None:
    facts = facts_of(written(*map(seller, range(3000))))
    orders = facts.ask(CountTotals("EUR"))[0].orders
    unseen = {
        model: facts.ask(Credit("channel", model, facts.tracing.look_back, "EUR")).rows[-1].conversions
        for model in ("first", "last", "linear")
    }
    found = QUESTIONS[3].answer(facts).figures
    for model, rest in unseen.items():
        credited = sum(one.value or 0 for one in found if one.name == f"credited_orders_{model}")
        assert credited + rest == pytest.approx(orders, rel=1e-9)


def test_money_in_several_currencies_says_which_is_counted(written: Callable[..., Journeys]) -> None:
    paid = [[{"day": 0, "role": "order", "value": 100, "currency": currency}] for currency in ("EUR", "USD")]
    for answer in answers(facts_of(written(*paid))):
        said = [Catalogue.of("en").say(one) for one in answer.missing]
        assert "Exchange rates: orders also came in USD; only those in EUR are counted in money." in said


def test_people_orders_and_rates_are_of_everybody_whatever_they_paid_in(written: Callable[..., Journeys]) -> None:
    def shop(currency: str) -> Facts:
        visit = {"day": 0, "channel": "Email", "session": 0, "step": "land", "stage": "awareness"}
        paid = [visit, {"day": 0.01, "session": 0, "role": "order", "value": 100, "stage": "decision"}]
        people = [[paid[0], paid[1] | {"currency": ("EUR", currency)[place % 2]}] for place in range(300)]
        return facts_of(written(*people, *[[visit]] * 100))

    counted = [
        {
            (question, one.name, one.subject): one.value
            for question, answer in enumerate(answers(facts))
            for one in answer.figures
            if one.unit in {"count", "rate"}
        }
        for facts in (shop("EUR"), shop("USD"))
    ]
    assert counted[0] == counted[1]
    assert counted[1][0, "new_customers", ""] == 300
    (euros, dollars) = shop("USD").ask(CountTotals("EUR"))
    assert (euros.buyers, euros.orders, dollars.buyers, dollars.orders) == (300, 150, 300, 150)


def test_the_questions_are_six_files() -> None:
    assert len(QUESTIONS) == 6


@pytest.mark.parametrize("place", range(6))
def test_a_shop_without_anything_is_told_what_to_bring(
    place: int, journeys: Callable[[Sequence[Any]], Journeys]
) -> None:
    answer = QUESTIONS[place].answer(facts_of(journeys([])))
    assert answer.status == "cannot_tell"
    assert answer.missing
