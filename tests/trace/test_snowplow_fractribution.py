"""The raw events of Snowplow's fractribution example, traced by the example's rules, against its expected results."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from percorso.core.settings import Settings, Shop, Tracing
from percorso.trace.ruleset import Rules
from percorso.trace.tracing import Traced, trace

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "snowplow_fractribution"
EXAMPLE = ROOT / "examples" / "snowplow_fractribution"
LOOK_BACK = timedelta(days=30)
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data/snowplow_fractribution")


def expected(name: str) -> list[dict[str, str]]:
    with (DATA / f"expected__snowplow_fractribution_{name}_expected.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def raw_events() -> Iterator[dict[str, Any]]:
    """Read page views, then conversions, as the example's mappings do: five rows are both."""
    with (DATA / "source__snowplow_fractribution_events.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["event_name"] == "page_view":
            yield {
                **_who_and_when(row),
                "event_id": row["event_id"],
                "session_id": row["domain_sessionid"],
                "url": f"https://{row['page_urlhost']}/",
                "utm_source": row["mkt_source"],
                "utm_medium": row["mkt_medium"],
                "utm_campaign": row["mkt_campaign"],
            }
    for row in rows:
        if row["tr_total"]:
            yield {
                **_who_and_when(row),
                "event_id": f"order {row['event_id']}",
                "name": "Order Completed",
                "source": "orders",
                "order_id": row["event_id"],
                "properties": f'{{"total":"{row["tr_total"]}","currency":"USD"}}',
            }


def _who_and_when(row: dict[str, str]) -> dict[str, Any]:
    customer = f"f{row['domain_userid']}"  # the example's own name for a person
    return {
        "customer_id": customer,
        "user_id": customer,
        "at": datetime.fromisoformat(row["derived_tstamp"]).astimezone(UTC),
    }


@pytest.fixture(scope="module")
def found(events_of: Callable[..., pa.Table]) -> Traced:
    settings = Settings(shop=Shop(currency="USD", revenue="total"), trace=Tracing(look_back=LOOK_BACK))
    channels = (EXAMPLE / "channels.toml").read_text(encoding="utf-8")
    return trace(events_of(list(raw_events())), 0, settings, Rules.of(settings, channels=channels))


def test_the_sessions_of_every_customer_are_the_expected_ones(found: Traced) -> None:
    mine = sorted(
        (
            row["customer_id"],
            f"{row['started_at']:%Y-%m-%d %H:%M:%S}",
            row["channel"],
            row["traffic_source"],
            row["traffic_medium"],
            row["campaign"] or "(not set)",
        )
        for row in found.sessions.to_pylist()
    )
    # One difference: Percorso compares sources in lower case, so "Partners" is "partners".
    theirs = sorted(
        (
            row["customer_id"],
            row["visit_start_tstamp"],
            row["channel"],
            row["source"].lower(),
            row["medium"],
            row["campaign"],
        )
        for row in expected("sessions_by_customer_id")
    )
    assert len(mine) == 97
    assert mine == theirs


def test_conversions_are_the_expected_ones(found: Traced) -> None:
    mine = {
        (row["customer_id"], row["at"].replace(tzinfo=None), row["gross"] / 100) for row in found.orders.to_pylist()
    }
    theirs = {
        (row["customer_id"], datetime.fromisoformat(row["conversion_tstamp"]), float(row["revenue"]))
        for row in expected("conversions_by_customer_id")
    }
    assert mine == theirs


def paths(found: Traced, *, converted: bool) -> dict[str, str]:
    """Join the channels of the touches before the order (or up to the last touch) within the look-back."""
    touches: dict[tuple[str, int], list[tuple[datetime, str]]] = defaultdict(list)
    for row in found.touchpoints.to_pylist():
        if row["excluded_from_credit"] is None:
            touches[row["customer_id"], row["cycle"]].append((row["at"], row["channel"]))
    buyers = {row["customer_id"] for row in found.journeys.to_pylist() if row["outcome"] == "order"}
    joined = {}
    for row in found.journeys.to_pylist():
        # The example asks whether a customer ever converted: what a buyer did afterwards is no path without conversion.
        if (row["outcome"] == "order") != converted or (not converted and row["customer_id"] in buyers):
            continue
        way = touches[row["customer_id"], row["cycle"]]
        until = row["closed_at"] or way[-1][0]
        joined[row["customer_id"]] = " > ".join(channel for at, channel in way if at >= until - LOOK_BACK)
    return joined


def collapsed(path: str) -> str:
    return " > ".join(channel for channel, _ in groupby(path.split(" > ")))


@pytest.mark.parametrize(("name", "converted"), [("paths_to_conversion", True), ("paths_to_non_conversion", False)])
def test_paths_and_transformed_paths_are_the_expected_ones(found: Traced, name: str, converted: bool) -> None:
    theirs = expected(name)
    mine = paths(found, converted=converted)
    assert mine == {row["customer_id"]: row["path"] for row in theirs}
    assert {who: collapsed(path) for who, path in mine.items()} == {
        row["customer_id"]: row["transformed_path"] for row in theirs
    }


def test_the_example_looks_back_as_far_as_this_test() -> None:
    assert 'look_back = "30d"' in (EXAMPLE / "README.md").read_text(encoding="utf-8")
