"""Known ids: which rows a table holds already, as sorted 128-bit keys in files beside the lake.

Nothing here is a source of truth: what is missing, left behind by a kill or from another table, is made again from the
lake. An id is known for ever, so keys are not parted by day but in runs, each several times as large as the next; a
batch is looked up in all of them, and few runs are rewritten when it is added.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.store import coded
from percorso.store.durable import full_disk_told, sync
from percorso.store.faults import reach
from percorso.store.lake import Lake
from percorso.tables import TableSpec

# Two rows, the upper and the lower half of each key; sorted by the upper one.
Keys = NDArray[np.uint64]
Ints = NDArray[np.int64]

# A run is merged with the one before it unless that one is so many times as large, …
_RATIO = 4
# … or already so large that writing it again would hold up what comes.
_LARGEST = 1 << 26
# Keys of a run that are merged at once.
_BLOCK = 1 << 20
# What a digest is written with, and what each of its signs is worth; others are worth more.
_DIGITS = 32
_WORTH = np.full(256, 0xFF, dtype=np.uint8)
_WORTH[list(b"0123456789abcdef")] = range(16)
_FRAME = 1 << 20
# Where keys are made again.
_ASIDE = "making"


class Run(NamedTuple):
    """The keys that a span of log frames brought, in one file."""

    first: int
    last: int
    keys: Keys

    @property
    def size(self) -> int:
        """How many keys."""
        return len(self.keys[0])


class Known:
    """The ids of one table; for the table's one writer.

    Args:
        folder: where the keys of all tables are; what is in it may be thrown away at any time.
        lake: holds the table.
        spec: a table with a key of one column.
    """

    def __init__(self, folder: Path, lake: Lake, spec: TableSpec) -> None:
        (self._column,) = spec.key
        self._lake, self._spec = lake, spec
        self._folder = folder.absolute() / spec.name / lake.identity(spec)
        self._runs = _settled(self._folder)
        self._catch_up()

    @property
    def reached(self) -> int:
        """The last log frame whose rows are known."""
        return self._runs[-1].last if self._runs else 0

    def fresh(self, keys: Keys) -> Ints:
        """Give the places of the keys that are not known, the first of equal ones, in order."""
        order = np.argsort(keys[0])
        if (np.diff(keys[0, order]) == 0).any():
            # Equal ones stand in their order only so, which takes several times as long.
            order = np.lexsort(keys[::-1])
        ordered = keys[:, order]
        new = np.ones(len(order), dtype=bool)
        new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
        places, asked = order[new], ordered[:, new]
        unknown = np.ones(len(places), dtype=bool)
        for run in self._runs:
            unknown &= ~_held(run.keys, asked)
        return np.sort(places[unknown])

    def add(self, keys: Keys, last: int) -> None:
        """Know keys from now on, of rows that frames up to ``last`` brought and that are in the lake.

        Raises:
            PercorsoError: ``disk_full``; they are found in the lake the next time.
        """
        if last <= self.reached:
            return
        self._runs = _added(self._folder, self._runs, last, keys)

    def _catch_up(self) -> None:
        """Know exactly what the lake holds: read what is missing, or all of it where the two do not agree."""
        applied = self._lake.applied(self._spec)
        behind = self.reached < applied
        if behind and self._runs and "seq" in self._spec.columns:
            later = pc.field("seq") >= (self.reached + 1) * _FRAME
            rows = self._lake.read(self._spec, columns=[self._column], filter=later)
            self.add(keys_of(rows[self._column]), applied)
            behind = False
        held = sum(run.size for run in self._runs)
        if behind or self.reached > applied or held != self._lake.count(self._spec):
            self._rebuild(applied)

    def _rebuild(self, applied: int) -> None:
        """Make one run of all that the lake holds, aside, and put it in place of whatever is there."""
        aside = self._folder / _ASIDE
        made: list[Run] = []
        for number, chunk in enumerate(coded.chunks(self._lake.files(self._spec), _BLOCK), start=1):
            ids = coded.read(chunk, [self._column], plain=[self._column])[self._column]
            made = _added(aside, made, number, keys_of(ids))
        while len(made) > 1:
            made[-2:] = [_merged(aside, *made[-2:])]
        for run in self._runs:
            _path(self._folder, run.first, run.last).unlink()
        self._runs = []
        if made:
            _path(aside, made[0].first, made[0].last).rename(_path(self._folder, 1, applied))
            self._runs = [Run(1, applied, made[0].keys)]
        elif applied:
            self.add(np.empty((2, 0), dtype=np.uint64), applied)
        sync(self._folder)


def keys_of(ids: pa.ChunkedArray) -> Keys:
    """Give ids their keys: the digest that nearly every id is, else a digest of its text."""
    texts = ids.combine_chunks() if isinstance(ids, pa.ChunkedArray) else ids
    long = np.asarray(pc.equal(pc.binary_length(texts), _DIGITS), dtype=bool)
    halves, digests = np.empty((len(texts), 2), dtype=np.uint64), np.zeros(len(texts), dtype=bool)
    some = texts if long.all() else texts.filter(pa.array(long))
    halves[long], digests[long] = _digests(some)
    for place in np.flatnonzero(~digests).tolist():
        digest = blake2b(texts[place].as_py().encode(), digest_size=16).digest()
        halves[place] = np.frombuffer(digest, dtype=">u8")
    return np.ascontiguousarray(halves.T)


def _digests(texts: pa.Array) -> tuple[NDArray[np.uint64], NDArray[np.bool_]]:
    """Read texts of as many signs as a digest has, and tell which are digests."""
    if not len(texts):
        return np.empty((0, 2), dtype=np.uint64), np.empty(0, dtype=bool)
    _, ends, data = texts.buffers()
    begin = int(np.frombuffer(ends, dtype=np.int32)[texts.offset])
    signs = np.frombuffer(data, dtype=np.uint8)[begin : begin + _DIGITS * len(texts)]
    worth = _WORTH[signs].reshape(-1, _DIGITS)
    octets = worth[:, ::2] << 4 | worth[:, 1::2] & 15
    return octets.view(">u8").astype(np.uint64), np.logical_and.reduce(worth <= 15, axis=1)


def _held(run: Keys, asked: Keys) -> NDArray[np.bool_]:
    """Tell which keys a run holds; both are sorted by their upper halves, of which several may be equal."""
    upper, lower = run
    found = np.zeros(asked.shape[1], dtype=bool)
    place = np.searchsorted(upper, asked[0])
    open_ = np.flatnonzero(place < len(upper))
    while len(open_):
        same = upper[place[open_]] == asked[0, open_]
        found[open_] |= same & (lower[place[open_]] == asked[1, open_])
        place[open_] += 1
        open_ = open_[same & ~found[open_] & (place[open_] < len(upper))]
    return found


def _settled(folder: Path) -> list[Run]:
    """Find the runs that follow one another from the first frame on, and remove what else a kill has left."""
    folder.mkdir(parents=True, exist_ok=True)
    for other in (*(one for one in folder.parent.iterdir() if one != folder), folder / _ASIDE):
        shutil.rmtree(other, ignore_errors=True)
    runs: list[Run] = []
    # Of two that begin at one frame the longer one was made of the shorter.
    for first, last in sorted(map(_span, folder.glob("*.npy")), key=lambda span: (span[0], -span[1])):
        path = _path(folder, first, last)
        keys = _mapped(path) if first == (runs[-1].last if runs else 0) + 1 else None
        if keys is None:
            path.unlink()
        else:
            runs.append(Run(first, last, keys))
    for path in folder.glob("*.new"):
        path.unlink()
    return runs


def _added(folder: Path, runs: Sequence[Run], last: int, keys: Keys) -> list[Run]:
    """Add a run for the frames up to ``last``, and merge it with those before while they are not much larger."""
    first = (runs[-1].last if runs else 0) + 1
    ordered = keys[:, np.argsort(keys[0])]
    added = [*runs, _placed(folder, first, last, keys.shape[1], iter([ordered]))]
    while len(added) > 1 and _worth_merging(*added[-2:]):
        added[-2:] = [_merged(folder, *added[-2:])]
    return added


def _worth_merging(before: Run, after: Run) -> bool:
    return before.size < _RATIO * after.size and before.size + after.size <= _LARGEST


def _merged(folder: Path, before: Run, after: Run) -> Run:
    """Put two neighbours in one file; they are removed once it is there."""
    size = before.size + after.size
    run = _placed(folder, before.first, after.last, size, _merging(before.keys, after.keys))
    reach("known.merged")
    for one in (before, after):
        _path(folder, one.first, one.last).unlink()
    return run


def _merging(one: Keys, other: Keys) -> Iterator[Keys]:
    """Merge sorted keys block by block."""
    large, small = (one, other) if one.shape[1] >= other.shape[1] else (other, one)
    begin = 0
    for start in range(0, max(1, large.shape[1]), _BLOCK):
        end = min(start + _BLOCK, large.shape[1])
        until = small.shape[1] if end == large.shape[1] else int(np.searchsorted(small[0], large[0, end]))
        block, inserted = large[:, start:end], small[:, begin:until]
        places = np.searchsorted(block[0], inserted[0]) + np.arange(until - begin)
        merged = np.empty((2, end - start + until - begin), dtype=np.uint64)
        kept = np.ones(merged.shape[1], dtype=bool)
        kept[places] = False
        merged[:, places], merged[:, kept] = inserted, block
        yield merged
        begin = until


def _placed(folder: Path, first: int, last: int, size: int, blocks: Iterator[Keys]) -> Run:
    """Write a run, durable and whole before it has its name."""
    path = _path(folder, first, last)
    beside = path.with_suffix(".new")
    with full_disk_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with beside.open("w+b") as file:
            header = {"descr": "<u8", "fortran_order": False, "shape": (2, size)}
            np.lib.format.write_array_header_1_0(file, header)
            begin = file.tell()
            # Both halves are written side by side, so their room is taken first: a full disk is met here.
            if size:
                os.posix_fallocate(file.fileno(), begin, 16 * size)
            done = 0
            for block in blocks:
                for half in (0, 1):
                    os.pwrite(file.fileno(), block[half].tobytes(), begin + 8 * (half * size + done))
                done += block.shape[1]
            file.flush()
            os.fsync(file.fileno())
        reach("known.written")
        beside.rename(path)
        sync(folder)
    keys: Keys = np.load(path, mmap_mode="r")
    return Run(first, last, keys)


def _mapped(path: Path) -> Keys | None:
    """Open a run; None for a file that is not whole."""
    try:
        keys: Keys = np.load(path, mmap_mode="r")
    except (ValueError, OSError):
        return None
    return keys if keys.ndim == 2 and len(keys) == 2 and keys.dtype == np.uint64 else None


def _path(folder: Path, first: int, last: int) -> Path:
    return folder / f"{first:016d}-{last:016d}.npy"


def _span(path: Path) -> tuple[int, int]:
    first, _, last = path.stem.partition("-")
    return int(first), int(last)
