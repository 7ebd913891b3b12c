from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from percorso.tables import EVENTS

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


@pytest.fixture(scope="session")
def bucket() -> Callable[..., Memory]:
    def over(number: int = 0, **tables: pa.Table) -> Memory:
        return Memory(number, tables)

    return over
