"""Files of payloads: what a shop system's API or webhooks wrote, one JSON object a line, read as its webhooks are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from percorso.collect import files, notation
from percorso.collect.batches import Item, batches
from percorso.collect.json_lines import objects
from percorso.collect.options import ReadOptions
from percorso.core.errors import PercorsoError
from percorso.core.record import Batch, Event, LeftOut, Rejected

# Gives what a payload holds, told by its topic; empty where there is none.
Opened = Callable[[str, Mapping[str, Any]], Iterable[Event | LeftOut]]


def read(path: Path, options: ReadOptions, opened: Opened) -> Iterator[Batch]:
    """Read a file of payloads.

    Raises:
        PercorsoError: what is wrong with the file (collect.files) or its mapping.
    """
    written = notation.notation_only(options.mapping, options.shop)
    with files.verified(path, written.encoding).open() as text:
        yield from batches(_items(text, "", options, opened))


def reread(topic: str, original: str, options: ReadOptions, opened: Opened) -> Iterator[Batch]:
    """Read one payload again, as quarantine kept it."""
    return batches(_items([original], topic, options, opened))


def taken(
    payload: Mapping[str, Any], topic: str, number: int, original: str, options: ReadOptions, opened: Opened
) -> list[Item]:
    """Open one payload whole, or give the one row that says why it cannot be taken."""
    try:
        found = list(opened(topic, payload))
        for one in found:
            if isinstance(one, Event):
                options.check_instant(one.at)
    except PercorsoError as problem:
        reason = f"{problem.message} {problem.hint}".strip()
        return [Rejected(number, problem.code, reason, original, topic)]
    return list(found)


def _items(lines: Iterable[str], topic: str, options: ReadOptions, opened: Opened) -> Iterator[Item]:
    for number, text, payload in objects(lines):
        if isinstance(payload, PercorsoError):
            yield Rejected(number, payload.code, payload.message, text, topic)
        else:
            yield from taken(payload, topic, number, text, options, opened)
