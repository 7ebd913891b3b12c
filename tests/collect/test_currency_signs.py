from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect import currency_signs
from percorso.core.errors import PercorsoError
from percorso.core.money import CURRENCIES


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("£20.90", "GBP"),
        ("20,90 €", "EUR"),
        ("20,90 zł", "PLN"),
        ("CHF 20.90", "CHF"),
        ("20.90 chf", "CHF"),
        ("Fr. 20.90", "CHF"),
        ("Fr.20.90", "CHF"),
        ("US$20.90", "USD"),
        ("US $20.90", "USD"),
        ("$20.90 USD", "USD"),
        ("USD $20.90", "USD"),
        ("CA$20.90", "CAD"),
        ("-£20.90", "GBP"),
        ("£-20.90", "GBP"),
        ("R$ 20,90", "BRL"),
        ("\u00a5 2090 CNY", "CNY"),
        ("20,90 kr. DKK", "DKK"),
        ("20.90", "EUR"),
        ("-20.90", "EUR"),
        (".50", "EUR"),
    ],
)
def test_a_sign_names_the_currency_where_nothing_else_does(text: str, currency: str) -> None:
    assert currency_signs.told([text, "0"], "EUR") == currency
    assert set(currency_signs.bare(text)) <= set("0123456789.,-")


@pytest.mark.parametrize("text", ["$20.90", "20.90$", "kr 20", "¥ 2000"])
def test_a_sign_of_many_currencies_names_none(text: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        currency_signs.told([text], "EUR")
    assert refused.value.code == "ambiguous_currency"
    assert "currency =" in refused.value.hint


@pytest.mark.parametrize(
    ("text", "currency"), [("$20.90", "CAD"), ("$20.90", "USD"), ("20 kr", "SEK"), ("20 kr.", "DKK"), ("£5", "EGP")]
)
def test_a_sign_of_many_is_the_shop_s_own_where_that_is_among_them(text: str, currency: str) -> None:
    assert currency_signs.told([text], currency) == currency
    currency_signs.require(text, currency)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$10.00", "currency_conflict"),
        ("10 GBP", "currency_conflict"),
        ("€10 USD", "currency_conflict"),
        ("10 XQZ", "unknown_currency"),
    ],
)
def test_a_sign_of_another_currency_than_stated_is_refused(text: str, code: str) -> None:
    with pytest.raises(PercorsoError) as refused:
        currency_signs.require(text, "EUR")
    assert refused.value.code == code


def test_amounts_of_one_order_are_in_one_currency() -> None:
    with pytest.raises(PercorsoError, match="currency_conflict"):
        currency_signs.told(["€10", "£5"], "EUR")


@given(st.decimals(0, 10**7, places=2), st.sampled_from(sorted(CURRENCIES)), st.booleans())
def test_every_code_is_read_on_either_side(value: object, code: str, before: bool) -> None:
    text = f"{code} {value}" if before else f"{value} {code}"
    assert currency_signs.told([text], "EUR") == code
    assert currency_signs.bare(text) == str(value)


@given(st.text(max_size=12))
def test_no_text_makes_it_fail_otherwise_than_by_a_reason(text: str) -> None:
    with suppress(PercorsoError):
        currency_signs.require(text, "EUR")
        assert currency_signs.told([text], "EUR") == "EUR"
    assert len(currency_signs.bare(text)) <= len(text)
