"""Trace the dirty customers, bucket by bucket, and lay their rows over those of before."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from percorso.pipeline.caching import Encoded, encoded
from percorso.pipeline.layering import Held
from percorso.pipeline.planning import DOWN, Plan
from percorso.pipeline.unifying import Named, Unified, later
from percorso.run.local import each
from percorso.sequence.codes import Bools, Ints, masked
from percorso.sequence.keys import bucket_of
from percorso.sequence.ordering import in_order
from percorso.sequence.picked import Picked
from percorso.store import coded, memory
from percorso.store.arrow import conform, empty, with_own_words
from percorso.store.durable import Settle, settling
from percorso.store.faults import reach
from percorso.store.lake import Part
from percorso.store.spill import Piece, Spill
from percorso.store.workspace import Workspace
from percorso.tables import CONSENTS, CUSTOMERS, EXCLUDED, JOURNEYS, ORDERS, SESSIONS, TOUCHPOINTS, TableSpec
from percorso.trace import tracing
from percorso.trace.exchange import Rates
from percorso.trace.ruleset import Rules
from percorso.unify import profiles
from percorso.unify.identifiers import Texts

# So many events are traced, or looked through, at a time where they lie in small portions.
GROUP_ROWS = 500_000
# So many are worth a second thread.
_SHARED_ROWS = 100_000
# Larger buckets are traced in slices of their customers, which have about so many events each.
SLICE_ROWS = 500_000
# Pieces of which less is to be traced are looked through as if it were so much: both threads are to have some.
_LEAST_SHARE = 0.1
# So much of what is to be traced again stays in memory till then, and is not compressed, written and read again.
_DIRTY_BYTES = 256 * 2**20
TRACED = (CUSTOMERS, TOUCHPOINTS, SESSIONS, ORDERS, JOURNEYS, EXCLUDED, CONSENTS)


class Retraced(NamedTuple):
    """A bucket, or a slice of it, that was written again: the parts of its tables by their names, and its journeys."""

    parts: Mapping[str, Part]
    journeys: Encoded


@dataclass(frozen=True)
class Task:
    """What tracing buckets needs: the plan, the rules, the layers to write over, and the build's number.

    Attributes:
        held: what was published before; None where everybody is traced.
        resting: the ids of customers of whom orders are counted and nothing else is looked at.
    """

    workspace: Workspace
    plan: Plan
    rules: Rules
    rates: Rates
    held: Held | None
    build: int
    resting: pa.Array

    @cached_property
    def slices(self) -> int:
        """In how many slices each bucket is traced; what is laid over others is not sliced."""
        everybody, buckets = self.plan.everybody, self.workspace.settings.store.buckets
        rows = sum(len(named.identity) for named in everybody.events) if self.held is None else 0
        return max(1, math.ceil(rows / buckets / SLICE_ROWS))

    @cached_property
    def slice_of(self) -> Ints:
        """The slice of each customer to trace, counted through all buckets; one has customers side by side."""
        bucket = self.plan.everybody.customers["bucket"].to_numpy().astype(np.int64)
        first, end = (np.searchsorted(bucket, bucket, side=side) for side in ("left", "right"))
        found: Ints = bucket * self.slices + (np.arange(len(bucket)) - first) * self.slices // (end - first)
        return found


def retrace(task: Task, spill: Spill, progress: Callable[[str, int, int], None]) -> Iterator[Retraced]:
    """Write every dirty bucket's new tables, for all to be published together; slices of one come one after another.

    Args:
        task: what to do.
        spill: takes the events that were read, as tracing reads them, to be kept for the next build.
        progress: is told how far the work is.
    """
    buckets = task.plan.buckets
    with Spill(task.workspace.staging / "dirty", _DIRTY_BYTES) as dirty:
        if task.plan.earlier is None:
            _spread_all(task, spill)
        else:
            _spread_dirty(task, spill, dirty)
        memory.let_go()
        laid = spill if task.plan.earlier is None else dirty
        with settling() as settle:
            # What the next build is to know goes to the disk meanwhile.
            settle(spill.path, *(task.workspace.staging / DOWN).iterdir())
            groups = each(partial(_group_parts, task, laid, settle), _groups(task, laid))
            for done, part in enumerate(chain.from_iterable(groups)):
                progress("trace", done // task.slices, len(buckets))
                yield part
                reach("build.traced_bucket")
    progress("trace", len(buckets), len(buckets))


def _spread_all(task: Task, spill: Spill) -> None:
    """Lay all events out by the slices of their customers; those that are nobody's too, since they may be later."""
    everybody, lexicon = task.plan.everybody, task.plan.lexicon
    place = np.append(task.slice_of, -1)
    read = partial(_read, task, _columns(task))

    def spread(named: Named) -> None:
        events = lexicon.coded(read(named))
        spill.spread(events, place[_rows_of(everybody, events)])

    for _ in each(spread, everybody.events):
        reach("build.spread_chunk")


