from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.picked import Picked

told = st.none() | st.sampled_from(["a", "b", "città"])
tables = st.lists(st.tuples(told, told, st.none() | st.integers(0, 9)), max_size=40)


def table(rows: list[tuple[str | None, str | None, int | None]], head: int) -> pa.Table:
    """Lay rows out behind others, so that columns begin in the middle of their bits."""
    word, text, number = (list(column) for column in zip(*([("x", None, 0)] * head), *rows, strict=True))
    columns = {
        "word": pa.array(word, pa.string()).dictionary_encode(),
        "text": pa.array(text, pa.string()),
        "number": pa.array(number, pa.int64()),
    }
    return pa.table(columns).slice(head)


@given(tables, st.integers(1, 9), st.data())
def test_picked_rows_read_like_a_table_of_those_rows(
    rows: list[tuple[str | None, str | None, int | None]], head: int, data: st.DataObject
) -> None:
    whole = table(rows, head)
    places = np.array(data.draw(st.permutations(range(len(rows)))), dtype=np.int64)
    kept = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))), dtype=bool)
    picked = Picked(whole, places)
    assert picked.num_rows == len(rows)
    assert picked.table().to_pylist() == [whole.to_pylist()[place] for place in places.tolist()]
    some = picked.where(kept)
    assert some.table(["number", "word"]).to_pylist() == [
        {"number": rows[place][2], "word": rows[place][0]} for place in places[kept].tolist()
    ]
    assert some["word"].null_count == sum(rows[place][0] is None for place in places[kept].tolist())
    assert Picked(whole).where(kept).table().to_pylist() == whole.filter(pa.array(kept)).to_pylist()


def test_a_column_that_nobody_asks_for_is_never_moved() -> None:
    whole = table([("a", "b", 1), (None, "b", 2)], 1)
    picked = Picked(whole, np.array([1, 0]))
    assert picked["word"] is picked["word"]
    assert list(picked.column_names) == ["word", "text", "number"]
    assert "text" not in picked._taken


def test_chunks_with_dictionaries_of_their_own_are_gathered_as_one() -> None:
    parts = [pa.array(words).dictionary_encode() for words in (["a", None], ["b", "a"])]
    whole = pa.table({"word": pa.chunked_array(parts, pa.dictionary(pa.int32(), pa.string()))})
    assert Picked(whole, np.array([3, 1, 2]))["word"].to_pylist() == ["a", None, "b"]
