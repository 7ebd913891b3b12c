from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from percorso.sequence.codes import Ints
from percorso.tables import EVENTS
from percorso.unify.assignment import assign
from percorso.unify.clusters import Clusters, clusters
from percorso.unify.identifiers import identifiers
from percorso.unify.identities import ALIASES_SQL, Identities, identities
from percorso.unify.links import Links, links

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


@dataclass(frozen=True)
class Unified:
    """What the room makes of some events, step by step."""

    identities: Identities
    links: Links
    people: Clusters
    customer: Ints

    def owners(self, events: pa.Table) -> dict[str, str]:
        """Each event's customer id, for those that have one."""
        found = self.customer[self.identities.of_event].tolist()
        ids = self.people.customers["customer_id"].to_pylist()
        return {one: ids[row] for one, row in zip(events["event_id"].to_pylist(), found, strict=True) if row >= 0}


def _unified(events: pa.Table, coded: bool = False) -> Unified:
    aliases = Memory(0, {"events": events}).sql(ALIASES_SQL)
    found = identities(dictionaries(events) if coded else events, aliases)
    named = identifiers(found.table)
    linked = links(named, found.table)
    people = clusters(linked, 16)
    customer = assign(named, people.customer, np.asarray(found.table["change"]))
    return Unified(found, linked, people, customer)


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
