"""The build: apply what was acknowledged, unify, trace the customers it touched, publish in one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache as once
from itertools import chain
from pathlib import Path
from shutil import rmtree
from time import time_ns
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from percorso.pipeline.applying import apply_log
from percorso.pipeline.caching import Encoded, write_generation
from percorso.pipeline.governing import digest_of, governed_by
from percorso.pipeline.layering import Held
from percorso.pipeline.planning import DOWN, Plan, plan
from percorso.pipeline.remembering import remember
from percorso.pipeline.resting import restricted
from percorso.pipeline.retracing import Task, retrace
from percorso.pipeline.rules import rules_of
from percorso.pipeline.scrubbing import moved_without, scrub, swept
from percorso.pipeline.shifts import counted, noted
from percorso.pipeline.unifying import Unified
from percorso.sequence.codes import Ints
from percorso.sequence.kernels import prepare
from percorso.store import cache, memory
from percorso.store.arrow import empty
from percorso.store.delta import Action
from percorso.store.faults import reach
from percorso.store.kept import gathered
from percorso.store.lake import Part
from percorso.store.locks import hold
from percorso.store.parquet import ROW_GROUP
from percorso.store.privacy import Work
from percorso.store.spill import Spill
from percorso.store.state import Build
from percorso.store.workspace import DEFAULT_LEVEL, Workspace
from percorso.tables import (
    CUSTOMERS,
    DERIVED,
    EVENTS,
    IDENTIFIERS,
    LINKS,
    MERGES,
    PUBLISHED,
    RATES,
    RETRACED,
    TableSpec,
)
from percorso.trace.exchange import Rates
from percorso.unify.growth import every_link, everyone, identifier_rows, ids_of, link_rows

# No write of one file takes so long.
_YOUNG_SECONDS = 3600.0
# The tables of what names people.
_OF_NAMES = (IDENTIFIERS, LINKS)
# So many rows of them are laid out at a time.
_PIECE_ROWS = 4 * ROW_GROUP

# What is being done, how many buckets are done, of how many.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Built:
    """What a build did.

    Attributes:
        why: ``nothing_new``, ``first_build``, ``settings_changed``, ``new_events``, ``everyone_again`` where what
            the last build knew is lost or holds no longer, or ``nothing_left`` where all people were erased.
        traced: customers traced anew; ``customers`` is everyone.
    """

    build: Build | None
    why: str
    traced: int
    customers: int


def build(workspace: Workspace, progress: Progress = lambda _what, _done, _of: None, doing: str = "build") -> Built:
    """Bring customers, journeys and the cache up to date with all that was imported.

    Only customers with new events or changed links are traced again; a change of rules or settings traces everyone.
    Killed at any moment, the next build starts from what was last published. ``doing`` is what others are told.
    Events may go on being stored meanwhile: a build reads those of one version of their table. Erasures that were begun
    are finished first.

    Raises:
        PercorsoError: ``busy`` while another process builds, or stores what came in; ``nothing_imported`` on an empty
            workspace.
    """
    with hold(workspace.locks, "builder", doing), memory.reused():
        erasures: tuple[Work, ...] = ()
        if workspace.level == DEFAULT_LEVEL:
            with hold(workspace.locks, "writer", doing):
                apply_log(workspace)
                erasures = scrub(workspace)
        reach("build.applied")
        done = _brought_up_to_date(workspace, progress, emptied=bool(erasures) and not workspace.lake.count(EVENTS))
        if erasures:
            with hold(workspace.locks, "writer", doing):
                swept(workspace, erasures)
        return done


def _brought_up_to_date(workspace: Workspace, progress: Progress, *, emptied: bool) -> Built:
    """Derive everything from the stored events anew, as far as they changed; ``emptied``: they are all erased."""
    previous = workspace.state.latest_build()
    digest = digest_of(workspace)
    if emptied:
        return _emptied(workspace)
    if previous is not None and _up_to_date(workspace, previous, digest):
        return Built(previous, "nothing_new", 0, int(previous.stats["customers"]))
    prepare()
    _rewind(workspace, previous)
    work = plan(workspace, previous, digest)
    memory.let_go()
    published = _publish(workspace, previous, work, progress)
    rmtree(workspace.staging / DOWN, ignore_errors=True)
    _sweep(workspace, published, previous)
    return Built(published, work.why, work.traced, work.customers)


def _emptied(workspace: Workspace) -> Built:
    """Publish nothing any more, and leave nothing behind that was."""
    workspace.state.unpublish()
    for spec in PUBLISHED:
        workspace.lake.replace(spec, empty(spec))
    return Built(None, "nothing_left", 0, 0)


def _sweep(workspace: Workspace, published: Build, previous: Build | None) -> None:
    """Delete what neither this build nor the one before it shows: a reader may still be at work on that one."""
    shown = [build for build in (published, previous) if build is not None]
    cache.sweep(workspace.cache_folder, keep=[build.generation for build in shown])
    for spec in PUBLISHED:
        workspace.lake.sweep(spec, keep=[build.version(spec) for build in shown])
    if workspace.level != DEFAULT_LEVEL:
        return
    # Events are stored meanwhile: a young file may be about to become part of them.
    workspace.lake.sweep(EVENTS, keep=[build.version(EVENTS) for build in shown], age=_YOUNG_SECONDS)


def out_of_date(workspace: Workspace) -> bool:
    """Say whether a build would have anything to do, but for what is not stored yet."""
    latest = workspace.state.latest_build()
    return latest is None or not _up_to_date(workspace, latest, digest_of(workspace))


def _up_to_date(workspace: Workspace, previous: Build, digest: str) -> bool:
    lake = workspace.lake
    same_events = lake.revision(EVENTS, previous.version(EVENTS)) == lake.revision(EVENTS)
    return (
        same_events and previous.settings_digest == digest and cache.exists(workspace.cache_folder, previous.generation)
    )


def _rewind(workspace: Workspace, previous: Build | None) -> None:
    """Undo what a killed build committed to single tables but never published."""
    if previous is not None:
        for spec in PUBLISHED:
            if workspace.lake.version(spec) != previous.version(spec):
                workspace.lake.rewind(spec, previous.version(spec))


def _publish(workspace: Workspace, previous: Build | None, work: Plan, progress: Progress) -> Build:
    """Trace and write the cache, write every table in one commit each, and make it all visible by one row."""
    number = previous.id + 1 if previous else 1
    rules = rules_of(workspace)
    rates = Rates.of(workspace.lake.read(RATES), workspace.settings.shop.currency)
    held = _held(workspace, previous, work)
    resting = restricted(workspace, work.everybody)
    task = Task(workspace, work, rules, rates, held, number, resting)
    parts: defaultdict[str, list[Part]] = defaultdict(list)
    with ThreadPoolExecutor(1) as beside, Spill(workspace.staging / f"events-{number}.rows") as spill:

        @once
        def names() -> list[Future[_Named]]:
            return [beside.submit(_staged_names, workspace, work, held, spec, number) for spec in _OF_NAMES]

        def journeys() -> Iterator[Encoded]:
            for bucket in retrace(task, spill, progress):
                # What names people needs nothing that tracing finds; it waits until events are no longer in memory.
                names()
                for name, part in bucket.parts.items():
                    parts[name].append(part)
                yield bucket.journeys

        def keep(place: Path) -> None:
            pieces = gathered((*(work.earlier or ()), *spill.pieces), spill, work.lexicon)
            remember(place, workspace.staging / DOWN, pieces, work.lexicon)

        write_generation(workspace, previous, work, rules.stages.steps, number, journeys(), keep)
        staged = names()
        memory.let_go()
        # A stricter or looser level of trust is a view: what it says moves with the workspace's own.
        own = workspace.level == DEFAULT_LEVEL
        days = beside.submit(counted, workspace, previous, number, work.anew) if own else None
        reach("build.cached")
        done = Build(
            id=number,
            versions=_written(workspace, work, held, staged, parts, number),
            generation=number,
            settings_digest=work.digest,
            events_seq=work.everybody.last_seq,
            stats={"customers": work.customers, "traced": work.traced, "governed": governed_by(workspace)},
        )
    seen = None if days is None else noted(workspace, previous, done, days.result())
    published = workspace.state.publish(done, seen)
    reach("build.published")
    return published


def _held(workspace: Workspace, previous: Build | None, work: Plan) -> Held | None:
    """Look at what was published, where this build adds to it."""
    if previous is None or work.everybody.retired is None:
        return None
    return Held.of(workspace, previous, ids_of(work.everybody.retired))


class _Named(NamedTuple):
    """A table of what names people that was written for no version yet: whole, or what lies over that of before."""

    whole: bool
    staged: tuple[Action, ...]


def _staged_names(workspace: Workspace, work: Plan, held: Held | None, spec: TableSpec, number: int) -> _Named:
    everybody, stage = work.everybody, workspace.lake.stage_piecewise
    known, changed = everybody.known, _changed(everybody, spec)
    if held is not None and changed is not None and not held.is_whole_due(spec):
        return _Named(whole=False, staged=stage(spec, [_laid_out(workspace, work, spec, changed)], number))
    every = every_link(known) if spec is LINKS else everyone(known, grew=held is not None)
    beside = () if spec is not LINKS or everybody.likely is None else (everybody.likely,)
    pieces = (_laid_out(workspace, work, spec, rows) for rows in _pieces(every))
    return _Named(whole=True, staged=stage(spec, chain(pieces, beside), number))


def _changed(everybody: Unified, spec: TableSpec) -> Ints | None:
    return everybody.links if spec is LINKS else everybody.identifiers


def _laid_out(workspace: Workspace, work: Plan, spec: TableSpec, rows: Ints) -> pa.Table:
    known = work.everybody.known
    return link_rows(known, rows) if spec is LINKS else identifier_rows(known, rows, workspace.settings.store.buckets)


def _written(
    workspace: Workspace,
    work: Plan,
    held: Held | None,
    names: Sequence[Future[_Named]],
    parts: Mapping[str, Sequence[Part]],
    number: int,
) -> dict[str, int]:
    """Commit every table and give their versions."""
    lake, buckets = workspace.lake, workspace.settings.store.buckets
    versions = {EVENTS.name: work.events_version}
    for spec, named in zip(_OF_NAMES, names, strict=True):
        whole, staged = named.result()
        versions[spec.name] = lake.replace_staged(spec, staged) if whole else lake.lay_staged(spec, staged)
    for spec in DERIVED:
        if spec.name not in versions:
            versions[spec.name] = lake.publish(spec, parts[spec.name])
        reach(f"build.wrote.{spec.name}")
    whole_buckets = [part.bucket for part in parts[CUSTOMERS.name] if part.whole]
    retraced = empty(RETRACED) if held is None else held.retraced_after(whole_buckets, number, buckets)
    versions[RETRACED.name] = lake.replace(RETRACED, retraced)
    reach(f"build.wrote.{RETRACED.name}")
    versions[MERGES.name] = _moved(workspace, work, number)
    return versions


def _pieces(rows: Ints) -> Iterator[Ints]:
    return (rows[first : first + _PIECE_ROWS] for first in range(0, len(rows), _PIECE_ROWS))


def _moved(workspace: Workspace, work: Plan, number: int) -> int:
    """Take down who goes by another id than before, and give the table's version; who is erased goes out of it."""
    lake = workspace.lake
    kept = moved_without(workspace, lake.read(MERGES))
    if kept is not None:
        lake.replace(MERGES, kept)
    if work.moved.num_rows:
        build = pa.array(np.full(work.moved.num_rows, number), pa.int32())
        at = pa.array(np.full(work.moved.num_rows, time_ns() // 1000)).cast(pa.timestamp("us", "UTC"))
        lake.lay(MERGES, work.moved.append_column("build", build).append_column("at", at), number)
        lake.thin(MERGES)
    return lake.version(MERGES)
