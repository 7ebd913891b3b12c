"""Annotations: what happened on some days, as somebody noted it, so that figures of those days are read rightly."""

from __future__ import annotations

from dataclasses import dataclass

from percorso.core.errors import PercorsoError, unknown
from percorso.core.period import Period

KINDS = ("sale", "price_change", "release", "holiday", "other")
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Annotation:
    """One note.

    Attributes:
        on, until: ISO dates of the shop's zone, the first and the last day; the same where it is one.
        kind: one of ``KINDS``.
    """

    on: str
    until: str
    kind: str
    text: str

    @classmethod
    def read(cls, on: str, text: str, kind: str = "other", until: str = "") -> Annotation:
        """Read one as somebody writes it; without a last day it is about one.

        Raises:
            PercorsoError: ``bad_date``, ``time_out_of_range``, ``bad_period``, ``unknown_kind``, ``bad_annotation``.
        """
        period = Period.read(on, until or on)
        if period.since is None or period.until is None:
            raise PercorsoError("bad_annotation", "A note has a day.", hint="Such as 2026-11-27.")
        if kind not in KINDS:
            raise unknown("kind of note", kind, KINDS, code="unknown_kind")
        bare = " ".join(text.split())
        if not bare or len(bare) > LONGEST_TEXT:
            message = f"A note has 1 to {LONGEST_TEXT} letters, not {len(bare)}."
            raise PercorsoError("bad_annotation", message, hint="Say what happened, in a few words.")
        return cls(period.since.isoformat(), period.until.isoformat(), kind, bare)
