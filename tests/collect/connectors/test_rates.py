from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from percorso.core.errors import PercorsoError
from percorso.core.record import Rate

if TYPE_CHECKING:
    from collect.conftest import Gather

Write = Callable[[str, str | bytes], Path]


def test_rates_are_read_as_decimal_text(write: Write, gather: Gather) -> None:
    batch = gather("rates", write("a.csv", "on,base,quote,rate\n2026-03-01,eur,USD,1.0823\n"))
    assert batch.rates == [Rate("2026-03-01", "EUR", "USD", "1.0823")]


def test_bad_rates_are_set_aside(write: Write, gather: Gather) -> None:
    rows = ["2026-03-01,EUR,USD,0", "2026-03-01,EUR,EURO,1", "soon,EUR,USD,1", "2026-03-01,EUR,USD,x"]
    batch = gather("rates", write("a.csv", "on,base,quote,rate\n" + "\n".join(rows)))
    assert [one.code for one in batch.rejected] == ["bad_rate", "unknown_currency", "bad_date", "bad_amount"]
    assert [one.original for one in batch.rejected] == rows


def test_a_table_without_its_columns_is_refused(write: Write, gather: Gather) -> None:
    with pytest.raises(PercorsoError, match="No column named 'rate'") as caught:
        gather("rates", write("a.csv", "on,base,quote,rates\n2026-03-01,EUR,USD,1\n"))
    assert caught.value.code == "missing_column"


@pytest.mark.parametrize(
    ("header", "rates", "read"),
    [
        ("data;da;a;cambio", ["1,085"], ["1.085"]),
        ("data;da;a;cambio", ["1,125", "1,0850"], ["1.125", "1.0850"]),
        ("data;da;a;cambio", ["1,085", "0.92"], ["1085", "0.92"]),
        ("on;base;quote;rate", ["1,085", "0,92"], ["1.085", "0.92"]),
        ("on;base;quote;rate", ["1.085"], ["1.085"]),
        ("on;base;quote;rate", ["1,085"], []),
        ("data;da;a;tasso", ["1.085"], []),
    ],
)
def test_a_rate_is_never_taken_for_thousands_by_a_guess(
    header: str, rates: list[str], read: list[str], write: Write, gather: Gather
) -> None:
    rows = [f"2026-03-0{day};EUR;USD;{rate}" for day, rate in enumerate(rates, start=1)]
    path = write("a.csv", "\n".join((header, *rows)))
    batch = gather("rates", path)
    assert [one.rate for one in batch.rates] == read
    assert [one.code for one in batch.rejected] == ["ambiguous_amount"] * (len(rates) - len(read))
    assert [one.rate for one in gather("rates", path, 'decimal = ","').rates][:1] == [
        rates[0].replace(".", "").replace(",", ".")
    ]
