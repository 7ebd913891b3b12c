"""Erasing: somebody is forgotten everywhere, and late news of them is not taken."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from percorso.core.errors import PercorsoError
from percorso.core.privacy import STAND_IN, tombstone
from percorso.pipeline.building import Progress, build
from percorso.pipeline.published import Published
from percorso.pipeline.subjects import Subject, forms, subject_of
from percorso.store.faults import reach
from percorso.store.privacy import Done, Work
from percorso.store.workspace import Workspace
from percorso.tables import ORDERS

# What the count of orders erased altogether is called in the record of what was done.
ORDERS_REMOVED = "orders_removed"


@dataclass(frozen=True)
class Erased:
    """What an erasure did.

    Attributes:
        id: of its record; None where this person had been erased before, and nothing was left to do.
        counts: events, orders_kept, quarantined, log_rows, order_numbers, orders_removed: how many.
    """

    id: str | None
    counts: Mapping[str, Any]


def erase(
    workspace: Workspace,
    identifiers: Sequence[str],
    progress: Progress = lambda _what, _done, _of: None,
    *,
    orders: bool = False,
    begun: Callable[[str], None] = lambda _work: None,
) -> Erased:
    """Forget one person, known by any of some identifiers, and everything that is known of them.

    Their orders stay as amounts, under a new id that leads to nobody, unless ``orders``. What was begun is finished by
    the next build, or by the same call again, whatever kills it. ``begun`` is told the id of its record then.

    Raises:
        PercorsoError: ``unknown_person``; ``nothing_imported`` on an empty workspace; ``busy`` while another process
            builds.
    """
    privacy = workspace.state.privacy
    open_works = [work for work in privacy.open() if _is_of(Subject.read(work.subject), workspace, identifiers)]
    if not open_works:
        build(workspace, progress)
        found = _subject(workspace, identifiers)
        if found is None:
            return Erased(None, {})
        open_works = [_begun(workspace, found, orders=orders)]
    begun(open_works[0].id)
    return finish(workspace, open_works[0].id, progress)


def finish(workspace: Workspace, work: str, progress: Progress = lambda _what, _done, _of: None) -> Erased:
    """Finish an erasure that was begun, by the id of its record; one that is finished already is told as it was."""
    progress("forget", 0, 0)
    build(workspace, progress)
    done = {one.id: one for one in workspace.state.privacy.audit()}[work]
    return Erased(done.id, done.counts)


def _begun(workspace: Workspace, subject: Subject, *, orders: bool) -> Work:
    """Write down what is to be done, before anything is."""
    counts = {ORDERS_REMOVED: _orders(workspace, subject)} if orders else {}
    # The id under which orders stay is forgotten with the rest: the record of this erasure leads to none of them.
    document = subject.written() | {"who": f"{STAND_IN}{secrets.token_hex(8)}"}
    work = Work(secrets.token_hex(8), "erase", document, orders)
    workspace.state.privacy.begin(work, marks_of(workspace, subject.marked), counts)
    reach("erase.begun")
    return work


def _subject(workspace: Workspace, identifiers: Iterable[str]) -> Subject | None:
    """Find whom some identifiers name; None where all that are known were erased before."""
    try:
        return subject_among(workspace, identifiers)
    except PercorsoError as problem:
        if problem.code not in ("unknown_person", "not_built") or not is_erased(workspace, identifiers):
            raise
        return None


def subject_among(workspace: Workspace, identifiers: Iterable[str]) -> Subject:
    """Find whom some identifiers name, of which some may be unknown; raises as ``subject_of`` where all are."""
    found: list[Subject] = []
    problem: PercorsoError | None = None
    for identifier in identifiers:
        try:
            found.append(subject_of(workspace, identifier))
        except PercorsoError as error:
            if error.code != "unknown_person":
                raise
            problem = error
    if problem is not None and not found:
        raise problem
    return Subject(
        tuple(dict.fromkeys(one for subject in found for one in subject.customers)),
        frozenset().union(*(subject.identifiers for subject in found)),
        workspace.settings.shop.country,
        frozenset().union(*(subject.lent for subject in found)),
        frozenset().union(*(subject.lenders for subject in found)),
    )


def is_erased(workspace: Workspace, identifiers: Iterable[str]) -> bool:
    """Say whether somebody was erased who had one of these identifiers, of whatever kind."""
    marks = workspace.state.privacy.tombstones()
    return any(not marks.isdisjoint(marks_of(workspace, forms(workspace, one))) for one in identifiers)


def marks_of(workspace: Workspace, identifiers: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Give the tombstones of identifiers."""
    return frozenset(tombstone(kind, value, workspace.secret) for kind, value in identifiers)


@dataclass(frozen=True)
class Readmitted:
    """What was done for whoever was erased and came back.

    Attributes:
        lifted: the identifiers of which news is taken again, as they were given.
        unknown: those of which nobody was erased.
        marks: how many tombstones went.
    """

    lifted: tuple[str, ...]
    unknown: tuple[str, ...]
    marks: int


def readmit(workspace: Workspace, identifiers: Iterable[str]) -> Readmitted:
    """Take news again of somebody who was erased and came back, by each of the identifiers that are given.

    What else they went by stays refused: of an erased person nobody knows which marks are theirs.
    """
    privacy, lifted = workspace.state.privacy, {}
    for one in dict.fromkeys(identifiers):
        named = forms(workspace, one)
        # Telephone numbers were marked by their digits alone once.
        digits = {(kind, value.removeprefix("+")) for kind, value in named if kind == "phone"}
        lifted[one] = privacy.readmit(marks_of(workspace, named | digits))
    marks = sum(lifted.values())
    if marks:
        privacy.record(Done(secrets.token_hex(8), "readmit", 0, None, {"marks": marks}))
    told = tuple(one for one, count in lifted.items() if count)
    return Readmitted(told, tuple(one for one in lifted if one not in told), marks)


def _is_of(subject: Subject, workspace: Workspace, identifiers: Iterable[str]) -> bool:
    return any(not subject.identifiers.isdisjoint(forms(workspace, one)) for one in identifiers)


def _orders(workspace: Workspace, subject: Subject) -> int:
    if not subject.customers:
        return 0
    query = "SELECT count(*) AS orders FROM orders WHERE list_contains($customers, customer_id)"
    found = Published.open(workspace).rows(query, ORDERS, customers=list(subject.customers))
    return int(found[0]["orders"])
