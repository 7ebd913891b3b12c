from __future__ import annotations

from datetime import date, timedelta

from percorso.analyze.answers import monthly
from percorso.analyze.intervals import Spread, rate
from percorso.analyze.retention import Month, RetentionResult


def result(*new: int) -> RetentionResult:
    months = tuple(
        Month(date(2025 + at // 12, at % 12 + 1, 1), found, 2, found, 3, found * 1000, 500)
        for at, found in enumerate(new)
    )
    never = Spread(0, None, None, None, None, None)
    return RetentionResult("EUR", timedelta(days=90), months, rate(0, 0), never, (), rate(0, 0))


def test_the_title_names_the_best_of_the_months_drawn() -> None:
    drawn = monthly.chart(result(900, *[10] * 11, 40), sure=True)
    assert drawn is not None
    assert [mark.label for mark in drawn.marks] == [f"2025-{month:02}" for month in range(2, 13)] + ["2026-01"]
    assert drawn.title.key == "answer.1.chart_months"
    assert {name: value for name, (value, _) in drawn.title.arguments.items()} == {
        "month": "2026-01",
        "n": 40,
        "total": 150,
    }


def test_no_month_is_called_best_when_it_is_too_early_or_there_is_no_other() -> None:
    for one in (monthly.chart(result(3, 9), sure=False), monthly.chart(result(300), sure=True)):
        assert one is not None
        assert one.title.key == "answer.1.chart_months_early"
    assert monthly.chart(result(), sure=True) is None


def test_the_table_holds_every_month() -> None:
    assert len(monthly.table(result(*[10] * 20)).rows) == 20
    assert monthly.table(result(4)).rows == (("2025-01", 4, 2, 4000, 500),)
