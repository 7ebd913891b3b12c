"""Delta tables as the lake uses them: our own Parquet files, added and removed by single commits.

A file's entry in the log says how many rows it has and nothing of their values: identifiers never get into the log.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Schema, Transaction
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from percorso.core.errors import PercorsoError
from percorso.store import parquet
from percorso.store.arrow import schema
from percorso.store.durable import Settle, full_disk_told, settled, sync
from percorso.store.faults import reach
from percorso.store.versions import newer_workspace
from percorso.tables import PUBLISHED, TableSpec

CHECKPOINT_EVERY = 50
_LAYER = re.compile(r"part-(\d{8})-[0-9a-f]+\.parquet$")
Action = AddAction | RemoveAction


class LiveFile(NamedTuple):
    """One data file of a table's version; ``partition`` is its partition's value as text, empty for none."""

    path: str
    size: int
    rows: int
    partition: str


def opened(folder: Path, spec: TableSpec, version: int | None = None) -> DeltaTable:
    """Open a table, at its newest version unless one is given; a table nobody wrote yet is made, empty.

    Raises:
        PercorsoError: ``table_unreadable``, such as for a version that is gone; ``newer_workspace``.
    """
    try:
        table = DeltaTable(folder, version=version)
    except TableNotFoundError:
        return _created(folder, spec)
    except DeltaError as error:
        raise _unopened(folder, spec, error) from error
    unknown = [field.name for field in table.schema().fields if field.name not in spec.columns]
    if unknown:
        raise newer_workspace(f"its table '{spec.name}' has a column '{unknown[0]}', which this program does not know")
    return table


def live(table: DeltaTable) -> list[LiveFile]:
    """List the data files of the version a table was opened at, in order of their paths."""
    rows = pa.table(table.get_add_actions()).to_pylist()
    return sorted(
        LiveFile(row["path"], row["size_bytes"], row["num_records"], _text(row.get("partition"))) for row in rows
    )


def written(
    folder: Path,
    spec: TableSpec,
    partition: str,
    tables: Iterable[pa.Table],
    *,
    layer: int = 0,
    news: bool = True,
    settle: Settle = settled,
) -> AddAction:
    """Write one data file, durable but not yet part of any version, and return the action that adds it.

    It is durable once ``settle`` (see ``parquet.write``) has done what it was asked to.

    ``partition`` is the value of the specification's partition column, as text; the file itself does not hold it. Its
    name tells its layer (see ``layer_of``).
    """
    inner = pa.schema([field for field in schema(spec) if field.name != spec.partition])
    place = f"{spec.partition}={partition}/" if spec.partition else ""
    path = f"{place}part-{layer:08d}-{uuid4().hex}.parquet" if layer else f"{place}part-{uuid4().hex}.parquet"
    chosen = (table.select(inner.names) for table in tables)
    rows = parquet.write(folder / path, inner, chosen, _compression(spec), settle, _group(spec))
    reach("lake.file_written")
    return AddAction(
        path=path,
        size=(folder / path).stat().st_size,
        partition_values={spec.partition: partition} if spec.partition else {},
        modification_time=_now(),
        data_change=news,
        stats=json.dumps({"numRecords": rows}),
    )


def _compression(spec: TableSpec) -> str:
    """Choose how a table's pages are compressed: what builds write anew over and over is written fast, events small."""
    return "snappy" if spec in PUBLISHED else "zstd"


def _group(spec: TableSpec) -> int:
    """Choose the rows of a row group: a bucket's customers and pages are words of each group of a published table."""
    return 2 * parquet.ROW_GROUP if spec in PUBLISHED else parquet.ROW_GROUP


def layer_of(path: str | Path) -> int:
    """Read the layer of a data file off its name: of files with rows of one customer the highest holds; 0 for none."""
    found = _LAYER.search(str(path))
    return int(found[1]) if found else 0


def removal(spec: TableSpec, file: LiveFile, *, news: bool = True) -> RemoveAction:
    """Build the action that takes a data file out of the next version; the file itself stays for older ones.

    ``news`` (also of ``written``) is whether rows change: compaction tells those who follow a table that none did.
    """
    values: dict[str, str | None] = {spec.partition: file.partition} if spec.partition else {}
    return RemoveAction(file.path, news, _now(), file.size, values)


def commit(
    folder: Path, table: DeltaTable, spec: TableSpec, actions: Sequence[Action], marks: Mapping[str, int]
) -> int:
    """Make files and marks the next version, all or nothing, durable, and return its number.

    Marks are Delta's application transactions: small named numbers that change together with the data.

    Raises:
        PercorsoError: ``busy`` when another process changed the table meanwhile; ``disk_full``.
    """
    properties = CommitProperties(app_transactions=[Transaction(name, number) for name, number in marks.items()])
    reach("lake.committing")
    try:
        with full_disk_told(folder):
            table.create_write_transaction(
                list(actions), "append", schema(spec), _partition(spec), commit_properties=properties
            )
    except CommitFailedError as error:
        raise _changed(spec) from error
    reach("lake.committed")
    table.update_incremental()
    _sync_log(folder, table)
    return table.version()


def widen(folder: Path, table: DeltaTable, spec: TableSpec) -> None:
    """Let a table that was made before a specification had all its columns take rows that hold them; old rows do not.

    Raises:
        PercorsoError: ``busy`` when another process changed the table meanwhile; ``disk_full``.
    """
    held = {field.name for field in table.schema().fields}
    later = [field for field in Schema.from_arrow(schema(spec)).fields if field.name not in held]
    if not later:
        return
    try:
        with full_disk_told(folder):
            table.alter.add_columns(later)
    except CommitFailedError as error:
        raise _changed(spec) from error
    table.update_incremental()
    _sync_log(folder, table)


def _sync_log(folder: Path, table: DeltaTable) -> None:
    log = folder / "_delta_log"
    sync(log / f"{table.version():020d}.json")
    sync(log)


def _changed(spec: TableSpec) -> PercorsoError:
    message = f"Another process changed the table '{spec.name}'."
    return PercorsoError("busy", message, hint="Run the same command again.")


def _unopened(folder: Path, spec: TableSpec, error: DeltaError) -> PercorsoError:
    # The engine may add a trace of its own calls below the one line that says what is wrong.
    said = str(error).splitlines()[0]
    if "Unsupported" in said:
        return newer_workspace(f"its table '{spec.name}' asks for more than this program can read ({said})")
    hint = "Put the folder back from a copy."
    return PercorsoError("table_unreadable", f"The table in {folder} cannot be read: {said}.", hint=hint)


def _created(folder: Path, spec: TableSpec) -> DeltaTable:
    folder.mkdir(parents=True, exist_ok=True)
    numbers = [name for name, (kind, _) in spec.columns.items() if kind != "string" and name != spec.partition]
    configuration = {
        "delta.checkpointInterval": str(CHECKPOINT_EVERY),
        # Should another engine write here: texts may be identifiers, and those stay out of the log.
        "delta.dataSkippingStatsColumns": ",".join(numbers),
        # A published version is read for as long as nothing newer is published, however long that is.
        "delta.enableExpiredLogCleanup": "false",
    }
    with full_disk_told(folder):
        DeltaTable.create(folder, schema(spec), "ignore", _partition(spec), configuration=configuration)
    return DeltaTable(folder)


def _partition(spec: TableSpec) -> list[str] | None:
    return [spec.partition] if spec.partition else None


def _text(partition: Mapping[str, object] | None) -> str:
    return str(next(iter(partition.values()))) if partition else ""


def _now() -> int:
    """Give the present in milliseconds, as Delta writes times."""
    return time.time_ns() // 1_000_000
