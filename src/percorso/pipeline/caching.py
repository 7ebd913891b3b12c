"""The cache of a build: every bucket's contacts and orders as columns, encoded while its tables are in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from percorso.core.settings import Settings
from percorso.core.time import zone
from percorso.pipeline.planning import Plan
from percorso.sequence.codes import Coded
from percorso.sequence.encode import encode
from percorso.sequence.journeys import MESSAGE, ROLES, Journeys
from percorso.store import cache
from percorso.store.cache import Over
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
    steps: Sequence[str],
    generation: int,
    fresh: Iterable[Encoded],
    keep: Callable[[Path], None],
) -> None:
    """Write the journeys of every bucket as a new generation; whoever was not traced is taken over from the last one.

    Args:
        workspace: where.
        previous: the last build.
        plan: whom this one traces.
        steps: the funnel's steps in their order, which the dictionary of steps keeps.
        generation: its number.
        fresh: the journeys of whom the plan traces, in the buckets that it names.
        keep: writes down what the next build is to know.
    """
    over, known = cache.NOTHING, {}
    if previous is not None and plan.everybody.retired is not None:
        old = cache.read(workspace.cache_folder, previous.generation)
        over, known = Over({one.number: one for one in old}, plan.everybody.retired), dict(old[0].words)
    known |= {"step": tuple(steps)}
    if not over.buckets:
        known["currency"] = (workspace.settings.shop.currency,)
    cache.write(workspace.cache_folder, generation, fresh, known, over, keep)
