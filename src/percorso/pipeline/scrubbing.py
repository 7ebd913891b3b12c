"""Scrubbing: what erasures that were begun take out of everything that is stored; what is derived is built anew after.

Every step finds nothing the second time, so that work that was killed is simply done again.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
import pyarrow as pa

from percorso.collect.erased import TEXTS, naming, telling
from percorso.collect.mentions import Mentions
from percorso.collect.named import named_in, orders_of
from percorso.collect.stand_ins import StandIns
from percorso.core.identity import normal, order_number
from percorso.core.privacy import STAND_IN
from percorso.core.settings import Settings
from percorso.pipeline.aging import Aging
from percorso.pipeline.opening import opened
from percorso.pipeline.subjects import Subject
from percorso.sequence.codes import Bools, Coded, masked
from percorso.store import cache
from percorso.store.faults import reach
from percorso.store.log import Frame
from percorso.store.privacy import Work
from percorso.store.workspace import LEVELS, Workspace
from percorso.tables import EVENTS, PUBLISHED, QUARANTINE, REQUESTS
from percorso.trace.amounts import decode
from percorso.trace.order_status import is_test

# Texts of refused rows in which somebody may be mentioned.
_REFUSED = ("original", "header", "shown", "reason", "file")


@dataclass(frozen=True)
class Scrub:
    """One erasure at work.

    Attributes:
        subject: who is to be forgotten.
        who: the user id under which their orders stay.
        orders: whether the orders go as well.
        secret: the workspace's own key.
        settings: say which events are orders.
    """

    subject: Subject
    who: str
    orders: bool
    secret: bytes = field(repr=False)
    settings: Settings

    @classmethod
    def of(cls, workspace: Workspace, work: Work) -> Scrub:
        """Take up work that was begun."""
        who = work.subject.get("who", STAND_IN)
        return cls(Subject.read(work.subject), who, work.orders, workspace.secret, workspace.settings)

    @cached_property
    def mentions(self) -> Mentions:
        """What finds them in the texts of others."""
        return Mentions(self.subject.identifiers, self.subject.country)

    def events(self, counts: Counter[str], rows: pa.Table) -> pa.Table | None:
        """Take their events out of some, but for the amounts of their orders, and their names out of the others'."""
        theirs = self.subject.events(rows)
        device = named_in(rows, self.subject.named, self.subject.country).device & ~theirs
        order = orders_of(rows).having(lambda value: self.subject.named("order", value)) & ~theirs
        stand_ins = StandIns(self.who, self.secret)
        kept = self._amounts(rows, theirs)
        rest = stand_ins.renumbered(_without_device(rows, device), order).filter(pa.array(~theirs))
        others = self._blanked(rest)
        if others is None and not (theirs | device | order).any():
            return None
        counts.update(events=int(theirs.sum()) - kept.num_rows, orders_kept=kept.num_rows)
        left = rest if others is None else others
        return pa.concat_tables([left, stand_ins.of(kept)]) if kept.num_rows else left

    def _amounts(self, rows: pa.Table, theirs: Bools) -> pa.Table:
        """Give those of their events whose amounts are to stay: what the shop counts, and what changes it."""
        if self.orders or not theirs.any():
            return rows.slice(0, 0)
        counted = Coded.of(rows["name"]).having(telling(self.settings).__contains__)
        own = rows.filter(pa.array(theirs & counted))
        real = [not is_test(decode(text), self.settings.exclude) for text in own["properties"].to_pylist()]
        return own.filter(pa.array(real, pa.bool_()))

    def _blanked(self, others: pa.Table) -> pa.Table | None:
        """Take their names out of others' texts; None where there are none."""
        changed = False
        for name in TEXTS:
            found = np.flatnonzero(self.mentions.rows(others[name]))
            if len(found):
                texts = others[name].cast(pa.string()).to_pylist()
                for row in found.tolist():
                    texts[row] = self.mentions.blanked(texts[row])
                place = others.schema.get_field_index(name)
                others, changed = others.set_column(place, others.schema.field(place), [pa.array(texts)]), True
        return others if changed else None

    def refused(self, counts: Counter[str], rows: pa.Table) -> pa.Table | None:
        """Take the refused rows out that name them; None where none does."""
        gone = self.refusing(rows)
        counts.update(quarantined=int(gone.sum()))
        return rows.filter(pa.array(~gone)) if gone.any() else None

    def refusing(self, rows: pa.Table) -> Bools:
        """Tell the refused rows that name them."""
        gone = naming(rows, self.subject.named, self.subject.country)
        for name in _REFUSED:
            if name in rows.column_names:
                gone |= self.mentions.rows(rows[name])
        return gone

    def frame(self, workspace: Workspace, frame: Frame) -> pa.Table | None:
        """Take whatever carries anything of theirs out of a frame that is applied: the lake has what is others'."""
        gone = self.carried(workspace, frame)
        return frame.data.filter(pa.array(~gone)) if gone.any() else None

    def told(self, workspace: Workspace, frame: Frame) -> Bools:
        """Tell the rows of a frame that are theirs, and none of others that only mention them."""
        if frame.table in (EVENTS.name, QUARANTINE.name):
            return self._owns(frame.table, frame.data)
        if frame.table == REQUESTS.name:
            return _carrying(workspace, frame.data, self._owns)
        nothing: Bools = np.zeros(frame.data.num_rows, dtype=bool)
        return nothing

    def carried(self, workspace: Workspace, frame: Frame) -> Bools:
        """Tell the rows of a frame that carry anything of theirs."""
        if frame.table in (EVENTS.name, QUARANTINE.name):
            return self._carries(frame.table, frame.data)
        carried: Bools = np.zeros(frame.data.num_rows, dtype=bool)
        if frame.table == REQUESTS.name:
            carried |= _carrying(workspace, frame.data, self._carries)
            bodies = frame.data["body"].to_pylist()
            carried |= np.array([self.mentions.within(body) for body in bodies], dtype=bool)
        return carried

    def concerns(self, request: Mapping[str, object], shop: str) -> bool:
        """Say whether a privacy request that a shop passed on names them."""
        email, phone, user = (str(request.get(name) or "") for name in ("email", "phone", "customer_id"))
        numbers = request.get("order_numbers")
        orders = numbers if isinstance(numbers, list) else ()
        named = self.subject.named
        given = (("email", email), ("user", user), ("phone", phone))
        told = ((kind, normal(kind, text, self.subject.country)) for kind, text in given)
        if any(value is not None and named(kind, value) for kind, value in told):
            return True
        return any(named("order", f"{shop}:{order_number(str(one))}") for one in orders)

    def _owns(self, table: str, rows: pa.Table) -> Bools:
        return self.subject.events(rows) if table == EVENTS.name else self.refusing(rows)

    def _carries(self, table: str, rows: pa.Table) -> Bools:
        if table != EVENTS.name:
            return self.refusing(rows)
        gone = self.subject.events(rows) | orders_of(rows).having(lambda value: self.subject.named("order", value))
        gone |= named_in(rows, self.subject.named, self.subject.country).device
        for name in TEXTS:
            if name in rows.column_names:
                gone = gone | self.mentions.rows(rows[name])
        return gone


