from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect import notation
from percorso.core.errors import PercorsoError
from percorso.core.settings import Shop
from percorso.core.time import from_micros

ROME = ZoneInfo("Europe/Rome")


def test_the_mapping_wins_over_the_shop() -> None:
    written = notation.notation({"time_zone": "UTC", "decimal": ",", "currency": "usd", "encoding": "cp1252"}, Shop())
    assert (written.zone.key, written.decimal, written.currency, written.encoding) == ("UTC", ",", "USD", "cp1252")
    assert notation.notation(None, Shop(time_zone="Europe/Madrid")).zone.key == "Europe/Madrid"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"decimal": ";"}, "bad_mapping"),
        ({"time_zone": "Europe/Roma"}, "unknown_time_zone"),
        ({"currency": "EURO"}, "unknown_currency"),
        ({"encoding": 7}, "bad_mapping"),
    ],
)
def test_a_notation_that_cannot_be_is_refused(document: dict[str, object], code: str) -> None:
    with pytest.raises(PercorsoError, match=code):
        notation.notation(document, Shop())


def test_a_connector_that_knows_its_columns_takes_no_fields() -> None:
    with pytest.raises(PercorsoError, match="unknown_mapping_key"):
        notation.notation_only({"fields": {}}, Shop())


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02 10:14:30 +0100",
        "2026-03-02T10:14:30+01:00",
        "2026-03-02 09:14:30 UTC",
        "2026-03-02 10:14:30",
        "1772442870",
    ],
)
def test_offsets_are_honoured_however_they_are_written(text: str) -> None:
    assert from_micros(notation.instant(text, ROME)).isoformat() == "2026-03-02T09:14:30+00:00"


@given(st.decimals(0, 10**9, places=3), st.sampled_from([",", "."]))
def test_an_amount_keeps_every_digit_whatever_its_decimal_mark(value: Decimal, mark: str) -> None:
    text = f"{value:,f}"
    written = text.translate(str.maketrans(",.", ".,")) if mark == "," else text
    assert Decimal(notation.amount(written, mark)) == value


def test_the_noise_of_a_float_is_kept_as_given() -> None:
    assert notation.amount("2.3899999999999997", ".") == "2.3899999999999997"
    assert Decimal(notation.amount("4.440892e-16", ".")) == Decimal("4.440892e-16")


@pytest.mark.parametrize(
    ("amounts", "counts", "mark"),
    [
        (["12", "12,50"], [], ","),
        (["12.50"], [], "."),
        (["1.234,5"], [], ","),
        (["1,234.5"], [], "."),
        (["€ 12,50"], [], ","),
        (["1,234", "7.5"], [], "."),
        (["1.234"], ["1.234"], ","),
        (["1,234"], ["12,345"], "."),
        (["1.234.567"], [], ","),
        (["1.234", "1,0850"], [], ","),
        (["1.234", "1234,500"], [], ","),
        (["1,234", "0.500"], [], "."),
        (["12"], ["5"], "?"),
    ],
)
def test_the_decimal_mark_is_told_by_the_first_value_that_shows_it(
    amounts: list[str], counts: list[str], mark: str
) -> None:
    assert notation.guess_decimal(amounts, counts, default="?") == mark


@pytest.mark.parametrize(
    ("text", "mark", "currency", "sure"),
    [
        ("1.500", ".", "EUR", False),
        ("€ 12,345", ",", "EUR", False),
        ("1.500", ",", "EUR", True),
        ("1.50", ".", "EUR", True),
        ("1500.000", ".", "EUR", True),
        ("1.500", ".", "KWD", True),
    ],
)
def test_three_places_after_an_unconfirmed_mark_are_not_guessed(
    text: str, mark: str, currency: str, sure: bool
) -> None:
    if sure:
        notation.require_sure(text, mark, currency)
    else:
        with pytest.raises(PercorsoError, match="ambiguous_amount"):
            notation.require_sure(text, mark, currency)


