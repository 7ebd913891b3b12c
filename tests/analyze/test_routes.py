"""Routes against the published cases of another product and the slow, obvious way; their numbers agree with funnels."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.funnels import funnel
from percorso.analyze.routes import Routes, RoutesResult
from percorso.analyze.transitions import Transitions
from percorso.core.errors import PercorsoError
from percorso.journeys import from_table
from percorso.sequence.journeys import Journeys


def asked(journeys: Journeys, **options: Any) -> RoutesResult:
    question = Routes(**options)
    return question.finish(question.map(journeys))


@pytest.mark.parametrize("case", ["url_paths", "start_pricing"])
def test_links_are_the_peers(case: str, shared: Path) -> None:
    cases = json.loads((shared / "data/peer_cases/posthog/path_cases.json").read_text())["cases"]
    told = next(one for one in cases if one["id"] == case)
    rows = [
        {"customer_id": one["person"], "at": one["timestamp"], "event": one["url"].rstrip("/") or "/"}
        for one in told["events"]
        if one["timestamp"] >= "2012-01-08"
    ]
    found = asked(from_table(pa.Table.from_pylist(rows)), start=told.get("start_point"), loops=False)
    links = {(f"{one.place}_{one.start}", f"{one.place + 1}_{one.end}"): one.count for one in found.links}
    assert links == {(one["source"], one["target"]): one["value"] for one in told["expected_edges"]}


@given(data=st.data())
def test_routes_equal_the_slow_reference(data: st.DataObject, shops: Any, journeys: Callable[..., Journeys]) -> None:
    unit, loops = data.draw(st.sampled_from(["customer", "session"])), data.draw(st.booleans())
    start = data.draw(st.sampled_from([None, "Page Viewed", "Email Opened"]))
    end = data.draw(st.sampled_from([None, "Order Completed", "Page Viewed"]))
    shop = data.draw(shops)
    found = asked(journeys(shop), unit=unit, start=start, end=end, steps=3, loops=loops, top=100)
    ways = [[row.name for row in person if row.name] for person in shop]
    if unit == "session":
        ways = [
            [row.name for row in person if row.name and row.session == one]
            for person in shop
            for one in sorted({row.session for row in person if row.session >= 0})
        ]
    if not loops:
        ways = [[name for name, _ in groupby(way)] for way in ways]
    ways = [way for way in ways if way]
    assert found.all_units == len(ways)
    if start:
        ways = [way[way.index(start) :] for way in ways if start in way]
    # The row a way begins with does not end it.
    first = 1 if start else 0
    ended = [way[: way.index(end, first) + 1][-3:] for way in ways if end in way[first:]] if end else []
    ways = ended if end else [way[:3] for way in ways]
    assert {one.path: one.count for one in found.routes} == Counter(map(tuple, ways))
    assert found.units == len(ways)
    assert found.shown == (1.0 if ways else 0.0)
    expected: Counter[tuple[int, str, str]] = Counter()
    for way in ways:
        for place, (one, other) in enumerate(pairwise(way)):
            expected[len(way) - 1 - place if end else place + 1, one, other] += 1
    assert {(one.place, one.start, one.end): one.count for one in found.links} == expected


@given(
    st.lists(
        st.tuples(st.sampled_from("pqr"), st.integers(0, 5), st.sampled_from(["a", "b", "c"])), min_size=1, max_size=20
    )
)
def test_paths_and_funnels_count_the_same_people(rows: Any) -> None:
    table = pa.table(
        {"customer_id": [row[0] for row in rows], "at": [row[1] for row in rows], "event": [row[2] for row in rows]}
    )
    shop = from_table(table)
    question = Transitions()
    known = {(one.start, one.end): one.units for one in question.finish(question.map(shop)).transitions}
    for one in "abc":
        for other in "abc":
            strict = funnel(shop, [one, other], within="3650d", order="strict").steps
            assert known.get((one, other), 0) == strict[1].customers
        # Everybody on a path from an event is who entered a funnel that begins with it.
        assert asked(shop, start=one).units == funnel(shop, [one], within="1d").steps[0].customers


@pytest.mark.parametrize("steps", [1, 61])
def test_a_route_of_no_step_or_of_too_many_is_refused(steps: int) -> None:
    with pytest.raises(PercorsoError) as refused:
        Routes(steps=steps)
    assert refused.value.code == "bad_steps"
