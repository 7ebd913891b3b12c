"""Unifying: everybody behind the stored events, and whose each event is; found at once, or grown by later events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.pipeline.remembering import Remembered
from percorso.run.local import each
from percorso.sequence.codes import Bools, Ints
from percorso.store import coded, memory
from percorso.store.bucket import Bucket
from percorso.store.coded import Chunk
from percorso.store.spill import Piece, Spill
from percorso.unify.devices import Use, users
from percorso.unify.growth import Changes, changes, grown, people_of
from percorso.unify.identifiers import Reading, identifiers
from percorso.unify.identities import COLUMNS, WITHIN_SQL, identities
from percorso.unify.known import Known, devices_to_divide, faces_of, solved, still_lent, with_lent
from percorso.unify.likely import likely_rows
from percorso.unify.rules import LinkRules

# Rows of a chunk; two chunks are held at a time.
CHUNK_ROWS = 1_000_000
_SCRATCH = "identities.rows"


@dataclass(frozen=True)
class Linking:
    """How a shop's identifiers are read, and how links make customers of them."""

    rules: LinkRules = field(default_factory=LinkRules)
    reading: Reading = field(default_factory=Reading)


DEFAULT_LINKING = Linking()


@dataclass(frozen=True)
class Named:
    """A chunk of the stored events, and of those of them that arrived after ``since`` who is behind each.

    Attributes:
        identity: each event's identity.
        named: whether each identity from ``first`` on names an anonymous visitor.
    """

    chunk: Chunk
    since: int
    identity: NDArray[np.int32]
    first: int
    named: Bools

    @property
    def anonymous(self) -> Bools:
        """Whether each event names an anonymous visitor."""
        found: Bools = self.named[self.identity - np.int32(self.first)]
        return found


@dataclass(frozen=True)
class Unified:
    """Everybody, and whom to trace.

    Attributes:
        known: everybody.
        identifiers: the identifiers of which their table is to say something new; None where it is written whole.
        links: the same of links.
        customers: whom to trace: ``customer_id, bucket, identifier``, sorted by bucket, id.
        place: the row in ``customers`` of each customer of ``known``, -1 for whom not to trace.
        identifiers_of: how many identifiers each of ``customers`` has.
        events: the events that were read, chunk by chunk.
        last_seq: the last event to arrive.
        stated: whether any event states a choice of consent.
        retired: the keys under which ``customers`` were traced before, sorted; None where everybody is traced.
        likely: rows of the table of links beside those: pairs that are tied although nothing says so for certain.
    """

    known: Known
    identifiers: Ints | None
    links: Ints | None
    customers: pa.Table
    place: NDArray[np.int32]
    identifiers_of: Ints
    events: tuple[Named, ...]
    last_seq: int
    stated: bool
    retired: NDArray[np.uint64] | None = None
    likely: pa.Table | None = None

    def rows_of(self, identity: NDArray[np.integer], seq: Ints) -> NDArray[np.int32]:
        """Give the row in ``customers`` of events' owners, -1 for whom not to trace, or nobody.

        Args:
            identity: each event's identity.
            seq: its number of arrival.
        """
        found: NDArray[np.int32] = self._rows[identity]
        rows, lent = self.known.lent(identity, seq)
        found[rows] = self.place[lent]
        return found

    @cached_property
    def _rows(self) -> NDArray[np.int32]:
        """The row of each identity's owner."""
        rows: NDArray[np.int32] = np.append(self.place, np.int32(-1))[self.known.owner]
        return rows

    @cached_property
    def dirty_share(self) -> float:
        """About which share of the events is of customers to trace."""
        return float(np.mean(self._rows >= 0)) if len(self._rows) else 0.0