@pytest.mark.parametrize(
    ("texts", "country", "pattern"),
    [
        (["2026-03-02"], "IT", None),
        (["04/03/2026"], "IT", "%d/%m/%Y"),
        (["04/03/2026"], "US", "%m/%d/%Y"),
        (["04/03/2026", "28/03/2026"], "US", "%d/%m/%Y"),
        (["04.03.2026 10:30"], "DE", "%d.%m.%Y %H:%M"),
        (["03/28/2026, 10:30:00"], "IT", "%m/%d/%Y, %H:%M:%S"),
    ],
)
def test_numeric_dates_are_told_by_a_day_above_twelve_else_by_the_country(
    texts: list[str], country: str, pattern: str | None
) -> None:
    assert notation.guess_date_format(texts, country) == pattern


@pytest.mark.parametrize(
    ("pattern", "text", "fitting"),
    [
        ("%d/%m/%Y %H:%M", "13/03/2026 10:00", "%d/%m/%Y %H:%M"),
        ("%d/%m/%Y %H:%M", "13/03/2026", "%d/%m/%Y"),
        ("%m/%d/%Y", "03/13/2026 10:00:05", "%m/%d/%Y %H:%M:%S"),
        ("%d/%m/%Y, %H:%M", "13/03/2026, 10:00", "%d/%m/%Y, %H:%M"),
        ("%d/%m/%Y", "2026-03-13", None),
        ("%d/%m/%Y", "13.03.2026 10:00", "%d.%m.%Y %H:%M"),
        (None, "13/03/2026", None),
    ],
)
def test_a_guessed_pattern_is_fitted_to_each_text(pattern: str | None, text: str, fitting: str | None) -> None:
    assert notation.fitted(pattern, text) == fitting


def test_a_source_s_own_zone_gives_way_to_the_mapping_s() -> None:
    written = notation.notation({}, Shop())
    assert notation.in_zone(written, None, "UTC").zone.key == "UTC"
    assert notation.in_zone(written, None, None).zone.key == "Europe/Rome"
    stated = {"time_zone": "Asia/Tokyo"}
    assert notation.in_zone(notation.notation(stated, Shop()), stated, "UTC").zone.key == "Asia/Tokyo"


def test_a_month_s_name_is_read_in_english_and_italian() -> None:
    both = {notation.instant(text, ROME) for text in ("Mar 2, 2026, 10:14:30 AM", "2 marzo 2026 10:14:30")}
    assert [from_micros(at).isoformat() for at in both] == ["2026-03-02T09:14:30+00:00"]


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (["01/09/25", "15/09/25"], "%d/%m/%y"),
        (["01.09.25 10:30", "15.09.25 11:00"], "%d.%m.%y %H:%M"),
        (["09/01/25", "09/15/25"], "%m/%d/%y"),
        # Either part may be the day.
        (["01/09/25", "02/09/25"], None),
        # Both parts are: nobody writes so.
        (["15/09/25", "09/15/25", "16/09/25"], None),
        # The year stands first.
        (["25/09/01", "25/09/02"], None),
        (["25-09-01", "26-09-01", "27-09-01"], None),
        (["15/09/25"], None),
        # No such year has come.
        (["15/09/85", "16/09/85"], None),
    ],
)
def test_years_of_two_digits_are_read_where_all_dates_show_which_part_they_are(
    texts: list[str], pattern: str | None
) -> None:
    assert notation.guess_date_format(texts, "IT") == pattern
    found = notation.fitted(pattern, texts[0])
    if pattern and found:
        assert from_micros(notation.instant(texts[0], ROME, found)).date().isoformat() in ("2025-09-01", "2025-08-31")


def test_a_year_of_two_digits_among_years_of_four_is_not_guessed() -> None:
    pattern = notation.guess_date_format(["15/09/2025", "16/09/25"], "IT")
    assert (pattern, notation.fitted(pattern, "16/09/25")) == ("%d/%m/%Y", None)
    assert notation.fitted("%d/%m/%y", "16/09/2025") == "%d/%m/%Y"
    assert notation.fitted("%d/%m/%y", "16/09/75") is None
