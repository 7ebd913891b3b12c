"""Personal data: every place where it lives, declared; a test fails where a table, column or file is missing."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from percorso.core.time import from_micros
from percorso.store.workspace import Workspace

# What becomes of a place when somebody is erased: a word of the family ``privacy_erasing`` in the catalogues.
REWRITTEN, REBUILT, DELETED, OVERWRITTEN, MARK, YOURS = (
    *("rewritten", "rebuilt", "deleted", "overwritten", "mark", "yours"),
)


@dataclass(frozen=True)
class Columns:
    """The columns of one table: those that may tell of a person, and the others."""

    personal: tuple[str, ...]
    others: tuple[str, ...]
    erasing: str


def _columns(erasing: str, personal: str, others: str = "") -> Columns:
    return Columns(tuple(personal.split()), tuple(others.split()), erasing)


LAKE = {
    "events": _columns(
        REWRITTEN,
        "event_id seq received_at at kind name properties traits anonymous_id user_id email phone order_id session_id"
        " url referrer utm_source utm_medium utm_campaign utm_term utm_content channel ip user_agent address_key device"
        " os browser consent",
        "source shop received_on",
    ),
    "quarantine": _columns(
        REWRITTEN,
        "quarantine_id file reason original header shown quarantined_at",
        "source shop connector row code mapping",
    ),
    "spend": _columns(
        YOURS,
        "",
        "spend_id source shop received_at on platform campaign cost currency campaign_id ad_group ad impressions"
        " clicks",
    ),
    "rates": _columns(YOURS, "", "on base quote rate received_at"),
    "identifiers": _columns(REBUILT, "kind value customer_id bucket first_seen_at last_seen_at"),
    "customers": _columns(
        REBUILT, "bucket customer_id identifier first_seen_at last_seen_at identifiers traits origins"
    ),
    "links": _columns(
        REBUILT,
        "left_kind left_value right_kind right_value kind strength status source seq first_seen_at last_seen_at",
    ),
    "merges": _columns(REWRITTEN, "build at former customer_id kind identifiers"),
    "touchpoints": _columns(
        REBUILT,
        "bucket customer_id n seq at source name role direction stage stage_rule cycle session channel channel_rule"
        " traffic_source traffic_medium campaign landing device step order_id excluded_from_credit creative",
    ),
    "sessions": _columns(
        REBUILT,
        "bucket customer_id session started_at ended_at events cycle ordered channel channel_rule traffic_source"
        " traffic_medium campaign landing device furthest_step",
    ),
    "orders": _columns(
        REBUILT,
        "bucket customer_id shop order_id source kind at number lines currency gross revenue basis refunded goods"
        " discount tax shipping cost margin margin_basis sold_in status refunds",
    ),
    "journeys": _columns(
        REBUILT,
        "bucket customer_id cycle opened_at last_at outcome touches closed_at order_id first_channel last_channel"
        " awareness_at consideration_at decision_at retention_at advocacy_at",
    ),
    "excluded": _columns(REBUILT, "bucket customer_id seq at reason source"),
    "consents": _columns(REBUILT, "bucket customer_id seq at source name purpose state"),
    "retraced": _columns(REBUILT, "customer_id bucket build"),
}
# What SDKs and webhooks sent, as the log holds it; its frames hold rows of events, quarantine, spend and rates too.
LOG = {
    "requests": _columns(REWRITTEN, "received_at path body ip user_agent headers", "source shop mapping"),
}
STATE = {
    "builds": _columns(YOURS, "", "id published_at versions generation settings_digest events_seq stats"),
    "imports": _columns(REWRITTEN, "file", "id at source shop connector digest rows new duplicates rejected"),
    "sources": _columns(YOURS, "", "name shop connector first_at last_at"),
    "source_connectors": _columns(YOURS, "", "name shop connector last_at"),
    "write_keys": _columns(YOURS, "", "key source shop created_at disabled_at origins requests_a_minute"),
    "resolved": _columns(OVERWRITTEN, "quarantine_id", "at"),
    "webhooks": _columns(
        YOURS,
        "",
        "source shop platform secret header timestamp_header tolerance signed mapping set_at uninstalled_at",
    ),
    "webhook_topics": _columns(YOURS, "", "source shop topic deliveries last_at"),
    "order_numbers": _columns(OVERWRITTEN, "id number", "source shop"),
    "privacy_requests": _columns(OVERWRITTEN, "identifiers", "id kind source shop received_at due_at done_at"),
    "identity_decisions": _columns(OVERWRITTEN, "left right", "kind at"),
    "proposals": _columns(OVERWRITTEN, "left right why", "id probability status proposed_at decided_at"),
    "privacy_work": _columns(OVERWRITTEN, "subject", "id kind orders"),
    "tombstones": _columns(MARK, "mark", "at orders"),
    "restrictions": _columns(OVERWRITTEN, "kind value", "id at"),
    # Of those who work for the shop, and of whom they looked up no more than a keyed mark.
    "users": _columns(YOURS, "email", "role personal_data password created_at disabled_at"),
    "user_sessions": _columns(YOURS, "email", "digest created_at seen_at"),
    "tokens": _columns(YOURS, "", "digest name scopes made_by created_at expires_at used_at revoked_at"),
    "audit": _columns(YOURS, "actor subject address given", "id at action"),
    "moves": _columns(
        YOURS, "owner decided_by", "id decided_at decision check_on told expected before outcome checked_at"
    ),
    "jobs": _columns(
        YOURS, "asked_by given", "id kind after state step done of result problem asked_at began_at ended_at"
    ),
    # What somebody of the shop wrote; conditions on traits may name people, as their spelling does.
    "segments": _columns(REWRITTEN, "name conditions made_by", "made_at"),
    "annotations": _columns(REWRITTEN, "text made_by", "id on until kind made_at"),
    # Sums of days, of nobody by name.
    "day_figures": _columns(YOURS, "", "day currency orders revenue new_customers touchpoints"),
    "figures_moved": _columns(
        YOURS,
        "",
        "noted_on day currency cause orders revenue new_customers touchpoints things published_at cost",
    ),
    "day_costs": _columns(YOURS, "", "day currency platform cost told_at"),
    "looks": _columns(YOURS, "name", "looked_at seen before_at before"),
    "products": _columns(YOURS, "", "source shop id told updated_at gone_at"),
    "privacy_audit": _columns(YOURS, "", "id kind begun_at done_at counts"),
    "alembic_version": _columns(YOURS, "", "version_num"),
}


@dataclass(frozen=True)
class Files:
    """Files of a workspace, by a pattern of their paths, and what they may tell of people; empty for nothing."""

    pattern: str
    holds: tuple[str, ...]
    erasing: str


FILES = (
    Files("levels/*", ("everything above, as it is with other evidence",), DELETED),
    Files("log/*.log", ("requests", "events", "quarantine"), REWRITTEN),
    Files("lake/*/_delta_log/*", (), YOURS),
    Files("lake/*.parquet", ("tables",), REWRITTEN),
    Files("cache/*/words.json", ("dictionaries of channels, campaigns and pages",), REBUILT),
    Files("cache/*/bucket=*/*", ("journeys", "customer ids"), REBUILT),
    Files("cache/*/kept/*", ("identifiers", "events as tracing reads them"), REBUILT),
    Files("cache/*/contents.json", (), YOURS),
    Files("levels/*", ("what is built at other levels of trust",), DELETED),
    Files("known/*.npy", ("digests of event ids",), REBUILT),
    Files("staging/*", ("events and identifiers on their way, dropped files",), DELETED),
    Files("state.db*", ("state",), OVERWRITTEN),
    Files("locks/*", (), YOURS),
    Files(".key", (), YOURS),
    Files(".percorso.json", (), YOURS),
    Files("percorso.toml", ("addresses of staff in exclude.emails and exclude.ips",), YOURS),
    Files("*.toml", (), YOURS),
)
# What Percorso writes where it is told to, and does not find again.
OUTSIDE = (
    Files("backups (percorso backup)", ("everything above",), YOURS),
    Files("exports (percorso privacy export, percorso quarantine export)", ("what they were asked for",), YOURS),
    Files("files that were imported", ("what the shop wrote into them",), YOURS),
    Files("standard error (--log)", ("nothing of what anybody sent",), YOURS),
)


def declared(path: str) -> Files | None:
    """Give the place that a file of a workspace belongs to, by its path in it; None for one that nobody declared."""
    return next((one for one in FILES if fnmatch(path, one.pattern)), None)


def inventory(workspace: Workspace) -> list[dict[str, Any]]:
    """List the places of personal data of a workspace: place, what it holds, what erasing does to it, and how much."""
    tables = [
        (f"{kind}: {name}", columns.personal, columns.erasing)
        for kind, declared_tables in (("lake", LAKE), ("log", LOG), ("state", STATE))
        for name, columns in declared_tables.items()
    ]
    files = [(one.pattern, one.holds, one.erasing) for one in (*FILES, *OUTSIDE)]
    sizes = _sizes(workspace)
    return [
        {"place": place, "holds": list(holds), "erasing": erasing, "bytes": sizes.get(place)}
        for place, holds, erasing in (*tables, *files)
        if holds
    ]


def _sizes(workspace: Workspace) -> dict[str, int]:
    """Add up the bytes of the files that belong to each place; others are at work, and files come and go meanwhile."""
    found: dict[str, int] = {}
    for folder, _, names in os.walk(workspace.folder):
        for path in map(Path(folder).joinpath, names):
            place = declared(path.relative_to(workspace.folder).as_posix())
            if place is None:
                continue
            with suppress(FileNotFoundError):
                found[place.pattern] = found.get(place.pattern, 0) + path.stat().st_size
    return found


def audit(workspace: Workspace) -> list[dict[str, Any]]:
    """List what was done with people's data, oldest first; never whose it was."""
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "begun_at": from_micros(one.begun_at).isoformat(timespec="seconds"),
            "done_at": None if one.done_at is None else from_micros(one.done_at).isoformat(timespec="seconds"),
            "counts": dict(one.counts),
        }
        for one in workspace.state.privacy.audit()
    ]
