"""What is there: rows, freshness, health and coverage."""

from __future__ import annotations

from typing import Any

from percorso.core.consent import PURPOSES
from percorso.core.time import from_micros
from percorso.pipeline.health import findings
from percorso.pipeline.moved import months, written
from percorso.pipeline.published import Published
from percorso.pipeline.quarantine import waiting
from percorso.pipeline.rules import rules_of
from percorso.store.privacy import LATE
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import CONSENTS, EVENTS, EXCLUDED, ORDERS, PUBLISHED, QUARANTINE, SPEND, TABLES, TOUCHPOINTS


def status(workspace: Workspace) -> dict[str, Any]:
    """Show rows per table, how fresh they are, what is wrong with them, and what they cover.

    Returns:
        ``tables`` {name: {"rows": n}}; ``freshness``; ``health``, a list of findings with a code and a count;
        ``moved``, which months' figures moved after they were published (see ``moved.written``); ``coverage``, None
        before the first build.
    """
    build = workspace.state.latest_build()
    pending = _pending(workspace, build)
    return {
        "workspace": str(workspace.folder.absolute()),
        "shop": workspace.settings.shop.name,
        "tables": _tables(workspace, build),
        "freshness": _freshness(workspace, build, pending),
        "health": findings(workspace, build, pending),
        "moved": written(months(workspace)),
        "coverage": coverage(Published.open(workspace)) if build else None,
    }


def coverage(published: Published) -> dict[str, Any]:
    """Say what the answers rest on: sources, what was left out, what could not be read, which rules, what is unseen."""
    workspace = published.workspace
    rules = rules_of(workspace)
    by_reason = "SELECT reason, count(*) AS count FROM excluded GROUP BY reason ORDER BY reason"
    return {
        "sources": _sources(published),
        "excluded": [*published.rows_once(by_reason, EXCLUDED), *_erased_late(workspace)],
        "quarantined": len(waiting(workspace)),
        "rules": {"channels": rules.channels.version, "stages": rules.stages.version},
        "basis": _basis(published),
        "orders_with_touch": _orders_with_touch(published),
        "orders_without_consent": orders_without_consent(published),
        "orders_erased": sum(one.counts.get("orders_removed", 0) for one in workspace.state.privacy.audit()),
        "consent": _consent(published),
        "consent_default": workspace.settings.consent.default,
        "untagged_share": _untagged(published),
        "spend_rows": workspace.lake.count(SPEND),
    }


def _tables(workspace: Workspace, build: Build | None) -> dict[str, dict[str, int]]:
    """Count rows: what came in as it stands, what was derived as it was published."""
    counts = {}
    published = Published.open(workspace) if build else None
    for spec in TABLES:
        if spec in PUBLISHED:
            counts[spec.name] = {"rows": published.count(spec) if published else 0}
        else:
            counts[spec.name] = {"rows": len(waiting(workspace)) if spec is QUARANTINE else workspace.lake.count(spec)}
    return counts


def _pending(workspace: Workspace, build: Build | None) -> int:
    """Count stored events that no build has seen."""
    built = workspace.lake.count(EVENTS, build.version(EVENTS)) if build else 0
    return workspace.lake.count(EVENTS) - built


def _freshness(workspace: Workspace, build: Build | None, pending: int) -> dict[str, Any]:
    last = None
    if build:
        rows = Published.open(workspace).rows_once('SELECT max("at") AS last FROM touchpoints', TOUCHPOINTS)
        last = rows[0]["last"]
    return {
        "last_touchpoint_at": None if last is None else last.isoformat(),
        "last_import_at": max((_iso(source.last_at) for source in workspace.state.sources()), default=None),
        "built_at": _iso(build.published_at) if build else None,
        "events_not_built": pending,
    }


def _sources(published: Published) -> list[dict[str, Any]]:
    query = """
    SELECT source AS name, shop, count(*) AS rows, max("at") AS last_at FROM events GROUP BY ALL ORDER BY name
    """
    rows = published.rows_once(query, EVENTS)
    return [{**row, "last_at": row["last_at"].isoformat()} for row in rows]


def _basis(published: Published) -> list[dict[str, Any]]:
    """Say on which basis revenue stands: goods net of VAT and shipping, or the source's total."""
    return published.rows_once("SELECT basis, count(*) AS orders FROM orders GROUP BY basis ORDER BY basis", ORDERS)


def _orders_with_touch(published: Published) -> float | None:
    query = """
    SELECT avg(CASE WHEN touched.cycle IS NULL THEN 0.0 ELSE 1.0 END) AS share
    FROM (SELECT DISTINCT customer_id, cycle FROM touchpoints WHERE role = 'order') ordered
    LEFT JOIN (SELECT DISTINCT customer_id, cycle FROM touchpoints WHERE excluded_from_credit IS NULL) touched
        USING (customer_id, cycle)
    """
    share: float | None = published.rows_once(query, TOUCHPOINTS)[0]["share"]
    return share


def orders_without_consent(published: Published) -> int:
    """Count the orders placed while measuring was denied that nothing which may be used came before."""
    query = """
    SELECT count(*) AS orders
    FROM (SELECT customer_id, cycle FROM touchpoints WHERE excluded_from_credit = 'order without consent') refused
    ANTI JOIN (SELECT customer_id, cycle FROM touchpoints WHERE excluded_from_credit IS NULL) used
        USING (customer_id, cycle)
    """
    return int(published.rows_once(query, TOUCHPOINTS)[0]["orders"])


def _consent(published: Published) -> list[dict[str, Any]]:
    """Count the people whose last choice allows each purpose, and those whose last choice denies it."""
    query = """
    SELECT purpose, count(*) FILTER (state = 'granted') AS granted, count(*) FILTER (state = 'denied') AS denied
    FROM (SELECT purpose, arg_max(state, ("at", seq)) AS state FROM consents GROUP BY customer_id, purpose)
    GROUP BY purpose
    """
    found = {row["purpose"]: row for row in published.rows_once(query, CONSENTS)}
    return [found[purpose] for purpose in PURPOSES if purpose in found]


def _untagged(published: Published) -> float | None:
    """Give the share of touches whose channel no rule could name."""
    query = "SELECT avg((channel = 'Unassigned')::INT) AS share FROM touchpoints WHERE role = 'touch'"
    share: float | None = published.rows_once(query, TOUCHPOINTS)[0]["share"]
    return share


def _iso(micros: int) -> str:
    return from_micros(micros).isoformat(timespec="seconds")


def _erased_late(workspace: Workspace) -> list[dict[str, Any]]:
    """Say how many rows were not stored since whom they name was erased."""
    count = sum(one.counts.get(LATE, 0) for one in workspace.state.privacy.audit())
    return [{"reason": "erased", "count": count}] if count else []
