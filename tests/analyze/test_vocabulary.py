from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.vocabulary import CountEvents, EventCount
from percorso.sequence.journeys import Journeys
from percorso.sequence.laying import Names, lay_out

ROWS = st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["view", "cart", "buy", ""])), max_size=12)


def journeys(rows: list[tuple[int, str]]) -> Journeys:
    customers, names = [who for who, _ in rows], [name for _, name in rows]
    whole = {"customer_id": pa.array(customers, pa.int64()), "at": pa.array(range(len(rows)), pa.int64())}
    return lay_out(pa.table({**whole, "event": pa.array(names, pa.string())}), Names())


@given(ROWS)
def test_events_are_counted_as_reading_every_row_would(rows: list[tuple[int, str]]) -> None:
    question = CountEvents()
    found = question.finish(question.map(journeys(rows)))
    expected = {
        (name, sum(one == name for _, one in rows), len({who for who, one in rows if one == name}))
        for name in {name for _, name in rows if name}
    }
    assert {(one.name, one.count, one.customers) for one in found} == expected
    assert [one.customers for one in found] == sorted((one.customers for one in found), reverse=True)


def test_buckets_add_up() -> None:
    question = CountEvents()
    one = question.map(journeys([(1, "view"), (1, "view"), (2, "view")]))
    both = question.finish(question.combine(one, one))
    assert both == (EventCount("view", 6, 4),)
