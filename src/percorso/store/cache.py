"""The journey cache: immutable generations of sorted columns, mapped into memory, made anew from the lake when lost."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import chain, groupby, repeat
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from percorso.core.errors import PercorsoError
from percorso.sequence.encode import fitting
from percorso.sequence.journeys import Journeys
from percorso.sequence.splice import spliced
from percorso.store import layers
from percorso.store.columns import Column
from percorso.store.durable import full_disk_told, settled, sync
from percorso.store.faults import reach
from percorso.store.kept import link

# Buckets in layers came with format 2; those of format 1 are all whole.
FORMAT = 2
_READ = (1, FORMAT)
Words = Mapping[str, tuple[str, ...]]

_IDS = pa.schema([("customer_id", pa.string())])
_KEPT = "kept"
_THREADS = 2
# Whoever waits for the disk keeps no core busy.
_WAITING = 4
# How a generation is called while it is written, and while it is deleted.
_UNFINISHED = "unfinished-"
# Opening a bucket's twenty files takes longer than most questions put to them, and each keeps a descriptor open: of a
# thousand that a process may have, these are a third.
_KEPT_OPEN = 16


@dataclass(frozen=True)
class CachedBucket:
    """One bucket of a generation; nothing of it is read before it is asked for."""

    number: int
    folder: Path
    # A generation's own, which the folder names.
    words: Words = field(compare=False)

    def journeys(self) -> Journeys:
        """Map the bucket's columns; the arrays are read-only and hold for as long as they are referred to.

        Raises:
            PercorsoError: ``cache_missing`` when later builds have swept it away.
        """
        try:
            found = self.folder.stat()
            return _journeys(CachedBucket(self.number, self.folder, self.words), found.st_ino, found.st_mtime_ns)
        except FileNotFoundError:
            raise layers.missing(self.folder.parent) from None

    def once(self) -> Journeys:
        """Map the bucket's columns for one question alone: nothing of them stays in memory after it."""
        layout = layers.layout_of(self.folder)
        return Journeys(layout.keys, layout.offsets, layers.columns_of(self.folder), self.words)

    def among(self, keys: NDArray[np.uint64]) -> Journeys:
        """Read the journeys of some customers alone, by their keys, sorted; others may be among these."""
        layout = layers.layout_of(self.folder).among(keys)
        columns = layers.Columns(layout, layers.sources(self.folder))
        return Journeys(layout.keys, layout.offsets, columns, self.words)

    def customers(self) -> pa.Array:
        """Give the customer ids, in the order of the journeys."""
        with pa.memory_map(str(self.folder / layers.CUSTOMERS)) as file, pa.ipc.open_file(file) as whole:
            return whole.read_all()["customer_id"].combine_chunks()


class _Span(NamedTuple):
    """Rows of a bucket, from one to before another, whose codes are into words of their own."""

    begin: int
    end: int
    words: Words


class Over(NamedTuple):
    """What a generation is laid over: buckets of an earlier one, and the keys of customers that leave them, sorted."""

    buckets: Mapping[int, CachedBucket]
    gone: NDArray[np.uint64]


NOTHING = Over({}, np.zeros(0, dtype=np.uint64))


def write(
    folder: Path,
    generation: int,
    buckets: Iterable[tuple[int, Journeys, pa.Array]],
    known: Words,
    over: Over = NOTHING,
    keep: Callable[[Path], None] | None = None,
) -> None:
    """Write a generation beside the others and show it, whole and durable, under its name.

    Each bucket comes with its number and the ids of its customers, whole or in parts, one after another in the order of
    their customers; one part is held at a time. Its journeys may have words of their own: in the end they become one
    dictionary per column, in which known words keep their codes and new ones follow in the order of their letters. A
    generation of that name that nobody published is replaced; who has it mapped keeps what they see.

    Args:
        folder: where generations lie.
        generation: its name.
        buckets: its buckets; of one that is laid over an earlier one, only the customers that come.
        known: the words whose codes are given, by column; all those of ``over`` among them.
        over: the generation that this one differs from in some customers.
        keep: writes, into a folder that it makes, what the next build wants besides (see ``kept``).

    Raises:
        PercorsoError: ``disk_full``, ``too_many_values``.
    """
    place, target = folder / f"{_UNFINISHED}{generation}", folder / str(generation)
    with full_disk_told(folder):
        _discard(place)
        place.mkdir(parents=True)
        try:
            _write_all(place, generation, buckets, known, over, keep)
        except BaseException:
            _discard(place)
            raise
        _discard(target)
        place.rename(target)
        sync(folder)
    reach("cache.written")


def read(folder: Path, generation: int) -> tuple[CachedBucket, ...]:
    """Open a generation, its buckets in order of their numbers.

    Raises:
        PercorsoError: ``cache_missing`` when it is not there, not whole, or of another format: build it anew.
    """
    place = folder / str(generation)
    contents, shared = _contents(place), words(folder, generation)
    found = []
    for name, files in contents.items():
        bucket = _bucket(place, int(name))
        if not _is_whole(bucket, files):
            raise layers.missing(place)
        found.append(CachedBucket(int(name), bucket, shared))
    return tuple(sorted(found, key=lambda one: one.number))


