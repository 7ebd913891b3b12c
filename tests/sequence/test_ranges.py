from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence import ranges as module
from percorso.sequence.journeys import Journeys
from percorso.sequence.ranges import asked, edges, ranges


def journeys(sizes: list[int]) -> Journeys:
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    columns = {"at": np.arange(offsets[-1]), "credit": np.broadcast_to(np.int8(1), offsets[-1])}
    return Journeys(np.arange(len(sizes), dtype=np.uint64), offsets, columns, {}, pa.array(range(len(sizes))))


@dataclass(frozen=True)
class Everything:
    """Lists each customer with the rows, in the order in which they are combined."""

    def map(self, part: Journeys) -> list[tuple[int, list[int]]]:
        rows = [part["at"][a:b].tolist() for a, b in zip(part.offsets[:-1], part.offsets[1:], strict=True)]
        return list(zip(part.keys.tolist(), rows, strict=True))

    def combine(
        self, one: list[tuple[int, list[int]]], other: list[tuple[int, list[int]]]
    ) -> list[tuple[int, list[int]]]:
        return one + other

    def finish(self, partial: list[tuple[int, list[int]]]) -> list[tuple[int, list[int]]]:
        return partial


@given(st.lists(st.integers(0, 9), min_size=1), st.integers(1, 5))
def test_a_cut_leaves_nobody_out_and_nobody_in_two_parts(sizes: list[int], parts: int) -> None:
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    found = edges(offsets, parts)
    assert (found[0], found[-1]) == (0, len(sizes))
    assert (np.diff(found) > 0).all()
    assert len(found) <= parts + 1


@given(st.lists(st.integers(0, 9), min_size=1))
def test_ranges_are_asked_as_the_whole_would_be(sizes: list[int]) -> None:
    whole = journeys(sizes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FEW", 2)
        patch.setattr(module, "_ROWS", 4)
        assert asked(Everything(), whole) == Everything().map(whole)
        parts = ranges(whole)
    assert [one for part in parts for one in part.ids.to_pylist()] == list(range(len(sizes)))  # type: ignore[attr-defined]
    assert sum(len(part["credit"]) for part in parts) == whole.rows
    assert all(set(part.columns) == {"at", "credit"} and len(part.columns) == 2 for part in parts)


def test_few_rows_are_asked_at_once() -> None:
    whole = journeys([2, 3])
    assert ranges(whole) == (whole,)
