"""Dropped files: what a file that was dropped on the page is, what would come of it, and how it is to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from percorso.collect.jsontext import decode
from percorso.collect.preview import Preview, preview
from percorso.collect.reading import ReadOptions, connectors
from percorso.collect.recognition import Chosen, Understood, beginning, encoding_of, recognised, understood
from percorso.core.errors import PercorsoError
from percorso.core.money import from_minor
from percorso.core.record import Event, Rate, Spend
from percorso.core.time import from_micros
from percorso.pipeline import uploads
from percorso.pipeline.importing import MappingFile, now
from percorso.pipeline.masking import Mask
from percorso.speak import problems
from percorso.speak.catalogue import Catalogue
from percorso.store.workspace import Workspace

# What an event says it is worth, the likeliest first.
_AMOUNTS = ("total", "revenue", "value", "price")


def shown(
    workspace: Workspace,
    upload: str,
    connector: str | None = None,
    columns: Mapping[str, str] | None = None,
    language: str = "en",
    *,
    personal: bool = True,
) -> dict[str, Any]:
    """Show what a dropped file holds: whose export it is, which column is read as what, and its first rows; nothing is
    written.

    Args:
        connector: what is to read it; None for the one that takes most of it.
        columns: our field to the file's column, where somebody chose another; empty for none.
        personal: whether to show whom rows are of.

    Raises:
        PercorsoError: ``unknown_upload``, ``unknown_connector``, and what is wrong with the file or what was chosen.
    """
    dropped = uploads.find(workspace, upload)
    with _head(dropped.path) as head:
        options = ReadOptions(workspace.settings.shop, now=now())
        chosen = Chosen(columns or {}, encoding_of(head))
        reader = connector or recognised(head, options, chosen.encoding)
        found = understood(reader, head, dropped.name, options, chosen)
        rows = _previewed(reader, head, options, found)
    return {
        "upload": upload,
        "name": dropped.name,
        "size": dropped.size,
        "connector": reader,
        "connectors": sorted(connectors()),
        "system": found.system,
        "encoding": chosen.encoding,
        "columns": list(found.columns),
        "fields": [{"field": field, "column": column} for field, column in found.fields.items()],
        "choosable": list(found.choosable),
        **_rows(workspace, rows, language, personal=personal),
    }


def mapping_for(workspace: Workspace, connector: str, path: Path, columns: Mapping[str, str]) -> MappingFile | None:
    """Give the mapping by which a dropped file is imported, as it was previewed; None where its connector needs none.

    It is made here, from the file and what was chosen: nobody names a file in it that is not theirs.

    Raises:
        PercorsoError: as ``shown``.
    """
    with _head(path) as head:
        options = ReadOptions(workspace.settings.shop, now=now())
        return _mapping(understood(connector, head, path.name, options, Chosen(columns, encoding_of(head))))


def _previewed(connector: str, head: Path, options: ReadOptions, found: Understood) -> Preview:
    """Read the first rows; where it is not clear yet which column is the time, or whose a row is, that is a problem."""
    try:
        return preview(connector, head, replace(options, mapping=found.document if found.mapping else None))
    except PercorsoError as problem:
        if problem.code != "missing_field":
            raise
        return Preview(connector, head.name, found.mapping, (), (), 0, 0, problem)


@contextmanager
def _head(path: Path) -> Iterator[Path]:
    """Give what a dropped file begins with, for the length of a ``with`` block."""
    with TemporaryDirectory(dir=path.parent, ignore_cleanup_errors=True) as place:
        yield beginning(path, Path(place) / path.name)


def _mapping(found: Understood) -> MappingFile | None:
    return MappingFile(found.mapping, found.document, None) if found.mapping else None


def _rows(workspace: Workspace, found: Preview, language: str, *, personal: bool) -> dict[str, Any]:
    catalogue, mask = Catalogue.of(language), Mask(workspace)
    rows = [_row(record, catalogue) for record in found.records]
    refused = [{"row": one.row, "code": one.code, "reason": one.reason} for one in found.rejected]
    if not personal:
        rows = [{**mask.texts(row), "who": row["who"] and mask.of(row["who"])} for row in rows]
        refused = [{**one, "reason": one["code"]} for one in refused]
    return {
        "taken": found.taken,
        "refused": found.refused,
        "left_out": found.left_out,
        "rows": rows,
        "rejected": refused,
        "problem": None if found.problem is None else _said(found.problem, language),
    }


def _said(problem: PercorsoError, language: str) -> dict[str, str]:
    message, hint = problems.told(problem, language)
    return {"code": problem.code, "message": message, "hint": hint}


def _row(record: Event | Spend | Rate, catalogue: Catalogue) -> dict[str, Any]:
    """Show a record by what all have in common: when, what, whose or of what, and how much."""
    if isinstance(record, Spend):
        cost = str(from_minor(record.cost, record.currency))
        return _line(record.on, record.platform, None, record.campaign, cost, record.currency)
    if isinstance(record, Rate):
        return _line(record.on, f"{record.base}/{record.quote}", None, None, record.rate, None)
    properties = decode(record.properties)
    told = properties if isinstance(properties, dict) else {}
    amount = next((str(told[name]) for name in _AMOUNTS if told.get(name) is not None), None)
    who = record.email or record.user_id or record.phone or record.anonymous_id
    at = from_micros(record.at).isoformat(timespec="seconds")
    return _line(at, catalogue.named("touchpoint", record.name), who, record.order_id, amount, told.get("currency"))


def _line(at: str, what: str, who: str | None, of: str | None, amount: str | None, currency: object) -> dict[str, Any]:
    shown_amount = None if amount is None else amount[:40]
    return {
        "at": at,
        "what": what,
        "who": who,
        "of": of,
        "amount": shown_amount,
        "currency": currency if isinstance(currency, str) else None,
    }