def unified(files: Sequence[Path], buckets: int, staging: Path, linking: Linking = DEFAULT_LINKING) -> Unified:
    """Make customers of everybody whom the files of the events table name; ``staging`` is a folder for scratch."""
    with Spill(staging / _SCRATCH) as spill:
        found, events, stated = _read(files, -1, 0, spill)
        memory.let_go()
        last = int(found["last_seq"].to_numpy().max())
        faces = faces_of(identifiers(found, linking.reading), found)
    memory.let_go()
    known = solved(faces, linking.rules)
    memory.let_go()
    known = _lent(known, linking.rules, events)
    everybody = _unified(known, np.arange(known.customers), buckets, None, events, last, stated)
    if not linking.rules.likely:
        return everybody
    return replace(everybody, likely=likely_rows(known.rank, known.values, known.customer, known.apart, linking.rules))


def unified_since(
    files: Sequence[Path],
    buckets: int,
    staging: Path,
    before: Remembered,
    since: int,
    linking: Linking = DEFAULT_LINKING,
) -> Unified | None:
    """Add to everybody known whom the events name that arrived later; None where everybody must be found anew.

    That is so too where the first choice of consent comes: which device an event came from matters from then on, and
    was not kept; and where pairs are tied that are merely likely: those who are in them are found among everybody.
    """
    if linking.rules.likely:
        return None
    with Spill(staging / _SCRATCH) as spill:
        found, events, stated = _read(files, since, len(before.known.owner), spill)
        last = int(found["last_seq"].to_numpy().max(initial=since))
        growth = grown(before.known, found, linking.rules, linking.reading)
    if growth is None or (stated and not before.stated):
        return None
    known = _lent(growth.known, linking.rules, events, before)
    changed = changes(before.known, known, growth.reached)
    return _unified(known, changed.dirty, buckets, changed, events, last, before.stated)


def _unified(
    known: Known,
    customers: Ints,
    buckets: int,
    changed: Changes | None,
    events: tuple[Named, ...],
    last: int,
    stated: bool,
) -> Unified:
    """Lay out whom to trace."""
    people, order = people_of(known, customers, buckets)
    place = np.full(known.customers, -1, dtype=np.int32)
    place[customers[order]] = np.arange(len(order), dtype=np.int32)
    named = known.customer[known.customer >= 0]
    count = np.bincount(named, minlength=known.customers)[customers[order]]
    new = (None, None, None) if changed is None else (changed.identifiers, changed.links, changed.retired)
    return Unified(known, new[0], new[1], people, place, count, events, last, stated, new[2])


def _lent(known: Known, rules: LinkRules, events: Sequence[Named], earlier: Remembered | None = None) -> Known:
    """Find whose the events on shared devices are: theirs who use them at the time."""
    if not known.floating.any():
        return known
    before = None if earlier is None else earlier.known
    divided = devices_to_divide(known, before)
    device = known.device
    asked = (device >= 0) & divided[device] & (known.floating | known.telling)
    found = [_on_shared(asked, named.identity, partial(_when, named)) for named in events]
    for piece in () if earlier is None or not asked[: len(earlier.known.owner)].any() else earlier.pieces:
        rows = piece.read(("identity", "at", "seq"))
        found.append(_on_shared(asked, rows["identity"].to_numpy(), lambda: rows))  # noqa: B023
    parts = [one for one in found if one is not None]
    kept = [] if before is None else [still_lent(known, before, divided)]
    lent = [*kept, *([_lent_on(known, rules, *map(np.concatenate, zip(*parts, strict=True)))] if parts else [])]
    return with_lent(known, *map(np.concatenate, zip(*lent, strict=True))) if lent else known


