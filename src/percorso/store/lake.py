"""The lake: the tables of ``percorso.tables`` in Delta Lake, changed by single commits and read at fixed versions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from deltalake import DeltaTable

from percorso.core.errors import PercorsoError
from percorso.store.arrow import conform, schema
from percorso.store.bucket import Bucket
from percorso.store.delta import Action, LiveFile, commit, layer_of, live, opened, removal, widen, written
from percorso.store.durable import Settle, settled
from percorso.store.footers import may_hold
from percorso.store.snapshots import Snapshot, snapshot
from percorso.tables import PUBLISHED, TableSpec

# Kept within one commit of the rows it belongs to: the last log frame whose rows are in the table, …
APPLIED = "applier"
# … and how often the table's rows have changed; compaction and bookkeeping do not count.
REVISION = "revision"
# A table has too many live files above this, or above its partitions and half of this again.
LIVE_FILES = 100
# Files smaller than this are worth merging; a large table merges up to a hundredth of itself.
SMALL_FILE = 32 * 2**20
_IGNORED = "received_at"
# In more pieces than this rows are put together, which copies them.
_PIECES = 1_000


class Part(NamedTuple):
    """A bucket's new content, on the disk and in no version yet: in place of what it holds, or a layer over that."""

    bucket: int
    actions: tuple[Action, ...]
    whole: bool = True


