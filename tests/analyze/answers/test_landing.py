from __future__ import annotations

from collections.abc import Callable
from typing import Any

from percorso.analyze.answers import landing
from percorso.analyze.facts import Facts
from percorso.core.answer import Answer
from percorso.sequence.journeys import Journeys

Made = Callable[..., Journeys]


def visit(device: str, furthest: str) -> list[dict[str, Any]]:
    steps = ("land", "product", "cart", "order")
    rows = []
    for place, step in enumerate(steps[: steps.index(furthest) + 1]):
        role = "order" if step == "order" else "touch" if step == "land" else "step"
        at = {"day": place / 1000, "role": role, "step": step, "session": 0, "device": device, "channel": "Email"}
        rows.append(at | ({"value": 5000} if role == "order" else {}) | ({"landing": "/"} if step == "land" else {}))
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
    assert "on Mobile: about €" in told
    assert told.endswith("below Desktop; start there.")


def test_without_visits_it_cannot_be_told(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    answer = landing.answer(facts(written([{"day": 0, "role": "order"}]), visits=False))
    assert answer.status == "cannot_tell"
    assert headline(answer).startswith("What happens after people land cannot be told")


def test_equal_devices_have_no_gap_to_mend_first(
    written: Made, facts: Callable[..., Facts], headline: Callable[[Answer], str]
) -> None:
    people = [*[visit(device, "order") for device in ("mobile", "desktop") for _ in range(150)]]
    assert "No device or channel is clearly behind" in headline(landing.answer(facts(written(*people))))


def test_a_real_shop_hears_that_phones_stop_in_the_checkout(english: dict[str, Any], italian: dict[str, Any]) -> None:
    told = english["answers"][5]["headline"]
    assert told.startswith("Of 1,000 who land, ")
    assert "the dearest gap is the checkout on Mobile: about €" in told
    assert "il divario più caro è l’inizio dell’acquisto su Mobile" in italian["answers"][5]["headline"]
    gap = next(one for one in english["answers"][5]["figures"] if one["name"] == "monthly_gap")
    assert 0 < float(gap["low"]) < float(gap["value"]) < float(gap["high"])