def scrub(workspace: Workspace) -> tuple[Work, ...]:
    """Take out of lake, log and state what the open erasures name, and return them; for who writes and builds.

    Everything that came is applied before. What is derived from events still holds them, until it is built anew.

    Raises:
        PercorsoError: ``disk_full``, ``busy``, what is wrong with the log or a table.
    """
    works = workspace.state.privacy.open()
    for work in works:
        if not work.subject:
            # All but the last strokes were done when it was killed.
            continue
        own = Aging.read(work.subject) if work.kind == "expire" else Scrub.of(workspace, work)
        for name, step in _STEPS.items():
            counts: Counter[str] = Counter()
            step(workspace, own, counts, partial(_noted, workspace, work, counts))
            reach(f"erase.{name}")
    return works


def _noted(workspace: Workspace, work: Work, counts: Counter[str]) -> None:
    """Write down how much a step does, before anything of it is gone."""
    workspace.state.privacy.count(work, +counts)
    reach("erase.counted")


def swept(workspace: Workspace, works: tuple[Work, ...]) -> None:
    """Delete every file that still holds what was before, then forget whom the work concerned and end it."""
    if not works:
        return
    build = workspace.state.latest_build()
    # What was built at other levels of trust is built again when it is asked for.
    shutil.rmtree(workspace.folder / LEVELS, ignore_errors=True)
    cache.sweep(workspace.cache_folder, keep=[] if build is None else [build.generation])
    for spec in (*PUBLISHED, EVENTS, QUARANTINE):
        workspace.lake.sweep(spec)
        reach("erase.swept")
    privacy = workspace.state.privacy
    for work in works:
        privacy.forget(work)
    reach("erase.forgotten")
    privacy.compact()
    for work in works:
        reach("erase.compacted")
        privacy.finish(work)


def moved_without(workspace: Workspace, moves: pa.Table) -> pa.Table | None:
    """Leave out who went by another id what open erasures name, by all their ids; None where nothing is to go."""
    gone = {one for work in workspace.state.privacy.open() for one in work.subject.get("customers", ())}
    if not gone:
        return None
    pairs = list(zip(moves["former"].to_pylist(), moves["customer_id"].to_pylist(), strict=True))
    while more := {one for pair in pairs if not gone.isdisjoint(pair) for one in pair} - gone:
        gone |= more
    return moves.filter(pa.array([gone.isdisjoint(pair) for pair in pairs], pa.bool_()))


