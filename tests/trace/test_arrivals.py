from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from percorso.trace.arrivals import Arrivals, arrivals_of
from percorso.trace.channels import ChannelRules, Classified
from percorso.trace.pages import Links, parted
from percorso.trace.stages import StageRules

HOME = "https://shop.example/"


@pytest.fixture
def judged(events_of: Callable[..., pa.Table]) -> Callable[..., Arrivals]:
    def run(*rows: dict[str, Any]) -> Arrivals:
        events = events_of(rows)
        conversion = np.array([name == "Order Completed" for name in events["name"].to_pylist()])
        links = Links.of(*parted(events["url"]))
        return arrivals_of(events, links, conversion, ChannelRules.built_in(("shop.example",)), StageRules.built_in())

    return run


def origins(arrivals: Arrivals) -> list[Classified]:
    return [arrivals.origins[place] for place in arrivals.origin]


@pytest.mark.parametrize(
    ("row", "on_site"),
    [
        ({"url": HOME}, True),
        ({"session_id": "s"}, True),
        ({"kind": "screen"}, True),
        ({"name": "Product Added", "anonymous_id": "a"}, True),
        ({"name": "Product Added", "user_id": "u"}, False),
        ({"name": "Email Sent", "anonymous_id": "a", "url": HOME}, False),
        ({"name": "Phone Call", "anonymous_id": "a"}, False),
        ({"name": "Order Shipped", "anonymous_id": "a"}, False),
        ({"name": "Product Reviewed", "anonymous_id": "a"}, False),
        ({"name": "Product Reviewed", "url": HOME}, True),
        ({"name": "Order Completed", "anonymous_id": "a"}, True),
        ({"name": "Order Completed", "email": "anna@example.com"}, False),
    ],
)
def test_on_the_site_is_what_shows_a_page_a_session_or_a_visitor(
    judged: Callable[..., Arrivals], row: dict[str, Any], on_site: bool
) -> None:
    assert judged(row).on_site.tolist() == [on_site]


def test_off_the_site_a_channel_comes_from_the_fields_else_from_the_name(judged: Callable[..., Arrivals]) -> None:
    found = origins(
        judged(
            {"name": "Email Sent", "utm_source": "news", "utm_medium": "email", "utm_campaign": "March"},
            {"name": "Email Sent"},
            {"name": "Email Sent", "channel": "Direct Mail"},
            {"name": "Coupon Redeemed"},
            {"name": "Coupon Redeemed", "channel": " "},
        )
    )
    assert [one.channel for one in found] == ["Email", "Email", "Direct Mail", None, None]
    assert [one.campaign for one in found] == ["March", None, None, None, None]
    assert [one.rule for one in found][1::2] == ["event name", "no source stated"]
    assert [one.touch for one in found] == [True, True, True, False, False]


def test_only_what_names_a_source_is_a_campaign(judged: Callable[..., Arrivals]) -> None:
    found = judged(
        {"url": HOME},
        {"url": HOME + "?utm_source=a&utm_medium=email"},
        {"url": HOME + "?utm_source=a&utm_medium=email&utm_campaign=x"},
        {"url": HOME, "referrer": HOME},
        {"url": HOME, "referrer": "https://www.paypal.com/"},
        {"url": HOME + "?utm_source=A&utm_medium=email", "referrer": HOME},
        {"url": HOME, "channel": "direct"},
        {"url": HOME, "channel": "radio"},
    )
    named = found.campaign.tolist()
    assert [number >= 0 for number in named] == [False, True, True, False, False, True, False, True]
    assert named[1] == named[5]
    assert len({named[1], named[2], named[7]}) == 3
    assert found.touch.tolist() == [True, True, True, False, False, True, True, True]


def test_an_order_alone_is_no_direct_visit(judged: Callable[..., Arrivals]) -> None:
    alone, stated, declared, clicked, paid = origins(
        judged(
            {"name": "Order Completed", "url": HOME},
            {"name": "Order Completed", "url": HOME, "utm_source": "(direct)", "utm_medium": "(none)"},
            {"name": "Order Completed", "url": HOME, "channel": "Direct"},
            {"name": "Order Completed", "url": HOME + "?gclid=1"},
            {"name": "Order Completed", "url": HOME, "referrer": "https://www.paypal.com/"},
        )
    )
    assert (alone.channel, alone.touch) == (None, False)
    assert (stated.channel, declared.channel, clicked.channel) == ("Direct", "Direct", "Paid Search")
    assert (paid.touch, paid.rule) == (False, "return from a payment provider (paypal.com)")


def test_an_imported_order_that_names_its_source_keeps_it(judged: Callable[..., Arrivals]) -> None:
    (origin,) = origins(judged({"name": "Order Completed", "utm_source": "google", "utm_medium": "cpc"}))
    assert origin.channel == "Paid Search"


def test_an_order_is_never_an_email_for_its_name(judged: Callable[..., Arrivals]) -> None:
    found = judged({"name": "Order Completed"}, {"name": "Order Shipped"})
    assert [one.channel for one in origins(found)] == [None, None]
    assert found.after_named.tolist() == [False, True]


def test_the_path_of_a_page_of_the_shop_does_not_matter_and_all_else_does(judged: Callable[..., Arrivals]) -> None:
    found = judged(
        {"url": HOME, "referrer": HOME + "a?page=2"},
        {"url": HOME + "a/b#top", "referrer": HOME},
        {"url": HOME + "a?utm_source=n&utm_medium=email", "referrer": HOME},
        {"url": HOME + "b?utm_source=n&utm_medium=email", "referrer": HOME},
        {"url": HOME + "a", "referrer": "https://www.facebook.com/login"},
        {"url": HOME + "b", "referrer": "https://www.facebook.com/shop.page"},
        {"url": HOME + "b", "referrer": "https://shop.example.evil.example/"},
    )
    channels = [origin.channel for origin in origins(found)]
    assert channels == [None, None, "Email", "Email", None, "Organic Social", "Referral"]
    assert len(found.origins) == 5
