"""What the API answers of segments, and what is sent to it, field by field (see ``documents``)."""

from __future__ import annotations

from percorso.web.documents import Document


class SavedSegment(Document, frozen=True):
    """A segment; ``conditions`` are null where they are on traits and whoever asks may not see whom data is of."""

    name: str
    conditions: list[str] | None
    personal: bool
    made_by: str
    made_at: str


class SavedSegments(Document, frozen=True):
    """The segments, by name."""

    segments: list[SavedSegment]


class DescribedSegment(Document, frozen=True):
    """A segment to keep: a name that none has yet, and conditions such as ``orders>=2``."""

    name: str
    conditions: list[str]
