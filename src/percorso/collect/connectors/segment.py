"""Segment-spec calls: as JSON, one a line, a ``batch`` or an array of them; or as the columns of a Parquet file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

import msgspec

from percorso.collect import files, jsontext, notation, parquet_files, segment_columns
from percorso.collect.batches import Item, batches
from percorso.collect.identity import MappedIds
from percorso.collect.options import ReadOptions
from percorso.collect.segment_calls import event
from percorso.core.errors import PercorsoError
from percorso.core.record import Batch, Rejected

SUMMARY = (
    "Segment-spec calls as JSON lines, batches and arrays, or as Parquet: track, page, screen, identify, group, alias."
)
NEEDS_MAPPING = False

# A document that is not one call a line is held whole; beyond this it must be written as lines.
_LARGEST_DOCUMENT = 1 << 26


def read(path: Path, options: ReadOptions) -> Iterator[Batch]:
    """Read Segment calls.

    Raises:
        PercorsoError: what is wrong with the file (collect.files, collect.parquet_files); ``document_too_large`` for an
            array that cannot be held whole.
    """
    if parquet_files.is_parquet(path):
        parquet_files.verified(path)
        yield from batches(segment_columns.items(parquet_files.record_batches(path), options))
        return
    written = notation.notation_only(options.mapping, options.shop)
    with files.verified(path, written.encoding).open() as text:
        yield from batches(_items(_documents(text), options))


def reread(header: str, original: str, options: ReadOptions) -> Iterator[Batch]:  # noqa: ARG001
    """Read one call again, as quarantine kept it."""
    return batches(_items(iter([(1, original)]), options))


def _items(documents: Iterator[tuple[int, str]], options: ReadOptions) -> Iterator[Item]:
    ids = MappedIds()
    for number, text in documents:
        try:
            document = jsontext.decode(text)
        except PercorsoError as problem:
            yield Rejected(number, problem.code, problem.message, text)
            continue
        calls = document.get("batch") if isinstance(document, Mapping) else None
        if not isinstance(calls, list):
            yield _item(number, document, text, ids, options)
            continue
        for call in calls:
            whole = _shared(document, call)
            yield _item(number, whole, jsontext.encode(whole), ids, options)


def _item(number: int, call: Any, text: str, ids: MappedIds, options: ReadOptions) -> Item:
    try:
        if not isinstance(call, Mapping):
            raise PercorsoError("bad_json", "The call is no JSON object.")
        found = event(call)
        options.check_instant(found.at)
        return ids.take(found)
    except PercorsoError as problem:
        return Rejected(number, problem.code, problem.message, text)


def _shared(document: Mapping[str, Any], call: Any) -> Any:
    """Give a call what its batch says for all of them: the context, and when it was sent."""
    if not isinstance(call, Mapping):
        return call
    common, own = document.get("context"), call.get("context")
    merged = {**(common if isinstance(common, Mapping) else {}), **(own if isinstance(own, Mapping) else {})}
    sent = {key: document[key] for key in ("sentAt", "receivedAt") if key in document}
    return {**sent, **call, "context": merged}


def _documents(text: TextIO) -> Iterator[tuple[int, str]]:
    """Yield the file's JSON texts with their line numbers; an array's elements are numbered from 1."""
    number, first = next((number, line) for number, line in enumerate(text, start=1) if line.strip("\ufeff \t\r\n"))
    if _is_whole(first):
        for line_number, line in chain([(number, first)], enumerate(text, start=number + 1)):
            if line.strip():
                yield line_number, line.strip()
        return
    head = first + text.read(_LARGEST_DOCUMENT) + text.readline()
    if len(head) > _LARGEST_DOCUMENT and head.lstrip().startswith("["):
        raise PercorsoError(
            "document_too_large", "The JSON document is too large to hold.", hint="Write one call a line instead."
        )
    elements = _elements(head) if len(head) <= _LARGEST_DOCUMENT else None
    if elements is not None:
        yield from enumerate(elements, start=1)
        return
    for line_number, line in enumerate(chain(StringIO(head), text), start=number):
        if line.strip():
            yield line_number, line.strip()


def _is_whole(line: str) -> bool:
    """Say whether a line is one call, not the start of a document that spreads over many, nor an array."""
    try:
        return not line.lstrip().startswith("[") and jsontext.decode(line) is not None
    except PercorsoError:
        return False


def _elements(document: str) -> list[str] | None:
    """Cut an array, or a single object over several lines, into calls; None where the text is neither."""
    try:
        if document.lstrip().startswith("["):
            return [bytes(element).decode() for element in msgspec.json.decode(document, type=list[msgspec.Raw])]
        msgspec.json.decode(document)
    except (msgspec.DecodeError, RecursionError):
        return None
    return [document.strip()]
