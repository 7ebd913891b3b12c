"""The applier: the one way from the durable log into the lake, exactly once whatever dies on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.errors import PercorsoError, unknown
from percorso.core.privacy import STAND_IN
from percorso.store.arrow import conform, empty, widened
from percorso.store.faults import reach
from percorso.store.known import Keys, Known, keys_of
from percorso.store.lake import Lake
from percorso.store.log import Log
from percorso.store.pieces import Opener, Piece, ahead, batches, opened
from percorso.tables import EVENTS, QUARANTINE, RATES, SPEND, TableSpec

# Events come last: the frame they have reached is the frame everything has reached.
_ORDER = (SPEND, RATES, QUARANTINE, EVENTS)
_UPSERTED = (SPEND, RATES)

Progress = Callable[[int, int], None]
# Changes new events before they are stored, and counts those that are not stored at all, by why.
Refiner = Callable[[pa.Table], tuple[pa.Table, Mapping[str, int]]]
# Leaves out refused rows that are not to be kept; how they are counted among what is dropped.
Screen = Callable[[pa.Table], pa.Table]
SCREENED = "screened_rows"


@dataclass(frozen=True)
class Applied:
    """What one run brought into the lake.

    Attributes:
        events: new ones; ``duplicates`` were stored already or came twice.
        spend, rates: rows that are new or say something else than before; ``restated`` counts the latter of spend.
        quarantined: new ones.
        dropped: new events that the shop's settings keep out of the lake, by why.
    """

    events: int = 0
    spend: int = 0
    rates: int = 0
    quarantined: int = 0
    duplicates: int = 0
    restated: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)

    def erased(self, steps: Sequence[str]) -> int:
        """Count what some steps kept out, and the refused rows that were not kept."""
        return sum(self.dropped.get(name, 0) for name in (*steps, SCREENED))


def apply(
    log: Log,
    lake: Lake,
    known: Path,
    on_progress: Progress = lambda _done, _of: None,
    opener: Opener = lambda _requests: {},
    refiner: Refiner = lambda events: (events, {}),
    screen: Screen = lambda refused: refused,
) -> Applied:
    """Bring every frame of the log that is not in the lake yet into it.

    Frames of requests are opened first; what is in one depends on that frame alone, so opening it again is harmless.

    Each table takes a batch's rows and its last frame number in one commit, so a run that dies between any two
    writes is finished by the next. Only one process may apply at a time. Progress is told after each batch: the
    frames done, and the frames to do.

    Args:
        log: what came.
        lake: where it goes.
        known: a folder for the ids that the lake holds, made again from the lake where it is missing.
        on_progress: told after each batch.
        opener: opens requests.
        refiner: changes events that are new.
        screen: leaves out refused rows.

    Raises:
        PercorsoError: ``log_corrupt``; ``log_behind`` when the lake has taken frames the log does not hold;
            ``unknown_table``, ``table_mismatch`` for frames of another version; ``disk_full``; ``busy``.
    """
    first = require_log(log, lake)
    last = log.sync()
    counts, dropped = Counter[str](), Counter[str]()
    if first < last:
        tables = _Tables(lake, known, refiner, screen, dropped)
        for batch in ahead(batches(opened(log.read(after=first, last=last), opener))):
            for spec in _ORDER:
                counts += tables.apply(spec, batch)
                reach(f"applier.{spec.name}")
            on_progress(batch[-1].last - first, last - first)
    return Applied(**counts, dropped=dropped)


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


class _Tables:
    """The tables of the lake while batches are applied to them."""

    def __init__(self, lake: Lake, known: Path, refiner: Refiner, screen: Screen, dropped: Counter[str]) -> None:
        self._lake = lake
        self._refiner = refiner
        self._screen = screen
        self._dropped = dropped
        self._known = {spec.name: Known(known, lake, spec) for spec in (QUARANTINE, EVENTS)}

    def apply(self, spec: TableSpec, batch: Sequence[Piece]) -> Counter[str]:
        """Bring one table's rows of a batch into the lake and count them."""
        names = [one.name for one in _ORDER]
        for piece in batch:
            if piece.table not in names:
                raise unknown("table of the log", piece.table, names, code="unknown_table")
        reached = self._lake.applied(spec)
        rows = [found for piece in batch if piece.table == spec.name and (found := piece.after(reached)).num_rows]
        if not rows and spec is not EVENTS:
            return Counter()
        table = pa.concat_tables([_conformed(one, spec) for one in rows]) if rows else empty(spec)
        if spec in _UPSERTED:
            return self._upsert(spec, table, batch[-1].last)
        return self._append(spec, table, batch[-1].last)

    def _upsert(self, spec: TableSpec, table: pa.Table, last: int) -> Counter[str]:
        before = self._lake.count(spec)
        changed = self._lake.upsert(spec, table, last)
        restated = changed - (self._lake.count(spec) - before) if spec is SPEND else 0
        return Counter({spec.name: changed, "restated": restated})

    def _append(self, spec: TableSpec, table: pa.Table, last: int) -> Counter[str]:
        known = self._known[spec.name]
        keys = keys_of(table[spec.key[0]])
        places = known.fresh(keys)
        fresh = table if len(places) == table.num_rows else table.take(pa.array(places))
        stored, ids = fresh, keys[:, places]
        if spec is EVENTS:
            stored, dropped = self._refiner(fresh)
            self._dropped.update(dropped)
            stored, ids = _once(known, fresh, stored, keys[:, places])
        elif spec is QUARANTINE:
            stored = self._screen(fresh)
            ids = keys_of(stored[spec.key[0]])
            self._dropped.update(
                Counter({SCREENED: fresh.num_rows - stored.num_rows}) if len(stored) < len(fresh) else {}
            )
        self._lake.append(spec, stored, last)
        reach("applier.keys")
        known.add(ids, last)
        self._lake.thin(spec)
        if spec is QUARANTINE:
            return Counter(quarantined=stored.num_rows)
        return Counter(events=stored.num_rows, duplicates=table.num_rows - fresh.num_rows)


def _once(known: Known, fresh: pa.Table, stored: pa.Table, keys: Keys) -> tuple[pa.Table, Keys]:
    """Give refined events and their keys, without what stands in for an erased person's event and was stored before."""
    ids = stored[EVENTS.key[0]]
    if not pc.any(pc.starts_with(ids, STAND_IN)).as_py():
        return stored, keys if stored.num_rows == fresh.num_rows else keys_of(ids)
    made = keys_of(ids)
    places = known.fresh(made)
    return stored.take(pa.array(places)), made[:, places]


def _conformed(rows: pa.Table, spec: TableSpec) -> pa.Table:
    """Give rows the columns of their table; what is told of an event when it is stored is not there yet."""
    given = rows.drop_columns(["frame"]) if "frame" in rows.column_names else rows
    return conform(widened(given, spec), spec)
