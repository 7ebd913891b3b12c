"""Backups: a workspace is copied while it is in use, and put back without the people who were erased since."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from percorso.collect.erased import is_marked
from percorso.core.errors import PercorsoError
from percorso.core.privacy import STAND_IN
from percorso.pipeline.building import build
from percorso.pipeline.erasing import marks_of
from percorso.pipeline.finding import Everybody
from percorso.pipeline.published import Published
from percorso.pipeline.subjects import Subject, lent_to, with_own
from percorso.store import backup as copies
from percorso.store.locks import hold
from percorso.store.privacy import Work
from percorso.store.state import State
from percorso.store.workspace import Workspace
from percorso.tables import IDENTIFIERS

_EVERYBODY = "SELECT customer_id, kind, value FROM identifiers ORDER BY customer_id, kind, value"


def backup(workspace: Workspace, target: Path) -> int:
    """Copy a workspace into a new folder and return the bytes; events go on being taken, and wait to be stored.

    Raises:
        PercorsoError: ``busy`` while another process builds, ``not_empty``, ``backup_needs_sqlite``, ``disk_full``.
    """
    with hold(workspace.locks, "builder", "backup"), hold(workspace.locks, "writer", "backup"):
        return copies.copy(workspace, target)


def restore(source: Path, folder: Path, erased_in: Path | None = None) -> int:
    """Make a workspace of a copy in a new folder; who was erased stays erased.

    Args:
        source: the copy.
        folder: where the workspace is to be.
        erased_in: the workspace itself, or a later copy of it: who was erased there is erased here.

    Returns:
        How many people of the copy were erased again.

    Raises:
        PercorsoError: ``not_a_backup``, ``damaged_backup``, ``not_empty``, ``another_workspace``, ``disk_full``.
    """
    if erased_in is not None and not copies.same_workspace(source, erased_in):
        hint = "Name the workspace that was copied, or a later copy of it."
        raise PercorsoError("another_workspace", f"{erased_in} is not of the workspace in {source}.", hint=hint)
    workspace = copies.put_back(source, folder)
    if erased_in is not None:
        _take_over(workspace, erased_in / "state.db")
    return _erase_again(workspace)


def _take_over(workspace: Workspace, state: Path) -> None:
    """Take over who was erased, and whose data rests, from a later state."""
    with closing(State(state)) as later:
        workspace.state.privacy.bury(later.privacy.buried())
        for kind, value, own_id in later.privacy.restrictions():
            workspace.state.privacy.restrict(own_id, [(kind, value)])


def _erase_again(workspace: Workspace) -> int:
    """Erase everybody whom a mark names and the copy still knows."""
    buried = workspace.state.privacy.buried()
    if not buried or workspace.state.latest_build() is None:
        return 0
    begun = 0
    for subject in list(_named(workspace, buried)):
        whole = with_own(workspace, subject, lent_to(Everybody.open(workspace), subject.customers))
        marks = marks_of(workspace, whole.marked)
        orders = any(buried.get(mark, False) for mark in marks)
        document = whole.written() | {"who": f"{STAND_IN}{secrets.token_hex(8)}"}
        workspace.state.privacy.begin(Work(secrets.token_hex(8), "erase", document, orders), marks, {})
        begun += 1
    if begun:
        build(workspace)
    return begun


def _named(workspace: Workspace, marks: Collection[str]) -> Iterator[Subject]:
    """Find whom marks name, by all of their identifiers."""
    people: dict[str, set[tuple[str, str]]] = {}
    for row in Published.open(workspace).rows(_EVERYBODY, IDENTIFIERS):
        people.setdefault(row["customer_id"], set()).add((row["kind"], row["value"]))
    for customer, named in people.items():
        if any(is_marked(marks, workspace.secret, kind, value) for kind, value in named):
            yield Subject((customer,), frozenset(named), workspace.settings.shop.country)
