import sys
import threading
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.journeys import AFTER, ORDER, TOUCH
from percorso.sequence.kernels import (
    count_transitions,
    first_of_its_kind,
    furthest_step,
    order_ahead,
    prepare,
    share_into,
    share_out,
)

# One unit: (time, code) pairs, few times so that ties are common; -1 is a row without a code.
EVENTS = st.lists(st.tuples(st.integers(0, 6), st.integers(-1, 3)), max_size=10).map(
    lambda rows: sorted(rows, key=lambda row: row[0])
)
UNITS = st.lists(EVENTS, max_size=6)
# One customer: (role, cycle) pairs.
LOGS = st.lists(st.lists(st.tuples(st.sampled_from([TOUCH, ORDER, AFTER]), st.integers(1, 3)), max_size=8), max_size=5)


def offsets_of(units: list[list[tuple[int, int]]]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum([len(unit) for unit in units])]).astype(np.int64)


def columns_of(units: list[list[tuple[int, int]]]) -> tuple[np.ndarray, np.ndarray]:
    rows = [row for unit in units for row in unit]
    first, second = np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.int32)
    first.setflags(write=False)
    second.setflags(write=False)
    return first, second


def best_run(events: list[tuple[int, int]], steps: list[int], within: int) -> int:
    """The slow, obvious way: try every first event, then take each next step as early as it comes."""
    best = 0
    for begin, (started, code) in enumerate(events):
        if code != steps[0]:
            continue
        taken = 1
        for at, later in events[begin + 1 :]:
            if taken < len(steps) and later == steps[taken] and at - started <= within:
                taken += 1
        best = max(best, taken)
    return best


@given(UNITS, st.lists(st.integers(0, 3), min_size=1, max_size=4), st.integers(0, 7))
def test_the_furthest_step_equals_the_best_of_all_tries(
    units: list[list[tuple[int, int]]], steps: list[int], within: int
) -> None:
    at, codes = columns_of(units)
    steps_of = np.array(
        [0, *(sum(1 << i for i, step in enumerate(steps) if step == code) for code in range(4))], np.uint64
    )
    furthest = np.zeros(len(units), np.int8)
    furthest_step(offsets_of(units), at, codes, steps_of, len(steps), within, furthest)
    assert furthest.tolist() == [best_run(unit, steps, within) for unit in units]


def test_a_funnel_of_64_steps_fits() -> None:
    at, codes = np.arange(64), np.arange(64, dtype=np.int32)
    steps_of = np.array([0, *(1 << step for step in range(64))], np.uint64)
    furthest = np.zeros(1, np.int8)
    furthest_step(np.array([0, 64]), at, codes, steps_of, 64, 63, furthest)
    assert furthest.tolist() == [64]


@given(LOGS)
def test_every_row_leads_to_the_next_order_of_its_own_cycle(log: list[list[tuple[int, int]]]) -> None:
    offsets = offsets_of(log)
    role = np.array([role for person in log for role, _ in person], np.int8)
    cycle = np.array([cycle for person in log for _, cycle in person], np.int32)
    ahead = np.zeros(len(role), np.int64)
    order_ahead(offsets, role, cycle, ahead)
    expected = []
    for person, start in zip(log, offsets, strict=False):
        for place, (own_role, own_cycle) in enumerate(person):
            later = [one for one in range(place, len(person)) if person[one][0] == ORDER]
            leads = later and own_role != AFTER and person[later[0]][1] == own_cycle
            expected.append(start + later[0] if leads else -1)
    assert ahead.tolist() == expected


@given(UNITS)
def test_the_first_of_each_kind_is_marked_once_per_group(units: list[list[tuple[int, int]]]) -> None:
    _, codes = columns_of(units)
    groups = np.repeat(np.arange(len(units)), [len(unit) for unit in units]).astype(np.int64)
    first = np.full(len(codes), 7, np.int8)
    first_of_its_kind(groups, codes, 4, first)
    expected = [
        int(code >= 0 and code not in [one for _, one in unit[:place]])
        for unit in units
        for place, (_, code) in enumerate(unit)
    ]
    assert first.tolist() == expected


@given(UNITS)
def test_transitions_are_the_pairs_of_neighbours(units: list[list[tuple[int, int]]]) -> None:
    _, codes = columns_of(units)
    counts, people = np.zeros((4, 4), np.int64), np.zeros((4, 4), np.int64)
    starts, ends = np.zeros(4, np.int64), np.zeros(4, np.int64)
    count_transitions(offsets_of(units), codes, counts, people, starts, ends)
    expected, once = np.zeros((4, 4), np.int64), np.zeros((4, 4), np.int64)
    known = [[code for _, code in unit if code >= 0] for unit in units]
    for unit in known:
        for before, after in pairwise(unit):
            expected[before, after] += 1
        for before, after in set(pairwise(unit)):
            once[before, after] += 1
    assert counts.tolist() == expected.tolist()
    assert people.tolist() == once.tolist()
    assert starts.tolist() == [sum(unit[:1] == [code] for unit in known) for code in range(4)]
    assert ends.tolist() == [sum(unit[-1:] == [code] for unit in known) for code in range(4)]


