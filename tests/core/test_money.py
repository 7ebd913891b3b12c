from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.core.money import CURRENCIES, format_plain, from_minor, known_currency, parse_decimal, places, to_minor


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1,234.56", ".", "1234.56"),
        ("1.234,56", ",", "1234.56"),
        ("1.234", ",", "1234"),
        ("1,234", ".", "1234"),
        ("1 234,5", ",", "1234.5"),
        ("1'234.50", ".", "1234.50"),
        ("€ 12,00", ",", "12.00"),
        ("12.5 EUR", ".", "12.5"),
        ("-3", ".", "-3"),
        ("−3,5", ",", "-3.5"),
        (",5", ",", "0.5"),
        ("2.3899999999999997", ".", "2.3899999999999997"),
        ("1e-3", ".", "0.001"),
    ],
)
def test_amounts_are_read_in_the_notation_of_their_file(text: str, mark: str, expected: str) -> None:
    assert parse_decimal(text, mark) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1.234,56", "."),
        ("1,234.56", ","),
        ("12,34,56", "."),
        ("abc", "."),
        ("", "."),
        ("1..2", "."),
        ("99999999999", "."),
    ],
)
def test_an_amount_in_the_wrong_notation_is_refused_rather_than_guessed(text: str, mark: str) -> None:
    with pytest.raises(PercorsoError) as caught:
        parse_decimal(text, mark)
    assert caught.value.code == "bad_amount"


def test_minor_units_follow_the_currency() -> None:
    assert to_minor(Decimal("12.345"), "EUR") == 1235
    assert to_minor(Decimal("-12.345"), "EUR") == -1235
    assert to_minor(Decimal("1500"), "JPY") == 1500
    assert to_minor(Decimal("1.2345"), "KWD") == 1235
    assert format_plain(23393524, "USD") == "233935.24"
    assert format_plain(1500, "JPY") == "1500"


@given(st.integers(-(10**14), 10**14), st.sampled_from(sorted(CURRENCIES)))
def test_minor_units_survive_the_way_there_and_back(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor
    assert -from_minor(minor, currency).as_tuple().exponent == places(currency)  # type: ignore[operator]


def test_an_unknown_currency_names_the_nearest() -> None:
    with pytest.raises(PercorsoError, match="Did you mean 'EUR'") as caught:
        known_currency("EURO")
    assert caught.value.code == "unknown_currency"
    assert known_currency(" eur ") == "EUR"
