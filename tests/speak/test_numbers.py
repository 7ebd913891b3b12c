from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.core.errors import PercorsoError
from percorso.speak import numbers

EN, IT = "en_GB", "it_IT"


@pytest.mark.parametrize(
    ("value", "unit", "english", "italian"),
    [
        (1204, "count", "1,204", "1.204"),
        (0, "count", "0", "0"),
        (-3, "count", "−3", "−3"),
        (18.44, "count", "18", "18"),
        (3.44, "count", "3.4", "3,4"),
        (0.081, "rate", "8.1%", "8,1%"),
        (0.0996, "rate", "10%", "10%"),
        (0.31, "rate", "31%", "31%"),
        (0.0004, "rate", "0.04%", "0,04%"),
        (0, "rate", "0%", "0%"),
        (1.0, "rate", "100%", "100%"),
        (-0.042, "rate", "−4.2%", "−4,2%"),
        (3.24, "ratio", "3.2", "3,2"),
        (0.418, "ratio", "0.42", "0,42"),
        (123.4, "ratio", "123", "123"),
    ],
)
def test_a_number_shows_the_digits_a_reader_needs(value: float, unit: str, english: str, italian: str) -> None:
    assert numbers.number(value, unit, EN) == english  # type: ignore[arg-type]
    assert numbers.number(value, unit, IT) == italian  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("minor", "currency", "english", "italian"),
    [
        (1430000, "EUR", "€14,300", "14.300\u00a0€"),
        (2140, "EUR", "€21.40", "21,40\u00a0€"),
        (2000, "EUR", "€20", "20\u00a0€"),
        (9999, "EUR", "€99.99", "99,99\u00a0€"),
        (10050, "EUR", "€101", "101\u00a0€"),
        (-114000, "EUR", "−€1,140", "−1.140\u00a0€"),
        (0, "EUR", "€0", "0\u00a0€"),
        (23393524, "USD", "US$233,935", "233.935\u00a0USD"),
        (57, "JPY", "JP¥57", "57\u00a0JPY"),
        (12345, "KWD", "KWD\u00a012.345", "12,345\u00a0KWD"),
    ],
)
def test_money_is_written_in_major_units_whole_above_a_hundred(
    minor: int, currency: str, english: str, italian: str
) -> None:
    assert numbers.number(minor, "money", EN, currency) == english
    assert numbers.number(minor, "money", IT, currency) == italian


def test_money_without_a_currency_is_refused() -> None:
    with pytest.raises(PercorsoError) as raised:
        numbers.number(100, "money", EN)
    assert raised.value.code == "missing_currency"


@pytest.mark.parametrize(
    ("low", "high", "unit", "written"),
    [
        (0.072, 0.09, "rate", "7.2–9.0"),
        (0.0091, 0.0163, "rate", "0.9–1.6"),
        (0.098, 0.124, "rate", "10–12"),
        (960000, 1910000, "money", "9,600–19,100"),
        (-40000, 25000, "money", "−400 – 250"),
        (18, 61, "count", "18–61"),
        (0.978, 0.982, "rate", "97.8–98.2"),
        (0.5, 0.50000001, "rate", "50.00–50.00"),
        (0.5, 0.5, "rate", "50–50"),
    ],
)
def test_both_ends_of_an_interval_share_their_digits(low: float, high: float, unit: str, written: str) -> None:
    assert numbers.interval(low, high, unit, EN, "EUR") == written  # type: ignore[arg-type]


def test_italian_intervals_use_the_decimal_comma() -> None:
    assert numbers.interval(0.072, 0.09, "rate", IT) == "7,2–9,0"


@pytest.mark.parametrize(
    ("days", "chosen"),
    [
        (0.125, ("3", "hours")),
        (12, ("12", "days")),
        (1, ("1", "days")),
        (1.5, ("36", "hours")),
        (5.44, ("5.4", "days")),
        (40.6, ("41", "days")),
        (0.01, ("14", "minutes")),
        (0, ("0", "seconds")),
        (20 / 86_400, ("20", "seconds")),
        (59.6 / 86_400, ("1", "minutes")),
        (3600 / 86_400, ("1", "hours")),
    ],
)
def test_a_duration_takes_the_unit_a_person_would_use(days: float, chosen: tuple[str, str]) -> None:
    amount, unit = numbers.duration(days)
    assert (str(amount), unit) == chosen


def test_texts_are_listed_as_the_language_lists_things() -> None:
    assert numbers.joined(["a", "b", "c"], EN) == "a, b and c"
    assert numbers.joined(["a", "b", "c"], IT) == "a, b e c"
    assert numbers.joined(["a"], IT) == "a"


def test_dates_moments_and_periods_are_written_out() -> None:
    assert numbers.day("2026-11-01", EN) == "1 November 2026"
    assert numbers.moment("2026-11-01T07:40:00+00:00", IT) == "1 novembre 2026, 07:40 UTC"
    assert numbers.moment("2026-11-01T07:40:00+01:00", EN) == "1 November 2026, 07:40"
    assert numbers.period("2026-10-01", "2026-10-31T10:00:00+00:00", EN) == "1 October – 31 October 2026"
    assert numbers.period("2016-05-02", "2018-03-01", IT) == "2 maggio 2016 – 1 marzo 2018"
    assert numbers.period("2026-10-01", "2026-10-01", EN) == "1 October 2026"


@given(st.integers(-(10**12), 10**12))
def test_a_count_reads_back_as_itself(value: int) -> None:
    assert int(numbers.number(value, "count", IT).replace(".", "").replace("−", "-")) == value


@given(st.integers(-(10**12), 10**12))
def test_written_money_is_never_off_by_more_than_half_a_unit(minor: int) -> None:
    written = numbers.number(minor, "money", EN, "EUR").replace("€", "").replace(",", "").replace("−", "-")
    assert abs(Decimal(written) - Decimal(minor) / 100) <= Decimal("0.5")


@given(st.floats(0, 1), st.floats(0, 1))
def test_an_interval_never_shows_its_ends_swapped(one: float, other: float) -> None:
    low, high = (Decimal(end) for end in numbers.interval(min(one, other), max(one, other), "rate", EN).split("–"))
    assert low <= high
