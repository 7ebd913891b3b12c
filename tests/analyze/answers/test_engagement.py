from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from percorso.analyze.answers import engagement
from percorso.analyze.engagement import Engagement, EngagementPartial, EngagementResult
from percorso.analyze.facts import Facts
from percorso.core.answer import Answer
from percorso.sequence.journeys import Journeys
from percorso.sequence.tally import tally
from percorso.speak.catalogue import Catalogue

Made = Callable[..., Journeys]
VISIT = {"day": 0, "channel": "Paid Search", "session": 0, "name": "Page Viewed", "step": "land"}
OPENED = {"day": 1, "channel": "Email", "name": "Email Opened"}
ORDER = {"day": 2, "role": "order", "value": 100}


def test_what_sets_buyers_apart_is_named_beside_what_is_common(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    people = [*[[VISIT, OPENED, ORDER]] * 150, *[[VISIT, ORDER]] * 60, *[[VISIT]] * 290, *[[VISIT, OPENED]] * 10]
    answer = engagement.answer(facts(written(*people)))
    assert headline(answer).startswith(
        "A visit by Paid Search is what most often comes before an order (100% of 210 orders; "
    )
    assert "what sets buyers apart is another: “An e-mail opened”, on 71% of their ways and 3.3% of the" in headline(
        answer
    )


def test_a_share_says_of_which_orders_it_is(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = engagement.answer(facts(written(*[[VISIT, ORDER]] * 40, *[[ORDER]] * 960)))
    assert "before an order (100% of the 40 orders, of 1,000, that have anything before them; " in headline(answer)
    assert answer.chart is not None
    title = Catalogue.of("en").say(answer.chart.title)
    assert (
        title == "A visit by Paid Search comes before 100% of the 40 orders, of 1,000, that have anything before them"
    )


def test_what_is_done_while_ordering_is_no_touchpoint_before_it(written: Made, facts: Callable[..., Facts]) -> None:
    told = facts(written(*[[VISIT, OPENED, ORDER]] * 3, *[[OPENED, ORDER]] * 2))
    question = Engagement(told.last_at, placing=("Email Opened",))
    assert question.finish(question.map(written([VISIT, OPENED, ORDER], [OPENED, ORDER]))).rows == ()
    found = told.ask(question)
    assert (found.ordering_cycles, found.orders_alone) == (3, 2)
    # Nor does a way exist by it alone, which would make everything else look rarer on ways without an order.
    handed_in = written([VISIT, ORDER], [VISIT], [OPENED])
    assert question.finish(question.map(handed_in)).open_cycles == 1
    assert {"Coupon Redeemed", "Coupon Applied", "Source Stated"} < set(Engagement(0).placing)


def test_steps_nobody_can_order_without_are_no_engagement(written: Made, facts: Callable[..., Facts]) -> None:
    cart = {"day": 1, "role": "step", "session": 0, "name": "Support Ticket", "step": "cart"}
    answer = engagement.answer(facts(written(*[[VISIT, cart, ORDER]] * 3)))
    assert {one.subject for one in answer.figures} == {"Paid Search", ""}


def test_where_nobody_left_without_an_order_there_is_no_contrast(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = engagement.answer(facts(written(*[[VISIT, ORDER]] * 200)))
    assert "No way ended without an order" in headline(answer)


def test_a_difference_that_may_be_nothing_is_not_called_one(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    people = [*[[VISIT, OPENED, ORDER]] * 100, *[[VISIT, ORDER]] * 100, *[[VISIT, OPENED]] * 50, *[[VISIT]] * 50]
    assert "nothing sets buyers apart" in headline(engagement.answer(facts(written(*people))))


def test_where_nothing_differs_the_clearest_contrast_is_named_once_in_twenty_shops(
    written: Made, facts: Callable[..., Facts], times: Callable[[int, int], int]
) -> None:
    names = tuple(f"touch {one}" for one in range(12))
    usual = np.linspace(0.05, 0.6, len(names))

    def named(draw: np.random.Generator) -> bool:
        met = [draw.binomial(size, usual) for size in (400, 600)]
        counts = tally(
            np.arange(len(names) + 1), *(np.append(size, one) for size, one in zip((400, 600), met, strict=True)), ones
        )
        found = Engagement(0).finish(EngagementPartial(names, counts, tally(np.empty(0, np.int64))))
        nothing = EngagementResult("channel", 400, 600, 0, ())
        ask: Any = lambda analysis: found if analysis.by == "name" else nothing  # noqa: E731
        return engagement.answer(replace(nobody, ask=ask)).headline.key in {"answer.3.same", "answer.3.contrast"}

    nobody = facts(written())
    ones = np.append(0, np.ones(len(names), np.int64))
    shops = times(300, 2000)
    assert sum(named(np.random.default_rng(seed)) for seed in range(shops)) <= 0.05 * shops


def test_orders_with_nothing_before_them_say_so(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = engagement.answer(facts(written(*[[ORDER]] * 210)))
    assert answer.status == "cannot_tell"
    assert headline(answer).endswith("210 orders are on record, but nothing that came before them.")
    assert headline(engagement.answer(facts(written([ORDER])))).endswith(
        "1 order is on record, but nothing that came before it."
    )
    assert engagement.answer(facts(written([VISIT]))).status == "cannot_tell"


def test_touchpoints_have_names_people_use_in_both_languages(english: dict[str, Any], italian: dict[str, Any]) -> None:
    assert english["answers"][2]["chart"]["marks"][0]["label"] == "A visit by Email"
    assert italian["answers"][2]["chart"]["marks"][0]["label"] == "Una visita tramite l’e-mail"
