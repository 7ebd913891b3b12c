"""What the API answers of annotations, and what is sent to it, field by field (see ``documents``)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from percorso.web.documents import Document

Kind = Literal["sale", "price_change", "release", "holiday", "other"]


class Annotation(Document, frozen=True):
    """What happened from a day to another, both included."""

    id: int
    on: str
    until: str
    kind: Kind
    text: str
    made_by: str
    made_at: str


class Annotations(Document, frozen=True):
    """The notes, the latest day first."""

    annotations: list[Annotation]


class NewAnnotation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happened; an empty ``until`` is the same day."""

    on: Annotated[str, msgspec.Meta(max_length=10)]
    text: Annotated[str, msgspec.Meta(max_length=200)]
    kind: Kind = "other"
    until: Annotated[str, msgspec.Meta(max_length=10)] = ""
