from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from percorso.analyze.facts import Facts
from percorso.analyze.intervals import Estimate
from percorso.analyze.moves import MOST, Move, Target, choose, faults, ideas, measured, spent
from percorso.analyze.spend import SpendRow
from percorso.core.answer import Message
from percorso.core.settings import Shop
from percorso.sequence.journeys import Journeys

Made = Callable[..., Journeys]
NOTHING = Message("today.nothing")


def visit(device: str, furthest: str, **more: Any) -> list[dict[str, Any]]:
    steps = ("land", "product", "cart", "order")
    stages = ("awareness", "consideration", "decision", "decision")
    rows = []
    for place, step in enumerate(steps[: steps.index(furthest) + 1]):
        role = "order" if step == "order" else "touch" if step == "land" else "step"
        at = {"day": place / 1000, "role": role, "step": step, "session": 0, "device": device, "channel": "Email"}
        rows.append(at | {"stage": stages[place]} | ({"value": 5000} if role == "order" else {}) | more)
    return rows


@pytest.fixture(scope="module")
def shop(written: Made, facts: Callable[..., Facts]) -> Facts:
    """Phones leave the cart four times as often, and "summer" costs 10.00 a day and brings nothing; "spring" does."""
    people = [
        *[visit("desktop", "order", campaign="spring")] * 200,
        *[visit("desktop", "cart")] * 50,
        *[visit("mobile", "order", campaign="spring")] * 100,
        *[visit("mobile", "cart")] * 400,
        *[visit("mobile", "product", campaign="summer")] * 300,
    ]
    days = [date(1970, 1, 1) + timedelta(days=day) for day in range(60)]
    spend = tuple(
        SpendRow(day, "google_ads", "Email", name, cost, "EUR", clicks=50)
        for day in days
        for name, cost in (("spring", 100), ("Summer", 1000))
    )
    return facts(written(*people), last_day=100, spend=spend, shop=Shop(margin=Decimal(50)))


def by_kind(facts: Facts) -> dict[str, Move]:
    return {one.target.kind: one for one in ideas(facts)}


def test_a_campaign_that_brings_nothing_saves_what_it_cost_last_month(shop: Facts) -> None:
    found = by_kind(shop)["spend"]
    assert (found.target, found.concerned, found.basis) == (Target("spend", ("Summer",)), 1, "exact")
    assert found.monthly == (30_000, 30_000, 30_000)
    assert spent(shop, found.target) == 60_000


def test_a_campaign_that_stopped_by_itself_is_no_move(shop: Facts) -> None:
    later = date(1970, 6, 1)
    ended = (*shop.spend, SpendRow(later, "google_ads", "Email", "spring", 100, "EUR", clicks=5))
    assert "spend" not in by_kind(Facts(**{**vars(shop), "spend": ended}))


def test_the_step_at_which_phones_fall_behind_is_priced_against_computers(shop: Facts) -> None:
    found = by_kind(shop)["gap"]
    assert found.target == Target("gap", ("device", "mobile", "cart"))
    assert found.what.arguments["rate"][0] == pytest.approx(100 / 500)
    assert found.why.arguments["best_rate"][0] == pytest.approx(200 / 250)
    assert found.concerned == 400
    # Of 500 carts on mobile 60% more would go on, each for 50.00.
    assert found.worth == pytest.approx(5000)
    assert found.monthly is not None
    assert 0 < found.monthly.low < found.monthly.value
    went_on = measured(shop, found.target)
    assert went_on is not None
    assert (went_on.successes, went_on.n) == (100, 500)


def test_carts_left_are_counted_in_people_and_rest_on_a_supposition(shop: Facts) -> None:
    found = by_kind(shop)["cart"]
    assert (found.concerned, found.counted, found.basis, found.worth) == (450, "people", "supposed", 5000)
    went_on = measured(shop, found.target)
    assert went_on is not None
    assert (went_on.successes, went_on.n) == (300, 750)


def test_the_stage_after_which_most_is_left_comes_with_its_share_and_time(shop: Facts) -> None:
    found = by_kind(shop)["step"]
    assert found.target == Target("step", ("consideration", "decision"))
    assert (found.concerned, found.basis) == (300, "supposed")
    assert found.what.arguments["start"][0] == Message("stage.consideration")
    went_on = measured(shop, found.target)
    assert went_on is not None
    assert (went_on.successes, went_on.n) == (750, 1050)


def test_with_too_few_orders_faults_alone_are_told(written: Made, facts: Callable[..., Facts]) -> None:
    few = facts(written(*[visit("mobile", "order")] * 20, *[visit("mobile", "cart")] * 100))
    assert ideas(few) == ()
    chosen = choose(few, (), [{"code": "rows_in_quarantine", "count": 3}])
    assert [one.target.subject for one in chosen.moves] == [("rows_in_quarantine",)]
    assert chosen.early is not None


def test_all_silent_sources_are_one_fault_and_what_is_no_fault_is_none() -> None:
    found = list(
        faults(
            [
                {"code": "events_not_built", "count": 9},
                {"code": "source_silent", "count": 8, "source": "orders"},
                {"code": "no_events", "count": 30, "source": "web"},
                {"code": "orders_not_tracked", "count": 4},
            ]
        )
    )
    assert [(one.target.subject, one.concerned) for one in found] == [
        (("silent",), 2),
        (("orders_not_tracked",), 4),
    ]
    assert found[0].why.arguments["sources"][0] == ("orders", "web")
    assert all(one.monthly is None for one in found)


def idea(name: str, low: float, basis: str = "association", kind: str = "gap") -> Move:
    target = Target(kind, (name,))  # type: ignore[arg-type]
    return Move(target, NOTHING, NOTHING, 1, "visits", Estimate(low + 100, low, low + 200), basis)  # type: ignore[arg-type]


def test_moves_are_ranked_by_what_they_bring_at_least_faults_first_suppositions_last(shop: Facts) -> None:
    found = [idea("a", 10), idea("b", 500, "supposed"), idea("c", 90), idea("d", -5), idea("e", 20, "exact", "spend")]
    chosen = choose(shop, found, [{"code": "orders_not_tracked", "count": 4}])
    assert [one.target.subject[0] for one in chosen.moves] == ["orders_not_tracked", "c", "e", "a", "b"]
    assert chosen.uncertain == 1
    # What concerns the same visits counts once; what is supposed does not.
    assert chosen.together == 90 + 20


def test_never_more_than_five_and_fewer_where_fewer_are_sure(shop: Facts) -> None:
    assert len(choose(shop, [idea(str(n), n + 1) for n in range(9)], ()).moves) == MOST
    assert len(choose(shop, [idea("a", 1), idea("b", 0)], ()).moves) == 1
    assert choose(shop, (), ()).moves == ()
