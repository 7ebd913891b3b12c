"""Unifying: everybody behind the stored events, and whose each event is; found at once, or grown by later events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.pipeline.remembering import Remembered
from percorso.run.local import each
from percorso.sequence.codes import Bools, Ints
from percorso.store import coded
from percorso.store.bucket import Bucket
from percorso.store.coded import Chunk
from percorso.unify.assignment import assign
from percorso.unify.clusters import clusters
from percorso.unify.growth import Known, grown, known_of, people_of
from percorso.unify.identifiers import identifiers
from percorso.unify.identities import ALIASES_SQL, COLUMNS, Identities, identities
from percorso.unify.links import links

# Rows of a chunk; two chunks are held at a time.
CHUNK_ROWS = 1_000_000


@dataclass(frozen=True)
class Named:
    """A chunk of the stored events, and of those of them that arrived after ``since`` who is behind each.

    Attributes:
        identity: each event's identity.
        anonymous: whether it names an anonymous visitor.
    """

    chunk: Chunk
    since: int
    identity: NDArray[np.int32]
    anonymous: Bools


@dataclass(frozen=True)
class Unified:
    """Everybody, and whom to trace.

    Attributes:
        known: everybody.
        identifiers: the rows of the identifiers table to write: all of them, or those to lay over the others.
        customers: whom to trace: ``customer_id, bucket, identifier``, sorted by bucket, id.
        place: the row in ``customers`` of each customer of ``known``, -1 for whom not to trace.
        identifiers_of: how many identifiers each of ``customers`` has.
        events: the events that were read, chunk by chunk.
        last_seq: the last event to arrive.
        stated: whether any event states a choice of consent.
        retired: the keys under which ``customers`` were traced before, sorted; None where everybody is traced.
    """

    known: Known
    identifiers: pa.Table
    customers: pa.Table
    place: NDArray[np.int32]
    identifiers_of: Ints
    events: tuple[Named, ...]
    last_seq: int
    stated: bool
    retired: NDArray[np.uint64] | None = None

    @cached_property
    def row_of(self) -> NDArray[np.int32]:
        """The row in ``customers`` of each identity's owner, -1 for whom not to trace, or nobody."""
        rows: NDArray[np.int32] = np.append(self.place, np.int32(-1))[self.known.owner]
        return rows


def unified(files: Sequence[Path], buckets: int) -> Unified:
    """Make customers of everybody whom the files of the events table name."""
    table, events, stated = _read(files, -1, 0)
    named, change = identifiers(table), np.asarray(table["change"])
    people = clusters(links(named, table), buckets)
    known = known_of(named, people, assign(named, people.customer, change), change)
    everybody = np.arange(people.customers.num_rows, dtype=np.int32)
    last = int(table["last_seq"].to_numpy().max())
    count = people.identifiers_of
    return Unified(known, people.identifiers, people.customers, everybody, count, events, last, stated)


def unified_since(files: Sequence[Path], buckets: int, before: Remembered, since: int) -> Unified | None:
    """Add to everybody known whom the events name that arrived later; None where everybody must be found anew.

    That is so too where the first choice of consent comes: which device an event came from matters from then on, and
    was not kept.
    """
    table, events, stated = _read(files, since, len(before.known.owner))
    growth = grown(before.known, table, buckets)
    if growth is None or (stated and not before.stated):
        return None
    customers, order = people_of(growth.known, growth.dirty, buckets)
    place = np.full(len(growth.known.keys), -1, dtype=np.int32)
    place[growth.dirty[order]] = np.arange(len(order), dtype=np.int32)
    count = np.bincount(growth.known.customer, minlength=len(place))[growth.dirty[order]]
    last = int(table["last_seq"].to_numpy().max(initial=since))
    return Unified(
        growth.known, growth.identifiers, customers, place, count, events, last, before.stated, growth.retired
    )


def _read(files: Sequence[Path], since: int, numbered: int) -> tuple[pa.Table, tuple[Named, ...], bool]:
    """Find the identities in all events after one, the events by them, and whether any states a choice of consent.

    Args:
        files: of the events table.
        since: the last event that is left out.
        numbered: how many identities there are; numbers go on from there.
    """
    chunks = coded.chunks(files, CHUNK_ROWS, since)
    held = tuple(dict.fromkeys(piece.path for chunk in chunks for piece in chunk))
    with Bucket(-1, {"events": held or files}) as whole:
        aliases = whole.sql(ALIASES_SQL)
    tables, events, stated = [], [], False
    for chunk, found in zip(chunks, each(partial(_identities, aliases=aliases, since=since), chunks), strict=True):
        tables.append(found.table)
        anonymous = np.asarray(pc.is_valid(found.table["anonymous_id"]))[found.of_event]
        events.append(Named(chunk, since, (found.of_event + numbered).astype(np.int32), anonymous))
        numbered += found.table.num_rows
        stated |= found.stated
    tables = tables or [identities(later(coded.read(coded.chunks(files, 1)[0], COLUMNS), since), aliases).table]
    return pa.concat_tables(tables), tuple(events), stated


def _identities(chunk: Chunk, aliases: pa.Table, since: int) -> Identities:
    return identities(later(coded.read(chunk, COLUMNS), since), aliases)


def later(events: pa.Table, since: int) -> pa.Table:
    """Keep the events that arrived after one; compaction may have put them into one file with earlier ones."""
    if since < 0:
        return events
    arrived = pc.greater(events["seq"], since)
    return events if pc.all(arrived).as_py() else events.filter(arrived)