def forget_frames(workspace: Workspace, tables: Callable[[str, pa.Table], Bools], after: int, last: int) -> None:
    """Take out of frames that were just applied what a test of their rows finds."""

    def change(frame: Frame) -> pa.Table | None:
        if frame.number <= after or frame.table not in (REQUESTS.name, EVENTS.name, QUARANTINE.name):
            return None
        if frame.table == REQUESTS.name:
            gone = _carrying(workspace, frame.data, tables)
        else:
            gone = tables(frame.table, frame.data)
        return frame.data.filter(pa.array(~gone)) if gone.any() else None

    workspace.log.rewrite(change, last)


def _carrying(workspace: Workspace, requests: pa.Table, test: Callable[[str, pa.Table], Bools]) -> Bools:
    """Tell the requests one of whose events or refused rows a test finds."""
    gone: Bools = np.zeros(requests.num_rows, dtype=bool)
    tables, _ = opened(workspace, requests) if requests.num_rows else ({}, None)
    for name, rows in tables.items():
        if name in (EVENTS.name, QUARANTINE.name):
            gone[rows["request"].to_numpy()[test(name, rows)]] = True
    return gone


def _without_device(rows: pa.Table, device: Bools) -> pa.Table:
    if not device.any():
        return rows
    place = rows.schema.get_field_index("anonymous_id")
    return rows.set_column(place, rows.schema.field(place), masked(rows["anonymous_id"], ~device))


# Who is to be forgotten, or what is too old.
Task = Scrub | Aging
# Writes down what a step counted, before it changes anything.
Note = Callable[[], None]


def _events(workspace: Workspace, own: Task, counts: Counter[str], note: Note) -> None:
    workspace.lake.rewrite(EVENTS, partial(own.events, counts), note)


def _quarantine(workspace: Workspace, own: Task, counts: Counter[str], note: Note) -> None:
    workspace.lake.rewrite(QUARANTINE, partial(own.refused, counts), note)


def _log(workspace: Workspace, own: Task, counts: Counter[str], note: Note) -> None:
    """Take people out of the log; what is too old for the tables leaves it by a term of its own."""
    if isinstance(own, Scrub):
        log, taken = workspace.log, workspace.lake.applied(EVENTS)
        # Segments are written one by one, so that all of them are counted first.
        frames = (frame for frame in log.read(log.first - 1) if frame.number <= taken)
        counts.update(log_rows=sum(int(own.carried(workspace, frame).sum()) for frame in frames))
        note()
        log.rewrite(partial(own.frame, workspace), taken)


def _state(workspace: Workspace, own: Task, counts: Counter[str], note: Note) -> None:
    """Forget what state knows of somebody besides the work itself."""
    if not isinstance(own, Scrub):
        return
    privacy, webhooks = workspace.state.privacy, workspace.state.webhooks
    orders = [value for kind, value in own.subject.identifiers if kind == "order"]
    segments, annotations = workspace.state.segments, workspace.state.annotations
    counts.update(
        order_numbers=privacy.count_orders(orders),
        segments_blanked=segments.naming(own.mentions.blanked),
        annotations_blanked=annotations.naming(own.mentions.blanked),
        settings_left=_settings_naming(workspace, own.mentions),
    )
    note()
    privacy.forget_orders(orders)
    segments.forget(own.mentions.blanked)
    annotations.forget(own.mentions.blanked)
    privacy.release(own.subject.identifiers)
    workspace.state.proposals.forget(own.subject.identifiers)
    workspace.state.decisions.forget(own.subject.identifiers)
    for request in webhooks.privacy_requests(open_only=False):
        if own.concerns(request.identifiers, request.shop):
            privacy.forget_request(request.id)
    privacy.forget_resolved(workspace.lake.read(QUARANTINE, columns=["quarantine_id"])["quarantine_id"].to_pylist())
    files = {one.file for one in workspace.state.imports()}
    blanked = {file: own.mentions.blanked(file) for file in files}
    privacy.rename_files({before: after for before, after in blanked.items() if before != after})
    workspace.state.jobs.forget(own.mentions.blanked)


def _settings_naming(workspace: Workspace, mentions: Mentions) -> int:
    """Count the files of settings and rules that name them, which the shop wrote and Percorso does not change."""
    return sum(mentions.within(path.read_bytes()) for path in workspace.folder.glob("*.toml"))


def _known(workspace: Workspace, _own: Task, _counts: Counter[str], _note: Note) -> None:
    """Throw away the ids of events and what killed builds left: the one is made again, the other is waste."""
    for spec in (EVENTS, QUARANTINE):
        shutil.rmtree(workspace.known / spec.name, ignore_errors=True)
    shutil.rmtree(workspace.staging, ignore_errors=True)
    workspace.staging.mkdir(exist_ok=True)


_STEPS: Mapping[str, Callable[[Workspace, Task, Counter[str], Note], None]] = {
    "events": _events,
    "quarantine": _quarantine,
    "log": _log,
    "state": _state,
    "known": _known,
}
