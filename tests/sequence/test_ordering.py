from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.ordering import bring_together, in_order, in_time


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-2, 2))), st.randoms())
def test_rows_stand_by_customer_time_and_arrival(rows: list[tuple[int, int]], random: Random) -> None:
    seq = list(range(len(rows)))
    random.shuffle(seq)
    customer, at = (np.array([row[place] for row in rows], dtype=np.int64) for place in (0, 1))
    found = in_order(customer, at, np.array(seq, dtype=np.int64), 4)
    assert found.tolist() == sorted(range(len(rows)), key=lambda row: (*rows[row], seq[row]))


def test_a_customer_of_many_rows_is_sorted_as_one_of_few() -> None:
    random = np.random.default_rng(7)
    customer, at, seq = random.integers(0, 3, 5000), random.integers(0, 40, 5000), random.permutation(5000)
    assert (in_order(customer, at, seq, 3) == np.lexsort((seq, at, customer))).all()


def test_no_rows_have_an_order() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert in_order(nothing, nothing, nothing, 0).tolist() == []


@given(st.lists(st.lists(st.integers(0, 4), max_size=50), max_size=5), st.booleans())
def test_each_customers_rows_are_brought_into_order_of_time(people: list[list[int]], moved: bool) -> None:
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in people])]).astype(np.int64)
    times = np.array([one for own in people for one in own], np.int64)
    # Where rows are given, the table has them the other way round.
    at, rows = (times[::-1].copy(), np.arange(len(times))[::-1].copy()) if moved else (times.copy(), None)
    found, order = in_time(offsets, at, rows)
    expected = [place + row for place, own in zip(offsets, people, strict=False) for row in _ranked(own)]
    assert found.tolist() == times[expected].tolist()
    assert (np.arange(len(times)) if order is None else order).tolist() == (
        [len(times) - 1 - row for row in expected] if moved else expected
    )
    assert moved or (order is None) == all(own == sorted(own) for own in people)


def _ranked(times: list[int]) -> list[int]:
    return sorted(range(len(times)), key=times.__getitem__)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), max_size=8))
def test_runs_of_one_customer_are_gathered(runs: list[tuple[int, int]]) -> None:
    number, sizes = np.array([one for one, _ in runs], np.int32), np.array([size for _, size in runs], np.int64)
    offsets, rows = np.zeros(5, np.int64), np.empty(int(sizes.sum()), np.int64)
    bring_together(number, sizes, offsets, rows)
    owner = np.repeat(number, sizes)
    assert rows.tolist() == np.argsort(owner, kind="stable").tolist()
    assert np.diff(offsets).tolist() == np.bincount(owner, minlength=4).tolist()
