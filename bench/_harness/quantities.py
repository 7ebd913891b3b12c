"""Quantities as people write them: 20M events, 1.5 GB, 340 ms."""

from __future__ import annotations

import re

from percorso.core.errors import PercorsoError

_TIMES = {"": 1, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000}


def count(text: str) -> int:
    """Read a whole number above zero such as ``200000``, ``200k`` or ``1.5M``.

    Raises:
        PercorsoError: ``bad_count``.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([KMG]?)", text.strip().replace("_", "").upper())
    number = round(float(found[1]) * _TIMES[found[2]]) if found else 0
    if not number:
        raise PercorsoError("bad_count", f"'{text}' is no number of events.", hint="Write 200000, 200k or 20M.")
    return number


def shown_count(number: float) -> str:
    """Write a count with at most three digits: 20M, 1.5M, 340k, 12."""
    for mark in ("G", "M", "K"):
        if number >= _TIMES[mark]:
            return f"{_short(number / _TIMES[mark])}{mark if mark != 'K' else 'k'}"
    return _short(number)


def shown_seconds(seconds: float) -> str:
    """Write a duration with three digits, in ms or s."""
    return f"{_short(seconds * 1000)} ms" if seconds < 1 else f"{_short(seconds)} s"


def shown_bytes(size: float) -> str:
    """Write a size in MB or GB of a thousand each."""
    return f"{_short(size / 1e6)} MB" if size < 1e9 else f"{_short(size / 1e9)} GB"


def shown_ratio(ratio: float) -> str:
    """Write how many times one thing is another."""
    return f"{_short(ratio)}x"


def _short(number: float) -> str:
    digits = 0 if number >= 99.5 else 1 if number >= 9.95 else 2
    text = f"{number:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
