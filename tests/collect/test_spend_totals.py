from __future__ import annotations

import pytest

from percorso.collect.spend_exports import find_header
from percorso.collect.spend_totals import days_with_totals

HEADER = find_header(["Day,Campaign,Campaign ID,Cost\n"])
DAY = "2026-03-01"


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("A", "10"), ("B", "20"), ("Total", "30")], True),
        ([("Total", "30"), ("A", "10"), ("B", "20")], True),
        ([("A", "3.33"), ("B", "3.33"), ("C", "3.33"), ("Total", "10")], True),
        ([("A", "10"), ("B", "20"), ("Total", "31")], False),
        ([("Total", "30")], False),
        ([("A", "10"), ("B", "lots"), ("Total", "10"), ("TOTAL", "10")], True),
        ([("A", "10"), ("Total", "10"), ("Total", "4")], False),
        ([("A", "10"), ("B", "20")], False),
    ],
)
def test_a_row_called_total_is_one_where_it_is_what_the_others_add_up_to(
    rows: list[tuple[str, str]], found: bool
) -> None:
    cells = [[DAY, name, "", cost] for name, cost in rows]
    assert days_with_totals(cells, HEADER, ".") == (frozenset({(DAY, "", "")}) if found else frozenset())


def test_each_day_is_told_by_its_own_rows() -> None:
    rows = [[DAY, "A", "", "10"], [DAY, "Total", "", "10"], ["2026-03-02", "A", "", "10"]]
    rows.append(["2026-03-02", "Total", "", "7"])
    assert days_with_totals(rows, HEADER, ".") == {(DAY, "", "")}
