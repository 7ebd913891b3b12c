import pytest

from percorso.collect.money_checks import check_order
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
