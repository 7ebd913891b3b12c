from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from percorso.sequence.codes import Ints
from percorso.tables import EVENTS
from percorso.unify.devices import Use, users
from percorso.unify.growth import ids_of
from percorso.unify.identifiers import Reading, identifiers
from percorso.unify.identities import WITHIN_SQL, Identities, identities
from percorso.unify.known import Known, everybody, with_lent
from percorso.unify.rules import DEFAULT_RULES, LinkRules

TYPES = {"int64": pa.int64(), "string": pa.string(), "instant": pa.timestamp("us", "UTC"), "date": pa.date32()}
SCHEMA = pa.schema([pa.field(name, TYPES[kind], nullable) for name, (kind, nullable) in EVENTS.columns.items()])


class Memory:
    """A bucket over tables in memory."""

    def __init__(self, number: int, tables: dict[str, pa.Table]) -> None:
        self.number = number
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        for name, table in tables.items():
            self.connection.register(name, table)

    def sql(self, text: str, **parameters: object) -> pa.Table:
        return self.connection.sql(text, params=parameters or None).to_arrow_table()


def _events(rows: list[dict[str, Any]]) -> pa.Table:
    """Whole events from the few fields a test cares for; a row's place is its id, its time and its arrival."""
    plain = {
        "source": "web",
        "shop": "shop",
        "kind": "track",
        "name": "Page Viewed",
        "properties": "{}",
        "traits": "{}",
    }
    counted = (
        {"event_id": f"e{n}", "seq": n, "at": n, "received_at": n, "received_on": 0, **plain, **row}
        for n, row in enumerate(rows)
    )
    return pa.Table.from_pylist(list(counted), schema=SCHEMA)


@pytest.fixture(scope="session")
def events() -> Callable[[list[dict[str, Any]]], pa.Table]:
    return _events


def lent(known: Known, events: pa.Table, of_event: Ints, rules: LinkRules) -> Known:
    """Give events on shared devices to their users, as the pipeline does."""
    rows = np.flatnonzero((known.device[of_event] >= 0) & (known.floating | known.telling)[of_event])
    identity, device = of_event[rows], known.device[of_event[rows]].astype(np.int64)
    at, seq = (events[name].cast(pa.int64()).to_numpy()[rows] for name in ("at", "seq"))
    order = np.argsort(known.keys)
    rank = np.append(np.argsort(order), -1)
    person = np.where(known.floating[identity], -1, rank[known.owner[identity]])
    user = users(Use(device, at, person), rules.gap, rules.window)
    own = np.flatnonzero(known.floating[identity] & (user >= 0) & ~known.apart[device])
    own = own[~known.apart[known.canonical[order[user[own]]]]]
    return with_lent(known, seq[own], device[own], order[user[own]])


@dataclass(frozen=True)
class Unified:
    """What the room makes of some events."""

    identities: Identities
    known: Known

    def owners(self, events: pa.Table) -> dict[str, str]:
        """Each event's customer id, for those that have one."""
        found = self.known.owners(self.identities.of_event, events["seq"].to_numpy()).tolist()
        ids = ids_of(self.known.keys).to_pylist()
        return {one: ids[row] for one, row in zip(events["event_id"].to_pylist(), found, strict=True) if row >= 0}


def found_in(events: pa.Table, coded: bool = False) -> Identities:
    within = Memory(0, {"events": events}).sql(WITHIN_SQL)
    return identities(dictionaries(events) if coded else events, within)


def _unified(events: pa.Table, coded: bool = False, rules: LinkRules = DEFAULT_RULES) -> Unified:
    found = found_in(events, coded)
    known = everybody(identifiers(found.table, Reading("IT")), found.table, rules)
    return Unified(found, lent(known, events, found.of_event, rules))


def dictionaries(events: pa.Table) -> pa.Table:
    """The same table with its texts as the lake reads them."""
    return pa.table(
        {
            name: one.dictionary_encode() if one.type == pa.string() else one
            for name, one in zip(events.column_names, events.columns, strict=True)
        }
    )


@pytest.fixture(scope="session")
def unified() -> Callable[..., Unified]:
    return _unified


@pytest.fixture(scope="session")
def find() -> Callable[[pa.Table], Identities]:
    return found_in


@pytest.fixture(scope="session")
def lend() -> Callable[..., Known]:
    return lent
