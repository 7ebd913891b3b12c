import pytest

from percorso.collect.money_checks import check_order, signed
from percorso.core.errors import PercorsoError


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"total": "-1.00"}, "negative_money"),
        ({"revenue": -0.01}, "negative_money"),
        ({"total": "twelve"}, "bad_amount"),
        ({"total": True}, "bad_amount"),
        ({"total": [1]}, "bad_amount"),
        ({"total": "1.00", "currency": "EURO"}, "unknown_currency"),
    ],
)
def test_an_order_whose_money_cannot_be_is_refused(properties: dict[str, object], code: str) -> None:
    with pytest.raises(PercorsoError, match=code):
        check_order(properties)


def test_refunds_discounts_and_free_orders_pass() -> None:
    check_order(
        {"total": "0", "discount": "-5.00", "refunded": "-5.00", "currency": "eur", "tax": None, "shipping": ""}
    )


def test_a_sign_of_another_currency_than_stated_is_refused() -> None:
    with pytest.raises(PercorsoError, match="currency_conflict"):
        check_order({"total": "£10.00", "currency": "EUR"})
    check_order({"total": "€10.00", "currency": "eur"})


def test_a_sign_states_the_currency_where_nothing_else_does() -> None:
    assert signed({"total": "£10.00"}) == {"total": "£10.00", "currency": "GBP"}
    assert signed({"total": "10.00"}) == {"total": "10.00"}
    assert signed({"total": "$10.00", "currency": "CAD"})["currency"] == "CAD"
    with pytest.raises(PercorsoError, match="ambiguous_currency"):
        signed({"total": "$10.00"})
