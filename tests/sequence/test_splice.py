from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.journeys import Journeys
from percorso.sequence.splice import spliced

# A customer's key, and the values of its rows.
PEOPLE = st.dictionaries(st.integers(0, 9), st.lists(st.integers(-5, 5), max_size=4), max_size=8)


def journeys_of(people: dict[int, list[int]], code: type[np.signedinteger] = np.int16) -> tuple[Journeys, pa.Array]:
    keys = sorted(people)
    values = [value for key in keys for value in people[key]]
    offsets = np.cumsum([0, *(len(people[key]) for key in keys)]).astype(np.int64)
    columns = {"at": np.array(values, np.int64) * 10**15, "name": np.array(values, code)}
    for column in columns.values():
        column.setflags(write=False)
    found = Journeys(np.array(keys, np.uint64), offsets, columns, {"name": ("a",)})
    return found, pa.array([f"id {key}" for key in keys], pa.string())


@given(PEOPLE, PEOPLE, st.sets(st.integers(0, 9)))
def test_who_leaves_is_taken_out_and_who_comes_takes_their_place(
    before: dict[int, list[int]], coming: dict[int, list[int]], leaving: set[int]
) -> None:
    gone = np.array(sorted(leaving | (coming.keys() & before.keys())), np.uint64)
    found, ids = spliced(*journeys_of(before), *journeys_of(coming), gone)
    wanted, names = journeys_of({key: rows for key, rows in before.items() if key not in gone} | coming)
    assert ids.equals(names)
    assert found.keys.tolist() == wanted.keys.tolist()
    assert found.offsets.tolist() == wanted.offsets.tolist()
    for name, column in wanted.columns.items():
        assert found[name].dtype == column.dtype
        assert found[name].tolist() == column.tolist()


def test_a_column_takes_the_wider_of_two_types() -> None:
    old, old_ids = journeys_of({1: [1]}, np.int8)
    new, new_ids = journeys_of({0: [2]}, np.int32)
    found, _ = spliced(old, old_ids, new, new_ids, np.zeros(0, np.uint64))
    assert found["name"].dtype == np.int32
    assert found["name"].tolist() == [2, 1]
