"""Annotating: what happened on some days, for whoever reads figures of them."""

from __future__ import annotations

from typing import Any

from percorso.core.access import Actor
from percorso.core.annotations import Annotation
from percorso.core.errors import PercorsoError
from percorso.core.period import WHOLE, Period
from percorso.core.time import from_micros, parse_date
from percorso.pipeline.accounts import COMMAND_LINE
from percorso.store.annotations import KeptAnnotation
from percorso.store.workspace import Workspace

# Of the largest number a note can have.
_DIGITS = 9


def listed(workspace: Workspace, period: Period = WHOLE) -> list[dict[str, Any]]:
    """List the notes on days of a period, the latest first: ``id, on, until, kind, text, made_by, made_at``."""
    return [_document(one) for one in workspace.state.annotations.all() if _within(one.said, period)]


def annotate(
    workspace: Workspace, on: str, text: str, kind: str = "other", until: str = "", actor: Actor | None = None
) -> dict[str, Any]:
    """Note what happened; see ``core.annotations.Annotation.read``."""
    said = Annotation.read(on, text, kind, until)
    return _document(workspace.state.annotations.add(said, _name(actor)))


def forget(workspace: Workspace, number: str, actor: Actor | None = None) -> None:
    """Forget a note.

    Raises:
        PercorsoError: ``unknown_annotation``.
    """
    known = len(number) <= _DIGITS and number.isascii() and number.isdecimal()
    if not known or not workspace.state.annotations.remove(int(number), _name(actor)):
        hint = "See: percorso annotations list."
        raise PercorsoError("unknown_annotation", f"There is no note with the number '{number}'.", hint=hint)


def _within(said: Annotation, period: Period) -> bool:
    begins, ends = parse_date(said.on), parse_date(said.until)
    return (period.until is None or begins <= period.until) and (period.since is None or ends >= period.since)


def _name(actor: Actor | None) -> str:
    return COMMAND_LINE if actor is None else actor.name


def _document(kept: KeptAnnotation) -> dict[str, Any]:
    said = kept.said
    return {
        "id": kept.id,
        "on": said.on,
        "until": said.until,
        "kind": said.kind,
        "text": said.text,
        "made_by": kept.made_by,
        "made_at": from_micros(kept.made_at).isoformat(timespec="seconds"),
    }