class Lake:
    """A folder of Delta tables, each made when it is first touched. One writer a table; any number of readers.

    Args:
        folder: where the tables are.
        published: where those are that builds publish, if elsewhere.
    """

    def __init__(self, folder: Path, published: Path | None = None) -> None:
        self.folder = folder
        self._published = published or folder

    def version(self, spec: TableSpec) -> int:
        """Give a table's newest version."""
        return self._at(spec).version

    def identity(self, spec: TableSpec) -> str:
        """Name a table for as long as it is there: another one made in its place has another name."""
        return self._at(spec).identity

    def touched(self, spec: TableSpec) -> int:
        """Say when a table last changed, in nanoseconds; read at once, and 0 before the first time."""
        commits = self._folder(spec) / "_delta_log"
        return commits.stat().st_mtime_ns if commits.exists() else 0

    def revision(self, spec: TableSpec, version: int | None = None) -> int:
        """Count how often a table's rows had changed by a version (the newest by default)."""
        return self._at(spec, version).mark(REVISION)

    def applied(self, spec: TableSpec) -> int:
        """Give the last log frame whose rows are in the table; 0 before the first."""
        return self._at(spec).mark(APPLIED)

    def count(self, spec: TableSpec, version: int | None = None) -> int:
        """Count a table's rows without reading them."""
        return sum(file.rows for file in self._at(spec, version).files)

    def files(self, spec: TableSpec, version: int | None = None, bucket: int | None = None) -> tuple[Path, ...]:
        """List a version's data files, of one bucket or of all; their folder's name holds the partition."""
        found = self._at(spec, version)
        return found.paths if bucket is None else found.paths_by_partition.get(str(bucket), ())

    def files_holding(
        self, spec: TableSpec, column: str, values: Sequence[int], version: int | None = None
    ) -> tuple[Path, ...]:
        """List a version's data files that may hold one of some whole numbers, as their footers tell."""
        wanted = sorted(values)
        return tuple(path for path in self.files(spec, version) if may_hold(path, column, wanted))

    def part(self, path: Path, spec: TableSpec, columns: Sequence[str]) -> pa.Table:
        """Read columns of one data file."""
        return _whole(path, spec, columns).select(list(columns))

    def read(
        self,
        spec: TableSpec,
        version: int | None = None,
        columns: Sequence[str] | None = None,
        filter: pc.Expression | None = None,  # noqa: A002
    ) -> pa.Table:
        """Read a version, whole or in part; row order is not defined."""
        names = list(columns) if columns is not None else list(spec.columns)
        by = ds.partitioning(pa.schema([schema(spec).field(spec.partition)]), flavor="hive") if spec.partition else None
        paths = [str(path) for path in self.files(spec, version)]
        base = str(self._folder(spec))
        whole = ds.dataset(paths, schema(spec), "parquet", partitioning=by, partition_base_dir=base)
        return whole.to_table(names, filter=filter)

    def append(self, spec: TableSpec, table: pa.Table, applied_to: int) -> None:
        """Add rows and the log frame they reach to in one commit; does nothing when that frame is in already.

        A table without rows only moves the mark.
        """
        target = self._open(spec)
        if applied_to <= (target.transaction_version(APPLIED) or 0):
            return
        widen(self._folder(spec), target, spec)
        actions = list(self._parts(spec, conform(table, spec)))
        self._commit(target, spec, actions, applied_to)

    def upsert(self, spec: TableSpec, table: pa.Table, applied_to: int) -> int:
        """Replace rows of equal key and add the others, in one commit, for tables small enough to write whole.

        Returns:
            how many rows are new or say something else than before (when they were received is not compared).
        """
        target = self._open(spec)
        if applied_to <= (target.transaction_version(APPLIED) or 0):
            return 0
        stored = self.read(spec, target.version())
        changed, merged = _merge(spec, stored, conform(table, spec))
        if not changed:
            self._commit(target, spec, [], applied_to)
            return 0
        actions: list[Action] = [removal(spec, file) for file in live(target)]
        self._commit(target, spec, [*actions, *self._parts(spec, merged)], applied_to)
        return changed

    def replace(self, spec: TableSpec, table: pa.Table, layer: int = 0) -> int:
        """Put a table's new content in place of all it held, in one commit, and return the version."""
        target = self._open(spec)
        actions: list[Action] = [removal(spec, file) for file in live(target)]
        return self._commit(target, spec, [*actions, *self._parts(spec, conform(table, spec), layer)])

    def stage_piecewise(self, spec: TableSpec, pieces: Iterable[pa.Table], layer: int = 0) -> tuple[Action, ...]:
        """Write all content of a table without partitions beside what is there; one piece is in memory at a time.

        No version shows it before ``replace_staged``.
        """
        self._open(spec)
        rows = (conform(piece, spec) for piece in pieces)
        first = next(rows, None)
        if first is None or not first.num_rows:
            return ()
        return (written(self._folder(spec), spec, "", chain([first], rows), layer=layer),)

    def replace_staged(self, spec: TableSpec, staged: Iterable[Action]) -> int:
        """Put staged content in place of all that a table held, in one commit, and return the version."""
        target = self._open(spec)
        return self._commit(target, spec, [*(removal(spec, file) for file in live(target)), *staged])

    def lay_staged(self, spec: TableSpec, staged: Iterable[Action]) -> int:
        """Lay staged content over what a table without partitions holds, in one commit, and return the version."""
        return self._commit(self._open(spec), spec, list(staged))

    def lay(self, spec: TableSpec, table: pa.Table, layer: int) -> int:
        """Lay rows over what a table without partitions holds, in one commit, and return the version."""
        return self._commit(self._open(spec), spec, list(self._parts(spec, conform(table, spec), layer)))

    def stage(
        self,
        spec: TableSpec,
        number: int,
        table: pa.Table,
        layer: int = 0,
        *,
        whole: bool = True,
        settle: Settle = settled,
    ) -> Part:
        """Write a bucket's new content beside what is there; no version shows it before ``publish``.

        Args:
            spec: the table.
            number: the bucket.
            table: its rows.
            layer: the number that the file's name tells (see ``delta.layer_of``).
            whole: whether they are all its rows; else they lie over those it has.
            settle: forces the file onto the disk, before it is published (see ``durable.settling``).
        """
        return Part(number, tuple(self._parts(spec, _of_bucket(spec, number, table), layer, settle)), whole)

    def publish(self, spec: TableSpec, parts: Iterable[Part]) -> int:
        """Put staged content in place of those buckets', or over it, in one commit; return the version."""
        target = self._open(spec)
        widen(self._folder(spec), target, spec)
        staged = tuple(parts)
        named = {str(part.bucket) for part in staged if part.whole}
        removed = [removal(spec, file) for file in live(target) if file.partition in named]
        return self._commit(target, spec, [*removed, *(action for part in staged for action in part.actions)])

    def replace_buckets(self, spec: TableSpec, parts: Iterable[tuple[int, pa.Table]]) -> int:
        """Put new content in place of the named buckets' and return the version; other buckets stay as they are.

        Each bucket becomes one file, written as it comes, so memory is bounded by one bucket; one commit then shows
        all of them at once.
        """
        return self.publish(spec, [self.stage(spec, number, part) for number, part in parts])

    def rewrite(
        self,
        spec: TableSpec,
        change: Callable[[pa.Table], pa.Table | None],
        before: Callable[[], None] = lambda: None,
    ) -> int:
        """Write the files again whose rows change, all in one commit, and return how many rows went.

        For the table's one writer; memory is bounded by the largest file. Older versions keep the files of before until
        ``sweep`` deletes them.

        Args:
            spec: the table.
            change: gives a file's rows, without the partition's column, as they shall be, or None where they stay.
            before: called once all is written, before it is shown.
        """
        target, folder = self._open(spec), self._folder(spec)
        actions: list[Action] = []
        gone = 0
        for file in live(target):
            rows = change(_whole(folder / file.path, spec))
            if rows is not None:
                gone += file.rows - rows.num_rows
                actions.append(removal(spec, file))
                if rows.num_rows:
                    actions.append(written(folder, spec, file.partition, [rows], layer=layer_of(file.path)))
        if actions:
            before()
            widen(folder, target, spec)
            self._commit(target, spec, actions)
        return gone

    def rewind(self, spec: TableSpec, version: int) -> int:
        """Bring back a version's content as the newest one, unless it is that already, and return the version."""
        if self._at(spec).files == self._at(spec, version).files:
            return self.version(spec)
        self._open(spec).restore(version)
        return self.version(spec)

    def thin(self, spec: TableSpec) -> None:
        """Merge small files while there are too many, those first that cost least; each merge is a commit of its own.

        For the table's one writer, between its commits: so that what it adds is never held up for long. Older versions
        keep their files.
        """
        while _crowded(files := self._at(spec).files):
            groups = list(_groups(files))
            if not groups:
                return
            self._merge(spec, [min(groups, key=_cost)])

    def compact(self, spec: TableSpec) -> None:
        """Merge each partition's small files; memory is bounded by the largest of them."""
        self._merge(spec, list(_groups(self._at(spec).files)))

    def _merge(self, spec: TableSpec, groups: Sequence[Sequence[LiveFile]]) -> None:
        target, folder = self._open(spec), self._folder(spec)
        widen(folder, target, spec)
        actions: list[Action] = []
        for group in groups:
            actions += [removal(spec, file, news=False) for file in group]
            tables = (_whole(folder / file.path, spec) for file in group)
            actions.append(written(folder, spec, group[0].partition, tables, news=False))
        if actions:
            commit(folder, target, spec, actions, {})

    def sweep(self, spec: TableSpec, keep: Iterable[int] = (), age: float = 0.0) -> int:
        """Delete data files that neither the newest version nor a kept one holds, and return how many.

        For the table's one writer, since a file that another is about to commit would go too; or for anybody, where
        files younger than ``age``, in seconds, stay.
        """
        kept = {path for version in (None, *keep) for path in self.files(spec, version)}
        before = time.time() - age
        stale = [path for path in self._folder(spec).rglob("part-*.parquet") if path not in kept]
        stale = [path for path in stale if not age or path.stat().st_mtime < before]
        for path in stale:
            path.unlink()
        return len(stale)

    def _folder(self, spec: TableSpec) -> Path:
        own = self._published if spec in PUBLISHED else self.folder
        return own.absolute() / spec.name

    def _at(self, spec: TableSpec, version: int | None = None) -> Snapshot:
        return snapshot(self._folder(spec), spec, version)

    def _open(self, spec: TableSpec) -> DeltaTable:
        """Open a table to write to it."""
        return opened(self._folder(spec), spec)

    def _parts(self, spec: TableSpec, table: pa.Table, layer: int = 0, settle: Settle = settled) -> Iterator[Action]:
        """Write a table's rows, one file a partition."""
        if not table.num_rows:
            return
        if not spec.partition:
            yield written(self._folder(spec), spec, "", [table], layer=layer, settle=settle)
            return
        for value, rows in _by(spec.partition, table):
            yield written(self._folder(spec), spec, value, [rows], layer=layer, settle=settle)

    def _commit(self, table: DeltaTable, spec: TableSpec, actions: list[Action], applied_to: int | None = None) -> int:
        marks = {} if applied_to is None else {APPLIED: applied_to}
        if actions:
            marks[REVISION] = (table.transaction_version(REVISION) or 0) + 1
        return commit(self._folder(spec), table, spec, actions, marks) if marks else table.version()


