"""Proposing: customers that probably are one person by what forms and a CRM say of them, and what somebody says to it.

Behaviour has no part in it: traits alone are compared. Nothing is tied before a person accepts it; what is accepted
enters by the log like everything else, as an alias whose source says that it was reviewed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from percorso.collect.batches import batches
from percorso.collect.rows import Occurrences, Stamp, tables_of
from percorso.core.errors import PercorsoError
from percorso.core.identity import KINDS
from percorso.core.record import Event
from percorso.pipeline.applying import apply_log
from percorso.pipeline.importing import now, require_writable
from percorso.pipeline.matching import THRESHOLD, Agreement, check_threshold, match, reason
from percorso.pipeline.published import Published
from percorso.sequence.keys import customer_id_of
from percorso.speak.catalogue import Catalogue
from percorso.store.locks import hold
from percorso.store.proposals import ACCEPTED, OPEN, REJECTED, Proposal
from percorso.store.workspace import Workspace
from percorso.tables import CUSTOMERS
from percorso.unify.person_columns import known_by_name

# The source of the links that a person made.
REVIEWED = "reviewed"
# An order names whoever placed it, and nobody can be called by it.
_SQL = "SELECT identifier, traits FROM customers WHERE traits <> '{}' AND identifier NOT LIKE 'order:%'"
# What an event names somebody by, of each kind; and the kinds that an alias may name as a former id.
_FIELDS = {"user": "user_id", "email": "email", "phone": "phone", "anonymous": "anonymous_id"}
_TRAITS = {"crm": "crm_id", "loyalty": "loyalty_id", "tax": "tax_code"}
_FORMER = frozenset(("user", "email", "anonymous"))


def propose(workspace: Workspace, threshold: float = THRESHOLD) -> int:
    """Look for customers that probably are one person, and give how many pairs wait for somebody's word.

    Raises:
        PercorsoError: ``not_built``, ``cache_missing``, ``bad_threshold``.
    """
    check_threshold(threshold)
    rows = Published.open(workspace).rows(_SQL, CUSTOMERS)
    told = [(str(row["identifier"]), dict(_told(json.loads(row["traits"])))) for row in rows]
    people = [(identifier, traits) for identifier, traits in told if traits]
    names = sorted({name for _, traits in people for name in traits})
    columns = {name: pa.array([traits.get(name) for _, traits in people], pa.string()) for name in names}
    if not columns:
        return workspace.state.proposals.propose(())
    found = match("identifier", [identifier for identifier, _ in people], pa.table(columns), threshold)
    return workspace.state.proposals.propose(
        Proposal(
            customer_id_of(f"{one.left}\x1f{one.right}"),
            one.left,
            one.right,
            one.probability,
            tuple({"column": said.column, "level": said.level, "weight": said.weight} for said in one.agreements),
        )
        for one in found.proposals
    )


def listed(workspace: Workspace, language: str = "en") -> list[dict[str, Any]]:
    """List the pairs that wait for somebody's word, the surest first, each with its reasons in a language."""
    catalogue = Catalogue.of(language)
    return [
        {
            "id": one.id,
            "left": one.left,
            "right": one.right,
            "probability": round(one.probability, 6),
            "why": "; ".join(catalogue.say(reason(Agreement(**said))) for said in one.why),
        }
        for one in workspace.state.proposals.all(OPEN)
    ]


def accept(workspace: Workspace, proposal: str) -> None:
    """Say that two customers are one person; the next build ties them.

    Raises:
        PercorsoError: ``unknown_proposal``, ``not_tieable``, ``busy``, what is wrong with the log.
    """
    one = _open(workspace, proposal)
    stamp = Stamp(REVIEWED, workspace.settings.shop.id, REVIEWED, "", now())
    with hold(workspace.locks, "writer", "identity review"):
        require_writable(workspace)
        with workspace.log.writer() as writer:
            for batch in batches([_tying(one, stamp.received_at)]):
                for table, data in tables_of(batch, stamp, Occurrences()).items():
                    writer.append(table, data)
        apply_log(workspace)
    # A run that dies before this leaves the pair open; accepting it again is the same event, which counts once.
    workspace.state.proposals.decide(one.id, ACCEPTED)


def reject(workspace: Workspace, proposal: str) -> None:
    """Say that two customers are two people; the pair is never proposed again.

    Raises:
        PercorsoError: ``unknown_proposal``.
    """
    workspace.state.proposals.decide(_open(workspace, proposal).id, REJECTED)


def _open(workspace: Workspace, proposal: str) -> Proposal:
    for one in workspace.state.proposals.all(OPEN):
        if one.id == proposal:
            return one
    hint = "List them: percorso identity review list."
    raise PercorsoError("unknown_proposal", f"No open proposal has the id '{proposal}'.", hint=hint)


def _tying(one: Proposal, at: int) -> Event:
    """Write that two identifiers name one person: an alias where the weaker can be a former id, else one row's two.

    Raises:
        PercorsoError: ``not_tieable``.
    """
    ends = sorted((end.partition(":") for end in (one.left, one.right)), key=lambda end: KINDS.index(end[0]))
    (kind, _, value), (weaker, _, previous) = ends
    told = {"proposal": one.id}
    event = _naming(Event(name="Alias", at=at, kind="alias", message_id=f"{REVIEWED}:{one.id}"), kind, value)
    if weaker in _FORMER:
        return event._replace(properties=json.dumps({"previous_id": previous, **told}, ensure_ascii=False))
    if weaker == kind:
        message = f"'{one.left}' and '{one.right}' are two of a kind that nobody has two of in one row."
        hint = "Give one of them a user id or an e-mail address where they are kept, import that, and build."
        raise PercorsoError("not_tieable", message, hint=hint)
    both = _naming(event, weaker, previous)
    return both._replace(name="Identify", kind="identify", properties=json.dumps(told))


def _naming(event: Event, kind: str, value: str) -> Event:
    """Name somebody in an event, by a field of its own or by a trait."""
    if kind in _FIELDS:
        named: Any = {_FIELDS[kind]: value}
        return event._replace(**named)
    traits = {**json.loads(event.traits), _TRAITS[kind]: value}
    return event._replace(traits=json.dumps(traits, ensure_ascii=False))


def _told(traits: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the traits that tell who somebody is, those of an address too, by their own names."""
    for name, value in traits.items():
        if isinstance(value, dict):
            yield from _told(value)
        elif isinstance(value, str | int) and not isinstance(value, bool) and known_by_name(name):
            yield name, str(value)
