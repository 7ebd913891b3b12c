"""Trace the dirty customers, bucket by bucket, and keep the rows of the clean ones."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.settings import Settings
from percorso.pipeline.caching import Encoded, encoded
from percorso.pipeline.planning import Plan
from percorso.pipeline.unifying import Owned
from percorso.run.local import each
from percorso.sequence.codes import Bools, Ints
from percorso.sequence.ordering import in_order
from percorso.store import coded
from percorso.store.arrow import conform, empty
from percorso.store.faults import reach
from percorso.store.lake import Part
from percorso.store.spill import Spill
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import CONSENTS, CUSTOMERS, EXCLUDED, JOURNEYS, ORDERS, SESSIONS, TOUCHPOINTS, TableSpec
from percorso.trace import tracing
from percorso.trace.exchange import Rates
from percorso.trace.ruleset import Rules
from percorso.unify import profiles

TRACED = (CUSTOMERS, TOUCHPOINTS, SESSIONS, ORDERS, JOURNEYS, EXCLUDED, CONSENTS)


class Retraced(NamedTuple):
    """A bucket that was written again: the parts of its tables by their names, and its journeys."""

    parts: Mapping[str, Part]
    journeys: Encoded


def retrace(
    workspace: Workspace,
    previous: Build | None,
    plan: Plan,
    rules: Rules,
    rates: Rates,
    progress: Callable[[str, int, int], None],
) -> Iterator[Retraced]:
    """Write every dirty bucket's new tables, for all to be published together."""
    with Spill(workspace.folder / "staging" / "events") as spill:
        _spread(plan, workspace.settings, spill)
        work = partial(_bucket_parts, workspace, previous, plan, rules, rates, spill)
        for done, bucket in enumerate(each(work, plan.buckets)):
            progress("trace", done, len(plan.buckets))
            yield bucket
            reach("build.traced_bucket")
    progress("trace", len(plan.buckets), len(plan.buckets))


def _spread(plan: Plan, settings: Settings, spill: Spill) -> None:
    """Lay the events of dirty customers out by bucket."""
    columns = tuple(dict.fromkeys((*tracing.columns(settings, stated=plan.everybody.stated), *profiles.COLUMNS, "seq")))
    customers = plan.everybody.people.customers
    # One more, for events that are nobody's.
    bucket = np.append(customers["bucket"].to_numpy(), -1).astype(np.int64)
    dirty = np.append(_dirty(plan), False)
    work = partial(_spread_chunk, columns=columns, settings=settings, spill=spill, bucket=bucket, dirty=dirty)
    for _ in each(work, plan.everybody.events):
        reach("build.spread_chunk")


def _dirty(plan: Plan) -> Bools:
    ids = plan.everybody.people.customers["customer_id"]
    if plan.dirty is None:
        return np.ones(len(ids), dtype=bool)
    return np.asarray(pc.is_in(ids, plan.dirty["customer_id"].combine_chunks()))


def _spread_chunk(
    owned: Owned, columns: Sequence[str], settings: Settings, spill: Spill, bucket: Ints, dirty: Bools
) -> None:
    rows = np.flatnonzero(dirty[owned.customer])
    if not len(rows):
        return
    events = coded.read(owned.chunk, columns, plain=("event_id",))
    if len(rows) < events.num_rows:
        events = events.take(pa.array(rows))
    events = tracing.lightened(events, settings)
    customer = owned.customer[rows]
    spill.spread(events.append_column("customer", pa.array(customer)), bucket[customer])


def _bucket_parts(
    workspace: Workspace, previous: Build | None, plan: Plan, rules: Rules, rates: Rates, spill: Spill, number: int
) -> Retraced:
    """Trace one bucket, write its tables and encode its journeys."""
    tables = {
        spec.name: (spec, _with_clean(workspace, previous, plan, spec, number, table))
        for spec, table in _traced(workspace, plan, rules, spill.read(number), number)
    }
    parts = {name: workspace.lake.stage(spec, number, table) for name, (spec, table) in tables.items()}
    whole = {name: table for name, (_, table) in tables.items()}
    return Retraced(parts, encoded(number, whole, rates, workspace.settings))


