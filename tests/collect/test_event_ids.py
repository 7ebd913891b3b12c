from __future__ import annotations

import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from percorso.collect.event_ids import event_ids
from percorso.collect.rows import event_id

IDS = st.text(max_size=140) | st.sampled_from(["a" * 300, 'a"b', "\\", "é😀\x7f", "\x1f", "node-next-0f"])


@given(st.lists(st.tuples(st.sampled_from(["web", 'sh"op', "é" * 70]), IDS), max_size=5))
@example([("web", "x" * size) for size in (110, 111, 112, 113, 114, 115, 116, 240, 241, 242, 243)])
def test_many_have_the_identities_that_each_has(events: list[tuple[str, str]]) -> None:
    sources, ids = (pa.array([one[place] for one in events], pa.string()) for place in (0, 1))
    assert event_ids(sources, ids).to_pylist() == [event_id(*one) for one in events]


def test_a_part_of_a_column_has_the_identities_of_its_own_rows() -> None:
    ids = pa.array(["a", "bb", None, "ccc"])
    found = event_ids(pa.array(["web"] * 3), ids[1:]).to_pylist()
    assert (found[0], found[2]) == (event_id("web", "bb"), event_id("web", "ccc"))
