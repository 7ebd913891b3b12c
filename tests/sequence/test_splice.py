from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.journeys import Journeys
from percorso.sequence.splice import Layout, spliced

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


def lying(journeys: Journeys) -> Layout:
    return Layout.of(journeys.keys, journeys.offsets)


@given(PEOPLE, PEOPLE, st.sets(st.integers(0, 9)))
def test_who_leaves_is_taken_out_and_who_comes_takes_their_place(
    before: dict[int, list[int]], coming: dict[int, list[int]], leaving: set[int]
) -> None:
    gone = np.array(sorted(leaving | (coming.keys() & before.keys())), np.uint64)
    (old, old_ids), (new, new_ids) = journeys_of(before), journeys_of(coming)
    found, ids = spliced(lying(old), old_ids, lying(new), new_ids, gone, 1)
    wanted, names = journeys_of({key: rows for key, rows in before.items() if key not in gone} | coming)
    assert ids.equals(names)
    assert found.keys.tolist() == wanted.keys.tolist()
    assert found.offsets.tolist() == wanted.offsets.tolist()
    for name, column in wanted.columns.items():
        whole = found.runs().column([old[name], new[name]])
        assert whole.dtype == column.dtype
        assert whole.tolist() == column.tolist()


def test_a_column_takes_the_wider_of_two_types() -> None:
    old, old_ids = journeys_of({1: [1]}, np.int8)
    new, new_ids = journeys_of({0: [2]}, np.int32)
    found, _ = spliced(lying(old), old_ids, lying(new), new_ids, np.zeros(0, np.uint64), 1)
    whole = found.runs().column([old["name"], new["name"]])
    assert whole.dtype == np.int32
    assert whole.tolist() == [2, 1]


@given(PEOPLE, st.sets(st.integers(0, 9)))
def test_some_of_the_customers_have_their_own_rows_alone(before: dict[int, list[int]], asked: set[int]) -> None:
    old, _ = journeys_of(before)
    found = lying(old).among(np.array(sorted(asked), np.uint64))
    wanted, _ = journeys_of({key: rows for key, rows in before.items() if key in asked})
    assert found.keys.tolist() == wanted.keys.tolist()
    assert found.offsets.tolist() == wanted.offsets.tolist()
    assert found.runs().column([old["at"]]).tolist() == wanted["at"].tolist()
