"""The applier: the one way from the durable log into the lake, exactly once whatever dies on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from percorso.core.errors import PercorsoError, unknown
from percorso.store.arrow import conform, empty, widened
from percorso.store.bucket import Bucket
from percorso.store.faults import reach
from percorso.store.lake import Lake
from percorso.store.log import Frame, Log
from percorso.tables import EVENTS, QUARANTINE, RATES, REQUESTS, SPEND, TableSpec

# Rows held at once, and per commit.
BATCH_ROWS = 500_000
# Events come last: the frame they have reached is the frame everything has reached.
_ORDER = (SPEND, RATES, QUARANTINE, EVENTS)
_UPSERTED = (SPEND, RATES)

Progress = Callable[[int, int], None]
# Opens what came as it was sent into the tables of the lake.
Opener = Callable[[pa.Table], Mapping[str, pa.Table]]


@dataclass(frozen=True)
class Applied:
    """What one run brought into the lake.

    Attributes:
        events: new ones; ``duplicates`` were stored already or came twice.
        spend, rates: rows that are new or say something else than before; ``restated`` counts the latter of spend.
        quarantined: new ones.
    """

    events: int = 0
    spend: int = 0
    rates: int = 0
    quarantined: int = 0
    duplicates: int = 0
    restated: int = 0


def apply(
    log: Log,
    lake: Lake,
    on_progress: Progress = lambda _done, _of: None,
    opener: Opener = lambda _requests: {},
) -> Applied:
    """Bring every frame of the log that is not in the lake yet into it.

    Frames of requests are opened first; what is in one depends on that frame alone, so opening it again is harmless.

    Each table takes a batch's rows and its last frame number in one commit, so a run that dies between any two
    writes is finished by the next. Only one process may apply at a time. Progress is told after each batch: the
    frames done, and the frames to do.

    Raises:
        PercorsoError: ``log_corrupt``; ``log_behind`` when the lake has taken frames the log does not hold;
            ``unknown_table``, ``table_mismatch`` for frames of another version; ``disk_full``; ``busy``.
    """
    first = require_log(log, lake)
    last = log.sync()
    counts: Counter[str] = Counter()
    for batch in _batches(_opened(log.read(after=first, last=last), opener)):
        for spec in _ORDER:
            counts += _apply(lake, spec, batch)
            reach(f"applier.{spec.name}")
        on_progress(batch[-1].number - first, last - first)
    return Applied(**counts)


def require_log(log: Log, lake: Lake) -> int:
    """Refuse a log that lost frames the lake has taken, before new ones get their numbers and are taken for them.

    Returns:
        the last frame the lake has taken.

    Raises:
        PercorsoError: ``log_behind``; what is wrong with the log or the table of events.
    """
    taken, last = lake.applied(EVENTS), log.last
    if taken > last:
        raise PercorsoError(
            "log_behind",
            f"The lake has taken frames up to {taken}, but the log in {log.folder} ends at {last}.",
            hint="Restore the log from a backup: new data would be taken for old.",
        )
    return taken


def _opened(frames: Iterable[Frame], opener: Opener) -> Iterator[Frame]:
    """Put in place of each frame of requests the frames of what it carries, all of its number."""
    for frame in frames:
        if frame.table != REQUESTS.name:
            yield frame
            continue
        # A frame that carries nothing is reached all the same.
        tables = opener(frame.data) or {EVENTS.name: empty(EVENTS).drop_columns(["seq"])}
        yield from (Frame(frame.number, name, table) for name, table in tables.items())


def _batches(frames: Iterable[Frame]) -> Iterator[list[Frame]]:
    batch: list[Frame] = []
    rows = 0
    for frame in frames:
        # What one frame carries stays together: the frame that is reached is reached by all its tables.
        if batch and rows + frame.data.num_rows > BATCH_ROWS and frame.number != batch[-1].number:
            yield batch
            batch, rows = [], 0
        batch.append(frame)
        rows += frame.data.num_rows
    if batch:
        yield batch


def _apply(lake: Lake, spec: TableSpec, batch: Sequence[Frame]) -> Counter[str]:
    """Bring one table's rows of a batch into the lake and count them."""
    known = [one.name for one in _ORDER]
    for frame in batch:
        if frame.table not in known:
            raise unknown("table of the log", frame.table, known, code="unknown_table")
    reached = lake.applied(spec)
    pieces = [_arrived(frame, spec) for frame in batch if frame.table == spec.name and frame.number > reached]
    if not pieces and spec is not EVENTS:
        return Counter()
    table = pa.concat_tables(pieces) if pieces else empty(spec)
    if spec in _UPSERTED:
        before = lake.count(spec)
        changed = lake.upsert(spec, table, batch[-1].number)
        restated = changed - (lake.count(spec) - before) if spec is SPEND else 0
        return Counter({spec.name: changed, "restated": restated})
    fresh = _fresh(lake, spec, table)
    lake.append(spec, fresh, batch[-1].number)
    if spec is QUARANTINE:
        return Counter(quarantined=fresh.num_rows)
    return Counter(events=fresh.num_rows, duplicates=table.num_rows - fresh.num_rows)


def _arrived(frame: Frame, spec: TableSpec) -> pa.Table:
    data = widened(frame.data, spec)
    if spec is not EVENTS:
        return conform(data, spec)
    # Room for 2**20 rows a frame: the order of arrival, for ever, across frames.
    seq = frame.number * 2**20 + np.arange(data.num_rows, dtype=np.int64)
    return conform(data.append_column("seq", pa.array(seq)), spec)


def _fresh(lake: Lake, spec: TableSpec, table: pa.Table) -> pa.Table:
    """Keep the rows whose id is not stored, the first of each; memory is bounded by the rows given."""
    if not table.num_rows:
        return table
    (key,) = spec.key
    arrived = pa.table({"id": table[key], "place": pa.array(np.arange(table.num_rows))})
    # The stored ids are streamed past the arrived ones; only those found in both are kept.
    text = f"""
        WITH stored AS MATERIALIZED (SELECT DISTINCT {key} AS id FROM {spec.name} SEMI JOIN arrived ON {key} = id)
        SELECT min(place) AS place FROM arrived ANTI JOIN stored USING (id) GROUP BY id ORDER BY place"""
    with Bucket(0, {spec.name: lake.files(spec), "arrived": arrived}) as bucket:
        first = bucket.sql(text)
    return table if first.num_rows == table.num_rows else table.take(first["place"])
