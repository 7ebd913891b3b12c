from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.journeys import Array, Journeys
from percorso.sequence.period import during

TIMES = st.lists(st.lists(st.integers(0, 20), max_size=4), min_size=1, max_size=4)
BOUND = st.none() | st.integers(-1, 21)


def laid(times: list[list[int]]) -> Journeys:
    at = np.array([one for own in times for one in sorted(own)], np.int64)
    offsets = np.cumsum([0, *map(len, times)]).astype(np.int64)
    columns: dict[str, Array] = {"at": at, "name": np.arange(len(at), dtype=np.int32)}
    return Journeys(np.arange(len(times), dtype=np.uint64), offsets, columns, {"name": tuple(map(str, at))})


@given(TIMES, BOUND, BOUND)
def test_each_customer_keeps_the_rows_of_the_period_and_no_other(
    times: list[list[int]], since: int | None, until: int | None
) -> None:
    whole = laid(times)
    cut = during(whole, (since, until))
    assert cut.customers == len(times)
    for place, own in enumerate(times):
        begin, end = cut.offsets[place], cut.offsets[place + 1]
        expected = [one for one in sorted(own) if (since is None or one >= since) and (until is None or one < until)]
        assert cut["at"][begin:end].tolist() == expected
    assert [cut.words["name"][code] for code in cut["name"]] == [str(one) for one in cut["at"]]
    assert sorted(cut.columns) == ["at", "name"]
    assert len(cut.columns) == 2


def test_a_period_without_a_bound_copies_nothing() -> None:
    whole = laid([[1, 2]])
    assert during(whole, (None, None)) is whole