def words(folder: Path, generation: int) -> Words:
    """Read a generation's dictionaries, one per coded column; raises ``cache_missing``."""
    path = folder / str(generation) / "words.json"
    try:
        found = path.stat()
        return _words(path, found.st_ino, found.st_mtime_ns)
    except (OSError, json.JSONDecodeError):
        raise layers.missing(path.parent) from None


@lru_cache(maxsize=2)
def _words(path: Path, _inode: int, _written_at: int) -> Words:
    listed: dict[str, list[str]] = json.loads(path.read_bytes())
    return {name: tuple(texts) for name, texts in listed.items()}


def kept(folder: Path, generation: int) -> Path | None:
    """Give the folder of what a generation keeps for the next build; None where that is not there or not whole."""
    place = folder / str(generation)
    try:
        document: dict[str, Any] = json.loads((place / "contents.json").read_bytes())
    except (OSError, json.JSONDecodeError):
        return None
    files: dict[str, int] = document.get("kept", {})
    whole = files and _is_whole(place / _KEPT, files)
    return place / _KEPT if whole and document.get("format") in _READ else None


def exists(folder: Path, generation: int) -> bool:
    """Say whether a generation is there and whole."""
    try:
        read(folder, generation)
    except PercorsoError:
        return False
    return True


def sweep(folder: Path, keep: Iterable[int]) -> None:
    """Delete every generation but those kept, and what killed builds left; mapped arrays stay readable until let go."""
    kept = {str(generation) for generation in keep}
    layers.sweep(folder, kept)
    for place in folder.glob("*"):
        if place.is_dir() and place.name not in kept and not layers.is_laid(place):
            _discard(place)


def let_go() -> None:
    """Keep no columns open for the next question; whoever is at work on some keeps them until that is done."""
    _journeys.cache_clear()
    _words.cache_clear()


def _write_all(
    place: Path,
    generation: int,
    buckets: Iterable[tuple[int, Journeys, pa.Array]],
    known: Words,
    over: Over,
    keep: Callable[[Path], None] | None,
) -> None:
    own: dict[int, tuple[_Span, ...]] = {}
    with ThreadPoolExecutor(_WAITING) as disk:
        for number, parts in groupby(buckets, key=lambda part: part[0]):
            own[number] = _write_bucket(_bucket(place, number), (part[1:] for part in parts))
            disk.submit(settled, *_final(_bucket(place, number), own[number]))
            reach("cache.bucket_written")
        words = _joined(known, (span.words for span in chain.from_iterable(own.values())))
        codes = {name: {word: code for code, word in enumerate(texts)} for name, texts in words.items()}
        _write_json(place / "words.json", words)

        def made_whole(number: int) -> Path:
            if number in own:
                _recode(_bucket(place, number), own[number], codes)
            if number in over.buckets:
                _laid_over(place, number, over, number + generation)
            return _bucket(place, number)

        numbers = sorted({*own, *over.buckets})
        with ThreadPoolExecutor(_THREADS) as pool:
            # What is whole goes to the disk while others are at work.
            before = [over.buckets[number].folder if number in over.buckets else None for number in numbers]
            found = list(map(disk.submit, repeat(_synced), pool.map(made_whole, numbers), before))
        reach("cache.laid_over")
        contents = {str(number): sizes.result() for number, sizes in zip(numbers, found, strict=True)}
    if keep is not None:
        keep(place / _KEPT)
        reach("cache.kept")
    kept = {} if keep is None else _synced(place / _KEPT)
    _write_json(place / "contents.json", {"format": FORMAT, "buckets": contents, "kept": kept})
    sync(place)


def _final(bucket: Path, own: Sequence[_Span]) -> Iterator[Path]:
    """List the files of a bucket that stay as they are, whatever words others have."""
    changing = {name for span in own for name in span.words}
    return (path for path in sorted(bucket.iterdir()) if path.stem not in changing)


def _laid_over(place: Path, number: int, over: Over, turn: int) -> None:
    """Make a bucket whole: who stays in the earlier generation is linked, or copied where that is due."""
    target, before = _bucket(place, number), over.buckets[number]
    if not target.exists():
        shutil.copytree(before.folder, target, copy_function=link)
        return
    came = CachedBucket(number, target.rename(place / f"came-{number}"), {})
    held, new = (layers.layout_of(bucket.folder) for bucket in (before, came))
    folders = (*layers.sources(before.folder), came.folder)
    layout, ids = spliced(held, before.customers(), new, came.customers(), over.gone, len(folders) - 1)
    if not layers.is_whole_due(before.folder, layout, new.rows, turn):
        layers.lay(target, before.folder, came.folder, layout, _listed(ids))
        return
    columns = layers.Columns(layout, folders)
    _write_bucket(target, [(Journeys(layout.keys, layout.offsets, columns), ids)])
    shutil.rmtree(came.folder)


