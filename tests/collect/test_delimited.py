from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.collect import delimited
from percorso.collect.delimited import Row
from percorso.core.errors import PercorsoError
from percorso.core.record import Rejected


def rows_of(text: str) -> list[Row | Rejected]:
    return list(delimited.read(StringIO(text, newline="")).rows)


@pytest.mark.parametrize(
    ("header", "delimiter"), [("a,b;c,d", ","), ("a;b;c", ";"), ("a\tb", "\t"), ('"a,b";"c,d"', ";"), ("alone", ",")]
)
def test_the_delimiter_is_what_the_header_holds_most_of_outside_quotes(header: str, delimiter: str) -> None:
    assert delimited.sniff(header) == delimiter


def test_a_row_starts_on_the_line_an_editor_shows() -> None:
    rows = rows_of('\nsep=,\na,b\n1,"two\nlines"\n\n3,4\r\n')
    assert rows == [Row(4, ["1", "two\nlines"], '1,"two\nlines"'), Row(7, ["3", "4"], "3,4")]


def test_rows_of_another_width_are_rejected_with_their_text_and_header() -> None:
    rows = rows_of("a,b\n1\n1,2\n1,2,3\n")
    assert rows[0] == Rejected(2, "wrong_number_of_fields", "The row has 1 fields, the header has 2.", "1", "a,b")
    assert isinstance(rows[1], Row)
    assert isinstance(rows[2], Rejected)
    assert rows[2].row == 4


def test_a_stray_quote_costs_its_own_line_only() -> None:
    rows = rows_of('a,b\n1,"open\n2,fine\n3,"also, fine"\n')
    assert [row.code if isinstance(row, Rejected) else row.cells for row in rows] == [
        "bad_csv",
        ["2", "fine"],
        ["3", "also, fine"],
    ]
    assert isinstance(rows[0], Rejected)
    assert (rows[0].row, rows[0].original) == (2, '1,"open')


def test_a_stray_quote_in_a_long_file_costs_its_own_line_only() -> None:
    rows = rows_of('a,b\n1,"open\n' + "2,fine\n" * 40_000)
    assert isinstance(rows[0], Rejected)
    assert len(rows) == 40_001


def test_a_file_of_blank_lines_has_no_header() -> None:
    with pytest.raises(PercorsoError, match="empty_file"):
        delimited.read(StringIO("\n\n"))


def test_a_header_with_broken_quoting_is_refused() -> None:
    with pytest.raises(PercorsoError, match="bad_header"):
        delimited.read(StringIO('a,"b\n'))


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2)
    )
)
def test_whatever_was_written_is_read_back_and_so_is_its_original_text(table: list[list[str]]) -> None:
    written = StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([["one", "two"], *table])
    rows = rows_of(written.getvalue())
    kept = [cells for cells in table if any(cell.strip() for cell in cells)]
    assert [row.cells for row in rows if isinstance(row, Row)] == kept
    again = [next(iter(delimited.again('"one","two"', row.original).rows)) for row in rows]
    assert [row.cells for row in again if isinstance(row, Row)] == kept
