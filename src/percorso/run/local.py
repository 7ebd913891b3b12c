"""One machine: buckets on threads, partials combined as they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import reduce
from typing import TypeVar

from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import Journeys
from percorso.sequence.protocol import Analysis

Partial = TypeVar("Partial")
Result = TypeVar("Result")
Item = TypeVar("Item")


def run(analysis: Analysis[Partial, Result], buckets: Sequence[Callable[[], Journeys]], threads: int = 2) -> Result:
    """Ask a question of every bucket and merge the answers.

    Args:
        analysis: the question.
        buckets: one opener per bucket; a bucket is opened only while it is mapped.
        threads: how many buckets at a time; kernels release the interpreter lock.

    Raises:
        PercorsoError: ``no_journeys`` when there is no bucket.
    """
    if not buckets:
        raise PercorsoError("no_journeys", "There are no journeys to analyse.", hint="Import data and build first.")
    with ThreadPoolExecutor(max_workers=threads) as pool:
        partials = pool.map(lambda open_bucket: analysis.map(open_bucket()), buckets)
        return analysis.finish(reduce(analysis.combine, partials))


def each(work: Callable[[Item], Result], items: Iterable[Item], threads: int = 2) -> Iterator[Result]:
    """Do the same work on every item, a few at a time, and give the results in the order of the items.

    No more than one result waits to be taken.
    """
    with ThreadPoolExecutor(max_workers=threads) as pool:
        begun: deque[Future[Result]] = deque()
        for item in items:
            if len(begun) > threads:
                yield begun.popleft().result()
            begun.append(pool.submit(work, item))
        while begun:
            yield begun.popleft().result()
