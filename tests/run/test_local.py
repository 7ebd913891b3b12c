from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from percorso.core.errors import PercorsoError
from percorso.run.local import each, run
from percorso.sequence.journeys import Journeys


@dataclass(frozen=True)
class CountRows:
    """The smallest analysis: how many rows there are."""

    def map(self, journeys: Journeys) -> int:
        return journeys.rows

    def combine(self, one: int, other: int) -> int:
        return one + other

    def finish(self, partial: int) -> str:
        return f"{partial} rows"


@dataclass(frozen=True)
class Listed:
    """Which buckets there are, in the order they were put together."""

    def map(self, journeys: Journeys) -> tuple[int, ...]:
        return (journeys.rows,)

    def combine(self, one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
        return one + other

    def finish(self, partial: tuple[int, ...]) -> tuple[int, ...]:
        return partial


def bucket(rows: int) -> Journeys:
    return Journeys(np.zeros(1, np.uint64), np.array([0, rows]), {"at": np.zeros(rows, np.int64)})


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_every_bucket_counts_once(threads: int) -> None:
    assert run(CountRows(), [partial(bucket, rows) for rows in range(10)], threads) == "45 rows"


@pytest.mark.parametrize("count", range(1, 18))
def test_neighbours_are_put_together_so_that_the_order_of_buckets_stays(count: int) -> None:
    assert run(Listed(), [partial(bucket, rows) for rows in range(count)]) == tuple(range(count))


def test_nothing_to_ask_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(PercorsoError) as caught:
        run(CountRows(), [])
    assert caught.value.code == "no_journeys"
    assert "Import data" in caught.value.hint


def test_a_failure_in_a_bucket_reaches_the_caller() -> None:
    def broken() -> Journeys:
        raise PercorsoError("cache_missing", "The journey cache is missing.")

    with pytest.raises(PercorsoError, match="cache"):
        run(CountRows(), [lambda: bucket(1), broken])


def test_work_is_done_on_every_item_in_order() -> None:
    assert list(each(lambda number: number * number, range(50))) == [number * number for number in range(50)]


def test_what_is_done_does_not_pile_up_before_it_is_taken() -> None:
    begun: list[int] = []
    results = each(begun.append, range(100), threads=2)
    next(results)
    assert len(begun) <= 5
    assert len(list(results)) == 99
    assert sorted(begun) == list(range(100))
