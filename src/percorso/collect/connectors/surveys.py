"""Surveys: what customers answered when asked for a score (NPS, CSAT, CES)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from percorso.collect import exports, jsontext
from percorso.collect.exports import Fact, Kind, Layout
from percorso.collect.options import ReadOptions
from percorso.collect.survey_exports import EXPORTS, SCORED, SURVEYS, score_of, survey_of
from percorso.core.errors import PercorsoError
from percorso.core.record import Batch, Event

SUMMARY = "Survey answers: NPS, CSAT and CES scores with their comment, customer and order."
NEEDS_MAPPING = False


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read survey answers; raises ``unrecognised_export``, ``missing_survey`` and what is wrong with the file."""
    return exports.read(path, options, KIND)


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:
    """Read one row again, as quarantine kept it."""
    return exports.reread(header, original, options, KIND)


def _check(layout: Layout) -> None:
    """Refuse scores of which nobody says what was asked, since 8 of 10 and 8 of 8 are worlds apart."""
    told = layout.told
    if "survey" in told:
        survey_of(str(told["survey"]))
    elif layout.export is SCORED and "kind" not in layout.places:
        raise PercorsoError(
            "missing_survey",
            "The export has scores but does not say what was asked.",
            hint='Pass a mapping file with a line such as survey = "nps" or survey = "csat".',
        )
    scale = told.get("scale")
    if scale is not None and (isinstance(scale, bool) or not isinstance(scale, int) or scale < 1):
        raise PercorsoError("bad_mapping", f"scale = {scale!r} is no highest score.", hint="Write a whole number.")


def _events(fact: Fact) -> Iterator[Event]:
    at = fact.at("at")
    if at is None:
        raise PercorsoError("missing_time", "The answer has no date.")
    who = fact.chosen("email", "user_id", "order_id")
    if not who:
        raise PercorsoError("missing_identity", "The answer names nobody: no e-mail, customer or order.")
    kind = _kind(fact)
    score, highest = score_of(fact.need("score", "score"), SURVEYS[kind], fact.layout.told.get("scale"))
    said: dict[str, Any] = {"survey_type": kind, "score": score, "scale": highest}
    said |= fact.chosen("comment", "survey", "response_id")
    yield Event(SURVEYS[kind].event, at, message_id=_identity(fact, kind), **who, properties=jsontext.encode(said))


def _identity(fact: Fact, kind: str) -> str | None:
    number = fact.get("response_id")
    return number and f"{kind} {fact.get('survey') or ''} {number}"


def _kind(fact: Fact) -> str:
    """Tell what was asked: by the mapping, by the row, by the name of the score's column."""
    told = fact.layout.told.get("survey")
    if told is not None:
        return survey_of(str(told))
    if fact.layout.export is SCORED:
        return survey_of(fact.need("kind", "kind of survey"))
    return fact.layout.export.name


KIND = Kind(
    noun="survey answers",
    exports=EXPORTS,
    times=("at",),
    makes=tuple(survey.event for survey in SURVEYS.values()),
    events=_events,
    keys=("survey", "scale"),
    check=_check,
)