def _merge(spec: TableSpec, stored: pa.Table, incoming: pa.Table) -> tuple[int, pa.Table]:
    """Count what changes, and give the table after it; of two incoming rows with one key the later wins."""
    numbered = incoming.append_column("arrival", pa.array(range(incoming.num_rows), pa.int64()))
    key = ", ".join(f'"{name}"' for name in spec.key)
    same = " AND ".join(f'l."{name}" IS NOT DISTINCT FROM s."{name}"' for name in spec.columns if name != _IGNORED)
    text = f"""
        WITH latest AS (SELECT * EXCLUDE (arrival) FROM incoming
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY arrival DESC) = 1),
        changed AS (SELECT l.* FROM latest l ANTI JOIN stored s ON {same})
        SELECT *, true AS new FROM changed
        UNION ALL BY NAME SELECT *, false AS new FROM stored ANTI JOIN changed USING ({key}) ORDER BY {key}"""
    with Bucket(0, {"stored": stored, "incoming": numbered}) as bucket:
        merged = bucket.sql(text)
    return pc.sum(merged["new"]).as_py() or 0, conform(merged.drop_columns(["new"]), spec)


def _of_bucket(spec: TableSpec, number: int, part: pa.Table) -> pa.Table:
    table = conform(part, spec)
    if table.num_rows and pc.unique(table[spec.partition]).to_pylist() != [number]:
        message = f"Rows given as bucket {number} of '{spec.name}' belong to another bucket."
        raise PercorsoError("table_mismatch", message)
    return table