def _spread_dirty(task: Task, spill: Spill, dirty: Spill) -> None:
    """Lay the events of dirty customers out by slice: the new ones, which are kept as well, and those of before."""
    everybody, lexicon = task.plan.everybody, task.plan.lexicon
    place = np.append(task.slice_of, -1)
    read = partial(_read, task, _columns(task))

    def picked(events: pa.Table) -> pa.Table:
        return events.take(pa.array(np.flatnonzero(_rows_of(everybody, events) >= 0)))

    def lay(parts: Iterable[pa.Table]) -> None:
        events = lexicon.joined(map(picked, parts))
        if events.num_rows:
            dirty.spread(events, place[_rows_of(everybody, events)])

    def take_down(named: Named) -> None:
        events = lexicon.coded(read(named))
        spill.add(events)
        lay([events])

    def pick(pieces: Sequence[Piece]) -> None:
        lay(piece.read() for piece in pieces)

    batches = _batches(task.plan.earlier or (), round(GROUP_ROWS / max(everybody.dirty_share, _LEAST_SHARE)))
    # Few new events are work for one thread; the other begins to pick meanwhile.
    fresh = [partial(take_down, named) for named in everybody.events]
    held = [partial(pick, pieces) for pieces in batches]
    for number, _ in enumerate(each(lambda do: do(), [*fresh, *held])):
        if number < len(fresh):
            reach("build.spread_chunk")
        else:
            reach("build.picked")


def _rows_of(everybody: Unified, events: pa.Table) -> NDArray[np.int32]:
    """Give the row of each event's customer among those to trace, -1 for none."""
    return everybody.rows_of(events["identity"].to_numpy(), events["seq"].cast(pa.int64()).to_numpy())


def _batches(pieces: Sequence[Piece], rows: int) -> Iterator[list[Piece]]:
    """Put pieces together until they have about so many rows."""
    batch: list[Piece] = []
    for piece in pieces:
        batch.append(piece)
        if sum(one.rows for one in batch) >= rows:
            yield batch
            batch = []
    if batch:
        yield batch


def _columns(task: Task) -> tuple[str, ...]:
    """List the columns of events to read again: who an event names is known by now, but for the devices of consent."""
    stated = task.plan.everybody.stated
    known = ("event_id",) if stated else ("event_id", "anonymous_id")
    wanted = (*tracing.columns(task.workspace.settings, stated=stated), *profiles.COLUMNS)
    return tuple(name for name in dict.fromkeys(wanted) if name not in known)


def _read(task: Task, columns: Sequence[str], named: Named) -> pa.Table:
    """Read a chunk's events as tracing takes them, each with its identity."""
    events = later(coded.read(named.chunk, columns), named.since)

    def event_id() -> pa.ChunkedArray:
        return later(coded.read(named.chunk, ("event_id", "seq"), plain=("event_id",)), named.since)["event_id"]

    light = tracing.lightened(events, task.workspace.settings, named.anonymous, event_id)
    return light.append_column("identity", pa.array(named.identity))


def _groups(task: Task, spill: Spill) -> list[list[int]]:
    """Put buckets of few events together: tracing them takes not much longer than tracing one."""
    places = [bucket * task.slices + one for bucket in task.plan.buckets for one in range(task.slices)]
    return [[place] for place in places] if task.slices > 1 else shared(places, list(map(spill.rows, places)))


def shared(places: Sequence[int], rows: Sequence[int]) -> list[list[int]]:
    """Put neighbours together that have about ``GROUP_ROWS`` rows, in groups about as large, as many for either thread.

    Args:
        places: in their order.
        rows: how many each has.
    """
    total = sum(rows)
    count = max(1, math.ceil(total / GROUP_ROWS))
    if total > _SHARED_ROWS:
        count += count % 2
    middle = np.cumsum(rows) - np.array(rows, dtype=np.int64) // 2
    number = middle * count // max(1, total)
    return [[places[row] for row in np.flatnonzero(number == one).tolist()] for one in np.unique(number)]


