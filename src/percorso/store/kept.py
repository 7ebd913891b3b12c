"""What a build keeps for the next beside its journeys: arrays, tables and pieces of rows, in a folder of their own.

All of it can be made anew from the lake. What the next build keeps too is linked into its folder, not copied.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from percorso.sequence.journeys import Array
from percorso.sequence.kernels import side_by_side
from percorso.store.lexicon import Lexicon
from percorso.store.spill import Piece, Spill

_PIECES = "pieces.json"
# Pieces of fewer rows are worth joining, once there are more of them than that.
_SMALL_ROWS, _SMALL_PIECES = 4096, 128
# So many rows are joined at a time.
_JOINED_ROWS = 500_000


@dataclass(frozen=True)
class Kept:
    """What is kept: arrays and tables by their names, which may be mapped from files, and pieces of one table."""

    arrays: Mapping[str, Array]
    tables: Mapping[str, pa.Table]
    pieces: Sequence[Piece]


def write(place: Path, kept: Kept) -> None:
    """Write all of it into a new folder; the files in which pieces lie are linked there, under their own names."""
    place.mkdir(parents=True)
    # The longest first, so that neither thread has one left at the end.
    arrays = sorted(kept.arrays.items(), key=lambda one: -one[1].nbytes)
    side_by_side(lambda one: np.save(place / f"{one[0]}.npy", one[1], allow_pickle=False), arrays)
    _write_tables(place, kept.tables)
    _write_pieces(place, kept.pieces)


def take_over(place: Path, other: Path, pieces: Sequence[Piece], more: Mapping[str, pa.Table]) -> None:
    """Keep in a new folder the arrays and tables of another, without copying them, more tables, and other pieces."""
    place.mkdir()
    for path in (*other.glob("*.npy"), *other.glob("*.arrow")):
        link(path, place / path.name)
    _write_tables(place, more)
    _write_pieces(place, pieces)


def _write_tables(place: Path, tables: Mapping[str, pa.Table]) -> None:
    for name, table in tables.items():
        with pa.ipc.new_file(str(place / f"{name}.arrow"), table.schema) as file:
            file.write_table(table)


def _write_pieces(place: Path, pieces: Sequence[Piece]) -> None:
    for path in dict.fromkeys(piece.path for piece in pieces):
        link(path, place / path.name)
    listed = [(piece.path.name, *piece[1:]) for piece in pieces]
    (place / _PIECES).write_text(json.dumps(listed), encoding="utf-8")


def read(place: Path) -> Kept:
    """Map what a folder holds; it is wanted whole (see ``cache.kept``). The last stays open for the next question."""
    marks = place.stat()
    return _read(place, marks.st_ino, marks.st_mtime_ns)


def let_go() -> None:
    """Keep nothing open for the next question; whoever is at work on some keeps it until that is done."""
    _read.cache_clear()


@lru_cache(maxsize=1)
def _read(place: Path, _inode: int, _written_at: int) -> Kept:
    # The plain arrays over the maps, whose parts are taken at once.
    mapped = ((path.stem, np.load(path, mmap_mode="r", allow_pickle=False)) for path in sorted(place.glob("*.npy")))
    arrays = {name: np.asarray(array) for name, array in mapped}
    tables = {path.stem: _mapped(path) for path in sorted(place.glob("*.arrow"))}
    listed = json.loads((place / _PIECES).read_bytes())
    return Kept(arrays, tables, tuple(Piece(place / name, *where) for name, *where in listed))


def gathered(pieces: Sequence[Piece], spill: Spill, lexicon: Lexicon) -> tuple[Piece, ...]:
    """Join small pieces into large ones, laid into a spill, where there are many: each costs its reader a moment."""
    small = [piece for piece in pieces if piece.rows < _SMALL_ROWS]
    if len(small) <= _SMALL_PIECES:
        return tuple(pieces)
    large = [piece for piece in pieces if piece.rows >= _SMALL_ROWS]
    ends = np.cumsum([piece.rows for piece in small]) // _JOINED_ROWS
    batches = ([small[place] for place in np.flatnonzero(ends == end)] for end in np.unique(ends))
    return (*large, *(spill.add(lexicon.joined(piece.read() for piece in batch)) for batch in batches))


def link(path: str | Path, target: str | Path) -> None:
    """Give a file that never changes a second name; where that cannot be, copy it."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)


def _mapped(path: Path) -> pa.Table:
    with pa.memory_map(str(path)) as file, pa.ipc.open_file(file) as whole:
        return whole.read_all()
