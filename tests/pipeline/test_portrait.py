import json
from typing import Any
from zoneinfo import ZoneInfo

from percorso.pipeline.portrait import computed, favourite_category

ROME = ZoneInfo("Europe/Rome")


def moment(at: str, name: str = "Page Viewed", role: str = "touch", **given: Any) -> dict[str, Any]:
    plain = {"at": at, "name": name, "label": name, "role": role, "channel": None, "campaign": None, "stage": None}
    return {**plain, "cycle": 1, "device": None, "order_id": None, **given}


def test_a_portrait_says_where_somebody_came_from_what_they_brought_and_what_went_wrong() -> None:
    timeline = [
        moment("2026-03-01T09:00:00+00:00", channel="Email", campaign="news", device="phone", stage="awareness"),
        moment("2026-03-02T09:30:00+00:00", channel="Email", device="phone"),
        moment("2026-03-02T20:00:00+00:00", channel="Direct", device="computer", stage="decision"),
        moment("2026-03-02T20:10:00+00:00", "Order Completed", "order", stage="decision", order_id="1"),
        moment("2026-03-05T08:00:00+00:00", "Order Refunded", "after", order_id="1", cycle=1),
        moment("2026-03-06T08:00:00+00:00", "Email Sent", "message", channel="Email", cycle=2),
    ]
    orders: list[dict[str, Any]] = [
        {"revenue": "10.50", "margin": "4.00", "currency": "EUR"},
        {"revenue": "4.50", "margin": "1.25", "currency": "EUR"},
        {"revenue": "7.00", "margin": None, "currency": "CHF"},
    ]
    found = computed(timeline, orders, ROME)
    assert found["first_touch"] == {"at": timeline[0]["at"], "channel": "Email", "campaign": "news"}
    assert found["last_touch"]["channel"] == "Direct"
    assert (found["orders"], found["revenue"]) == (3, {"CHF": "7.00", "EUR": "15.00"})
    assert found["margin"] == {"CHF": None, "EUR": "5.25"}
    assert (found["favourite_channel"], found["favourite_hour"], found["favourite_device"]) == ("Email", 10, "phone")
    assert (found["stage"], found["cycle"]) == ("decision", 2)
    assert [(one["name"], one["order_id"]) for one in found["incidents"]] == [("Order Refunded", "1")]


def test_of_nobody_nothing_is_computed() -> None:
    found = computed([], [], ROME)
    assert (found["first_touch"], found["favourite_hour"], found["revenue"], found["incidents"]) == (None, None, {}, [])


def test_what_somebody_buys_most_is_counted_by_pieces_and_not_guessed() -> None:
    orders = [
        {"products": [{"category": "Teas", "quantity": 1}, {"category": "Cups", "quantity": 2}]},
        {"products": [{"category": "Teas", "quantity": 3}, {"category": "", "quantity": 9}, "broken"]},
        {"category": "Cups", "quantity": "many"},
        ["no document"],
    ]
    assert favourite_category(map(json.dumps, orders)) == "Teas"
    assert favourite_category(map(json.dumps, orders[:1] * 2)) == "Cups"
    assert favourite_category([]) is None
    assert favourite_category(['{"total": 3}']) is None
