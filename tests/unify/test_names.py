from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.unify.names import SLOTS, Names

row = st.lists(st.integers(-1, 20), min_size=SLOTS, max_size=SLOTS)


def laid(rows: list[list[int]]) -> Names:
    columns = np.array(rows, dtype=np.int32).reshape(-1, SLOTS).T
    return Names.of(len(rows), [(kind, np.ascontiguousarray(column)) for kind, column in enumerate(columns)])


def read(names: Names) -> list[Any]:
    return [list(row) for row in zip(*(names.column(kind).tolist() for kind in range(SLOTS)), strict=True)]


@given(st.lists(row, max_size=6), st.lists(row, max_size=3), st.data())
def test_what_is_laid_end_to_end_is_read_back_as_it_was(
    rows: list[list[int]], more: list[list[int]], data: st.DataObject
) -> None:
    names, others = laid(rows), laid(more)
    assert read(names) == rows
    assert len(names.numbers) == sum(one >= 0 for row in rows for one in row)
    both = others.after(names)
    assert read(both) == rows + more
    assert read(both.since(names)) == more
    picked = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=4)) if rows else []
    assert read(names.some(np.array(picked, dtype=np.int64))) == [rows[one] for one in picked]


@given(st.lists(row, max_size=6), st.sets(st.integers(0, 20)))
def test_who_names_any_of_some_identifiers_is_found(rows: list[list[int]], wanted: set[int]) -> None:
    among = np.isin(np.arange(21), list(wanted))
    found, names = laid(rows).naming(among)
    assert found.tolist() == [place for place, row in enumerate(rows) if wanted & set(row)]
    assert read(names) == [rows[place] for place in found]


def test_a_kind_that_nobody_names_may_be_left_out() -> None:
    names = Names.of(2, [(0, np.array([4, -1], dtype=np.int32)), (6, np.array([5, 6], dtype=np.int32))])
    assert read(names) == [[4, *[-1] * 5, 5, *[-1] * 3], [*[-1] * 6, 6, *[-1] * 3]]
