"""A shop's whole log through the product's own doors: nobody, no session and no event is lost."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from percorso.core.settings import Shop, Storage
from percorso.pipeline.asking import answers
from percorso.pipeline.building import build
from percorso.pipeline.importing import MappingFile, import_files
from percorso.pipeline.overview import status
from percorso.pipeline.published import Published
from percorso.store.workspace import Workspace
from percorso.tables import SESSIONS

# How far each of the log's own events shows a visit to have come; a payment that fails has been come to.
FUNNEL = ("land", "product", "cart", "checkout", "payment", "order")
SHOWS = {
    "product_view": "product",
    "add_to_cart": "cart",
    "cart": "cart",
    "shipping_details": "checkout",
    "payment_details": "payment",
    "payment_error": "payment",
    "purchase": "order",
}
MAPPING = Path(__file__).parents[2] / "examples" / "retentioneering_ecom" / "events.toml"


@pytest.fixture(scope="module")
def shop(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace.create(tmp_path_factory.mktemp("ecom") / "shop", Shop(time_zone="UTC"), Storage(buckets=4))
    log = shared / "data" / "retentioneering_ecom" / "ecom.csv.gz"
    done = import_files(workspace, "csv", [log], mapping=MappingFile.read(MAPPING))
    assert (done.applied.events, done.applied.quarantined) == (31_106, 0)
    build(workspace)
    return workspace


@pytest.fixture(scope="module")
def told(shop: Workspace) -> dict[str, Any]:
    return answers(shop, "en")


def test_every_event_person_and_session_comes_through(shop: Workspace, told: dict[str, Any]) -> None:
    tables = status(shop)["tables"]
    assert (tables["events"]["rows"], tables["sessions"]["rows"]) == (31_106, 3_605)
    assert (told["totals"]["customers"], told["totals"]["orders"]) == (600, 470)
    # Orders without an amount are orders all the same.
    assert told["totals"]["revenue"] == "0.00"


def test_every_session_comes_as_far_as_its_events_show(shop: Workspace, shared: Path) -> None:
    furthest: dict[str, int] = {}
    with gzip.open(shared / "data" / "retentioneering_ecom" / "ecom.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            step = FUNNEL.index(SHOWS.get(row["event"], "land"))
            furthest[row["session_id"]] = max(step, furthest.get(row["session_id"], 0))
    rows = Published.open(shop).rows("SELECT furthest_step FROM sessions", SESSIONS)
    assert Counter(row["furthest_step"] for row in rows) == Counter(FUNNEL[step] for step in furthest.values())


def test_what_becomes_of_a_thousand_visits_is_told(told: dict[str, Any]) -> None:
    assert told["answers"][5]["headline"].startswith("Of 1,000 who land, ")
    assert "130 order" in told["answers"][5]["headline"]
