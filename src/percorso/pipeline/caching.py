"""The cache of a build: dictionaries first, then every bucket's contacts and orders as sorted columns."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from percorso.core.errors import PercorsoError
from percorso.core.time import zone
from percorso.pipeline.planning import Plan
from percorso.sequence.codes import Coded
from percorso.sequence.encode import CODED, TOUCHPOINT_COLUMNS, encode
from percorso.sequence.journeys import MESSAGE, ROLES, Journeys
from percorso.store import cache, coded
from percorso.store.arrow import empty
from percorso.store.bucket import Bucket, Source
from percorso.store.cache import CachedBucket, Words
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import CUSTOMERS, ORDERS, RATES, TOUCHPOINTS
from percorso.trace.exchange import Rates, exchange

Progress = Callable[[str, int, int], None]

# A message is no part of a journey.
_WORDS = """
SELECT DISTINCT {name} AS word FROM touchpoints WHERE {name} IS NOT NULL AND role <> 'message' ORDER BY word
"""


def write_generation(
    workspace: Workspace,
    previous: Build | None,
    plan: Plan,
    versions: Mapping[str, int],
    steps: Sequence[str],
    generation: int,
    progress: Progress,
) -> None:
    """Write the journeys of every bucket as a new generation; buckets nobody touched are copied as they are.

    Args:
        steps: the funnel's steps in their order, which the dictionary of steps keeps.
    """
    old = _previous(workspace, previous) if plan.dirty is not None else ()
    rates = Rates.of(workspace.lake.read(RATES), workspace.settings.shop.currency)
    words = _words(workspace, versions, old[0].words if old else {}, steps)
    count = workspace.settings.store.buckets

    def buckets() -> Iterator[tuple[int, Journeys, pa.Array]]:
        for number in range(count):
            progress("cache", number, count)
            if old and number not in plan.buckets:
                yield number, old[number].journeys(), old[number].customers()
            else:
                yield number, *_encoded(workspace, versions, number, words, rates)
        progress("cache", count, count)

    cache.write(workspace.cache_folder, generation, buckets(), words)


def _previous(workspace: Workspace, previous: Build | None) -> tuple[CachedBucket, ...]:
    """Open the last generation, or nothing when there is none whole: then every bucket is encoded from the lake."""
    if previous is None:
        return ()
    try:
        return cache.read(workspace.cache_folder, previous.generation)
    except PercorsoError:
        return ()


def _words(workspace: Workspace, versions: Mapping[str, int], known: Words, steps: Sequence[str]) -> Words:
    """Extend each dictionary with the values that are new; codes once given keep their meaning."""
    words = {}
    with Bucket(-1, _files(workspace, versions)) as whole:
        for name in CODED:
            words[name] = _extended(known.get(name, ()), whole.sql(_WORDS.format(name=name)))
        found = whole.sql("SELECT DISTINCT currency AS word FROM orders ORDER BY word")
    own = workspace.settings.shop.currency
    words["currency"] = _extended(known.get("currency", (own,)), found)
    words["step"] = tuple(steps)
    return words


def _extended(known: tuple[str, ...], found: pa.Table) -> tuple[str, ...]:
    seen = set(known)
    return (*known, *(word for word in found["word"].to_pylist() if word not in seen))


def _encoded(
    workspace: Workspace, versions: Mapping[str, int], number: int, words: Words, rates: Rates
) -> tuple[Journeys, pa.Array]:
    with Bucket(number, _files(workspace, versions, number)) as bucket:
        customers = bucket.sql("SELECT customer_id FROM customers ORDER BY customer_id")["customer_id"].combine_chunks()
        orders = bucket.sql("FROM orders ORDER BY customer_id, number")
    touchpoints = _touchpoints(workspace.lake.files(TOUCHPOINTS, versions[TOUCHPOINTS.name], bucket=number))
    where = zone(workspace.settings.shop.time_zone)
    return encode(customers, touchpoints, exchange(orders, rates, where), words), customers


def _touchpoints(files: Sequence[Path]) -> pa.Table:
    """Read a bucket's touchpoints, which rest in the order that journeys have; a message is no part of a journey."""
    whole = coded.chunks(files, sys.maxsize)
    if not whole:
        return empty(TOUCHPOINTS)
    found = coded.read(whole[0], TOUCHPOINT_COLUMNS)
    message = Coded.of(found["role"]).having(ROLES[MESSAGE].__eq__)
    return found.filter(pa.array(~message)) if message.any() else found


def _files(workspace: Workspace, versions: Mapping[str, int], number: int | None = None) -> dict[str, Source]:
    return {
        spec.name: workspace.lake.files(spec, versions[spec.name], bucket=number)
        for spec in (CUSTOMERS, TOUCHPOINTS, ORDERS)
    }
