"""JSON lines: one object a line, each with its line number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from percorso.collect import jsontext
from percorso.core.errors import PercorsoError


def objects(lines: Iterable[str]) -> Iterator[tuple[int, str, dict[str, Any] | PercorsoError]]:
    """Yield line number, text, and the object it holds or what is wrong with it; blank lines are passed over."""
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text:
            continue
        try:
            row = jsontext.decode(text)
        except PercorsoError as problem:
            yield number, text, problem
            continue
        yield number, text, row if isinstance(row, dict) else PercorsoError("bad_json", "The line is no JSON object.")