def _by(partition: str, table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Part a table's rows by a column; rows of one value mostly stand together, as those of days do."""
    column = table[partition].combine_chunks()
    changed = np.flatnonzero(np.asarray(pc.not_equal(column[1:], column[:-1]), dtype=bool)) + 1
    if len(changed) > _PIECES:
        values = pc.unique(column)
        yield from ((str(value), table.filter(pc.equal(column, value))) for value in values)
        return
    found: dict[str, list[pa.Table]] = {}
    for begin, end in pairwise((0, *changed.tolist(), table.num_rows)):
        found.setdefault(str(column[begin]), []).append(table.slice(begin, end - begin))
    yield from ((value, pa.concat_tables(pieces)) for value, pieces in found.items())


def _whole(path: Path, spec: TableSpec, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a file of a table, whole or in part; of columns that are younger than it, it holds nothing."""
    with pq.ParquetFile(path) as file:
        table = file.read(columns if columns is None else [name for name in columns if name in file.schema_arrow.names])
    for field in schema(spec):
        wanted = columns is None or field.name in columns
        if wanted and field.name not in table.column_names and field.name != spec.partition:
            table = table.append_column(field, pa.nulls(table.num_rows, field.type))
    return table


def _crowded(files: Sequence[LiveFile]) -> bool:
    return len(files) > max(LIVE_FILES, len({file.partition for file in files}) + LIVE_FILES // 2)


def _cost(group: Sequence[LiveFile]) -> float:
    """Say how many bytes are written again for each file fewer."""
    return sum(file.size for file in group) / (len(group) - 1)


def _groups(files: Sequence[LiveFile]) -> Iterator[list[LiveFile]]:
    """Gather each partition's small files into groups worth one file."""
    enough = max(SMALL_FILE, sum(file.size for file in files) // LIVE_FILES)
    gathered: dict[str, list[LiveFile]] = {}
    for file in files:
        if file.size >= enough:
            continue
        group = gathered.setdefault(file.partition, [])
        group.append(file)
        if sum(one.size for one in group) >= enough:
            yield gathered.pop(file.partition)
    yield from (group for group in gathered.values() if len(group) > 1)
