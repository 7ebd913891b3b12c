from collections.abc import Callable
from typing import Any

import pytest

from percorso.core.settings import Settings, Shop, Tracing
from percorso.trace.ruleset import Rules
from percorso.trace.tracing import Traced

HOME = "https://shop.example/"
ORDER = {"name": "Order Completed", "order_id": "1", "minute": 10}


@pytest.mark.parametrize(
    ("row", "stage", "rule"),
    [
        ({"url": HOME}, "awareness", "first contact"),
        ({"name": "Campaign Received"}, "awareness", "sent to someone who has not bought"),
        ({"name": "Product Viewed", "url": HOME}, "consideration", "products, searches, comparisons, questions"),
        ({"name": "view_item", "session_id": "s"}, "consideration", "products, searches, comparisons, questions"),
        ({"url": HOME + "it/prodotto/scarpe"}, "consideration", "product, category and search pages"),
        ({"name": "begin_checkout", "session_id": "s"}, "decision", "cart, checkout, delivery, payment"),
        ({"url": HOME + "cart"}, "decision", "cart and checkout pages"),
        (ORDER, "decision", "placing an order"),
        ({"name": "Product Shared", "url": HOME}, "consideration", "products, searches, comparisons, questions"),
    ],
)
def test_the_stage_of_a_first_row(traced: Callable[..., Traced], row: dict[str, Any], stage: str, rule: str) -> None:
    found = traced([row]).touchpoints
    assert found["stage"].to_pylist() == [stage]
    assert found["stage_rule"][0].as_py().split(" ", 1)[1] == rule


@pytest.mark.parametrize(
    ("row", "stage", "rule"),
    [
        ({"name": "Order Shipped"}, "retention", "what follows an order"),
        ({"name": "Support Ticket Opened", "order_id": "1"}, "retention", "what follows an order"),
        ({"name": "Product Reviewed"}, "advocacy", "speaking well of an order"),
        ({"name": "Review Requested"}, "retention", "what follows an order"),
        ({"name": "Referral Sent"}, "advocacy", "speaking well of an order"),
        ({"name": "Product Shared", "url": HOME}, "advocacy", "sharing and recommending"),
        ({"name": "Campaign Received"}, "retention", "sent to a customer"),
        ({"url": HOME}, "retention", "a customer comes back"),
        ({"name": "Product Viewed", "url": HOME}, "consideration", "products, searches, comparisons, questions"),
        ({"url": HOME + "account/orders"}, "retention", "account pages"),
    ],
)
def test_the_stage_of_a_row_after_an_order(
    traced: Callable[..., Traced], row: dict[str, Any], stage: str, rule: str
) -> None:
    found = traced([ORDER, {**row, "minute": 500}]).touchpoints
    assert found["stage"][1].as_py() == stage
    assert found["stage_rule"][1].as_py().split(" ", 1)[1] == rule


def test_coming_back_before_buying_is_consideration(traced: Callable[..., Traced]) -> None:
    rows = [
        {"url": HOME, "minute": 0},
        {"url": HOME, "minute": 1},
        {"url": HOME, "minute": 100},
        {"url": HOME, "minute": 100, "customer_id": "c2"},
    ]
    assert traced(rows).touchpoints["stage"].to_pylist() == ["awareness", "awareness", "consideration", "awareness"]


def test_a_visit_after_an_advertisement_is_a_return(traced: Callable[..., Traced]) -> None:
    found = traced([{"name": "Ad Impression"}, {"url": HOME, "minute": 5}]).touchpoints
    assert found["stage"].to_pylist() == ["awareness", "consideration"]
    assert found["direction"].to_pylist() == ["outbound", "inbound"]


def test_a_message_that_is_no_contact_reaches_no_stage_and_makes_no_visit_a_return(
    traced: Callable[..., Traced],
) -> None:
    found = traced([{"name": "Ad Impression"}, {"url": HOME, "minute": 5}], Settings(shop=Shop(contact=("inbound",))))
    assert found.touchpoints["stage"].to_pylist() == [None, "awareness"]
    assert found.touchpoints["stage_rule"][0].as_py() is None


@pytest.mark.parametrize(
    ("row", "step"),
    [
        ({"url": HOME}, "land"),
        ({"name": "product_view", "session_id": "s"}, "product"),
        ({"name": "Product Added", "url": HOME + "products/shoes"}, "cart"),
        ({"url": HOME + "products/shoes"}, "product"),
        ({"url": HOME + "checkout"}, "checkout"),
        ({"name": "shipping_details", "session_id": "s"}, "delivery"),
        ({"url": HOME + "checkout/shipping"}, "delivery"),
        ({"name": "Payment Info Entered", "session_id": "s"}, "payment"),
        (ORDER, "order"),
        ({"name": "Email Sent"}, None),
    ],
)
def test_the_funnel_step_of_a_first_row(traced: Callable[..., Traced], row: dict[str, Any], step: str | None) -> None:
    assert traced([row]).touchpoints["step"].to_pylist() == [step]


def test_only_the_first_row_of_a_session_lands_and_what_follows_an_order_is_no_step(
    traced: Callable[..., Traced],
) -> None:
    rows = [
        {"url": HOME, "minute": 0},
        {"url": HOME, "minute": 1},
        {**ORDER, "url": HOME},
        {"url": HOME + "checkout/success", "minute": 11},
    ]
    found = traced(rows).touchpoints
    assert found["step"].to_pylist() == ["land", None, "order", None]
    assert found["role"].to_pylist() == ["touch", "step", "order", "after"]


def test_a_shop_may_write_its_own_stages(traced: Callable[..., Traced]) -> None:
    text = """
    steps = ["menu", "table"]
    [[stage]]
    rule = "radio"
    stage = "advocacy"
    channel = "Radio"
    [[stage]]
    rule = "the rest"
    stage = "decision"
    [[step]]
    step = "table"
    path = "/book*"
    """
    rows = [{"url": HOME + "booking"}, {"name": "Heard", "channel": "radio"}]
    found = traced(rows, None, Rules.of(Settings(), stages=text)).touchpoints
    assert found["stage"].to_pylist() == ["decision", "advocacy"]
    assert found["stage_rule"].to_pylist() == ["2 the rest", "1 radio"]
    assert found["step"].to_pylist() == ["table", None]


@pytest.mark.parametrize(
    ("model", "stages"),
    [
        ("standard", ["consideration", "decision", "decision", "consideration", "decision"]),
        # What is seen on the first visit is a beginning, and a cart is a list to think about.
        ("considered", ["awareness", "consideration", "decision", "consideration", "decision"]),
        # From the first order on whoever comes is kept.
        ("habitual", ["consideration", "decision", "decision", "retention", "retention"]),
    ],
)
def test_a_stage_model_says_where_a_stage_ends_and_the_next_begins(
    traced: Callable[..., Traced], model: str, stages: list[str]
) -> None:
    rows = [
        {"name": "Product Viewed"},
        {"name": "Product Added", "minute": 1},
        {**ORDER, "minute": 2},
        {"name": "Product Viewed", "minute": 3000},
        {**ORDER, "minute": 3001, "order_id": "other"},
    ]
    rules = Rules.of(Settings(trace=Tracing(stage_model=model)))
    assert traced(rows, None, rules).touchpoints["stage"].to_pylist() == stages
