"""The example as its README tells it, through import, build and the product's own paths, against the peer's figures."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from percorso.analyze.paths import Paths
from percorso.core.settings import Shop, Storage
from percorso.pipeline.building import build
from percorso.pipeline.importing import MappingFile, import_files
from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace
from percorso.tables import CUSTOMERS, ORDERS, SESSIONS

EXAMPLE = Path(__file__).parents[2] / "examples" / "snowplow_fractribution"


@pytest.fixture(scope="module")
def peer(shared: Path) -> Path:
    return shared / "data" / "snowplow_fractribution"


@pytest.fixture(scope="module")
def published(peer: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    shop = Shop(time_zone="UTC", currency="USD")
    folder = Workspace.create(tmp_path_factory.mktemp("fractribution") / "shop", shop, Storage(buckets=4)).folder
    shutil.copy(EXAMPLE / "channels.toml", folder)
    settings = folder / "percorso.toml"
    text = settings.read_text(encoding="utf-8").replace('look_back = "90d"', 'look_back = "30d"')
    settings.write_text(text.replace("[trace]", '[trace]\nchannel_rules = "channels.toml"', 1), encoding="utf-8")
    workspace = Workspace.open(folder)
    events = peer / "source__snowplow_fractribution_events.csv"
    for name in ("page_views.toml", "orders.toml"):
        import_files(workspace, "csv", [events], mapping=MappingFile.read(EXAMPLE / name))
    build(workspace)
    return Published.open(workspace)


def expected(peer: Path, name: str) -> list[dict[str, str]]:
    path = peer / f"expected__snowplow_fractribution_{name}_expected.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def known_as(published: Published) -> dict[str, str]:
    rows = published.rows("SELECT customer_id, identifier FROM customers", CUSTOMERS)
    return {row["customer_id"]: row["identifier"].removeprefix("user:") for row in rows}


def test_the_sessions_of_every_customer_are_the_peers(published: Published, peer: Path) -> None:
    people = known_as(published)
    rows = published.rows("SELECT * FROM sessions", SESSIONS)
    mine = Counter(
        (
            people[row["customer_id"]],
            f"{row['started_at']:%Y-%m-%d %H:%M:%S}",
            row["channel"],
            row["campaign"] or "(not set)",
            row["traffic_source"],
            row["traffic_medium"],
        )
        for row in rows
    )
    # Two differences of writing: no campaign is an empty value here and "(not set)" there, and sources are compared
    # in lower case, so "Partners" is "partners".
    theirs = Counter(
        (
            row["customer_id"],
            row["visit_start_tstamp"],
            row["channel"],
            row["campaign"],
            row["source"].lower(),
            row["medium"],
        )
        for row in expected(peer, "sessions_by_customer_id")
    )
    assert mine == theirs
    assert mine.total() == 97


def test_conversions_and_their_revenue_are_the_peers(published: Published, peer: Path) -> None:
    people = known_as(published)
    rows = published.rows("SELECT * FROM orders", ORDERS)
    mine = Counter(
        (people[row["customer_id"]], row["at"].replace(tzinfo=None), Decimal(row["revenue"]) / 100) for row in rows
    )
    theirs = Counter(
        (row["customer_id"], datetime.fromisoformat(row["conversion_tstamp"]), Decimal(row["revenue"]))
        for row in expected(peer, "conversions_by_customer_id")
    )
    assert mine == theirs


def test_paths_with_and_without_conversion_are_the_peers(published: Published, peer: Path) -> None:
    asked: dict[str, Any] = {"look_back": timedelta(days=30), "currency": "USD", "without_order": "people"}
    found = published.ask(Paths(transform="exposure", **asked))
    mine = {" > ".join(row.path): (row.conversions, row.non_conversions, row.value) for row in found.rows}
    theirs = {
        row["transformed_path"]: (
            int(row["conversions"]),
            int(row["non_conversions"]),
            round(Decimal(row["revenue"] or 0) * 100),
        )
        for row in expected(peer, "path_summary")
    }
    assert mine == theirs
    plain = published.ask(Paths(**asked))
    converted = Counter(row["path"] for row in expected(peer, "paths_to_conversion"))
    others = Counter(row["path"] for row in expected(peer, "paths_to_non_conversion"))
    assert Counter({" > ".join(row.path): row.conversions for row in plain.rows if row.conversions}) == converted
    assert Counter({" > ".join(row.path): row.non_conversions for row in plain.rows if row.non_conversions}) == others
