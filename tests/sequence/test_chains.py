import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.chains import WORD, add_rows, add_ways, chain_states, count_steps, mark_present, preceded

WAYS = st.lists(st.lists(st.integers(0, 70), max_size=6), max_size=6)
SOME = st.lists(st.lists(st.integers(-1, 70), max_size=6), max_size=6)


def laid(ways: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    starts = np.concatenate([[0], np.cumsum([len(way) for way in ways])]).astype(np.int64)
    return starts, np.array([one for way in ways for one in way], np.int32)


@given(WAYS, st.integers(1, 3))
def test_a_state_is_the_last_touches(ways: list[list[int]], order: int) -> None:
    starts, subjects = laid(ways)
    before, last = np.empty(len(subjects), np.int64), np.empty(len(ways), np.int64)
    chain_states(starts, subjects, order, 100, before, last)

    def state(touches: list[int]) -> int:
        return sum((one + 1) * 100**place for place, one in enumerate(reversed(touches[-order:])))

    assert before.tolist() == [state(way[:place]) for way in ways for place in range(len(way))]
    assert last.tolist() == [state(way) for way in ways]


@given(SOME)
def test_the_subjects_of_a_way_are_its_bits(ways: list[list[int]]) -> None:
    starts, subjects = laid(ways)
    masks = np.zeros((len(ways), 2), np.int64)
    mark_present(starts, subjects, masks)
    found = [sum(int(word) << (place * WORD) for place, word in enumerate(row)) for row in masks]
    assert found == [sum(1 << one for one in set(way) if one >= 0) for way in ways]


@given(st.lists(st.lists(st.integers(-1, 2), max_size=6), max_size=6), st.integers(1, 3))
def test_steps_are_counted_from_state_to_touch_and_to_the_end(ways: list[list[int]], order: int) -> None:
    starts, subjects = laid(ways)
    block, led = np.arange(len(ways)) % 2, np.arange(len(ways)) % 3
    lost, named = np.arange(len(ways)) % 5, np.empty(len(ways), np.bool_)
    table = np.zeros(5 ** (order + 1) * 2, np.int64)
    count_steps(starts, subjects, block, led, lost, order, 5, 2, named, table)
    expected = np.zeros_like(table)
    for way, touches in enumerate(ways):
        met = [one + 1 for one in touches if one >= 0]
        ends = [(4, led[way]), (3, lost[way])] if met else []
        steps = [(place, digit, led[way] + lost[way]) for place, digit in enumerate(met)]
        for place, digit, count in (*steps, *((len(met), digit, count) for digit, count in ends)):
            state = sum(one * 5**back for back, one in enumerate(reversed(met[max(0, place - order) : place])))
            expected[(state * 5 + digit) * 2 + block[way]] += count
    assert table.tolist() == expected.tolist()
    assert named.tolist() == [any(one >= 0 for one in way) for way in ways]


@given(st.lists(st.tuples(st.integers(0, 3), *[st.integers(-5, 5)] * 5), max_size=9))
def test_what_came_of_ways_is_added_where_it_belongs(ways: list[tuple[int, ...]]) -> None:
    rows = np.array(ways, np.int64).reshape(-1, 6)
    table, expected = np.zeros((4, 5), np.int64), np.zeros((4, 5), np.int64)
    places, orders, nulls = (np.ascontiguousarray(rows[:, column]) for column in range(3))
    add_ways(places, orders, nulls, np.ascontiguousarray(rows[:, 3:]), table)
    np.add.at(expected, places, rows[:, 1:])
    assert table.tolist() == expected.tolist()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 5), st.integers(-5, 5)), max_size=9))
def test_rows_are_added_where_they_belong(rows: list[tuple[int, int, int]]) -> None:
    table, expected = np.zeros((4, 2), np.int64), np.zeros((4, 2), np.int64)
    places, values = np.array([row[0] for row in rows], np.int64), np.array([row[1:] for row in rows], np.int64)
    add_rows(places, values.reshape(-1, 2), table)
    np.add.at(expected, places, values.reshape(-1, 2))
    assert table.tolist() == expected.tolist()


@given(st.lists(st.lists(st.integers(-1, 3), max_size=7), max_size=4))
def test_a_code_is_written_after_the_three_before_it(units: list[list[int]]) -> None:
    starts, codes = laid(units)
    mark, count, keys = np.arange(len(units), dtype=np.int8) % 2, np.zeros(1, np.int64), np.empty(len(codes), np.int64)
    preceded(starts, codes, mark, 5, count, keys)
    expected = []
    for unit, own in enumerate(units):
        digits = [0, 0, 0, *(code + 1 for code in own if code >= 0)]
        for place in range(3, len(digits)):
            key = sum(digit * 5**back for back, digit in enumerate(reversed(digits[place - 3 : place + 1])))
            expected.append(key * 2 + unit % 2)
    assert keys[: count[0]].tolist() == expected
