from typing import Any

import pytest

from percorso.core.settings import Exclusions
from percorso.trace.order_status import is_cancelled, is_refunded, is_test


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"status": "cancelled"}, True),
        ({"status": " Voided "}, True),
        ({"status": "wc-failed"}, True),
        ({"status": "Annullato"}, True),
        ({"cancelled_at": "2024-03-02 10:00:00"}, True),
        ({"cancelled_at": ""}, False),
        ({"status": "completed"}, False),
        ({"status": "refunded"}, False),
        ({"status": None}, False),
        ({}, False),
    ],
)
def test_an_order_called_off_or_never_paid_is_cancelled(properties: dict[str, Any], expected: bool) -> None:
    assert is_cancelled(properties) is expected


@pytest.mark.parametrize(
    ("status", "expected"), [("refunded", True), ("Rimborsato", True), ("partially_refunded", False), ("paid", False)]
)
def test_an_order_given_back_whole_is_refunded(status: str, expected: bool) -> None:
    assert is_refunded({"status": status}) is expected


@pytest.mark.parametrize(
    "properties",
    [
        {"test": True},
        {"test": "true"},
        {"test": 1},
        {"tags": "vip, Test"},
        {"tags": ["vip", "TEST"]},
        {"tags": "load-test"},
        {"payment_method": "(for testing) Bogus Gateway"},
        {"gateway": "bogus"},
    ],
)
def test_a_marked_order_is_a_test(properties: dict[str, Any]) -> None:
    assert is_test(properties, Exclusions())


@pytest.mark.parametrize(
    "properties",
    [{}, {"test": False}, {"test": "false"}, {"test": ""}, {"tags": "contest, latest"}, {"gateway": "paypal"}],
)
def test_an_order_without_a_mark_is_no_test(properties: dict[str, Any]) -> None:
    assert not is_test(properties, Exclusions())


def test_the_shop_names_its_own_marks() -> None:
    own = Exclusions(order_tags=("Prova ordine",))
    assert is_test({"tags": "vip, prova ordine"}, own)
    assert not is_test({"tags": "test"}, own)
