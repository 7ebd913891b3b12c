from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from percorso.sequence.radix import in_order_of


@given(st.integers(0, 64).flatmap(lambda bits: st.tuples(st.just(bits), st.lists(st.integers(0, 2**bits - 1)))))
def test_rows_stand_in_the_order_of_their_numbers_and_equal_ones_as_they_stood(drawn: tuple[int, list[int]]) -> None:
    bits, numbers = drawn
    keys = np.array(numbers, dtype=np.uint64)
    rows = in_order_of(keys, bits)
    assert rows.tolist() == sorted(range(len(numbers)), key=numbers.__getitem__)
    assert keys.tolist() == sorted(numbers)


@pytest.mark.parametrize("bits", [11, 12, 33])
def test_many_numbers_are_in_order_whatever_their_width(bits: int) -> None:
    keys = np.random.default_rng(bits).integers(0, 2**bits, 5000).astype(np.uint64)
    wanted = np.argsort(keys, kind="stable")
    assert in_order_of(keys, bits).tolist() == wanted.tolist()