AMOUNTS = st.lists(
    st.tuples(st.integers(-(10**15), 10**15), st.lists(st.integers(0, 50), min_size=1, max_size=7).filter(any)),
    max_size=5,
)


@given(AMOUNTS)
def test_shares_add_up_exactly_and_are_within_a_unit_of_their_due(amounts: list[tuple[int, list[int]]]) -> None:
    starts = np.concatenate([[0], np.cumsum([len(weights) for _, weights in amounts])]).astype(np.int64)
    weights = np.array([weight for _, each in amounts for weight in each], np.float64)
    shares = np.zeros(len(weights), np.int64)
    share_out(starts, weights, np.array([amount for amount, _ in amounts], np.int64), shares)
    for place, (amount, each) in enumerate(amounts):
        given_out = shares[starts[place] : starts[place + 1]].tolist()
        assert sum(given_out) == amount
        for share, weight in zip(given_out, each, strict=True):
            assert abs(share - Fraction(amount * weight, sum(each))) <= 1 + Fraction(abs(amount), 10**15)


@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(-(10**12), 10**12), min_size=4, max_size=4),
            st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2), st.booleans()), min_size=1, max_size=5),
        ),
        max_size=5,
    ),
    st.booleans(),
)
def test_four_amounts_are_shared_as_each_would_be_and_added_up_by_place(ways: list[Any], everything: bool) -> None:
    starts = np.concatenate([[0], np.cumsum([len(own) for _, own in ways])]).astype(np.int64)
    touches = [touch for _, own in ways for touch in own]
    weights = np.array([one for one, _, _ in touches], np.float64)
    places = np.array([one for _, one, _ in touches], np.int64)
    counted = np.array([one for _, _, one in touches], np.bool_)
    amounts = np.array([amount for amount, _ in ways], np.int64).reshape(-1, 4)
    table, expected = np.zeros((3, 5), np.int64), np.zeros((3, 5), np.int64)
    share_into(starts, weights, amounts, counted[:0] if everything else counted, places, table)
    shares = np.ones((len(weights), 5), np.int64)
    for column in range(4):
        own = np.zeros(len(weights), np.int64)
        share_out(starts, weights, np.ascontiguousarray(amounts[:, column]), own)
        shares[:, column] = own
    kept = np.ones_like(counted) if everything else counted
    np.add.at(expected, places[kept], shares[kept])
    assert table.tolist() == expected.tolist()


def test_what_weighs_nothing_gets_nothing() -> None:
    shares = np.full(3, 7, np.int64)
    share_out(np.array([0, 3]), np.array([0.0, 1.0, 0.0]), np.array([10**9]), shares)
    assert shares.tolist() == [0, 10**9, 0]


def test_a_million_events_of_one_person_are_one_unit() -> None:
    size = 1_000_000
    codes = np.tile(np.array([0, 1, 2], np.int32), size // 3 + 1)[:size]
    furthest = np.zeros(1, np.int8)
    # The third step is never within reach of a first one, so every event is looked at.
    steps_of = np.array([0, 1, 2, 0], np.uint64)
    furthest_step(np.array([0, size]), np.arange(size), codes, steps_of, 3, 5, furthest)
    assert furthest.tolist() == [2]
    counts, people = np.zeros((3, 3), np.int64), np.zeros((3, 3), np.int64)
    starts, ends = np.zeros(3, np.int64), np.zeros(3, np.int64)
    count_transitions(np.array([0, size]), codes, counts, people, starts, ends)
    assert counts.sum() == size - 1


def test_the_compiler_is_read_in_beside_other_work() -> None:
    prepare()
    for thread in threading.enumerate():
        if thread.name == "kernels":
            thread.join()
    assert "numba" in sys.modules


@pytest.mark.parametrize("width", [np.int8, np.int16, np.int32])
def test_codes_are_read_in_whatever_width_they_have(width: type) -> None:
    counts, people, starts, ends = (np.zeros(shape, np.int64) for shape in ((2, 2), (2, 2), 2, 2))
    count_transitions(np.array([0, 3]), np.array([0, -1, 1], width), counts, people, starts, ends)
    assert counts.tolist() == [[0, 1], [0, 0]]
