from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from percorso.pipeline.building import build
from percorso.pipeline.erasing import erase
from percorso.store.figures import Shift
from percorso.store.workspace import Workspace

Call = dict[str, Any]
Add = Callable[..., None]


def page(who: dict[str, str], at: str) -> Call:
    return {"type": "page", **who, "timestamp": at, "context": {"page": {"url": "https://shop.example/"}}}


def order(user: str, at: str, number: str, total: float, name: str = "Order Completed") -> Call:
    told = {"order_id": number, "total": total, "currency": "EUR"}
    return {"type": "track", "event": name, "userId": user, "timestamp": at, "properties": told}


@pytest.fixture
def shop(make_shop: Callable[..., Workspace], add: Add) -> Workspace:
    """Three people who ordered in March, and a last visit in April, so that March is over."""
    made = make_shop()
    days = [f"2026-03-0{number}" for number in (1, 2, 3)]
    orders = [order(f"u{n}", f"{day}T10:00:00Z", str(n), 10 * n) for n, day in enumerate(days, 1)]
    add(made, [*orders, page({"userId": "u1"}, "2026-04-02T10:00:00Z")])
    return made


def seen(workspace: Workspace) -> dict[tuple[str, str], tuple[int, ...]]:
    """What moved, by day and cause: orders, cents, new customers, touchpoints, and how many things."""
    return {(one.day, one.cause): (*one.sums, one.things) for one in workspace.state.figures.shifts()}


def test_the_first_build_moves_nothing_and_keeps_what_it_says(shop: Workspace) -> None:
    assert seen(shop) == {}
    assert shop.state.figures.all()["2026-03-02", "EUR"] == (1, 2000, 1, 1)


def test_late_orders_of_a_day_that_was_over_are_told_and_new_days_are_not(shop: Workspace, add: Add) -> None:
    late = [order("u9", "2026-03-02T12:00:00Z", "9", 5.5), page({"userId": "u9"}, "2026-03-02T11:00:00Z")]
    add(shop, [*late, order("u1", "2026-04-03T12:00:00Z", "10", 7)], "late.jsonl")
    assert seen(shop) == {
        ("2026-03-02", "late_orders"): (1, 550, 1, 1, 1),
        ("2026-03-02", "late_events"): (0, 0, 0, 1, 1),
    }
    kept = shop.state.figures.shifts()[0]
    assert kept.published_at > 0
    assert kept.noted_on


def test_an_earlier_order_makes_the_one_known_no_first_one(shop: Workspace, add: Add) -> None:
    add(shop, [order("u3", "2026-03-01T08:00:00Z", "30", 1)], "late.jsonl")
    assert seen(shop) == {
        ("2026-03-01", "late_orders"): (1, 100, 1, 1, 1),
        ("2026-03-03", "late_orders"): (0, 0, -1, 0, 0),
    }


def test_a_refund_moves_the_revenue_of_its_orders_day(shop: Workspace, add: Add) -> None:
    told = {"order_id": "2", "total": 5, "currency": "EUR"}
    refund = {
        "type": "track",
        "event": "Order Refunded",
        "userId": "u2",
        "timestamp": "2026-04-05T10:00:00Z",
        "properties": told,
    }
    add(shop, [refund], "refund.jsonl")
    assert seen(shop) == {("2026-03-02", "refunds"): (0, -500, 0, 0, 1)}


def test_two_who_turn_out_to_be_one_are_fewer_new_customers(shop: Workspace, add: Add) -> None:
    calls = [{"type": "alias", "previousId": "u1", "userId": "u2", "timestamp": "2026-04-05T10:00:00Z"}]
    add(shop, calls, "alias.jsonl")
    assert seen(shop) == {("2026-03-02", "identity"): (0, 0, -1, 0, 1)}


def test_what_settings_move_is_told_by_their_name_to_the_last_cent(shop: Workspace) -> None:
    """Fourteen hours further east every order falls on the next day."""
    elsewhere = replace(shop.settings.shop, time_zone="Pacific/Kiritimati")
    build(replace(shop, settings=replace(shop.settings, shop=elsewhere)))
    assert seen(shop) == {
        ("2026-03-01", "settings"): (-1, -1000, -1, -1, 0),
        ("2026-03-02", "settings"): (0, -1000, 0, 0, 0),
        ("2026-03-03", "settings"): (0, -1000, 0, 0, 0),
        ("2026-03-04", "settings"): (1, 3000, 1, 1, 0),
    }


def test_an_erased_order_is_told_as_erased(shop: Workspace) -> None:
    erase(shop, ["u2"], orders=True)
    assert seen(shop) == {("2026-03-02", "erased"): (-1, -2000, -1, -1, 1)}


def test_what_one_cause_moves_twice_on_one_day_is_one_row(shop: Workspace, add: Add) -> None:
    for number in ("9", "8"):
        add(shop, [order(f"u{number}", "2026-03-02T12:00:00Z", number, 1)], f"{number}.jsonl")
    found: tuple[Shift, ...] = shop.state.figures.shifts()
    assert [(one.day, one.things, one.revenue) for one in found] == [("2026-03-02", 2, 200)]
