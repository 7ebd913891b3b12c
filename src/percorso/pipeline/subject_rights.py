"""Subject rights: what a person may ask of a shop by law, done by an owner and written down.

Whom it is about is one identifier, or a privacy request that a shop's system passed on.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from percorso.core.access import PERSONAL, Actor
from percorso.core.errors import PercorsoError
from percorso.core.time import from_micros, zone
from percorso.pipeline import erasing, exporting, jobs, personal, requested, restricting, webhooks
from percorso.pipeline.accounts import COMMAND_LINE
from percorso.pipeline.building import out_of_date
from percorso.pipeline.erasing import is_erased, subject_among
from percorso.pipeline.masking import Mask
from percorso.pipeline.subjects import Subject
from percorso.speak import privacy
from percorso.speak.catalogue import Catalogue
from percorso.store.audit import Entry
from percorso.store.transactions import now
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS

Document = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Whose data something is about, and who does it.

    Attributes:
        identifier, request: one of them; the id of a request stands for all whom it names.
        by: the account; None is the command line.
    """

    workspace: Workspace
    by: Actor | None
    identifier: str | None = None
    request: str | None = None

    @property
    def identifiers(self) -> tuple[str, ...]:
        """The identifiers; raises as ``requested.identifiers_of``."""
        return requested.identifiers_of(self.workspace, self.identifier, self.request)

    def note(self, action: str, subject: str = "") -> None:
        """Write down who did this, and about whom in masks: the log outlives whoever was erased."""
        masked = Mask(self.workspace).of(self.identifier or self.request or "")
        name = self.by.name if self.by and self.by.name else COMMAND_LINE
        self.workspace.state.audit.add(Entry(name, action, subject or masked))


def overview(workspace: Workspace, actor: Actor | None, language: str = "en") -> Document:
    """Show what is asked of the shop and what it keeps of people.

    Returns:
        ``requests`` that are open, with the ``days_left`` of their term, of the shop's calendar, and whom they
        name, masked for whoever may not see it; ``retention`` in days, None for ever; ``places`` of personal data;
        ``done``, newest first.
    """
    catalogue, settings = Catalogue.of(language), workspace.settings
    shown, mask = actor is None or actor.may(PERSONAL), Mask(workspace)
    return {
        "requests": [
            {
                "id": one.id,
                "kind": one.kind,
                "source": one.source,
                "received_at": from_micros(one.received_at).isoformat(timespec="seconds"),
                "due_at": from_micros(one.due_at).isoformat(timespec="seconds"),
                "days_left": (_on(workspace, one.due_at) - _on(workspace, now())).days,
                "names": [name if shown else mask.of(name) for name in requested.named(one.identifiers)],
            }
            for one in workspace.state.webhooks.privacy_requests()
        ],
        "retention": {
            "visits": _days(settings.privacy.keep_visits),
            "quarantine": _days(settings.privacy.keep_quarantine),
            "log": _days(settings.store.keep_log),
            "ip": settings.privacy.ip,
        },
        "places": [
            {**one, "erasing": catalogue.named("privacy_erasing", one["erasing"])}
            for one in personal.inventory(workspace)
        ],
        "done": [
            {**one, "label": catalogue.named("privacy_kind", one["kind"])}
            for one in reversed(personal.audit(workspace))
        ],
    }


def found(asked: Asked, language: str = "en") -> Document:
    """Say what is known of a person before anything is done: who that is, how much, what they allowed and its proof.

    Raises:
        PercorsoError: ``unknown_person``, ``not_built``; what names nobody.
    """
    workspace, identifiers = asked.workspace, asked.identifiers
    try:
        subject = subject_among(workspace, identifiers)
    except PercorsoError as problem:
        if problem.code not in ("unknown_person", "not_built") or not is_erased(workspace, identifiers):
            raise
        return _known(Subject((), frozenset()), (), Catalogue.of(language), erased=True, restricted=False)
    events = exporting.own_events(workspace, subject)
    resting = {(kind, value) for kind, value, _ in workspace.state.privacy.restrictions()}
    asked.note("person_viewed")
    restricted = not resting.isdisjoint(subject.identifiers)
    return _known(subject, events, Catalogue.of(language), erased=False, restricted=restricted)


