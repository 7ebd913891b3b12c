from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from percorso.analyze.answers import effectiveness
from percorso.analyze.facts import Facts
from percorso.core.answer import Answer
from percorso.sequence.journeys import Journeys
from percorso.speak.catalogue import Catalogue

Made = Callable[..., Journeys]


def contact(channel: str, *, buys: bool = False) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{"day": 0, "channel": channel}]
    return [*rows, {"day": 3, "role": "order", "value": 100}] if buys else rows


def shop(written: Made, **channels: tuple[int, int]) -> Journeys:
    people = []
    for name, (buyers, others) in channels.items():
        channel = name.replace("_", " ")
        people += [contact(channel, buys=True)] * buyers + [contact(channel)] * others
    return written(*people)


def test_best_and_worst_stand_with_their_intervals(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = effectiveness.answer(facts(shop(written, Email=(160, 640), Direct=(50, 950))))
    told = headline(answer)
    assert told.startswith("Email turns contacts into customers best (20% in 30 days; 17–23), Direct worst (5.0%; ")
    assert told.endswith("so test before moving budget.")
    rates = {one.subject: one for one in answer.figures if one.name == "contact_to_customer_rate"}
    assert (rates["Email"].value, rates["Email"].n) == (0.2, 800)
    assert rates[""].value == pytest.approx(210 / 1800)


def test_overlapping_intervals_are_no_clear_difference(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = effectiveness.answer(facts(shop(written, Email=(105, 900), Direct=(100, 900))))
    assert "no clear difference yet" in headline(answer)


def test_a_channel_that_reached_few_is_shown_but_not_called_best(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = effectiveness.answer(facts(shop(written, Email=(4, 0), Direct=(200, 900))))
    assert headline(answer).startswith("18% of the 1,100 people Direct reached before any order became customers")
    assert {mark.label for mark in answer.chart.marks} == {"Email", "Direct"}  # type: ignore[union-attr]


def test_where_models_disagree_the_headline_says_by_how_much(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    both = [{"day": 0, "channel": "Email"}, {"day": 1, "channel": "Direct"}, {"day": 2, "role": "order", "value": 100}]
    people = [*[both] * 100, *[contact("Email", buys=True)] * 150, *[contact("Direct")] * 400]
    answer = effectiveness.answer(facts(written(*people)))
    assert "on Direct the models disagree (0 to 100 orders), so test before moving budget" in headline(answer)


def test_the_chain_stands_beside_the_rules_and_its_difference_is_a_sentence(
    written: Made, facts: Callable[..., Facts]
) -> None:
    both = [{"day": 0, "channel": "Email"}, {"day": 1, "channel": "Direct"}, {"day": 2, "role": "order", "value": 100}]
    people = [*[both] * 300, *[contact("Email")] * 600]
    answer = effectiveness.answer(facts(written(*people)))
    chain = {one.subject: one for one in answer.figures if one.name == "credited_orders_markov"}
    linear = {one.subject: one for one in answer.figures if one.name == "credited_orders_linear"}
    # Without either channel no order is left, so both are needed alike, as linear credit has it.
    assert {name: one.value for name, one in chain.items()} == pytest.approx({"Email": 150, "Direct": 150})
    assert chain["Email"].low is not None
    assert linear["Email"].value == 150
    said = Catalogue.of("en").say(answer.method)
    assert said.endswith("agrees with linear credit on every channel within their ranges.")
    alone = [*[both] * 300, *[contact("Email", buys=True)] * 300, *[contact("Email")] * 300]
    apart = effectiveness.answer(facts(written(*alone)))
    assert "differs most from linear credit on" in Catalogue.of("en").say(apart.method)
    assert "si scosta di più dal credito lineare" in Catalogue.of("it").say(apart.method)


def test_contacts_too_recent_to_judge_are_counted_apart(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = effectiveness.answer(facts(shop(written, Email=(3, 5)), last_day=10))
    assert answer.status == "cannot_tell"
    assert headline(answer).endswith("a contact is judged when it is 30 days old, and all 8 are younger.")


def test_a_real_shop_hears_which_channel_works(english: dict[str, Any], italian: dict[str, Any]) -> None:
    assert english["answers"][3]["headline"].startswith("Email turns contacts into customers best (")
    assert ", Display worst (" in english["answers"][3]["headline"]
    assert italian["answers"][3]["headline"].startswith("L’e-mail trasforma meglio i contatti in clienti (")
    assert ", il Display peggio (" in italian["answers"][3]["headline"]


@pytest.mark.parametrize(
    ("channels", "title"),
    [
        ({"Email": (160, 640), "Direct": (50, 950)}, "Email turns contacts into customers best: 20% within 30 days"),
        ({"Email": (105, 900), "Direct": (100, 900)}, "No clear difference yet: Email 10%, Direct 10% within 30 days"),
        ({"Email": (4, 0), "Direct": (200, 900)}, "18% of those Direct reached became customers within 30 days"),
        ({"Email": (9, 100), "Direct": (1, 100)}, "Contacts who became customers within 30 days, so far"),
    ],
)
def test_the_chart_finds_what_the_headline_finds_and_no_more(
    written: Made, facts: Callable[..., Facts], channels: dict[str, tuple[int, int]], title: str
) -> None:
    answer = effectiveness.answer(facts(shop(written, **channels)))
    assert answer.chart is not None
    assert Catalogue.of("en").say(answer.chart.title) == title
    assert Catalogue.of("it").say(answer.chart.title)
