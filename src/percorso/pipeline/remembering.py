"""Remembering: what a build takes down so that the next need not look at the same events again."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from percorso.store import cache, kept
from percorso.store.durable import full_disk_told
from percorso.store.kept import Kept
from percorso.store.lexicon import Lexicon
from percorso.store.spill import Piece
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.unify.dictionary import in_order
from percorso.unify.known import Known
from percorso.unify.names import Names

_TEXTS = ("values", "aliases", "sources")
_STATED = "stated"
# What an earlier Percorso did not take down; it is only asked who somebody was, since all are found anew.
_ADDED: Mapping[str, Any] = {
    "said": np.zeros((3, 0), dtype=np.int64),
    "apart": np.zeros(0, dtype=bool),
}
# How an earlier Percorso took down what identities name: by kind, in columns.
_COLUMNS = "names"
# How the words of a column of the events are called.
_WORDS = "words-"


class Remembered(NamedTuple):
    """What a build knew: everybody, where the events lie as tracing reads them, and whether any states a consent.

    ``lexicon`` holds the words of those events; None where an earlier Percorso laid them, or who they name, down
    otherwise.
    """

    known: Known
    pieces: tuple[Piece, ...]
    stated: bool
    lexicon: Lexicon | None


def set_down(place: Path, known: Known, *, stated: bool) -> Known:
    """Write everybody into a new folder, and give them as they lie there, so that memory is free for other work.

    Raises:
        PercorsoError: ``disk_full``.
    """
    texts = {name: pa.table({"text": getattr(known, name)}) for name in _TEXTS}
    arrays = {field.name: getattr(known, field.name) for field in fields(known) if field.name not in texts}
    with full_disk_told(place.parent):
        shutil.rmtree(place, ignore_errors=True)
        kept.write(place, Kept(arrays | {_STATED: np.array([stated])}, texts, ()))
    return _remembered(place).known


def remember(place: Path, down: Path, pieces: Sequence[Piece], lexicon: Lexicon) -> None:
    """Keep in a folder of its own what was set down in another, and where the events lie, with their words."""
    words = {f"{_WORDS}{name}": pa.table({"text": texts}) for name, texts in lexicon.words.items()}
    kept.take_over(place, down, pieces, words)


def remembered(workspace: Workspace, build: Build) -> Remembered | None:
    """Read what a build took down; None where it is gone, or not whole."""
    if not cache.exists(workspace.cache_folder, build.generation):
        return None
    return remembered_whole(workspace, build)


def remembered_whole(workspace: Workspace, build: Build) -> Remembered | None:
    """Read what a build took down whose journeys are known to be whole; None where it is gone, or not whole."""
    place = cache.kept(workspace.cache_folder, build.generation)
    if place is None:
        return None
    return _remembered(place)


def _remembered(place: Path) -> Remembered:
    found = kept.read(place)
    tables = {name: _joined(table["text"]) for name, table in found.tables.items()}
    texts = {name: tables.pop(name) for name in _TEXTS}
    lexicon = Lexicon({name.removeprefix(_WORDS): words for name, words in tables.items()}) if tables else None
    arrays: dict[str, Any] = {**_ADDED, **found.arrays}
    if (columns := arrays.pop(_COLUMNS, None)) is not None:
        arrays["kinds"], arrays["named"] = Names.of(columns.shape[1], enumerate(columns))
        # Nor did it know in which order those stand that came later.
        arrays["later"], lexicon = in_order(arrays["rank"], texts["values"]), None
    stated = bool(arrays.pop(_STATED)[0])
    return Remembered(Known(**arrays, **texts), tuple(found.pieces), stated, lexicon)


def _joined(texts: pa.ChunkedArray) -> pa.Array:
    """Give a column as one array: as it lies in the file where it is one part already, for joining copies that too."""
    return texts.chunk(0) if texts.num_chunks == 1 else texts.combine_chunks()