def _traced(
    workspace: Workspace, plan: Plan, rules: Rules, spilled: pa.Table | None, number: int
) -> Iterator[tuple[TableSpec, pa.Table]]:
    if spilled is None:
        yield from ((spec, empty(spec)) for spec in TRACED)
        return
    people = plan.everybody.people
    first, end = np.searchsorted(people.customers["bucket"].to_numpy(), [number, number + 1]).tolist()
    own = people.customers.slice(first, end - first).combine_chunks()
    customer = spilled["customer"].to_numpy().astype(np.int64) - first
    at, seq = (spilled[name].cast(pa.int64()).to_numpy() for name in ("at", "seq"))
    rows = in_order(customer, at, seq, own.num_rows)
    customer = customer[rows]
    ids = pa.DictionaryArray.from_arrays(pa.array(customer, pa.int32()), own["customer_id"].combine_chunks())
    events = spilled.drop_columns(["customer"]).take(pa.array(rows)).append_column("customer_id", ids)
    del spilled  # as large as all that is made of it
    traced = tracing.trace(events, number, workspace.settings, rules)
    known = np.flatnonzero(_known(events, customer, traced.excluded))
    yield (
        CUSTOMERS,
        profiles.profiles(events.take(pa.array(known)), customer[known], own, people.identifiers_of[first:end]),
    )
    parts = (traced.touchpoints, traced.sessions, traced.orders, traced.journeys, traced.excluded, traced.consents)
    yield from zip(TRACED[1:], parts, strict=True)


def _known(events: pa.Table, customer: Ints, excluded: pa.Table) -> Bools:
    """Tell the events of known customers; somebody of whom all is left out is a robot or staff, and no customer."""
    kept = ~np.asarray(pc.is_in(events["seq"], value_set=excluded["seq"].combine_chunks()))
    known = np.zeros(int(customer.max(initial=-1)) + 1, dtype=bool)
    known[customer[kept]] = True
    every: Bools = known[customer]
    return every


def _with_clean(
    workspace: Workspace, previous: Build | None, plan: Plan, spec: TableSpec, number: int, fresh: pa.Table
) -> pa.Table:
    """Put the rows of the bucket's clean customers, as published, among the freshly traced ones."""
    if previous is None or plan.dirty is None:
        return fresh
    old = coded.chunks(workspace.lake.files(spec, previous.version(spec), bucket=number), sys.maxsize)
    if not old:
        return fresh
    return merged(coded.read(old[0], _held(spec)), conform(fresh, spec), plan.dirty["customer_id"], spec, number)


def merged(old: pa.Table, fresh: pa.Table, dirty: pa.ChunkedArray, spec: TableSpec, number: int) -> pa.Table:
    """Take the rows of some customers from one table of a bucket, and the other customers' from another.

    Args:
        old: the table as it was, without its bucket; its texts are dictionaries, and customers stand in the order of
            their ids, as they do in both.
        fresh: the rows of the dirty customers.
        dirty: the ids of customers whose old rows no longer hold.
        spec: what table it is.
        number: the bucket's number.
    """
    owner = old["customer_id"].combine_chunks()
    gone = np.asarray(pc.is_in(owner.dictionary, value_set=dirty.combine_chunks()))
    clean = old.filter(pa.array(~gone[owner.indices.to_numpy()]))
    parts = [pa.table({name: _coded(table[name]) for name in _held(spec)}) for table in (clean, fresh)]
    both = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    ids = both["customer_id"].combine_chunks()
    place = np.empty(len(ids.dictionary), dtype=np.int32)
    place[pc.sort_indices(ids.dictionary).to_numpy()] = np.arange(len(place), dtype=np.int32)
    # Nobody has rows in both, so that each customer's rows keep their order.
    rows = both.take(pa.array(np.argsort(place[ids.indices.to_numpy()], kind="stable")))
    return rows.append_column(spec.partition, pa.array(np.full(rows.num_rows, number), pa.int32()))


def _held(spec: TableSpec) -> list[str]:
    """List the columns that a table's files hold; the partition stands in their folder's name."""
    return [name for name in spec.columns if name != spec.partition]


def _coded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.dictionary_encode() if pa.types.is_string(column.type) else column
