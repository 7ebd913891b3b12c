"""One machine: buckets on threads, partials combined as they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import reduce
from typing import Any, TypeVar

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
        return analysis.finish(_combined(analysis, partials))


def _combined(analysis: Analysis[Partial, Any], partials: Iterable[Partial]) -> Partial:
    """Merge partials two and two, then what came of that, so that each is copied few times over and few wait."""
    waiting: list[tuple[int, Partial]] = []
    for partial in partials:
        size, whole = 1, partial
        while waiting and waiting[-1][0] == size:
            size, whole = 2 * size, analysis.combine(waiting.pop()[1], whole)
        waiting.append((size, whole))
    return reduce(lambda later, earlier: analysis.combine(earlier, later), (one for _, one in reversed(waiting)))


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
