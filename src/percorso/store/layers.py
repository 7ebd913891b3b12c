"""Layers: a cached bucket in which who was traced again lies beside what earlier builds wrote, which is linked.

A build touches some customers of every bucket, and copying the journeys of all others takes longer than tracing these.
So a bucket may be a few folders of columns and, for each customer, in which of them the rows are and where. Whoever
asks for a column gets it as one array: it is put together once, into a file that others find there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal
from uuid import uuid4

import numpy as np
import pyarrow as pa

from percorso.core.errors import PercorsoError
from percorso.sequence.journeys import Array
from percorso.sequence.splice import Layout, Runs
from percorso.store.columns import Column
from percorso.store.durable import sync
from percorso.store.faults import reach
from percorso.store.kept import link

# A bucket with so many layers is written whole, and every so many builds in any case, so that not all are at once; …
LAYERS = 8
# … one that holds so many times its rows too: who was traced again lies in it more than once.
_MOST_ROWS = 1.5
# Smaller buckets are always written whole: copying them takes no time.
SMALL_BYTES = 4_000_000

CUSTOMERS = "customers.arrow"
# Of a bucket as it is to be seen; all other files are columns.
_KEYS, _OFFSETS, _SOURCE, _START = "keys", "offsets", "source", "start"
_LAID = "laid-"
# NumPy reads a file's header with Python's own parser, and CPython 3.11 counts the depth of parsing for all threads
# together: two at once end, seldom, in "AST constructor recursion depth mismatch".
_HEADERS = Lock()
# Tells one start of the system from another: random(4).
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Columns(Mapping[str, Array]):
    """The columns of a bucket in layers; each is put together when it is first asked for, and stays.

    Asking raises ``PercorsoError`` (``cache_missing``) where later builds have swept the layers away.

    Args:
        layout: where the customers' rows are.
        layers: folders of columns.
        place: where columns are put together for all who ask later, and made anew when they are lost; None where none
            is to stay.
    """

    def __init__(self, layout: Layout, layers: tuple[Path, ...], place: Path | None = None) -> None:
        self._layout, self._layers, self._place = layout, layers, place
        self._names = tuple(path.stem for path in column_files(layers[0]))
        self._found: dict[str, Array] = {}
        self._one_at_a_time = Lock()

    def __getitem__(self, name: str) -> Array:
        if name not in self._names:
            raise KeyError(name)
        if self._place is None:
            return self._whole(name)
        with self._one_at_a_time:
            if name not in self._found:
                self._found[name] = self._mapped(self._place / f"{name}.npy")
            return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _mapped(self, path: Path) -> Array:
        with suppress(FileNotFoundError):
            return mapped(path)
        try:
            whole = self._whole(path.stem)
        except FileNotFoundError:
            raise missing(self._layers[0].parents[1]) from None
        whole.setflags(write=False)
        # Where nothing can be written, as on a full disk, the array will do.
        with suppress(OSError):
            _put(path, whole)
            return mapped(path)
        return whole

    def _whole(self, name: str) -> Array:
        return self._runs.column([mapped(layer / f"{name}.npy") for layer in self._layers])

    @cached_property
    def _runs(self) -> Runs:
        return self._layout.runs()


def layout_of(bucket: Path) -> Layout:
    """Tell where the rows of a bucket's customers are."""
    keys = mapped(bucket / f"{_KEYS}.npy").astype(np.uint64, copy=False)
    offsets = mapped(bucket / f"{_OFFSETS}.npy").astype(np.int64, copy=False)
    if not _layers(bucket):
        return Layout.of(keys, offsets)
    source = mapped(bucket / f"{_SOURCE}.npy").astype(np.int16, copy=False)
    return Layout(keys, offsets, source, mapped(bucket / f"{_START}.npy").astype(np.int64, copy=False))


def columns_of(bucket: Path) -> Mapping[str, Array]:
    """Give a bucket's columns; each is one array, whatever it is made of."""
    layers = _layers(bucket)
    if not layers:
        return {path.stem: mapped(path) for path in column_files(bucket)}
    generation = bucket.parent
    place = generation.with_name(f"{_LAID}{generation.name}-{_boot()}") / bucket.name
    return Columns(layout_of(bucket), layers, place)


