"""The runs of a funnel against the slow, obvious way: every try by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.kernels import furthest_step
from percorso.sequence.runs import ordered_runs, plain_runs, strict_runs, unordered_runs

# One unit: (time, code) pairs, few times so that ties are common; -1 is a row without a code; 4 and 5 undo.
UNITS = st.lists(
    st.lists(st.tuples(st.integers(0, 8), st.integers(-1, 5)), max_size=12).map(
        lambda rows: sorted(rows, key=lambda row: row[0])
    ),
    max_size=5,
)
STEPS = st.lists(st.sets(st.integers(0, 3), min_size=1, max_size=2), min_size=1, max_size=4)
Unit = list[tuple[int, int]]


def laid(units: list[Unit]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = [row for unit in units for row in unit]
    offsets = np.concatenate([[0], np.cumsum([len(unit) for unit in units])]).astype(np.int64)
    return offsets, np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.int32)


def masks(places: list[set[int]]) -> np.ndarray:
    return np.array(
        [0, *(sum(1 << i for i, codes in enumerate(places) if code in codes) for code in range(6))], np.uint64
    )


def onward(steps: int, optional: set[int]) -> np.ndarray:
    return np.array(
        [next((later for later in range(step + 1, steps) if later not in optional), steps - 1) for step in range(steps)]
    )


def following(steps: list[set[int]], optional: set[int], step: int, code: int) -> int | None:
    for later in range(step + 1, len(steps)):
        if code in steps[later]:
            return later
        if later not in optional:
            return None
    return None


def one_try(
    unit: Unit, begin: int, steps: list[set[int]], optional: set[int], undoes: list[tuple[int, int, int]], within: int
) -> dict[int, int] | None:
    """Take each next step as early as it comes; None where something undid the try."""
    started = unit[begin][0]
    taken, step, since = {0: begin}, 0, started
    for place in range(begin + 1, len(unit)):
        at, code = unit[place]
        if at - started > within or step == len(steps) - 1:
            break
        later = following(steps, optional, step, code)
        if later is not None:
            step, since = later, at
            taken[step] = place
            continue
        if any(code == undo and first <= step < last for undo, first, last in undoes) and at > since:
            # It is undone unless the next step comes at the very same time.
            rest = [unit[k] for k in range(place + 1, len(unit)) if unit[k][0] == at]
            if not any(following(steps, optional, step, other) is not None for _, other in rest):
                return None
    return taken


def best(tries: list[dict[int, int] | None]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in tries:
        if one is not None and (not found or max(one) > max(found)):
            found = one
    return found


@given(UNITS, STEPS, st.sets(st.integers(1, 3)), st.integers(0, 9), st.data())
def test_ordered_runs_are_the_best_of_all_tries(
    units: list[Unit], steps: list[set[int]], chosen: set[int], within: int, data: Any
) -> None:
    optional = {one for one in chosen if one < len(steps)}
    spans = [(first, last) for first in range(len(steps)) for last in range(first + 1, len(steps))]
    undoes = [(code, *data.draw(st.sampled_from(spans))) for code in (4, 5) if spans and data.draw(st.booleans())]
    offsets, at, codes = laid(units)
    ended = np.zeros(7, np.uint64)
    for code, first, last in undoes:
        ended[code + 1] |= np.uint64(sum(1 << step for step in range(first, last)))
    taken = np.full((len(units), len(steps)), 7, np.int64)
    reach, longest = onward(len(steps), optional), max(map(len, units), default=0)
    ordered_runs(offsets, at, codes, masks(steps), ended, reach, len(steps), within, longest, taken)
    expected = [
        best(
            [
                one_try(unit, begin, steps, optional, undoes, within)
                for begin in range(len(unit))
                if unit[begin][1] in steps[0]
            ]
        )
        for unit in units
    ]
    assert [
        {step: int(row - start) for step, row in enumerate(rows) if row >= 0}
        for rows, start in zip(taken, offsets, strict=False)
    ] == expected
    if not optional and not undoes:
        furthest = np.zeros(len(units), np.int8)
        furthest_step(offsets, at, codes, masks(steps), len(steps), within, furthest)
        assert furthest.tolist() == [len(one) for one in expected]
        again = np.full((len(units), len(steps)), 7, np.int64)
        plain_runs(offsets, at, codes, masks(steps), len(steps), within, again)
        assert again.tolist() == taken.tolist()


@given(UNITS, STEPS, st.sets(st.integers(1, 3)), st.integers(0, 9))
def test_strict_runs_have_nothing_between(
    units: list[Unit], steps: list[set[int]], chosen: set[int], within: int
) -> None:
    optional = {one for one in chosen if one < len(steps)}
    offsets, at, codes = laid(units)
    taken = np.full((len(units), len(steps)), 7, np.int64)
    reach = onward(len(steps), optional)
    strict_runs(offsets, at, codes, masks(steps), reach, len(steps), within, taken)
    expected = []
    for unit in units:
        tries: list[dict[int, int] | None] = []
        for begin in range(len(unit)):
            if unit[begin][1] not in steps[0]:
                continue
            one, step = {0: begin}, 0
            for place in range(begin + 1, len(unit)):
                later = following(steps, optional, step, unit[place][1])
                if later is None or unit[place][0] - unit[begin][0] > within:
                    break
                step = later
                one[step] = place
            tries.append(one)
        expected.append(best(tries))
    assert [
        {step: int(row - start) for step, row in enumerate(rows) if row >= 0}
        for rows, start in zip(taken, offsets, strict=False)
    ] == expected


@given(UNITS, st.lists(st.integers(0, 3), min_size=1, max_size=4), st.integers(0, 9))
def test_unordered_runs_count_different_steps_within_the_time(units: list[Unit], steps: list[int], within: int) -> None:
    offsets, at, codes = laid(units)
    taken = np.full((len(units), len(steps)), 7, np.int64)
    ended = np.array([0, 0, 0, 0, 0, 0, 1], np.uint64)
    unordered_runs(offsets, at, codes, masks([{one} for one in steps]), ended, len(steps), within, taken)
    for unit, rows, start in zip(units, taken, offsets, strict=False):
        most = 0
        for begin, (started, _) in enumerate(unit):
            left, count = list(steps), 0
            for now, code in unit[begin:]:
                if now - started > within or code == 5:
                    break
                if code in left:
                    left.remove(code)
                    count += 1
            most = max(most, count)
        found = [int(row - start) for row in rows if row >= 0]
        assert len(found) == most
        assert found == sorted(found)


def test_a_million_events_of_one_person_are_one_unit() -> None:
    size = 1_000_000
    codes = np.tile(np.array([0, 0, 1, 2, 3], np.int32), size // 5)
    offsets, at = np.array([0, size]), np.arange(size)
    steps_of, ended = np.array([0, 1, 2, 4, 0], np.uint64), np.array([0, 0, 0, 0, 2], np.uint64)
    taken: Any = np.zeros((1, 4), np.int64)
    # The fourth step never comes, and half the tries are undone: every row is looked at.
    ordered_runs(offsets, at, codes, steps_of, ended, onward(4, set()), 4, size, size, taken)
    assert taken[0, :3].tolist() == [0, 2, 3]
    plain_runs(offsets, at, codes, steps_of, 4, size, taken)
    assert taken.tolist() == [[0, 2, 3, -1]]
    strict_runs(offsets, at, codes, steps_of, onward(4, set()), 4, size, taken)
    assert taken.tolist() == [[1, 2, 3, -1]]
    unordered_runs(offsets, at, codes, steps_of, ended * np.uint64(0), 4, size, taken)
    assert (taken >= 0).sum() == 3