def _bucket(place: Path, number: int) -> Path:
    return place / f"bucket={number:02d}"


def _joined(known: Words, found: Iterable[Words]) -> dict[str, tuple[str, ...]]:
    """Extend each dictionary with the words that are new; codes once given keep their meaning."""
    new: dict[str, set[str]] = {name: set() for name in known}
    for words in found:
        for name, texts in words.items():
            new.setdefault(name, set()).update(texts)
    return {
        name: fitting((*known.get(name, ()), *sorted(texts.difference(known.get(name, ())))), name)
        for name, texts in new.items()
    }


def _recode(bucket: Path, own: Sequence[_Span], codes: Mapping[str, Mapping[str, int]]) -> None:
    """Turn codes into words of their own into those of all buckets, in place: nobody reads the files yet."""
    for name in {name for span in own for name in span.words}:
        path = bucket / f"{name}.npy"
        if not path.exists():
            continue
        column = layers.opened(path, "r+")
        for begin, end, words in own:
            texts = words.get(name, ())
            place = np.fromiter(map(codes[name].__getitem__, texts), np.int64, len(texts))
            if (place != np.arange(len(texts))).any():
                column[begin:end] = np.append(place, -1).astype(column.dtype)[column[begin:end]]


def _write_bucket(place: Path, parts: Iterable[tuple[Journeys, pa.Array]]) -> tuple[_Span, ...]:
    """Write the parts of a bucket into one file a column, and say which rows are whose."""
    place.mkdir()
    spans: list[_Span] = []
    with ExitStack() as opened:
        files: dict[str, Column] = {}
        ids = opened.enter_context(pa.ipc.new_file(str(place / layers.CUSTOMERS), _IDS))
        for journeys, customers in parts:
            if len(customers) != journeys.customers:
                raise ValueError(f"{len(customers)} customer ids for {journeys.customers} journeys")
            begin = spans[-1].end if spans else 0
            offsets = journeys.offsets + begin
            own = {"keys": journeys.keys, "offsets": offsets[1:] if spans else offsets}
            # One column after another: each may be made only when it is asked for.
            for name, column in chain(own.items(), journeys.columns.items()):
                if name not in files:
                    files[name] = opened.enter_context(Column(place / f"{name}.npy", column.dtype))
                files[name].add(column)
            ids.write_table(_listed(customers))
            spans.append(_Span(begin, begin + journeys.rows, journeys.words))
    return tuple(spans)


def _listed(customers: pa.Array) -> pa.Table:
    return pa.table([pa.array(customers, pa.string())], schema=_IDS)


def _synced(folder: Path, before: Path | None = None) -> dict[str, int]:
    """Make a folder's files durable and give their sizes; those that lie in another as well are durable."""
    held = set() if before is None else {path.stat().st_ino for path in before.rglob("*")}
    sizes = {}
    for path in (*sorted(folder.rglob("*")), folder):
        found = path.stat()
        if found.st_ino not in held:
            sync(path)
        if not path.is_dir():
            sizes[path.relative_to(folder).as_posix()] = found.st_size
    return sizes


def _write_json(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    sync(path)


def _contents(place: Path) -> dict[str, dict[str, int]]:
    try:
        document: dict[str, Any] = json.loads((place / "contents.json").read_bytes())
    except (OSError, json.JSONDecodeError):
        raise layers.missing(place) from None
    if document.get("format") not in _READ:
        raise layers.missing(place)
    buckets: dict[str, dict[str, int]] = document["buckets"]
    return buckets


@lru_cache(maxsize=_KEPT_OPEN)
def _journeys(bucket: CachedBucket, _inode: int, _written_at: int) -> Journeys:
    """Map a bucket's columns; the last ones stay open for the next question, each known by its folder's own marks."""
    return bucket.once()


def _discard(place: Path) -> None:
    """Delete a folder in a way that never leaves half of it under its own name."""
    if not place.exists():
        return
    doomed = place
    if not place.name.startswith(_UNFINISHED):
        doomed = place.with_name(f"{_UNFINISHED}deleting-{place.name}")
        shutil.rmtree(doomed, ignore_errors=True)
        place.rename(doomed)
    shutil.rmtree(doomed)


def _is_whole(folder: Path, files: Mapping[str, int]) -> bool:
    """Say whether a folder holds files of given sizes; each folder is listed once, since there are many."""
    try:
        held = dict(chain.from_iterable(map(partial(_sizes, folder), {name.rpartition("/")[0] for name in files})))
    except OSError:
        return False
    return files.items() <= held.items()


def _sizes(folder: Path, within: str) -> list[tuple[str, int]]:
    with os.scandir(folder / within) as entries:
        return [(f"{within}/{entry.name}".lstrip("/"), entry.stat().st_size) for entry in entries]
