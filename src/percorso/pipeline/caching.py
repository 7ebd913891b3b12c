"""The cache of a build: every bucket's contacts and orders as columns, encoded while its tables are in memory."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from percorso.core.errors import PercorsoError
from percorso.core.settings import Settings
from percorso.core.time import zone
from percorso.pipeline.planning import Plan
from percorso.sequence.codes import Coded
from percorso.sequence.encode import TOUCHPOINT_COLUMNS, encode
from percorso.sequence.journeys import MESSAGE, ROLES, Journeys
from percorso.store import cache, coded
from percorso.store.arrow import empty
from percorso.store.bucket import Bucket
from percorso.store.cache import CachedBucket
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import CUSTOMERS, ORDERS, TOUCHPOINTS
from percorso.trace.exchange import Rates, exchange

# A bucket's number, its journeys, and the ids of its customers.
Encoded: TypeAlias = tuple[int, Journeys, pa.Array]


def encoded(number: int, tables: Mapping[str, pa.Table], rates: Rates, settings: Settings) -> Encoded:
    """Encode a bucket from its whole tables of customers, touchpoints and orders, each in its order."""
    customers = tables[CUSTOMERS.name]["customer_id"].cast(pa.string()).combine_chunks()
    orders = exchange(tables[ORDERS.name], rates, zone(settings.shop.time_zone))
    return number, encode(customers, _contacts(tables[TOUCHPOINTS.name]), orders), customers


def _contacts(touchpoints: pa.Table) -> pa.Table:
    """Leave the messages out: a message is no part of a journey."""
    message = Coded.of(touchpoints["role"]).having(ROLES[MESSAGE].__eq__)
    return touchpoints.filter(pa.array(~message)) if message.any() else touchpoints


def write_generation(
    workspace: Workspace,
    previous: Build | None,
    plan: Plan,
    rates: Rates,
    steps: Sequence[str],
    generation: int,
    fresh: Iterable[Encoded],
) -> None:
    """Write the journeys of every bucket as a new generation; buckets nobody touched are copied as they are.

    Args:
        steps: the funnel's steps in their order, which the dictionary of steps keeps.
        fresh: the buckets that the plan names.
    """
    old = _previous(workspace, previous) if plan.dirty is not None else ()

    def buckets() -> Iterator[Encoded]:
        yield from fresh
        for number in sorted(set(range(workspace.settings.store.buckets)).difference(plan.buckets)):
            if old:
                yield number, old[number].journeys(), old[number].customers()
            elif previous is not None:
                yield _from_lake(workspace, previous, number, rates)

    known = {"currency": (rates.currency,), **(old[0].words if old else {}), "step": tuple(steps)}
    cache.write(workspace.cache_folder, generation, buckets(), known)


def _previous(workspace: Workspace, previous: Build | None) -> tuple[CachedBucket, ...]:
    """Open the last generation, or nothing when there is none whole: then every bucket is encoded from the lake."""
    if previous is None:
        return ()
    try:
        return cache.read(workspace.cache_folder, previous.generation)
    except PercorsoError:
        return ()


def _from_lake(workspace: Workspace, build: Build, number: int, rates: Rates) -> Encoded:
    """Encode a bucket that is as it was, when its journeys were lost."""

    def files(name: str) -> tuple[Path, ...]:
        return workspace.lake.files(_SPECS[name], build.version(_SPECS[name]), bucket=number)

    with Bucket(number, {name: files(name) for name in (CUSTOMERS.name, ORDERS.name)}) as bucket:
        customers = bucket.sql("SELECT customer_id FROM customers ORDER BY customer_id")
        orders = bucket.sql("FROM orders ORDER BY customer_id, number")
    tables = {CUSTOMERS.name: customers, ORDERS.name: orders, TOUCHPOINTS.name: _touchpoints(files(TOUCHPOINTS.name))}
    return encoded(number, tables, rates, workspace.settings)


def _touchpoints(files: Sequence[Path]) -> pa.Table:
    """Read a bucket's touchpoints, which rest in the order that journeys have."""
    whole = coded.chunks(files, sys.maxsize)
    return coded.read(whole[0], TOUCHPOINT_COLUMNS) if whole else empty(TOUCHPOINTS)


_SPECS = {spec.name: spec for spec in (CUSTOMERS, ORDERS, TOUCHPOINTS)}
