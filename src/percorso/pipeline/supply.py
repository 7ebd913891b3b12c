"""Supply: where data comes from, how fresh it is, what is wrong with it, and what just came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from percorso.core.access import Actor
from percorso.core.time import from_micros
from percorso.pipeline import sources
from percorso.pipeline.accounts import COMMAND_LINE
from percorso.pipeline.health import tracked
from percorso.pipeline.masking import Mask
from percorso.pipeline.overview import status
from percorso.pipeline.published import Published
from percorso.pipeline.quarantine import retry_rows, waiting
from percorso.pipeline.tailing import tail
from percorso.speak.catalogue import Catalogue
from percorso.speak.coverage import finding, footing
from percorso.store.audit import Entry
from percorso.store.state import WriteKey
from percorso.store.workspace import Workspace
from percorso.tables import SPEND


def supply(workspace: Workspace, language: str = "en") -> dict[str, Any]:
    """Show every source with how fresh it is, what is wrong, and what the answers rest on.

    Returns:
        ``sources`` by name, those that send by a key and those that were imported; ``findings`` and ``coverage`` as
        sentences too; ``tracked``, the orders of the last month that the shop's pages told of beside those its system
        took; ``quarantined``; ``freshness``.
    """
    catalogue, found = Catalogue.of(language), status(workspace)
    published = Published.open(workspace) if found["coverage"] else None
    return {
        "sources": _sources(workspace, found["coverage"] or {}),
        "findings": [
            {
                "code": one["code"],
                "count": one["count"],
                "source": one.get("source"),
                "text": finding(one, catalogue),
                "examples": one.get("examples", []),
            }
            for one in found["health"]
        ],
        "freshness": found["freshness"],
        "tracked": published and tracked(published),
        "coverage": footing(found["coverage"], catalogue) if found["coverage"] else [],
        "excluded": [
            {**one, "label": catalogue.named("excluded", one["reason"])}
            for one in (found["coverage"] or {}).get("excluded", ())
        ],
        "quarantined": len(waiting(workspace)),
    }


def arrivals(workspace: Workspace, source: str | None = None, last: int = 20) -> list[dict[str, Any]]:
    """List what came in last, the newest first, whether it could be taken or not.

    Raises:
        PercorsoError: ``unknown_source``.
    """
    came = [asdict(one) for one in tail(workspace, source, last, over=lambda: True)][-last:]
    return [
        {
            "received_at": one["received_at"].isoformat(),
            "source": one["source"],
            "what": one["what"],
            "who": one["who"],
            "url": one["url"],
            "code": one["code"],
        }
        for one in reversed(came)
    ]


def masked(mask: Mask, came: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mask whom arrivals are of, and what their pages' addresses may say of it: names, orders, what was looked for."""
    return [
        {
            **mask.texts(one),
            "who": one["who"] and mask.of(one["who"]),
            "url": one["url"] and mask.of(one["url"]),
        }
        for one in came
    ]


def quarantined(workspace: Workspace, limit: int, offset: int) -> dict[str, Any]:
    """Show a part of the rows in quarantine, by file and row, and how many there are in all and by code."""
    rows = waiting(workspace)
    reasons: dict[str, int] = {}
    for row in rows:
        reasons[row["code"]] = reasons.get(row["code"], 0) + 1
    by_code = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))
    return {
        "total": len(rows),
        "reasons": [{"code": code, "count": count} for code, count in by_code],
        "rows": rows[offset : offset + limit],
    }


def create(
    workspace: Workspace, actor: Actor | None, name: str, origins: tuple[str, ...], requests_a_minute: int | None
) -> WriteKey:
    """Make a source and its key, and note who did.

    Raises:
        PercorsoError: as ``sources.create``.
    """
    made = sources.create(workspace, name, origins, requests_a_minute)
    _note(workspace, actor, "source_created", name)
    return made


def rotate(workspace: Workspace, actor: Actor | None, name: str) -> WriteKey:
    """Give a source a new key, and note who did."""
    made = sources.rotate(workspace, name)
    _note(workspace, actor, "source_key_rotated", name)
    return made


def disable(workspace: Workspace, actor: Actor | None, name: str) -> None:
    """Let a source in no more, and note who said so."""
    sources.disable(workspace, name)
    _note(workspace, actor, "source_disabled", name)


def retry(workspace: Workspace, actor: Actor | None) -> dict[str, int]:
    """Read the rows in quarantine again, and note who asked; give how many passed and how many stay."""
    passed, stay = retry_rows(workspace)
    _note(workspace, actor, "quarantine_retried", "", {"passed": str(passed), "stay": str(stay)})
    return {"passed": passed, "stay": stay}


def _note(
    workspace: Workspace, actor: Actor | None, action: str, subject: str, given: Mapping[str, str] | None = None
) -> None:
    name = COMMAND_LINE if actor is None else actor.name
    workspace.state.audit.add(Entry(name, action, subject, given=given or {}))


def _sources(workspace: Workspace, coverage: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Join what is known of each source by its key, by what it sent, and by what of it is built."""
    built = {one["name"]: one["rows"] for one in coverage.get("sources", ())}
    for name in workspace.lake.read(SPEND)["source"].to_pylist():
        built[name] = built.get(name, 0) + 1
    shop = workspace.settings.shop.id
    seen = {one.name: one for one in workspace.state.sources() if one.shop == shop}
    keyed = {one["name"]: one for one in sources.listed(workspace)}
    told = []
    for name in sorted(seen.keys() | keyed.keys()):
        known, key = seen.get(name), keyed.get(name)
        told.append(
            {
                "name": name,
                "connector": known.connector if known else None,
                "connectors": list(known.connectors) if known else [],
                "by_key": key is not None,
                "enabled": key is None or key["enabled"],
                "origins": key["origins"] if key else [],
                "rows": built.get(name, 0),
                "first_at": known and from_micros(known.first_at).isoformat(timespec="seconds"),
                "last_at": known and from_micros(known.last_at).isoformat(timespec="seconds"),
            }
        )
    return told
