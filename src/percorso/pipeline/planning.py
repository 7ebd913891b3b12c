"""The plan of a build: everybody, whom to trace again, and which buckets that touches."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.errors import PercorsoError
from percorso.core.settings import Storage
from percorso.pipeline.unifying import Unified, unified
from percorso.store.bucket import Bucket
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, IDENTIFIERS, RATES

# Raised when tracing or encoding changes its results, so that an upgrade traces everyone again.
ENGINE = 8

# Whose identifiers changed hands: both sides of a merge or a split.
_MOVED_SQL = """
SELECT n.customer_id FROM identifiers n LEFT JOIN before b USING (kind, value)
    WHERE b.customer_id IS DISTINCT FROM n.customer_id
UNION SELECT b.customer_id FROM before b LEFT JOIN identifiers n USING (kind, value)
    WHERE b.customer_id IS DISTINCT FROM n.customer_id
"""
_BUCKETS_SQL = """
SELECT DISTINCT bucket FROM (FROM identifiers UNION ALL FROM before) SEMI JOIN dirty USING (customer_id) ORDER BY bucket
"""


@dataclass(frozen=True)
class Plan:
    """What a build has to do.

    Attributes:
        everybody: the customers, and whose each event is.
        dirty: one column ``customer_id``: whom to trace again, retired ids too; None means everyone.
        buckets: the buckets to write again.
        traced: how many customers that is, retired ids not counted.
    """

    why: str
    digest: str
    events_version: int
    everybody: Unified
    dirty: pa.Table | None
    buckets: tuple[int, ...]
    traced: int

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return int(self.everybody.people.customers.num_rows)


def digest_of(workspace: Workspace) -> str:
    """Give a fingerprint of everything besides events that journeys depend on."""
    # Where data rests changes no journey.
    governing = replace(workspace.settings, store=Storage())
    parts = (str(ENGINE), repr(governing), *workspace.rule_texts(), str(workspace.lake.revision(RATES)))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def plan(workspace: Workspace, previous: Build | None, digest: str) -> Plan:
    """Unify everyone and find the dirty customers.

    Raises:
        PercorsoError: ``nothing_imported`` when there are no events at all.
    """
    lake, count = workspace.lake, workspace.settings.store.buckets
    version = lake.version(EVENTS)
    files = lake.files(EVENTS, version)
    if not files:
        raise PercorsoError(
            "nothing_imported", "There is nothing to build yet.", hint="Import a file first: percorso import --help."
        )
    everybody = unified(files, count)
    everyone = everybody.people.customers.num_rows
    if previous is None or previous.settings_digest != digest:
        why = "first_build" if previous is None else "settings_changed"
        return Plan(why, digest, version, everybody, None, tuple(range(count)), everyone)
    before = lake.read(IDENTIFIERS, previous.version(IDENTIFIERS))
    dirty = _dirty(everybody, before, previous)
    with Bucket(-1, {"identifiers": everybody.people.identifiers, "before": before, "dirty": dirty}) as whole:
        buckets = tuple(whole.sql(_BUCKETS_SQL)["bucket"].to_pylist())
    traced = pc.sum(pc.is_in(everybody.people.customers["customer_id"], dirty["customer_id"])).as_py() or 0
    return Plan("new_events", digest, version, everybody, dirty, buckets, traced)


def _dirty(everybody: Unified, before: pa.Table, previous: Build) -> pa.Table:
    """Find whose events are new, and whose identifiers changed hands."""
    people = everybody.people
    with Bucket(-1, {"identifiers": people.identifiers, "before": before}) as whole:
        moved = whole.sql(_MOVED_SQL)["customer_id"].drop_null()
    news = people.customers["customer_id"].filter(pa.array(everybody.since(previous.events_seq)))
    return pa.table({"customer_id": pc.unique(pa.chunked_array([*moved.chunks, *news.chunks], pa.string()))})