def sources(bucket: Path) -> tuple[Path, ...]:
    """List the folders of columns that a bucket is made of."""
    return _layers(bucket) or (bucket,)


def column_files(folder: Path) -> list[Path]:
    """List the files of the columns alone."""
    return [path for path in sorted(folder.glob("*.npy")) if path.stem not in (_KEYS, _OFFSETS, _SOURCE, _START)]


def is_whole_due(bucket: Path, layout: Layout, came: int, turn: int) -> bool:
    """Say whether a bucket is to be written whole, instead of one more layer over it.

    Args:
        bucket: as it was.
        layout: as it is to be.
        came: how many rows come.
        turn: of all buckets, another part each time is at its turn.
    """
    layers = sources(bucket)
    files = [column_files(layer) for layer in layers]
    if sum(path.stat().st_size for path in files[0]) < SMALL_BYTES or len(layers) > LAYERS:
        return True
    held = sum(len(mapped(paths[0])) for paths in files) + came
    return held > _MOST_ROWS * layout.rows or (len(layers) > 1 and turn % LAYERS == 0)


def lay(target: Path, before: Path, came: Path, layout: Layout, customers: pa.Table) -> None:
    """Write a bucket as layers: those of before, which are linked, and over them what came, which is moved there."""
    target.mkdir()
    held = sources(before)
    for number, folder in enumerate(held):
        layer = target / f"layer={number}"
        layer.mkdir()
        for path in column_files(folder):
            link(path, layer / path.name)
    layer = target / f"layer={len(held)}"
    came.rename(layer)
    for name in (f"{_KEYS}.npy", f"{_OFFSETS}.npy", CUSTOMERS):
        (layer / name).unlink()
    reach("cache.layered")
    told: Mapping[str, Array] = dict(zip((_KEYS, _OFFSETS, _SOURCE, _START), layout, strict=True))
    for name, column in told.items():
        with Column(target / f"{name}.npy", column.dtype) as file:
            file.add(column)
    with pa.ipc.new_file(str(target / CUSTOMERS), customers.schema) as ids:
        ids.write_table(customers)


def sweep(folder: Path, keep: Iterable[str]) -> None:
    """Delete the columns that were put together for generations that are gone, or before the system's last start."""
    kept = {f"{_LAID}{generation}-{_boot()}" for generation in keep}
    for place in folder.glob(f"{_LAID}*"):
        if place.name not in kept:
            shutil.rmtree(place, ignore_errors=True)


def is_laid(place: Path) -> bool:
    """Say whether a folder beside the generations holds columns that were put together."""
    return place.name.startswith(_LAID)


def mapped(path: Path) -> Array:
    """Map a column; it cannot be changed."""
    # The plain array over the map: compiled kernels know nothing of numpy's own mapped type.
    return np.asarray(opened(path, "r"))


def opened(path: Path, mode: Literal["r", "r+"]) -> np.memmap[Any, Any]:
    """Open a column's file as an array."""
    with _HEADERS:
        array: np.memmap[Any, Any] = np.load(path, mmap_mode=mode, allow_pickle=False)
        return array


def missing(generation: Path) -> PercorsoError:
    """Build the error for a generation that is not there, or not whole."""
    return PercorsoError(
        "cache_missing", f"The journey cache in {generation} is missing or not whole.", hint="Run: percorso build."
    )


def _layers(bucket: Path) -> tuple[Path, ...]:
    found = bucket.glob("layer=*")
    return tuple(sorted(found, key=lambda layer: int(layer.name.partition("=")[2])))


def _put(path: Path, whole: Array) -> None:
    """Write a column for others to find, whole before it has its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{uuid4().hex}")
    try:
        with Column(beside, whole.dtype) as file:
            file.add(whole)
        if not _boot():
            sync(beside)
        beside.rename(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@lru_cache(maxsize=1)
def _boot() -> str:
    """Name this start of the system; empty where it has no name.

    A power cut may leave half of a file that nobody forced onto the disk. Nothing that was put together before the
    system's last start is looked at, so none need be.
    """
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""
