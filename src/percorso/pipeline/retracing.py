"""Trace the dirty customers, bucket by bucket, and keep the rows of the clean ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from percorso.pipeline.planning import Plan
from percorso.store.arrow import conform, empty
from percorso.store.bucket import Bucket
from percorso.store.faults import reach
from percorso.store.staging import Staging
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import CUSTOMERS, EVENTS, EXCLUDED, JOURNEYS, ORDERS, SESSIONS, TOUCHPOINTS, TableSpec
from percorso.trace.ruleset import Rules
from percorso.trace.tracing import trace
from percorso.unify.assignment import ASSIGN_SQL
from percorso.unify.profiles import profiles

TRACED = (CUSTOMERS, TOUCHPOINTS, SESSIONS, ORDERS, JOURNEYS, EXCLUDED)
_SORT = {
    CUSTOMERS.name: "customer_id",
    TOUCHPOINTS.name: "customer_id, n",
    SESSIONS.name: "customer_id, session",
    ORDERS.name: "customer_id, number",
    JOURNEYS.name: "customer_id, cycle",
    EXCLUDED.name: 'customer_id, "at", event_id',
}


def retrace(
    workspace: Workspace,
    previous: Build | None,
    plan: Plan,
    rules: Rules,
    staging: Staging,
    progress: Callable[[str, int, int], None],
) -> None:
    """Lay every dirty bucket's new tables into the staging area."""
    spilled = _spill(workspace, plan, staging.folder / "assigned")
    for done, number in enumerate(plan.buckets):
        progress("trace", done, len(plan.buckets))
        tables = _trace_bucket(workspace, plan, number, spilled, rules)
        for spec, table in tables:
            staging.put(spec, number, _with_clean(workspace, previous, plan, spec, number, table))
        reach("build.traced_bucket")
    progress("trace", len(plan.buckets), len(plan.buckets))


def _spill(workspace: Workspace, plan: Plan, folder: Path) -> Path:
    """Give each event of a dirty customer its customer, and lay the events out by bucket."""
    files = workspace.lake.files(EVENTS, plan.events_version)
    tables: dict[str, pa.Table | tuple[Path, ...]] = {"events": files, "identifiers": plan.identifiers}
    wanted = f"SELECT * FROM ({ASSIGN_SQL})"
    if plan.dirty is not None:
        tables["dirty"] = plan.dirty
        wanted += " SEMI JOIN dirty USING (customer_id)"
    with Bucket(-1, tables) as whole:
        whole.spill(wanted, folder, by="bucket")
    return folder


def _trace_bucket(
    workspace: Workspace, plan: Plan, number: int, spilled: Path, rules: Rules
) -> list[tuple[TableSpec, pa.Table]]:
    files = tuple(sorted((spilled / f"bucket={number}").glob("*.parquet")))
    if not files:
        return [(spec, empty(spec)) for spec in TRACED]
    own = plan.identifiers.filter(pc.equal(plan.identifiers["bucket"], number))
    with Bucket(number, {"events": files}) as bucket:
        events = bucket.sql('SELECT * EXCLUDE (bucket) FROM events ORDER BY customer_id, "at", seq')
    with Bucket(number, {"events": events, "identifiers": own}) as bucket:
        customers = profiles(bucket)
    traced = trace(events, number, workspace.settings, rules)
    parts = (customers, traced.touchpoints, traced.sessions, traced.orders, traced.journeys, traced.excluded)
    return list(zip(TRACED, parts, strict=True))


def _with_clean(
    workspace: Workspace, previous: Build | None, plan: Plan, spec: TableSpec, number: int, fresh: pa.Table
) -> pa.Table:
    """Put the rows of the bucket's clean customers, as published, beside the freshly traced ones."""
    tables: dict[str, pa.Table | tuple[Path, ...]] = {"fresh": conform(fresh, spec)}
    query = "FROM fresh"
    if previous is not None and plan.dirty is not None:
        old = workspace.lake.files(spec, previous.versions[spec.name], bucket=number)
        if old:
            tables |= {"old": old, "dirty": plan.dirty}
            query = "FROM old ANTI JOIN dirty USING (customer_id) UNION ALL BY NAME FROM fresh"
    with Bucket(number, tables) as bucket:
        return bucket.sql(f"SELECT * FROM ({query}) ORDER BY {_SORT[spec.name]}")
