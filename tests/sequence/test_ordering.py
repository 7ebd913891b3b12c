from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.ordering import in_order


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
