from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Literal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.analyze.ways import bare, open_ways, orders_of, ways
from percorso.core.time import LONGEST
from percorso.sequence.journeys import AFTER, ORDER, Array, Journeys
from percorso.sequence.ways import count_open_ways

DAY = 86_400_000_000
REACH = timedelta(days=3)
# Three channels, the way's begin, its end and an order.
RADIX = 6
# Time, role, cycle, channel and whether it may earn: any, also such as no tracing would give.
ROW = st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(-1, 3), st.integers(-1, 2), st.booleans())
PEOPLE = st.lists(st.lists(ROW, max_size=12), max_size=5)
Row = tuple[int, int, int, int, bool]


def laid_out(people: list[list[Row]]) -> Journeys:
    rows = [row for person in people for row in sorted(person, key=lambda row: row[0])]
    at, role, cycle, channel, credit = (np.array(column) for column in zip(*rows, strict=True)) if rows else [[]] * 5
    columns: dict[str, Array] = {
        "at": np.asarray(at, np.int64) * DAY,
        "role": np.asarray(role, np.int8),
        "cycle": np.asarray(cycle, np.int32),
        "channel": np.asarray(channel, np.int16),
        "credit": np.asarray(credit, np.int8),
        "row": np.arange(len(rows), dtype=np.int32),
    }
    offsets = np.concatenate([[0], np.cumsum([len(person) for person in people])]).astype(np.int64)
    return Journeys(np.arange(len(people), dtype=np.uint64), offsets, columns, {})


@given(people=PEOPLE)
def test_an_orders_way_is_what_may_earn_of_its_cycle_since_the_order_before(people: list[list[Row]]) -> None:
    journeys = laid_out(people)
    expected, begin = [], 0
    for person in people:
        rows = sorted(person, key=lambda row: row[0])
        for place, (at, role, cycle, _, _) in enumerate(rows):
            if role == ORDER:
                before = [one for one, row in enumerate(rows[:place]) if row[1] == ORDER]
                own = [
                    (begin + one, rows[one][3])
                    for one in range(before[-1] + 1 if before else 0, place + 1)
                    if rows[one][4]
                    and rows[one][1] != AFTER
                    and rows[one][2] == cycle
                    and at - rows[one][0] <= REACH.days
                ]
                expected.append((begin + place, own or [(begin + place, -1)]))
        begin += len(rows)
    laid = ways(journeys, orders_of(journeys), "channel", REACH)
    pairs = list(zip(laid.touches.tolist(), laid.subjects.tolist(), strict=True))
    found = [pairs[start:end] for start, end in zip(laid.starts[:-1], laid.starts[1:], strict=True)]
    assert list(zip(laid.orders.tolist(), found, strict=True)) == expected
    # Of some orders alone, the same ways.
    some = ways(journeys, orders_of(journeys)[::2], "channel", REACH)
    assert [some.touches[a:b].tolist() for a, b in zip(some.starts[:-1], some.starts[1:], strict=True)] == [
        [row for row, _ in own] for own in found[::2]
    ]
    times = np.asarray(journeys["at"], np.int64)
    assert (laid.before == times[np.repeat(laid.orders, np.diff(laid.starts))] - times[laid.touches]).all()


@given(people=PEOPLE, without=st.sampled_from(["cycles", "people"]))
def test_an_open_way_is_what_may_earn_of_a_cycle_that_no_order_is_in(
    people: list[list[Row]], without: Literal["cycles", "people"]
) -> None:
    journeys = laid_out(people)
    expected: list[list[int]] = []
    own_ways: list[list[int]] = []
    begin = 0
    for person in people:
        rows = sorted(person, key=lambda row: row[0])
        closed = {cycle for _, role, cycle, _, _ in rows if role == ORDER and cycle >= 0}
        kept = [one for one, row in enumerate(rows) if row[4] and row[2] >= 0 and row[2] not in closed]
        own: list[list[int]] = []
        for one in [] if without == "people" and closed else kept:
            if not own or rows[own[-1][-1]][2] != rows[one][2]:
                own.append([])
            own[-1].append(one)
        near = ([one for one in way if rows[way[-1]][0] - rows[one][0] <= REACH.days] for way in own)
        expected += [[begin + one for one in way] for way in near]
        own_ways += [[begin + one for one in way] for way in own]
        begin += len(rows)
    left = open_ways(journeys, "row", REACH, without)
    assert [left.subjects[a:b].tolist() for a, b in zip(left.starts[:-1], left.starts[1:], strict=True)] == expected
    assert (
        left.whose.tolist() == (np.searchsorted(journeys.offsets, [way[0] for way in expected], "right") - 1).tolist()
    )
    assert open_ways(journeys, "row", LONGEST, without).subjects.tolist() == [one for way in own_ways for one in way]


@given(people=PEOPLE, without=st.sampled_from(["cycles", "people"]), reach=st.sampled_from([REACH, LONGEST]))
def test_open_ways_are_counted_as_they_would_be_laid_out(
    people: list[list[Row]], without: Literal["cycles", "people"], reach: timedelta
) -> None:
    journeys = laid_out(people)
    left = open_ways(journeys, "channel", reach, without)
    steps: Counter[tuple[int, int, int]] = Counter()
    sets = []
    ways = [left.subjects[a:b].tolist() for a, b in zip(left.starts[:-1], left.starts[1:], strict=True)]
    for customer, way in zip(left.whose.tolist(), ways, strict=True):
        named = [0, *(code + 1 for code in way if code >= 0), RADIX - 2]
        if len(named) > 2:
            steps.update((one, other, customer % 2) for one, other in pairwise(named))
            sets.append((customer % 2, sum(1 << code for code in set(way) if code >= 0)))
    block, count = np.arange(len(people)) % 2, np.zeros(1, np.int64)
    table, own, found = np.zeros(RADIX * RADIX * 2, np.int64), *np.empty((2, journeys.rows), np.int64)
    count_open_ways(*(*bare(journeys, "channel", reach, without), RADIX, block, 2, count, table, own, found))
    assert {(key // 2 // RADIX, key // 2 % RADIX, key % 2): table[key] for key in np.flatnonzero(table)} == steps
    assert sorted(zip(own[: count[0]].tolist(), found[: count[0]].tolist(), strict=True)) == sorted(sets)