def _lent_on(known: Known, rules: LinkRules, identity: Ints, at: Ints, seq: Ints) -> tuple[Ints, Ints, Ints]:
    """Give the events on shared devices that are somebody's who used them then, with their devices and owners."""
    # Who it is, not how customers are numbered, breaks ties.
    order = np.argsort(known.keys)
    rank = np.empty(len(order) + 1, dtype=np.int64)
    rank[order], rank[-1] = np.arange(len(order)), -1
    person = np.where(known.floating[identity], -1, rank[known.owner[identity]])
    device = known.device[identity].astype(np.int64)
    user = users(Use(device, at, person), rules.gap, rules.window)
    lent = np.flatnonzero(known.floating[identity] & (user >= 0) & ~known.apart[device])
    owner = order[user[lent]]
    # What somebody did whose devices are not to be tied to them is not another's either.
    theirs = ~known.apart[known.canonical[owner]]
    return seq[lent][theirs], device[lent][theirs], owner[theirs]


def _on_shared(shared: Bools, identity: NDArray[np.integer], when: Callable[[], pa.Table]) -> tuple[Ints, ...] | None:
    """Give the identity, moment and number of the events on shared devices, None where there are none."""
    rows = np.flatnonzero(shared[identity])
    if not len(rows):
        return None
    table = when()
    at, seq = (table[name].cast(pa.int64()).to_numpy()[rows] for name in ("at", "seq"))
    return identity[rows].astype(np.int64), at, seq


def _when(named: Named) -> pa.Table:
    return later(coded.read(named.chunk, ("at", "seq")), named.since)


def _read(files: Sequence[Path], since: int, numbered: int, spill: Spill) -> tuple[_Found, tuple[Named, ...], bool]:
    """Find the identities in all events after one, the events by them, and whether any states a choice of consent.

    Args:
        files: of the events table.
        since: the last event that is left out.
        numbered: how many identities there are; numbers go on from there.
        spill: takes the identities.
    """
    chunks = coded.chunks(files, CHUNK_ROWS, since)
    held = tuple(dict.fromkeys(piece.path for chunk in chunks for piece in chunk))
    with Bucket(-1, {"events": held or files}) as whole:
        within = whole.sql(WITHIN_SQL)
    pieces, events, stated = [], [], False
    for chunk, found in zip(chunks, each(partial(_identities, within, since, spill), chunks), strict=True):
        pieces.append(found.pieces)
        events.append(Named(chunk, since, (found.of_event + numbered).astype(np.int32), numbered, found.anonymous))
        numbered += len(found.anonymous)
        stated |= found.stated
    pieces = pieces or [_identities(within, since, spill, coded.chunks(files, 1)[0]).pieces]
    return _Found(tuple(pieces)), tuple(events), stated


class _Spilt(NamedTuple):
    """A chunk's identities (see ``Identities``), as they lie in a scratch file.

    Attributes:
        pieces: by the names of columns, where each lies.
        anonymous: whether each identity names an anonymous visitor.
    """

    pieces: Mapping[str, Piece]
    anonymous: Bools
    of_event: Ints
    stated: bool


def _identities(within: pa.Table, since: int, spill: Spill, chunk: Chunk) -> _Spilt:
    found = identities(later(coded.read(chunk, COLUMNS), since), within)
    pieces = {name: spill.add(found.table.select([name])) for name in found.table.column_names}
    return _Spilt(pieces, np.asarray(pc.is_valid(found.table["anonymous_id"])), found.of_event, found.stated)


@dataclass(frozen=True)
class _Found:
    """Identities as they lie in a scratch file: of a hundred million events they would take three gigabytes."""

    pieces: tuple[Mapping[str, Piece], ...]

    @property
    def num_rows(self) -> int:
        """How many there are."""
        return sum(next(iter(own.values())).rows for own in self.pieces)

    def __getitem__(self, name: str, /) -> pa.ChunkedArray:
        """Read a column."""
        return pa.concat_tables([own[name].read() for own in self.pieces], promote_options="default")[name]


def later(events: pa.Table, since: int) -> pa.Table:
    """Keep the events that arrived after one; compaction may have put them into one file with earlier ones."""
    if since < 0:
        return events
    arrived = pc.greater(events["seq"], since)
    return events if pc.all(arrived).as_py() else events.filter(arrived)
