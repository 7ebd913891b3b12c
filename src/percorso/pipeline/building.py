"""The build: apply what was acknowledged, unify, trace the customers it touched, publish in one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from percorso.pipeline.applying import apply_log
from percorso.pipeline.caching import Encoded, write_generation
from percorso.pipeline.planning import Plan, digest_of, plan
from percorso.pipeline.retracing import retrace
from percorso.pipeline.rules import rules_of
from percorso.store import cache, memory
from percorso.store.faults import reach
from percorso.store.lake import Part
from percorso.store.locks import hold
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import DERIVED, EVENTS, IDENTIFIERS, RATES
from percorso.trace.exchange import Rates

# No write of one file takes so long.
_YOUNG_SECONDS = 3600.0

# What is being done, how many buckets are done, of how many.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Built:
    """What a build did.

    Attributes:
        why: ``nothing_new``, ``first_build``, ``settings_changed`` or ``new_events``.
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
    Events may go on being stored meanwhile: a build reads those of one version of their table.

    Raises:
        PercorsoError: ``busy`` while another process builds, or stores what came in; ``nothing_imported`` on an empty
            workspace.
    """
    with hold(workspace.locks, "builder", doing), memory.reused():
        with hold(workspace.locks, "writer", doing):
            apply_log(workspace)
        reach("build.applied")
        previous = workspace.state.latest_build()
        digest = digest_of(workspace)
        if previous is not None and _up_to_date(workspace, previous, digest):
            return Built(previous, "nothing_new", 0, int(previous.stats["customers"]))
        _rewind(workspace, previous)
        work = plan(workspace, previous, digest)
        published = _publish(workspace, previous, work, progress)
        _sweep(workspace, published, previous)
        return Built(published, work.why, work.traced, work.customers)


def _sweep(workspace: Workspace, published: Build, previous: Build | None) -> None:
    """Delete what neither this build nor the one before it shows: a reader may still be at work on that one."""
    shown = [build for build in (published, previous) if build is not None]
    cache.sweep(workspace.cache_folder, keep=[build.generation for build in shown])
    for spec in DERIVED:
        workspace.lake.sweep(spec, keep=[build.version(spec) for build in shown])
    # Events are stored meanwhile: a young file may be about to become part of them.
    workspace.lake.sweep(EVENTS, keep=[build.version(EVENTS) for build in shown], age=_YOUNG_SECONDS)


def _up_to_date(workspace: Workspace, previous: Build, digest: str) -> bool:
    lake = workspace.lake
    same_events = lake.revision(EVENTS, previous.version(EVENTS)) == lake.revision(EVENTS)
    return (
        same_events and previous.settings_digest == digest and cache.exists(workspace.cache_folder, previous.generation)
    )


def _rewind(workspace: Workspace, previous: Build | None) -> None:
    """Undo what a killed build committed to single tables but never published."""
    if previous is not None:
        for spec in DERIVED:
            if workspace.lake.version(spec) != previous.version(spec):
                workspace.lake.rewind(spec, previous.version(spec))


def _publish(workspace: Workspace, previous: Build | None, work: Plan, progress: Progress) -> Build:
    """Trace and write the cache, write every table in one commit each, and make it all visible by one row."""
    lake, number = workspace.lake, previous.id + 1 if previous else 1
    rules = rules_of(workspace)
    rates = Rates.of(lake.read(RATES), workspace.settings.shop.currency)
    parts: defaultdict[str, list[Part]] = defaultdict(list)

    def journeys() -> Iterator[Encoded]:
        for bucket in retrace(workspace, previous, work, rules, rates, progress):
            for name, part in bucket.parts.items():
                parts[name].append(part)
            yield bucket.journeys

    write_generation(workspace, previous, work, rates, rules.stages.steps, number, journeys())
    reach("build.cached")
    versions = {EVENTS.name: work.events_version}
    versions[IDENTIFIERS.name] = lake.replace(IDENTIFIERS, work.everybody.people.identifiers)
    for spec in DERIVED:
        if spec is not IDENTIFIERS:
            versions[spec.name] = lake.publish(spec, parts[spec.name])
        reach(f"build.wrote.{spec.name}")
    published = workspace.state.publish(
        Build(
            id=number,
            versions=versions,
            generation=number,
            settings_digest=work.digest,
            events_seq=work.everybody.last_seq,
            stats={"customers": work.customers, "traced": work.traced},
        )
    )
    reach("build.published")
    return published
