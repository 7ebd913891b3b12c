from math import isnan

import numpy as np

from percorso.analyze.attribution._outcome import Outcome, rows_of
from percorso.analyze.intervals import counted


def outcome(people: int, drawn: float) -> Outcome:
    whole = np.array([[2.0, 20.0, 4.0]])
    ends = np.full((1, 3), drawn)
    return Outcome(np.array([1]), whole, ends, ends, np.zeros(1), np.array([people]))


def test_what_few_people_brought_is_bounded_as_rare_things_are() -> None:
    row = rows_of(outcome(2, 2.0), ["Email"], np.array([10.0, 2.0]))[0]
    fewest, most = counted(2)
    assert (row.channel, row.low, row.high) == ("Email", fewest, most)
    assert row.margin is not None


def test_what_was_not_drawn_has_no_interval() -> None:
    row = rows_of(outcome(2, np.nan), ["Email"], np.array([10.0, 2.0]))[0]
    assert (row.conversions, row.margin) == (2.0, None)
    assert isnan(row.low) and isnan(row.value_high)  # noqa: PT018 (one thing: nothing was drawn)
