"""Events for the tests of tracing: a few named fields make a whole row of the events table."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from percorso.core.settings import Settings
from percorso.store.arrow import schema
from percorso.tables import EVENTS
from percorso.trace.ruleset import Rules
from percorso.trace.tracing import Traced, trace

EventsOf = Callable[[Sequence[Mapping[str, Any]]], pa.Table]
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_SCHEMA = schema(EVENTS).append(pa.field("customer_id", pa.string()))


def _events(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Make a table of events with customer_id, in the order tracing wants.

    ``minute`` counts from a Monday morning; what a row leaves out takes a plain value.
    """
    made = []
    for seq, given in enumerate(rows):
        row = dict(given)
        at = row.pop("at", None) or START + timedelta(minutes=row.pop("minute", 0))
        plain = {
            "event_id": f"e{seq}", "seq": seq, "source": "web", "shop": "shop", "received_at": at,
            "received_on": at.date(), "at": at, "kind": "track", "name": "Page Viewed", "properties": "{}",
            "traits": "{}", "customer_id": "c1",
        }  # fmt: skip
        made.append({**dict.fromkeys(_SCHEMA.names), **plain, **row})
    table = pa.Table.from_pylist(made, schema=_SCHEMA)
    return table.sort_by([("customer_id", "ascending"), ("at", "ascending"), ("seq", "ascending")])


@pytest.fixture(scope="session")
def events_of() -> EventsOf:
    return _events


@pytest.fixture(scope="session")
def traced() -> Callable[..., Traced]:
    """Trace a few rows with built-in rules, or with those given."""

    def run(rows: Sequence[Mapping[str, Any]], settings: Settings | None = None, rules: Rules | None = None) -> Traced:
        chosen = settings or Settings()
        return trace(_events(rows), 0, chosen, rules or Rules.of(chosen))

    return run
