import numpy as np

from percorso.analyze.attribution._observed import Observed, named


def ways(starts: list[int], subjects: list[int]) -> Observed:
    count = len(starts) - 1
    each = np.arange(count, dtype=np.int64)
    before = np.arange(len(subjects), dtype=np.int64)
    return Observed(
        np.array(starts), np.array(subjects, np.int32), before, each, each + 1, each * 0, np.zeros((count, 3), np.int64)
    )


def test_touches_without_a_subject_are_passed_over_and_empty_ways_left_out() -> None:
    found, stay = named(ways([0, 2, 3, 5], [-1, 4, -1, 3, -1]))
    assert stay.tolist() == [True, False, True]
    assert (found.starts.tolist(), found.subjects.tolist(), found.orders.tolist()) == ([0, 1, 2], [4, 3], [1, 3])
    assert found.before.tolist() == [1, 3]
    assert found.way_of.tolist() == [0, 1]
