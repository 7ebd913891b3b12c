"""Evidence: why two identifiers are one person, what was set aside, and how somebody takes a link back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from percorso.core.errors import PercorsoError
from percorso.core.identity import BLANKS, EVIDENCE, KINDS, blocking
from percorso.core.time import from_micros
from percorso.pipeline.finding import Everybody
from percorso.sequence.codes import Bools, Ints
from percorso.store.decisions import Decision
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS
from percorso.unify.admission import REASONS
from percorso.unify.growth import ids_of
from percorso.unify.known import Known

# How many of each the audit shows.
_SHOWN = 20


def why(workspace: Workspace, one: str, other: str) -> dict[str, Any]:
    """Give the shortest chain of evidence between two identifiers.

    Returns:
        ``same``, whether they are one person; ``customer_ids`` of both; ``chain``, the links from one to the other,
        first among those that tie, else with those that were set aside, whose ``status`` says why; empty for none.

    Raises:
        PercorsoError: ``unknown_person``.
    """
    everybody = Everybody.open(workspace)
    known = everybody.known
    ends = [_identifier(everybody, given) for given in (one, other)]
    customers = [int(known.customer[end]) for end in ends]
    rows = np.flatnonzero(
        np.isin(known.customer[known.left], customers) | np.isin(known.customer[known.right], customers)
    )
    ties = rows[known.status[rows] == 0]
    likely = _likely(everybody, customers)
    chain = _chain([*_edges(known, ties), *((place, *pair) for place, pair in likely.items())], *ends)
    chain = chain or _chain(_edges(known, rows), *ends)
    links = np.array([one for one in chain if one >= 0], dtype=np.int64)
    certain = dict(zip(links.tolist(), told(everybody, links, events=True), strict=True))
    return {
        "same": customers[0] == customers[1],
        "customer_ids": [everybody.id_of(customer) for customer in customers],
        "chain": [certain[one] if one >= 0 else likely_told(everybody.likely[~one]) for one in chain],
    }


def audit(workspace: Workspace) -> dict[str, Any]:
    """List what deserves a look.

    Returns:
        ``largest``, the customers with the most identifiers; ``conflicts``, those with several user ids or tax codes;
        ``set_aside``, links that tie nobody by reason, each with how many and some of them; ``shared_devices``, how
        many; ``decisions``, what somebody decided.
    """
    everybody = Everybody.open(workspace)
    known = everybody.known
    owned = known.customer[known.customer >= 0]
    count = np.bincount(owned, minlength=known.customers)
    largest = np.argsort(-count, kind="stable")[:_SHOWN]
    reasons = []
    for place, reason in enumerate(REASONS[1:], start=1):
        rows = np.flatnonzero(known.status == place)
        if len(rows):
            reasons.append({"reason": reason, "links": len(rows), "some": told(everybody, rows[:_SHOWN])})
    return {
        "customers": known.customers,
        "largest": [_cluster(everybody, int(one), int(count[one])) for one in largest],
        "conflicts": _conflicts(everybody),
        "set_aside": reasons,
        "shared_devices": int(known.shared.sum()),
        "decisions": [
            {"kind": one.kind, "left": one.left, "right": one.right or None, "at": from_micros(one.at).isoformat()}
            for one in workspace.state.decisions.all()
        ],
    }


def unlink(workspace: Workspace, one: str, other: str, *, undo: bool = False) -> tuple[str, str]:
    """Forbid, from the next build on, that a link ties two identifiers; ``undo`` allows it again.

    Returns:
        both, such as ``user:42``.

    Raises:
        PercorsoError: ``unknown_person``; ``no_such_link`` where none ties them, or none was forbidden.
    """
    everybody = Everybody.open(workspace)
    known = everybody.known
    ends = [_identifier(everybody, given) for given in (one, other)]
    left, right = sorted(_written(everybody, end) for end in ends)
    decision = Decision("unlink", left, right)
    if undo:
        if not workspace.state.decisions.withdraw(decision):
            raise _no_link(one, other)
        return left, right
    between = ((known.left == ends[0]) & (known.right == ends[1])) | (
        (known.left == ends[1]) & (known.right == ends[0])
    )
    if not between.any():
        raise _no_link(one, other)
    workspace.state.decisions.add(decision)
    return left, right


def block(workspace: Workspace, value: str, *, undo: bool = False) -> str:
    """Say that a value names nobody, from the next build on; ``undo`` takes that back.

    Args:
        workspace: where.
        value: it, alone or with its kind before it (``email:desk@shop.example``); ``*`` is any text.
        undo: whether to take it back.

    Raises:
        PercorsoError: ``blocks_everybody`` for what is any text, or none; ``no_such_block`` where there is none to take
            back.
    """
    decision = Decision("block", value.strip().lower())
    if not undo and not _told_of(decision.left).strip("*" + BLANKS):
        hint = "Name a value, such as email:desk@shop.example; * stands for a part of one."
        message = f"'{value}' would block everybody."
        raise PercorsoError("blocks_everybody", message, hint=hint, given={"value": value})
    if not undo:
        workspace.state.decisions.add(decision)
    elif not workspace.state.decisions.withdraw(decision):
        hint = "See: percorso identity audit."
        raise PercorsoError("no_such_block", f"'{value}' is not blocked.", hint=hint, given={"value": value})
    return decision.left


def blocked_now(workspace: Workspace, value: str) -> int | None:
    """Count the identifiers of the last build that a block takes out; None before the first build."""
    if workspace.state.latest_build() is None:
        return None
    known = Everybody.open(workspace).known
    found = 0
    for rank, kind in enumerate(KINDS):
        pattern = blocking([value.strip().lower()], kind)
        if pattern is not None:
            texts = known.values.filter(pa.array(known.rank == rank))
            matched = pc.match_substring_regex(pc.utf8_lower(texts), pattern)
            found += pc.sum(matched).as_py() or 0
    return found


def _told_of(value: str) -> str:
    """Give a value without the kind before it."""
    kind, apart, rest = value.partition(":")
    return rest if apart and kind in KINDS else value


def told(everybody: Everybody, rows: Ints, *, events: bool = False) -> list[dict[str, Any]]:
    """Tell of links: their ends, what they rest on, since when, who said so and, where asked, in which event."""
    known = everybody.known
    ends = (everybody.names_of(known.left[rows]), everybody.names_of(known.right[rows]))
    sources = known.sources.take(pa.array(known.link_source[rows])).to_pylist()
    named = _event_ids(everybody, known.link_seq[rows].tolist()) if events and len(rows) else {}
    return [
        {
            "left": left,
            "right": right,
            "kind": EVIDENCE[known.evidence[row]],
            "strength": 1.0,
            "status": REASONS[known.status[row]] or "ties",
            "source": source,
            "first_seen_at": from_micros(int(known.link_first[row])).isoformat(),
            "last_seen_at": from_micros(int(known.link_last[row])).isoformat(),
            "seq": int(known.link_seq[row]),
            "event_id": named.get(int(known.link_seq[row])),
        }
        for row, left, right, source in zip(rows.tolist(), *ends, sources, strict=True)
    ]


def likely_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """Tell of a pair that only the loose level ties, as of a link; its strength is how probable it is."""
    return {
        "left": {"kind": row["left_kind"], "value": row["left_value"]},
        "right": {"kind": row["right_kind"], "value": row["right_value"]},
        "kind": row["kind"],
        "strength": row["strength"],
        "status": row["status"] or "ties",
        "source": row["source"],
        "first_seen_at": row["first_seen_at"].isoformat(),
        "last_seen_at": row["last_seen_at"].isoformat(),
        "seq": row["seq"],
        "event_id": None,
    }


def likely_of(everybody: Everybody, names: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Tell of the likely pairs that name any of some identifiers."""
    own = {(one["kind"], one["value"]) for one in names}
    return [likely_told(row) for row in everybody.likely if not own.isdisjoint(_ends(row))]


