from __future__ import annotations

import pyarrow as pa

from percorso.collect.terms import replaced, told


def test_each_distinct_text_is_changed_once_and_nothing_stays_nothing() -> None:
    asked: list[str] = []

    def change(text: str) -> tuple[str | None, str | None]:
        asked.append(text)
        return text.upper(), None

    upper, none = told(pa.chunked_array([["a", None], ["b", "a"]], pa.string()), change, 2)
    assert (upper.to_pylist(), none.to_pylist()) == (["A", None, "B", "A"], [None] * 4)
    assert asked == ["a", "b"]


def test_no_texts_give_columns_without_rows() -> None:
    columns = told(pa.chunked_array([[]], pa.string()), lambda text: (text,) * 3, 3)
    assert [(len(column), column.type) for column in columns] == [(0, pa.string())] * 3


def test_a_column_is_replaced_in_its_place() -> None:
    table = pa.table({"a": ["1"], "b": ["2"]})
    assert replaced(table, {"a": pa.chunked_array([["3"]])}).to_pydict() == {"a": ["3"], "b": ["2"]}
