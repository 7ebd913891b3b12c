from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from percorso.analyze.answers import landing
from percorso.analyze.facts import Facts
from percorso.analyze.gaps import GapResult, SessionGaps
from percorso.core.answer import Answer
from percorso.sequence.journeys import Journeys
from percorso.speak.answers import answer_document
from percorso.speak.catalogue import Catalogue

Made = Callable[..., Journeys]


def visit(device: str, furthest: str, value: int = 5000, day: float = 0) -> list[dict[str, Any]]:
    steps = ("land", "product", "cart", "order")
    rows = []
    for place, step in enumerate(steps[: steps.index(furthest) + 1]):
        role = "order" if step == "order" else "touch" if step == "land" else "step"
        at = {"day": day + place / 1000, "role": role, "step": step, "session": 0, "device": device, "channel": "Email"}
        rows.append(at | ({"value": value} if role == "order" else {}) | ({"landing": "/"} if step == "land" else {}))
    return rows


def test_of_a_thousand_who_land_so_many_come_so_far_and_the_dearest_gap_is_priced(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    people = [
        *[visit("desktop", "order")] * 200,
        *[visit("desktop", "product")] * 200,
        *[visit("mobile", "order")] * 60,
        *[visit("mobile", "product")] * 340,
        *[visit("mobile", "land")] * 200,
    ]
    told = headline(landing.answer(facts(written(*people), last_day=30)))
    assert told.startswith("Of 1,000 who land, 800 see a product, 260 fill a cart and 260 order; the dearest gap is ")
    assert "the dearest gap is the product page on mobile: about €" in told
    assert told.endswith(" less than on desktop; start there.")


def test_where_orders_carry_no_value_gaps_are_told_in_orders(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    people = [
        *[visit("desktop", "order", value=0)] * 200,
        *[visit("desktop", "land")] * 100,
        *[visit("mobile", "order", value=0)] * 60,
        *[visit("mobile", "land")] * 239,
        visit("mobile", "land", day=30),
        # Orders of long ago, which no visit led to, stretch no month.
        [{"day": -600, "role": "order", "value": 0}],
    ]
    answer = landing.answer(facts(written(*people), last_day=30))
    assert "the dearest gap is landing on mobile: about 140 orders a month (" in headline(answer)
    gap = next(one for one in answer.figures if one.name == "monthly_orders_gap")
    assert gap.value == pytest.approx(300 * 200 / 300 - 60)
    assert (gap.unit, gap.currency) == ("count", "")


def test_a_step_of_the_shops_own_goes_by_its_name(written: Made, facts: Callable[..., Facts]) -> None:
    people = [*[visit("desktop", "order")] * 250, *[visit("desktop", "cart")] * 100]
    told = facts(written(*people))
    steps = told.ask(SessionGaps("device")).steps
    named = tuple("gift wrap" if step == "cart" else step for step in steps)

    def renamed(analysis: Any) -> Any:
        result = told.ask(analysis)
        return replace(result, steps=named) if isinstance(result, GapResult) else result

    answer = landing.answer(replace(told, ask=renamed))
    for language, words in (("en", " come to gift wrap"), ("it", " arrivano a «gift wrap»")):
        assert words in Catalogue.of(language).say(answer.headline, "EUR")
    document = answer_document(answer, Catalogue.of("it"))
    assert [mark["label"] for mark in document["chart"]["marks"]][1:3] == ["Scheda prodotto", "gift wrap"]


def test_without_visits_it_cannot_be_told(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = landing.answer(facts(written([{"day": 0, "role": "order"}]), visits=False))
    assert answer.status == "cannot_tell"
    assert headline(answer).startswith("What happens after people land cannot be told")


def test_orders_outside_every_visit_give_no_rate_of_nought(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    ordered = [*visit("mobile", "cart"), {"day": 3, "role": "order", "value": 100}]
    answer = landing.answer(facts(written(*[ordered] * 210)))
    assert answer.status == "cannot_tell"
    assert headline(answer).endswith("210 orders are on record, but none was placed in a recorded visit.")
    told = landing.answer(facts(written(*[ordered] * 210, visit("mobile", "order"))))
    share = next(one for one in told.figures if one.name == "orders_in_visits")
    assert (told.status, share.value, share.n) == ("ok", 1 / 211, 211)


def test_equal_devices_have_no_gap_to_mend_first(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    people = [*[visit(device, "order") for device in ("mobile", "desktop") for _ in range(150)]]
    told = headline(landing.answer(facts(written(*people))))
    assert "No device or channel is clearly behind the others, so mend landing for everybody: 100% go on" in told


def test_a_real_shop_hears_that_phones_stop_at_delivery_choice(
    english: dict[str, Any], italian: dict[str, Any]
) -> None:
    told = english["answers"][5]["headline"]
    assert told.startswith("Of 1,000 who land, ")
    assert "the dearest gap is delivery choice on mobile: about €" in told
    assert "il divario più caro è la scelta della consegna da telefono: circa " in italian["answers"][5]["headline"]
    assert "in meno che da computer; cominciate da lì." in italian["answers"][5]["headline"]
    gap = next(one for one in english["answers"][5]["figures"] if one["name"] == "monthly_gap")
    assert 0 < float(gap["low"]) < float(gap["value"]) < float(gap["high"])
    here = next(one for one in italian["answers"][5]["figures"] if one["name"] == "monthly_gap")
    assert here["subject"] == "delivery > payment: mobile"
    assert here["about"] == "Scelta della consegna → Pagamento: Mobile"
    reached = [one["about"] for one in italian["answers"][5]["figures"] if one["name"] == "visits_reaching_step"]
    assert reached[:2] == ["Arrivo sul sito", "Scheda prodotto"]
    marks = italian["answers"][5]["chart"]["marks"]
    assert (marks[0]["label"], marks[0]["subject"]) == ("Arrivo sul sito", "land")
