from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from percorso.core.settings import Settings, Shop, Tracing
from percorso.trace.tracing import Traced

HOME = "https://shop.example/"
OWN = Shop(domains=("shop.example",))
Trace = Callable[..., Traced]


def page(minute: int, query: str = "", **fields: Any) -> dict[str, Any]:
    return {"minute": minute, "url": HOME + query, **fields}


def sessions(found: Traced, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in found.sessions.to_pylist()]


def test_silence_longer_than_the_gap_ends_a_session(traced: Trace) -> None:
    rows = [page(0), page(30), page(61)]
    assert sessions(traced(rows), "session", "events") == [(1, 2), (2, 1)]
    hour = Settings(trace=Tracing(session_gap=timedelta(hours=1)))
    assert sessions(traced(rows, hour), "session", "events") == [(1, 3)]


def test_a_new_campaign_opens_a_session_unless_the_shop_says_otherwise(traced: Trace) -> None:
    rows = [page(0), page(5, "?utm_source=news&utm_medium=email"), page(6, "shoes", referrer=HOME)]
    assert sessions(traced(rows, Settings(shop=OWN)), "channel", "events") == [("Direct", 1), ("Email", 2)]
    one = Settings(shop=OWN, trace=Tracing(session_on_campaign=False))
    assert sessions(traced(rows, one), "channel", "events") == [("Email", 3)]


@pytest.mark.parametrize(
    "host", ["https://www.paypal.com/", "https://pay.klarna.com/x", "https://accounts.google.com/"]
)
def test_a_return_from_a_provider_opens_no_session_and_is_no_touch_however_late(traced: Trace, host: str) -> None:
    rows = [page(0, "?gclid=1"), page(200, referrer=host), page(900, referrer=host), page(901, referrer=HOME)]
    found = traced(rows, Settings(shop=OWN))
    assert sessions(found, "channel", "events") == [("Paid Search", 4)]
    assert found.touchpoints["role"].to_pylist() == ["touch", "step", "step", "step"]


def test_a_return_from_inside_opens_no_session_for_hours_and_no_touch_ever(traced: Trace) -> None:
    rows = [page(0, "?gclid=1"), page(200, referrer=HOME), page(900, referrer=HOME)]
    found = traced(rows, Settings(shop=OWN))
    assert sessions(found, "channel", "events") == [("Paid Search", 2), (None, 1)]
    assert found.touchpoints["role"].to_pylist() == ["touch", "step", "step"]


def test_a_return_that_is_all_we_know_of_somebody_is_a_visit_nobody_arrived_by(traced: Trace) -> None:
    found = traced([page(0, referrer="https://www.paypal.com/")], Settings(shop=OWN))
    assert sessions(found, "channel", "events") == [(None, 1)]
    assert found.touchpoints["role"].to_pylist() == ["step"]


def test_the_sources_own_sessions_are_taken_unless_the_shop_says_otherwise(traced: Trace) -> None:
    rows = [page(0, session_id="a"), page(1, session_id="b"), page(300, session_id="a")]
    assert sessions(traced(rows), "session", "events") == [(1, 2), (2, 1)]
    clock = Settings(trace=Tracing(source_sessions=False))
    assert sessions(traced(rows, clock), "session", "events") == [(1, 2), (2, 1)]
    assert sessions(traced(rows), "ended_at") != sessions(traced(rows, clock), "ended_at")


def test_two_sources_may_use_the_same_session_id(traced: Trace) -> None:
    rows = [page(0, session_id="1"), page(1, session_id="1", source="app")]
    assert sessions(traced(rows), "session", "events") == [(1, 1), (2, 1)]


def test_a_session_comes_from_the_first_event_that_names_a_source(traced: Trace) -> None:
    rows = [
        {"name": "Application Opened", "session_id": "a"},
        page(1, "?utm_source=news&utm_medium=email&utm_campaign=March", session_id="a"),
        page(2, "?gclid=1", session_id="a"),
    ]
    assert sessions(traced(rows), "channel", "traffic_source", "traffic_medium", "campaign") == [
        ("Email", "news", "email", "March")
    ]


def test_a_session_lands_on_its_first_page_and_has_the_first_device_it_names(traced: Trace) -> None:
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148"
    rows = [
        {"name": "Application Opened", "anonymous_id": "a"},
        page(1, "Scarpe/?x=1", user_agent=agent),
        page(2, "cart", user_agent=agent.replace("iPhone", "iPad")),
    ]
    found = traced(rows)
    assert sessions(found, "landing", "device") == [("/Scarpe", "mobile")]
    assert found.touchpoints["device"].to_pylist() == ["mobile"] * 3


def test_every_customer_counts_sessions_from_one(traced: Trace) -> None:
    rows = [page(0), page(60), page(0, customer_id="c2"), page(70, customer_id="c2")]
    assert sessions(traced(rows), "customer_id", "session") == [("c1", 1), ("c1", 2), ("c2", 1), ("c2", 2)]
