"""What the API answers of jobs and of dropped files, field by field (see ``documents``)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from percorso.web.documents import Document

Id = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Column = Annotated[str, msgspec.Meta(max_length=1000)]


class Said(Document, frozen=True):
    """Why something cannot be done; ``code`` is stable, ``hint`` says what to do and may be empty."""

    code: str
    message: str
    hint: str


class Job(Document, frozen=True):
    """Work that takes long.

    ``done`` of ``of`` parts of ``step`` are done, or ``done`` rows where ``of`` is null; ``result`` counts what came of
    it, ``said`` says it of an erasure, ``problem`` says why it failed or was cut off.
    """

    id: str
    kind: Literal["import", "build", "report", "erase"]
    state: Literal["waiting", "running", "done", "failed", "cancelled", "cut_off"]
    step: str
    step_label: str
    done: int
    of: int | None
    file: str | None
    after: str | None
    asked_by: str
    asked_at: str
    began_at: str | None
    ended_at: str | None
    result: dict[str, Any] | None
    said: list[str]
    problem: Said | None


class Jobs(Document, frozen=True):
    """Jobs, the newest first."""

    jobs: list[Job]


class NewJob(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A job to start. An import needs ``upload`` and ``connector``; ``after`` is a job that must be done first."""

    kind: Literal["import", "build", "report"]
    upload: Id | None = None
    connector: Name | None = None
    columns: Annotated[dict[Name, Column], msgspec.Meta(max_length=40)] = {}
    language: Literal["en", "it"] = "en"
    after: Id | None = None


class Upload(Document, frozen=True):
    """A file that was dropped, kept until it is imported, a day at most."""

    id: str
    name: str
    size: int


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How to read a dropped file; a null connector is the one that takes most of it, an empty column none."""

    connector: Name | None = None
    columns: Annotated[dict[Name, Column], msgspec.Meta(max_length=40)] = {}


class Field(Document, frozen=True):
    """Our field, and the column it is read from."""

    field: str
    column: str


class Row(Document, frozen=True):
    """A row as it would come in; of ``spend``, ``of`` is the campaign."""

    at: str
    what: str
    who: str | None
    of: str | None
    amount: str | None
    currency: str | None


class Refused(Document, frozen=True):
    """A row that could not be taken, and why."""

    row: int
    code: str
    reason: str


class FilePreview(Document, frozen=True):
    """What a dropped file holds; ``taken``, ``refused`` and ``left_out`` are of its first rows."""

    upload: str
    name: str
    size: int
    connector: str
    connectors: list[str]
    system: str
    encoding: str | None
    columns: list[str]
    fields: list[Field]
    choosable: list[str]
    taken: int
    refused: int
    left_out: int
    rows: list[Row]
    rejected: list[Refused]
    problem: Said | None


class Stage(Document, frozen=True):
    """A stage of the way, and how it is named."""

    stage: str
    label: str


class Start(Document, frozen=True):
    """How far a workspace is from its first figure, and how the stages of the way are named."""

    account: bool
    sources: bool
    events: bool
    built: bool
    stages: list[Stage]