def _ends(row: Mapping[str, Any]) -> tuple[tuple[str, str], tuple[str, str]]:
    return (row["left_kind"], row["left_value"]), (row["right_kind"], row["right_value"])


def _likely(everybody: Everybody, customers: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """Find the likely pairs that tie identifiers of some customers, each under its place's complement."""
    if not everybody.likely:
        return {}
    rows = np.flatnonzero(np.isin(everybody.known.customer, customers))
    names = ((one["kind"], one["value"]) for one in everybody.names_of(rows))
    number = dict(zip(names, rows.tolist(), strict=True))
    ends = ((place, _ends(row)) for place, row in enumerate(everybody.likely) if not row["status"])
    return {
        ~place: (number[left], number[right]) for place, (left, right) in ends if left in number and right in number
    }


def _edges(known: Known, rows: Ints) -> list[tuple[int, int, int]]:
    return list(zip(rows.tolist(), known.left[rows].tolist(), known.right[rows].tolist(), strict=True))


def _event_ids(everybody: Everybody, seqs: Sequence[int]) -> Mapping[int, str]:
    query = "SELECT seq, event_id FROM events WHERE list_contains($seqs, seq)"
    return {row["seq"]: row["event_id"] for row in everybody.published.rows(query, EVENTS, seqs=list(seqs))}


def _chain(edges: Iterable[tuple[int, int, int]], begin: int, end: int) -> list[int]:
    """Find the fewest links, given with both ends, that lead from one identifier to another (breadth first)."""
    beside: dict[int, list[tuple[int, int]]] = {}
    for row, left, right in edges:
        beside.setdefault(left, []).append((right, row))
        beside.setdefault(right, []).append((left, row))
    came: dict[int, tuple[int, int]] = {begin: (-1, -1)}
    waiting = deque([begin])
    while waiting and end not in came:
        here = waiting.popleft()
        for there, row in beside.get(here, ()):
            if there not in came:
                came[there] = (here, row)
                waiting.append(there)
    chain: list[int] = []
    while end in came and end != begin:
        end, row = came[end]
        chain.append(row)
    return chain[::-1]


def _identifier(everybody: Everybody, given: str) -> int:
    found = everybody.identifiers(given)
    if not len(found):
        hint = "Name it with its kind, such as email:anna@shop.example."
        raise PercorsoError("unknown_person", f"Nobody is known by '{given}'.", hint=hint, given={"identifier": given})
    return int(found[0])


def _written(everybody: Everybody, identifier: int) -> str:
    name = everybody.names_of(np.array([identifier]))[0]
    return f"{name['kind']}:{name['value']}"


def _no_link(one: str, other: str) -> PercorsoError:
    return PercorsoError(
        "no_such_link",
        f"No link ties '{one}' and '{other}' directly.",
        hint=f"See which links do: percorso identity why {one} {other}.",
        given={"one": one, "other": other},
    )


def _cluster(everybody: Everybody, customer: int, count: int) -> dict[str, Any]:
    canonical = everybody.known.canonical[customer : customer + 1]
    return {
        "customer_id": everybody.id_of(customer),
        "identifier": everybody.names_of(canonical)[0],
        "identifiers": count,
    }


def _conflicts(everybody: Everybody) -> list[dict[str, Any]]:
    """List customers with several values of which a person has one."""
    known = everybody.known
    found = []
    for kind in ("user", "tax"):
        own: Bools = (known.rank == KINDS.index(kind)) & (known.customer >= 0)
        count = np.bincount(known.customer[own], minlength=known.customers)
        for customer in np.argsort(-count, kind="stable")[:_SHOWN][: int((count > 1).sum())].tolist():
            values = everybody.names_of(np.flatnonzero(own & (known.customer == customer))[:_SHOWN])
            ids = ids_of(known.keys[customer : customer + 1])[0].as_py()
            found.append({"customer_id": ids, "kind": kind, "values": [one["value"] for one in values]})
    return found