def _group_parts(task: Task, spill: Spill, settle: Settle, places: Sequence[int]) -> list[Retraced]:
    """Trace a few buckets, or a slice of one, write their tables and encode their journeys."""
    tables, group = _traced(task, spill, places), [place // task.slices for place in places]
    if len(group) == 1:
        return [_bucket_parts(task, settle, group[0], tables)]
    apart = {name: _apart(table, group, task.workspace.settings.store.buckets) for name, table in tables.items()}
    return [_bucket_parts(task, settle, number, {name: apart[name][number] for name in tables}) for number in group]


def _apart(table: pa.Table, group: Sequence[int], buckets: int) -> dict[int, pa.Table]:
    """Give each bucket its own rows."""
    owner = Texts.of(table["customer_id"])
    bucket = np.append(bucket_of(owner.words, buckets), -1)[owner.codes]
    return {number: _of_bucket(with_own_words(table.filter(pa.array(bucket == number))), number) for number in group}


def _of_bucket(rows: pa.Table, number: int) -> pa.Table:
    told = pa.array(np.full(rows.num_rows, number), pa.int32())
    return rows.set_column(rows.schema.get_field_index("bucket"), "bucket", told)


def _bucket_parts(task: Task, settle: Settle, number: int, tables: Mapping[str, pa.Table]) -> Retraced:
    """Write a bucket's tables and encode its journeys."""
    stage = partial(_staged, task, settle, number, task.held is None or task.held.is_due(number, task.build))
    parts = {spec.name: stage(spec, tables[spec.name]) for spec in TRACED}
    return Retraced(parts, encoded(number, tables, task.rates, task.workspace.settings))


def _staged(task: Task, settle: Settle, number: int, whole: bool, spec: TableSpec, table: pa.Table) -> Part:
    """Write one table of a bucket: a layer over what it held or, where that is due, both as one."""
    held = task.held.rows(spec, number) if task.held is not None and whole else None
    rows = table if held is None else merged(held, conform(table, spec), spec, number)
    return task.workspace.lake.stage(spec, number, rows, task.build, whole=whole, settle=settle)


def _traced(task: Task, spill: Spill, places: Sequence[int]) -> dict[str, pa.Table]:
    """Trace all events of some slices that lie one after another."""
    pieces = spill.read(*places)
    if not pieces:
        return {spec.name: empty(spec) for spec in TRACED}
    spilled = task.plan.lexicon.joined(pieces)
    del pieces
    everybody, settings = task.plan.everybody, task.workspace.settings
    first, end = np.searchsorted(task.slice_of, [places[0], places[-1] + 1]).tolist()
    own = everybody.customers.slice(first, end - first).combine_chunks()
    customer = _rows_of(everybody, spilled).astype(np.int64) - first
    at, seq = (spilled[name].cast(pa.int64()).to_numpy() for name in ("at", "seq"))
    rows = in_order(customer, at, seq, own.num_rows)
    ids = pa.DictionaryArray.from_arrays(pa.array(customer, pa.int32()), own["customer_id"].combine_chunks())
    customer = customer[rows]
    events = task.plan.lexicon.worded(spilled.drop_columns(["identity"]).append_column("customer_id", ids))
    del spilled  # some of it is put in other words
    resting = np.asarray(pc.is_in(own["customer_id"], value_set=task.resting))[customer]
    traced = tracing.trace(
        events.drop_columns(["traits"]), places[0] // task.slices, settings, task.rules, rows=rows, resting=resting
    )
    known = np.flatnonzero(_known(customer, traced.left_out))
    of_people = Picked(events, rows[known]).table(profiles.COLUMNS)
    if resting.any():
        # Of whom nothing but orders is counted, no trait counts them in a segment either.
        place = of_people.schema.get_field_index("traits")
        of_people = of_people.set_column(place, "traits", masked(of_people["traits"], ~resting[known]))
    people = profiles.profiles(of_people, customer[known], own, everybody.identifiers_of[first:end])
    of_events = (traced.touchpoints, traced.sessions, traced.orders, traced.journeys, traced.excluded, traced.consents)
    return {spec.name: table for spec, table in zip(TRACED, (people, *of_events), strict=True)}


def _known(customer: Ints, left_out: Bools) -> Bools:
    """Tell the events of known customers; somebody of whom all is left out is a robot or staff, and no customer."""
    known = np.zeros(int(customer.max(initial=-1)) + 1, dtype=bool)
    known[customer[~left_out]] = True
    every: Bools = known[customer]
    return every


def merged(held: pa.Table, fresh: pa.Table, spec: TableSpec, number: int) -> pa.Table:
    """Put the rows of some customers among those of others, in the order of their ids.

    Args:
        held: rows without their bucket; their texts are dictionaries.
        fresh: rows of other customers; in both, each customer's are in order.
        spec: what table it is.
        number: the bucket's number.
    """
    parts = [pa.table({name: _coded(table[name]) for name in _held(spec)}) for table in (held, fresh)]
    both = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    ids = both["customer_id"].combine_chunks()
    place = np.empty(len(ids.dictionary), dtype=np.int32)
    place[pc.sort_indices(ids.dictionary).to_numpy()] = np.arange(len(place), dtype=np.int32)
    # Nobody has rows in both, so that each customer's rows keep their order.
    rows = both.take(pa.array(np.argsort(place[ids.indices.to_numpy()], kind="stable")))
    return rows.append_column(spec.partition, pa.array(np.full(rows.num_rows, number), pa.int32()))


def _held(spec: TableSpec) -> list[str]:
    """List the columns that a table's files hold; the partition stands in their folder's name."""
    return [name for name in spec.columns if name != spec.partition]


def _coded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.dictionary_encode() if pa.types.is_string(column.type) else column
