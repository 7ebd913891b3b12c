from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.routes import ANY, cut_routes

CODES = st.lists(st.lists(st.integers(-1, 3), max_size=9), max_size=5)
ASKED = st.sampled_from([ANY, -2, 0, 1])


def slowly(own: list[int], start: int, end: int, steps: int, loops: bool) -> list[int]:
    met = [code for code in own if code >= 0]
    if not loops:
        met = [code for place, code in enumerate(met) if place == 0 or met[place - 1] != code]
    if start != ANY:
        met = met[met.index(start) :] if start in met else []
    if end == ANY:
        return met[:steps]
    first = 0 if start == ANY else 1
    return met[: met.index(end, first) + 1][-steps:] if end in met[first:] else []


@given(CODES, ASKED, ASKED, st.integers(2, 4), st.booleans())
def test_a_route_is_what_lies_from_its_start_to_its_end(
    units: list[list[int]], start: int, end: int, steps: int, loops: bool
) -> None:
    offsets = np.cumsum([0, *map(len, units)]).astype(np.int64)
    codes = np.array([code for own in units for code in own], np.int32)
    met, sizes, route = np.zeros(1, np.int64), np.zeros(len(units), np.int64), np.empty(len(codes), np.int32)
    cut_routes(offsets, codes, start, end, steps, int(loops), met, sizes, route)
    ends = np.cumsum(sizes)
    found = [route[end - size : end].tolist() for size, end in zip(sizes, ends, strict=True)]
    assert found == [slowly(own, start, end, steps, loops) for own in units]
    assert met[0] == sum(any(code >= 0 for code in own) for own in units)
