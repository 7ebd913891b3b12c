"""The shop log of Retentioneering, with its own sessions: nothing is lost on the way through tracing."""

import csv
import gzip
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from percorso.core.settings import Settings
from percorso.trace.ruleset import Rules
from percorso.trace.tracing import Traced, trace

DATA = Path(__file__).parents[3] / "shared" / "data" / "retentioneering_ecom" / "ecom.csv.gz"
pytestmark = pytest.mark.skipif(not DATA.is_file(), reason="needs ../shared/data/retentioneering_ecom")


def rows() -> Iterator[dict[str, Any]]:
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield {
                "at": datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC),
                "name": "Order Completed" if row["event"] == "purchase" else row["event"],
                "customer_id": row["user_id"],
                "user_id": row["user_id"],
                "session_id": row["session_id"],
                "channel": row["acquisition_channel"],
                "properties": f'{{"platform":"{row["platform"]}"}}',
            }


@pytest.fixture(scope="module")
def found(events_of: Callable[..., pa.Table]) -> Traced:
    settings = Settings()
    return trace(events_of(list(rows())), 0, settings, Rules.of(settings))


def test_every_event_session_and_person_comes_through(found: Traced) -> None:
    assert found.touchpoints.num_rows == 31_106
    assert found.sessions.num_rows == 3_605
    assert len(found.touchpoints["customer_id"].unique()) == 600
    assert found.excluded.num_rows == 0
    assert found.orders.num_rows == 470


def test_sessions_are_those_of_the_source(found: Traced) -> None:
    sizes = Counter((row["customer_id"], row["session_id"]) for row in rows())
    mine = Counter(zip(*(found.sessions[name].to_pylist() for name in ("customer_id", "events")), strict=True))
    assert mine == Counter((customer, size) for (customer, _), size in sizes.items())


def test_every_session_is_one_touch_of_the_channel_and_device_the_source_states(found: Traced) -> None:
    roles = Counter(found.touchpoints["role"].to_pylist())
    assert roles == {"touch": 3_605, "step": 27_031, "order": 470}
    for column, name in (("channel", "acquisition_channel"), ("device", "platform")):
        given = Counter(
            row["channel"] if name == "acquisition_channel" else row["properties"].split('"')[3] for row in rows()
        )
        assert Counter(found.touchpoints[column].to_pylist()) == given


def test_orders_close_journeys(found: Traced) -> None:
    outcomes = Counter(found.journeys["outcome"].to_pylist())
    assert outcomes["order"] == 470
    assert found.sessions["ordered"].to_pylist().count(True) == 470
