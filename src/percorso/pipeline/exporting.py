"""Exporting: everything that is known of one person, in files that people and programs can read."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from percorso.core.consent import DENIED, GRANTED, read
from percorso.core.errors import PercorsoError
from percorso.pipeline.erasing import subject_among
from percorso.pipeline.published import Published
from percorso.pipeline.scrubbing import Scrub
from percorso.pipeline.subjects import Subject
from percorso.sequence.codes import Bools
from percorso.speak.dossier import dossier
from percorso.store.privacy import Done
from percorso.store.workspace import Workspace
from percorso.tables import DERIVED, EVENTS, LINKS, QUARANTINE, TableSpec

Rows = list[dict[str, Any]]


def export(workspace: Workspace, identifiers: Sequence[str], folder: Path, language: str = "en") -> dict[str, Any]:
    """Write what is stored of one person, known by any of some identifiers: a file of JSON lines for each place.

    ``consent_history.jsonl`` lists every choice they stated, with the event that proves it; ``index.html`` is to be
    read by people, in a language.

    Returns:
        ``folder``, ``files`` (name to rows) and ``rows`` in all.

    Raises:
        PercorsoError: ``unknown_person``, ``not_built``, ``not_empty`` for a folder that holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        message = f"{folder} is not empty."
        raise PercorsoError(
            "not_empty", message, hint="Name a folder that is new or empty.", given={"folder": str(folder)}
        )
    subject = subject_among(workspace, identifiers)
    tables = dict(_tables(workspace, subject))
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: rows for name, rows in tables.items() if rows}
    for name, rows in found.items():
        text = "".join(json.dumps(row, ensure_ascii=False, default=_plain) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    files = {f"{name}.jsonl": len(rows) for name, rows in found.items()}
    page = dossier(json.loads(json.dumps(found, default=_plain)), files, workspace.settings.shop.name, language)
    (folder / "index.html").write_text(page, encoding="utf-8")
    whole = sum(files.values())
    workspace.state.privacy.record(Done(secrets.token_hex(8), "export", 0, None, {"rows": whole}))
    return {"folder": str(folder), "files": files, "rows": whole}


def _tables(workspace: Workspace, subject: Subject) -> Iterator[tuple[str, Rows]]:
    """Give what every place holds of them, what was stored first."""
    events = own_events(workspace, subject)
    yield "identifiers", [{"kind": kind, "value": value} for kind, value in sorted(subject.identifiers)]
    yield "consent_history", list(consent_history(events))
    yield EVENTS.name, [_opened(row) for row in events]
    published = Published.open(workspace)
    for spec in DERIVED:
        if spec is LINKS:
            yield f"derived_{spec.name}", list(_links(published, subject))
            continue
        query = f"SELECT * FROM {spec.name} WHERE list_contains($customers, customer_id) ORDER BY ALL"
        yield f"derived_{spec.name}", published.rows(query, spec, customers=[*subject.customers, ""])
    scrub = Scrub(subject, "", True, workspace.secret, workspace.settings)
    yield QUARANTINE.name, _stored(workspace, QUARANTINE, scrub.refusing)
    yield "log", list(_logged(workspace, scrub))
    yield "state", list(_state(workspace, subject, scrub))


def own_events(workspace: Workspace, subject: Subject) -> Rows:
    """Give a person's events as they are stored, in order of time."""
    return sorted(_stored(workspace, EVENTS, subject.events), key=lambda row: (row["at"], row["seq"]))


def _links(published: Published, subject: Subject) -> Iterator[dict[str, Any]]:
    """Give what ties their identifiers to one another."""
    for row in published.rows("SELECT * FROM links ORDER BY ALL", LINKS):
        ends = ((row[f"{end}_kind"], row[f"{end}_value"]) for end in ("left", "right"))
        if all(subject.named(*end) for end in ends):
            yield row


def consent_history(events: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """List every choice that events state, in their order, each with its proof.

    Args:
        events: rows of the events table, in order of time.
    """
    for row in events:
        for purpose, state in read(row["consent"] or "").items():
            yield {
                "at": row["at"],
                "purpose": purpose,
                "state": GRANTED if state else DENIED,
                "source": row["source"],
                "event": row["name"],
                "event_id": row["event_id"],
                "received_at": row["received_at"],
                "said": row["properties"],
            }


def _stored(workspace: Workspace, spec: TableSpec, test: Any) -> Rows:
    found: Rows = []
    for path in workspace.lake.files(spec):
        rows = workspace.lake.part(path, spec, [name for name in spec.columns if name != spec.partition])
        theirs: Bools = test(rows)
        found += rows.filter(pa.array(theirs)).to_pylist()
    return found


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out what an event does not say, and open the documents it holds."""
    held = {name: value for name, value in row.items() if value is not None}
    return held | {name: json.loads(row[name]) for name in ("properties", "traits")}


def _logged(workspace: Workspace, scrub: Scrub) -> Iterator[dict[str, Any]]:
    log = workspace.log
    for frame in log.read(log.first - 1):
        rows = frame.data.filter(pa.array(scrub.told(workspace, frame))).to_pylist()
        yield from ({"frame": frame.number, "table": frame.table, **row} for row in rows)


def _state(workspace: Workspace, subject: Subject, scrub: Scrub) -> Iterator[dict[str, Any]]:
    for request in workspace.state.webhooks.privacy_requests(open_only=False):
        if scrub.concerns(request.identifiers, request.shop):
            yield {"table": "privacy_requests", "kind": request.kind, "identifiers": dict(request.identifiers)}
    for proposal in workspace.state.proposals.all():
        if any(subject.named(*end.split(":", 1)) for end in (proposal.left, proposal.right)):
            told = {"probability": proposal.probability, "why": list(proposal.why), "status": proposal.status}
            yield {"table": "proposals", **told}
    for kind, value, _ in workspace.state.privacy.restrictions():
        if subject.named(kind, value):
            yield {"table": "restrictions", "kind": kind, "value": value}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
