import pytest

from percorso.collect.order_exports import MAGENTO, PRESTASHOP_SQL
from percorso.collect.order_words import is_test_gateway, sold_in, standard_status


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ({"status": "wc-completed"}, "completed"),
        ({"status": "On hold"}, "on_hold"),
        ({"status": "pending"}, "pending_payment"),
        ({"status": "In attesa di pagamento"}, "pending_payment"),
        ({"status": "Annullato"}, "cancelled"),
        ({"status": "Awaiting Pickup"}, "awaitingpickup"),
        ({"financial_status": "partially_refunded"}, "partially_refunded"),
        ({"financial_status": "pending"}, "pending"),
        ({"financial_status": "paid", "cancelled_at": "2026-03-01"}, "cancelled"),
        ({}, ""),
    ],
)
def test_an_order_s_state_is_told_in_one_vocabulary(order: dict[str, str], status: str) -> None:
    assert standard_status(order) == status


def test_a_word_may_mean_something_of_its_own_to_a_system() -> None:
    order = {"status": "Pending"}
    assert standard_status(order) == "pending_payment"
    assert standard_status(order, MAGENTO.statuses) == "pending"
    assert standard_status({"status": "6"}, PRESTASHOP_SQL.statuses) == "cancelled"
    assert standard_status({"status": "In attesa di pagamento con bonifico bancario"}) == "on_hold"


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ("web", "own_shop"),
        ("pos", "till"),
        ("Facebook & Instagram", "social_shop"),
        ("tiktok", "social_shop"),
        ("amazon-eu", "marketplace"),
        ("shopify_draft_order", "phone"),
        ("580111", "own_shop"),
        ("checkout", "own_shop"),
        ("9999", None),
        ("", "fallback"),
        (None, "fallback"),
    ],
)
def test_where_an_order_was_sold_is_told_by_its_source(told: str | None, place: str | None) -> None:
    assert sold_in(told, "fallback") == place


def test_only_a_gateway_that_pretends_is_a_test() -> None:
    assert is_test_gateway("(for testing) Bogus Gateway")
    assert not is_test_gateway("PayPal")
