"""The plan of a build: who everyone is now, and whose journeys must be traced again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pyarrow as pa

from percorso.core.errors import PercorsoError
from percorso.store.bucket import Bucket
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS, IDENTIFIERS, RATES
from percorso.unify.assignment import ASSIGN_SQL
from percorso.unify.clusters import clusters
from percorso.unify.links import links

# Raised when tracing or encoding changes its results, so that an upgrade traces everyone again.
ENGINE = 2

# Whose events are new, and whose identifiers changed hands: both sides of a merge or a split.
_DIRTY_SQL = f"""
SELECT DISTINCT customer_id FROM ({ASSIGN_SQL}) WHERE seq > $last_seq
UNION SELECT n.customer_id FROM identifiers n LEFT JOIN before b USING (kind, value)
    WHERE b.customer_id IS DISTINCT FROM n.customer_id
UNION SELECT b.customer_id FROM before b LEFT JOIN identifiers n USING (kind, value)
    WHERE b.customer_id IS DISTINCT FROM n.customer_id
"""


@dataclass(frozen=True)
class Plan:
    """What a build has to do.

    Attributes:
        dirty: one column ``customer_id``: whom to trace again; None means everyone.
        buckets: the buckets to write again.
        traced: how many customers that is, retired ids not counted.
    """

    why: str
    digest: str
    events_version: int
    last_seq: int
    identifiers: pa.Table
    dirty: pa.Table | None
    buckets: tuple[int, ...]
    customers: int
    traced: int


def digest_of(workspace: Workspace) -> str:
    """Give a fingerprint of everything besides events that journeys depend on."""
    parts = (str(ENGINE), repr(workspace.settings), *workspace.rule_texts(), str(workspace.lake.revision(RATES)))
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
    with Bucket(-1, {"events": files}) as whole:
        identifiers = clusters(links(whole), count)
        last_seq = whole.sql("SELECT max(seq) AS seq FROM events")["seq"][0].as_py()
    customers = len(identifiers["customer_id"].unique())
    everyone = previous is None or previous.settings_digest != digest
    if previous is None or everyone:
        why = "first_build" if previous is None else "settings_changed"
        return Plan(why, digest, version, last_seq, identifiers, None, tuple(range(count)), customers, customers)
    before = lake.read(IDENTIFIERS, previous.versions[IDENTIFIERS.name])
    with Bucket(-1, {"events": files, "identifiers": identifiers, "before": before}) as whole:
        dirty = whole.sql(_DIRTY_SQL, last_seq=previous.events_seq)
    with Bucket(-1, {"identifiers": identifiers, "before": before, "dirty": dirty}) as whole:
        touched = whole.sql(
            "SELECT DISTINCT bucket FROM (FROM identifiers UNION ALL FROM before) SEMI JOIN dirty USING (customer_id)"
            " ORDER BY bucket"
        )
        living = whole.sql(
            "SELECT count(DISTINCT customer_id) AS n FROM identifiers SEMI JOIN dirty USING (customer_id)"
        )
    buckets = tuple(touched["bucket"].to_pylist())
    return Plan("new_events", digest, version, last_seq, identifiers, dirty, buckets, customers, living["n"][0].as_py())
