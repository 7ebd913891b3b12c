"""Recent: what somebody did that no build has seen yet, found among the few events stored since the last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from percorso.core.consent import CONSENT_EVENTS, read
from percorso.core.identity import BLOCKED
from percorso.core.settings import DELIVERIES
from percorso.store.bucket import Bucket
from percorso.store.state import Build
from percorso.store.workspace import Workspace
from percorso.tables import EVENTS
from percorso.trace.orders import tells_of_order

# Identifiers as the table of identifiers writes them.
_NAMED_SQL = """
SELECT "at", seq, kind, name, source, url, user_id AS "user", lower(trim(email)) AS email, anonymous_id AS anonymous,
    shop || ':' || ltrim(trim(order_id), '#') AS "order",
    consent
FROM events WHERE seq > $seq
"""
_FOUND_SQL = f"""
FROM ({_NAMED_SQL}) WHERE list_contains($user, "user") OR list_contains($email, email)
    OR list_contains($anonymous, anonymous) OR list_contains($order, "order")
ORDER BY "at", seq
"""
# Shown whatever was chosen, beside what tells of an order.
_ALWAYS = frozenset((*DELIVERIES, *CONSENT_EVENTS))
_KINDS = ("user", "email", "anonymous", "order")
_DEVICE = "anonymous"
_PERSONAL = tuple(kind for kind in _KINDS if kind != _DEVICE)
_Found = tuple[list[dict[str, Any]], frozenset[tuple[str, str]]]
# A visitor who logs in leads to another device, and that to another: so often that is followed.
_ROUNDS = 5


@dataclass(frozen=True)
class Recent:
    """What somebody did lately.

    Attributes:
        events: at, name, source, url of each, in order.
        identifiers: kind and value of all that these events call them by.
    """

    events: tuple[Mapping[str, Any], ...]
    identifiers: frozenset[tuple[str, str]]


def recent(
    workspace: Workspace, build: Build, known: Iterable[tuple[str, str]], *, measured: bool, tied: bool = True
) -> Recent:
    """Find the events stored after a build of whoever goes by some identifiers, or by what those events add to them.

    What they deny to be measured is not shown, but for orders and choices; of an order, not the page it was placed on.
    Where they denied that devices be tied to them, a person leads to no device, and a device to nobody.

    Args:
        known: kind (user, email, anonymous, order) and value, as the table of identifiers writes them.
        measured: whether measuring was allowed when they were last heard of.
        tied: whether it was allowed to tie devices to them.
    """
    names = frozenset(known)
    lake = workspace.lake
    seen = set(lake.files(EVENTS, build.version(EVENTS)))
    files = [path for path in lake.files(EVENTS) if path not in seen]
    if not files:
        return Recent((), frozenset())
    with Bucket(-1, {EVENTS.name: files}) as stored:
        rows, found = _followed(stored, build, names, _KINDS)
        for row in rows:
            tied = read(row["consent"] or "").get("cross_device", tied)
        if not tied:
            rows, found = _apart(stored, build, names)
    told = ("at", "name", "source", "url")
    return Recent(tuple({name: row[name] for name in told} for row in _allowed(rows, measured)), found)


def _followed(stored: Bucket, build: Build, names: frozenset[tuple[str, str]], kinds: Sequence[str]) -> _Found:
    """Find the events of some identifiers, and of those of some kinds that these events add."""
    rows: list[dict[str, Any]] = []
    found = names
    for _ in range(_ROUNDS):
        asked = {kind: [value for one, value in names if one == kind] for kind in _KINDS}
        rows = stored.sql(_FOUND_SQL, seq=build.events_seq, **_lists(asked)).to_pylist()
        found = frozenset(
            (kind, row[kind]) for row in rows for kind in kinds if row[kind] and row[kind].lower() not in BLOCKED
        )
        if found <= names:
            break
        names |= found
    return rows, found


def _apart(stored: Bucket, build: Build, names: frozenset[tuple[str, str]]) -> _Found:
    """Find the events of a person without their devices, or of a device without a person."""
    personal = frozenset((kind, value) for kind, value in names if kind != _DEVICE)
    if personal:
        return _followed(stored, build, personal, _PERSONAL)
    rows, found = _followed(stored, build, names, (_DEVICE,))
    return [row for row in rows if not any(row[kind] for kind in _PERSONAL)], found & names


def _allowed(rows: Iterable[dict[str, Any]], measured: bool) -> Iterator[dict[str, Any]]:
    for row in rows:
        measured = read(row["consent"] or "").get("analytics", measured)
        if measured:
            yield row
        elif tells_of_order(row["name"]) or row["name"] in _ALWAYS:
            yield {**row, "url": None}


def _lists(asked: Mapping[str, list[str]]) -> dict[str, Any]:
    """Give every kind a list, the empty ones with a value that names nobody: an empty list has no type."""
    return {kind: values or [""] for kind, values in asked.items()}
