"""What the API answers of analyses, field by field (see ``documents``); durations are in seconds."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from percorso.web.documents import Document


class Duration(Document, frozen=True):
    """How long people took: the median with its 95% interval, and the half in the middle."""

    customers: int
    mean: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    low: float | None
    high: float | None


class FunnelStep(Document, frozen=True):
    """One step: who came this far, as a share of who began and of who took the step before, and who was lost here."""

    name: str
    customers: int
    rate: float | None
    low: float | None
    high: float | None
    rate_from_previous: float | None
    previous_low: float | None
    previous_high: float | None
    dropped: int
    time: Duration | None


class FunnelGroup(Document, frozen=True):
    """The funnel of those with one value of the column it is broken down by; null where none is known."""

    value: str | None
    steps: list[FunnelStep]


class Funnel(Document, frozen=True):
    """Who takes steps within a time; ``groups`` only where it is broken down."""

    unit: Literal["customer", "session"]
    order: Literal["ordered", "strict", "unordered"]
    within_seconds: float
    steps: list[FunnelStep]
    time: Duration | None
    by: str | UnsetType = UNSET
    attribution: Literal["first", "last", "all", "step"] | UnsetType = UNSET
    groups: list[FunnelGroup] | UnsetType = UNSET