def exported(asked: Asked, language: str = "en") -> bytes:
    """Give everything that is known of a person as one ZIP archive; nothing of it stays here.

    Raises:
        PercorsoError: as ``exporting.export``.
    """
    workspace, archive = asked.workspace, io.BytesIO()
    workspace.staging.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=workspace.staging, prefix="export-") as beside:
        folder = Path(beside) / "person"
        exporting.export(workspace, asked.identifiers, folder, language)
        with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
            for path in sorted(folder.iterdir()):
                packed.write(path, path.name)
    asked.note("person_exported")
    return archive.getvalue()


def erase(asked: Asked, *, confirmed: bool, orders: bool = False) -> Document:
    """Have a person forgotten everywhere, as a job (``pipeline.jobs``); a request that asked for it is answered by it.

    Raises:
        PercorsoError: ``not_confirmed``; ``unknown_person`` where nothing that came in names them; ``too_many_jobs``;
            what names nobody.
    """
    if not confirmed:
        hint = "Look at what is known first, then confirm it."
        raise PercorsoError("not_confirmed", "Erasing cannot be undone; nothing was changed.", hint=hint)
    workspace, identifiers = asked.workspace, asked.identifiers
    try:
        subject_among(workspace, identifiers)
    except PercorsoError as problem:
        # What came in since may name them: the job looks again.
        if problem.code not in ("unknown_person", "not_built") or not (
            is_erased(workspace, identifiers) or _newer(workspace)
        ):
            raise
    given = {"identifiers": list(identifiers), "request": asked.request, "orders": orders}
    return jobs.begin(workspace, asked.by, jobs.ERASE, given)


def erased(asked: Asked, done: erasing.Erased) -> Document:
    """Note that a person was forgotten, and give what that did, for whoever asks for its job."""
    if asked.request:
        requested.answered(asked.workspace, asked.request)
    # The record of the erasure says how much; of whom, nothing is kept here either.
    asked.note("person_erased", done.id or "nothing left")
    return {"id": done.id, "counts": dict(done.counts)}


def _newer(workspace: Workspace) -> bool:
    """Say whether something came in that the published build has not seen."""
    return workspace.lake.applied(EVENTS) < workspace.log.last or out_of_date(workspace)


def restrict(asked: Asked, *, release: bool = False, language: str = "en") -> Document:
    """Let a person's data rest, or be used again.

    Raises:
        PercorsoError: as ``restricting.restrict`` and ``release``.
    """
    act = restricting.release if release else restricting.restrict
    document = {"restricted": not release, "identifiers": sum(act(asked.workspace, one) for one in asked.identifiers)}
    asked.note("person_released" if release else "person_restricted")
    return {**document, "said": privacy.restricted(document, language).split("\n")}


def readmit(asked: Asked, language: str = "en") -> Document:
    """Take news again of a person who was erased and came back."""
    done = erasing.readmit(asked.workspace, asked.identifiers)
    asked.note("person_readmitted")
    return {"marks": done.marks, "said": privacy.readmitted(done.lifted, done.unknown, language).split("\n")}


def answered(asked: Asked, language: str = "en") -> Document:
    """Note that a request is answered, and show what is asked now.

    Raises:
        PercorsoError: ``unknown_request``.
    """
    webhooks.answered(asked.workspace, str(asked.request))
    asked.note("privacy_request_answered", str(asked.request))
    return overview(asked.workspace, asked.by, language)


def _known(
    subject: Subject, events: Iterable[Mapping[str, Any]], catalogue: Catalogue, *, erased: bool, restricted: bool
) -> Document:
    rows = list(events)
    return {
        "erased": erased,
        "restricted": restricted,
        "customers": list(subject.customers),
        "identifiers": [{"kind": kind, "value": value} for kind, value in sorted(subject.identifiers)],
        "events": len(rows),
        "orders": sum(kind == "order" for kind, _ in subject.identifiers),
        "consent": [
            {
                **{name: one[name] for name in ("purpose", "state", "source", "event", "event_id", "said")},
                "at": one["at"].isoformat(),
                "received_at": one["received_at"].isoformat(),
                "purpose_label": catalogue.named("purpose", one["purpose"]),
                "state_label": catalogue.named("consent", one["state"]),
            }
            for one in exporting.consent_history(rows)
        ],
    }


def _on(workspace: Workspace, at: int) -> date:
    """Give the shop's day of an instant."""
    return from_micros(at).astimezone(zone(workspace.settings.shop.time_zone)).date()


def _days(kept: timedelta) -> int | None:
    return kept.days or None
