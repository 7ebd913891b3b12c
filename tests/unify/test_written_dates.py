from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.unify.written_dates import is_date, reader

ITALIAN = "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split()
ENGLISH = "January February March April May June July August September October November December".split()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("07/03/84", "19840307"),
        ("7.3.84", "19840307"),
        ("07/03/15", "20150307"),
        ("07/03/1984 00:00", "19840307"),
        ("1984-03-07 00:00:00", "19840307"),
        ("1984-03-07T10:00:00Z", "19840307"),
        ("7 marzo 1984", "19840307"),
        ("mercoledì 7 marzo 1984", "19840307"),
        ("1º maggio 1984", "19840501"),
        ("7-Mar-84", "19840307"),
        ("March 7, 1984", "19840307"),
        ("7th of", ""),
        ("7. März 1984", "19840307"),
        ("7 août 1984", "19840807"),
        ("7 de marzo de 1984", "19840307"),
        ("7 jui 1984", ""),
        ("7 brumaio 1984", ""),
        ("333 1234567", ""),
        ("", ""),
    ],
)
def test_a_date_is_read_however_it_is_written(written: str, read: str) -> None:
    assert reader([written])(written) == read
    assert is_date(written) == bool(read)


@given(st.dates(date(1921, 1, 1), date(2020, 12, 31)))
def test_every_notation_of_a_day_is_the_same_eight_digits(day: date) -> None:
    names = (ITALIAN[day.month - 1], ENGLISH[day.month - 1][:3])
    written = [
        f"{day:%d/%m/%Y}",
        f"{day:%d/%m/%y}",
        f"{day:%Y-%m-%d}",
        *(f"{day.day} {name} {day.year}" for name in names),
    ]
    read = reader([*written, "31/12/1999"])
    assert {read(one) for one in written} == {f"{day:%Y%m%d}"}


def test_a_phone_number_is_no_date() -> None:
    assert not is_date("02-34-56")
    assert not is_date("+39 333 123")
