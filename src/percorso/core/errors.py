"""Errors that teach: what was given, what is allowed, the nearest match, what to do, a stable code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

# A longer list of known names hides the message it should explain.
LISTED = 30


class PercorsoError(Exception):
    """A failure a person can act on.

    Attributes:
        code: stable, lower-case, underscores; scripts may rely on it and it is never reused.
        message: what happened, with what was given.
        hint: what to do next; may be empty.
        given: what the message names, by name, so that it can be said in another language too.
    """

    def __init__(self, code: str, message: str, *, hint: str = "", given: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.given = dict(given or {})

    def __str__(self) -> str:
        tail = f" {self.hint}" if self.hint else ""
        return f"{self.message}{tail} [{self.code}]"


def unknown(what: str, given: str, known: Iterable[str], *, code: str) -> PercorsoError:
    """Build the error for a name that is not among the known ones, naming the nearest."""
    names = sorted(known)
    near = get_close_matches(given, names, n=1)
    guess = f" Did you mean '{near[0]}'?" if near else ""
    hint = f"Known: {', '.join(names) or 'none'}." if len(names) <= LISTED else ""
    named = {"given": given, "known": ", ".join(names), **({"near": near[0]} if near else {})}
    return PercorsoError(code, f"No {what} named '{given}'.{guess}", hint=hint, given=named)
