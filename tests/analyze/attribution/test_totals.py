import numpy as np

from percorso.analyze.attribution._observed import Observed
from percorso.analyze.attribution._totals import laid_out, totals


def test_what_is_claimed_stands_apart_by_block() -> None:
    none = np.zeros(3, np.int64)
    money = np.array([[100, 10, 0], [200, 0, 1], [300, 30, 0]], np.int64)
    ways = Observed(
        np.array([0, 0, 0, 0]), none.astype(np.int32)[:0], none[:0], np.array([7, 7, 9]), none + 1, none, money
    )
    table = laid_out(totals(ways, np.array([True, False, True])), 100)
    assert table[1, 7].tolist() == [1, 1.0, 0.1, 0]
    assert table[0, 7].tolist() == [1, 2.0, 0, 1]
    assert table[1, 9].tolist() == [1, 3.0, 0.3, 0]
    assert table.sum(axis=(0, 1))[0] == 3
