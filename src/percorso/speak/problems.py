"""Errors in the reader's language: an error is raised in English, and said again from the catalogue by its code.

``problem.CODE.named`` says it with what the error names, ``message`` without, ``hint`` what to do.
"""

from __future__ import annotations

from typing import NamedTuple

from percorso.core.answer import Argument, Message, Unit
from percorso.core.errors import PercorsoError
from percorso.speak.catalogue import PLACEHOLDER, Catalogue, languages

# Errors are raised in the language of the source, and nowhere more exactly.
_RAISED_IN = "en"


class Told(NamedTuple):
    """What happened and what to do, for reading."""

    message: str
    hint: str


def told(error: PercorsoError, language: str) -> Told:
    """Say an error in a language; where that has no catalogue, or no words for the code, as it was raised."""
    raised = Told(error.message, error.hint)
    if language == _RAISED_IN or language not in languages():
        return raised
    catalogue = Catalogue.of(language)
    message = _said(catalogue, error, "named") or _said(catalogue, error, "message")
    return Told(message, _said(catalogue, error, "hint")) if message else raised


def line(error: PercorsoError, language: str) -> str:
    """Say an error as one line for the terminal, its code last."""
    catalogue = Catalogue.of(language if language in languages() else _RAISED_IN)
    problem = " ".join(part for part in (*told(error, language), f"[{error.code}]") if part)
    return catalogue.say(Message("terminal.error", {"problem": (problem, "text")}))


def _said(catalogue: Catalogue, error: PercorsoError, part: str) -> str:
    """Say one part of a problem; empty where the catalogue has no such part or the error names too little for it."""
    key = f"problem.{error.code}.{part}"
    wanted = {found[1] for found in PLACEHOLDER.finditer(str(catalogue.entries.get(key, "")))}
    if key not in catalogue.entries or not wanted <= set(error.given):
        return ""
    given: dict[str, tuple[Argument, Unit]] = {name: (value, "text") for name, value in error.given.items()}
    return catalogue.say(Message(key, given))
