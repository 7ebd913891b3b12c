"""Health: what is wrong with the data, in findings of a stable code, a count and, where it has some, examples."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from percorso.core.settings import CONVERSIONS, MAYBE_ORDERS
from percorso.core.time import from_micros
from percorso.pipeline.published import Published
from percorso.pipeline.quarantine import waiting
from percorso.pipeline.tagging import tagging
from percorso.store.state import Build, Source
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS

# An imported source that was fresh and has said nothing for this long is a finding, …
SILENT_DAYS = 7
# … and so is one that sends by itself, which a site does at every hour.
QUIET_HOURS = 2
# A shop system sends when something happens in the shop, which at night may be nothing.
WEBHOOK_HOURS = 24
# Of the orders that the shop's own system took, so many are told of by its pages too, where nothing is wrong: some
# customers close the page before it has told. Below it something is.
_TRACKED = 0.9
_DAYS = 30
# How sources tell of orders: as a shop's pages do, and as the system that took them does.
_TRACKERS = ("segment", "ga4")
_LEDGERS = ("orders", "shopify", "woocommerce")
_PLACING = tuple(name for name in CONVERSIONS["order"] if name not in MAYBE_ORDERS)

# Orders on marketplaces, at tills and by phone have no page that could tell of them.
_TRACKED_SQL = """
WITH told AS (
    SELECT shop, ltrim(trim(order_id), '#') AS number, bool_or(list_contains($trackers, source)) AS tracked,
        bool_or(list_contains($ledgers, source)) AS taken
    FROM events
    WHERE order_id IS NOT NULL AND list_contains($placing, name)
        AND coalesce(json_extract_string(properties, '$.sold_in'), 'own_shop') = 'own_shop'
        AND "at" >= (SELECT max("at") FROM events WHERE list_contains($trackers, source)) - to_days($days)
    GROUP BY ALL)
SELECT count(*) AS taken, count(*) FILTER (tracked) AS tracked FROM told WHERE taken
"""


def findings(workspace: Workspace, build: Build | None, pending: int) -> list[dict[str, Any]]:
    """List what is wrong, what makes the rest wrong first.

    Args:
        pending: stored events that no build has seen.
    """
    found: list[dict[str, Any]] = []
    if build is None:
        found.append({"code": "not_built", "count": 0})
    elif pending:
        found.append({"code": "events_not_built", "count": pending})
    if refused := len(waiting(workspace)):
        found.append({"code": "rows_in_quarantine", "count": refused})
    if requests := workspace.state.webhooks.privacy_requests():
        found.append({"code": "privacy_requests_open", "count": len(requests)})
    found += [*_mixed(workspace), *_silence(workspace, datetime.now(UTC))]
    if build is not None:
        published = Published.open(workspace)
        found += [*_untracked(published), *tagging(published)]
    return found


def _mixed(workspace: Workspace) -> Iterator[dict[str, Any]]:
    """Find the sources that bring what the shop's pages tell and what its system took under one name.

    Events carry their source alone, so nobody can tell afterwards which of the two an order came by.
    """
    for source in workspace.state.sources():
        if source.shop == workspace.settings.shop.id and _is_mixed(source):
            yield {"code": "source_mixed", "count": len(source.connectors), "source": source.name}


def _is_mixed(source: Source) -> bool:
    return not (set(source.connectors).isdisjoint(_TRACKERS) or set(source.connectors).isdisjoint(_LEDGERS))


def _silence(workspace: Workspace, now: datetime) -> Iterator[dict[str, Any]]:
    """Find the sources that say nothing: those that send by themselves after hours, those imported after days."""
    shop = workspace.settings.shop.id
    open_keys = {key.source: key for key in workspace.state.write_keys() if key.shop == shop and not key.disabled_at}
    last = {source.name: source.last_at for source in workspace.state.sources()}
    hooked = {one.source for one in workspace.state.webhooks.all() if one.shop == shop}
    for name, at in sorted({**{name: key.created_at for name, key in open_keys.items()}, **last}.items()):
        silent = now - from_micros(at)
        hours, days = int(silent.total_seconds() // 3600), silent.days
        if name in open_keys and hours >= (WEBHOOK_HOURS if name in hooked else QUIET_HOURS):
            code = "no_events" if name in last else "no_events_yet"
            yield {"code": code, "count": hours, "source": name}
        elif name not in open_keys and days >= SILENT_DAYS:
            yield {"code": "source_silent", "count": days, "source": name}


def _untracked(published: Published) -> Iterator[dict[str, Any]]:
    """Find whether the shop's pages tell of clearly fewer orders than its system took, in their last month."""
    counts = tracked(published)
    if counts is not None and counts["tracked"] < _TRACKED * counts["taken"]:
        yield {"code": "orders_not_tracked", "count": counts["taken"] - counts["tracked"]}


def tracked(published: Published) -> dict[str, int] | None:
    """Count the orders that the shop's own system took in the last month, and those its pages told of too.

    Returns:
        ``taken`` and ``tracked``; None where there are no pages or no system to compare. A source that is both is
        neither.
    """
    told = [source for source in published.workspace.state.sources() if not _is_mixed(source)]
    trackers = [source.name for source in told if not set(source.connectors).isdisjoint(_TRACKERS)]
    ledgers = [source.name for source in told if not set(source.connectors).isdisjoint(_LEDGERS)]
    if not trackers or not ledgers:
        return None
    asked = {"trackers": tuple(sorted(trackers)), "ledgers": tuple(sorted(ledgers)), "placing": _PLACING}
    counts: dict[str, int] = published.rows_once(_TRACKED_SQL, EVENTS, **asked, days=_DAYS)[0]
    return counts
