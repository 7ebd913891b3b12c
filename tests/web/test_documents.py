"""What the API says of its answers is what it answers: every field, and no other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from percorso.core.settings import Shop, Storage
from percorso.pipeline.building import build
from percorso.pipeline.importing import MappingFile, import_files
from percorso.store.workspace import Workspace
from percorso.web.analysis_documents import Funnel, Paths, Vocabulary
from percorso.web.app import application
from percorso.web.days_documents import Days
from percorso.web.documents import Answers, Document, Stages, Status
from percorso.web.money_documents import Attribution, Explained, Spend
from percorso.web.moves_documents import Today
from percorso.web.people_documents import Behind, Levels, Person

EXAMPLE = Path(__file__).parents[2] / "examples" / "completejourney"
SPEND = ("Day", "Campaign", "Currency code", "Cost", "Clicks")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient[Any]]:
    """A grocer with real baskets, a robot's visit, a row in quarantine and some spend."""
    folder = tmp_path_factory.mktemp("grocer")
    shop = Workspace.create(folder / "shop", Shop(currency="USD"), Storage(buckets=2))
    for name in ("transactions", "coupon_redemptions"):
        file = next((EXAMPLE / "extract").glob(f"{name}*"))
        import_files(shop, "csv", [file], mapping=MappingFile.read(EXAMPLE / f"{name}.toml"))
    visit = '{"type":"page","userId":"u1","timestamp":"2017-03-01T10:00:00Z","context":{"userAgent":"%s"}}\n'
    (folder / "visits.jsonl").write_text(visit % "Firefox" + visit.replace("u1", "u2") % "Googlebot/2.1" + "no json\n")
    import_files(shop, "segment", [folder / "visits.jsonl"])
    spend = io.StringIO()
    csv.writer(spend).writerows([SPEND, ("2017-03-01", "Brand", "USD", "10.00", 5)])
    (folder / "google.csv").write_text(spend.getvalue())
    import_files(shop, "spend", [folder / "google.csv"])
    build(shop)
    with TestClient(application(shop), base_url="http://127.0.0.1") as found:
        yield found


@pytest.mark.parametrize(
    ("address", "document"),
    [
        ("/api/v1/answers", Answers),
        ("/api/v1/answers?language=it", Answers),
        ("/api/v1/stages", Stages),
        ("/api/v1/today", Today),
        ("/api/v1/today?language=it", Today),
        ("/api/v1/funnel?steps=Page%20Viewed,Order%20Completed&within=7d", Funnel),
        ("/api/v1/funnel?steps=Page%20Viewed&steps=Order%20Completed&order=strict&by=device", Funnel),
        ("/api/v1/funnel?steps=Order%20Completed,Order%20Completed&within=90d&since=2017-02-01", Funnel),
        ("/api/v1/funnel/people?steps=Order%20Completed&step=1&limit=2", Behind),
        ("/api/v1/paths?depth=3&from=Page%20Viewed&until=2017-06-30", Paths),
        ("/api/v1/vocabulary?language=it", Vocabulary),
        ("/api/v1/attribution?models=first,linear", Attribution),
        ("/api/v1/attribution?models=last&by=campaign&interval=false&since=2017-03-01&until=2017-03-31", Attribution),
        ("/api/v1/spend", Spend),
        ("/api/v1/days", Days),
        ("/api/v1/attribution?models=linear&by=source_medium&refunds=refund_date&interval=false", Attribution),
        ("/api/v1/spend?until=2017-01-31", Spend),
        ("/api/v1/spend?joined_by=touch_date", Spend),
        ("/api/v1/spend?condition=orders>=2", Spend),
        ("/api/v1/explain/{order}", Explained),
        ("/api/v1/people/1631", Person),
        ("/api/v1/people/u1", Person),
        ("/api/v1/identity/levels", Levels),
        ("/api/v1/status", Status),
    ],
)
def test_an_answer_has_the_fields_described_and_no_other(
    client: TestClient[Any], address: str, document: type[Document]
) -> None:
    if "{order}" in address:
        address = address.format(order=client.get("/api/v1/people/1631").json()["orders"][0]["order_id"])
    told = client.get(address)
    assert told.status_code == 200
    read = msgspec.json.decode(told.content, type=document)
    assert msgspec.to_builtins(read) == told.json()


# What is answered with a file, by the end of the address.
FILES = {"report": "text/html", "export": "application/zip"}
# What is asked for by a name that is no part of the address.
NAMED_IN_BODY = ("/api/v1/jobs", "/api/v1/privacy/")
NAMED_IN_QUERY = {"segment", "source"}


def test_every_answer_and_every_refusal_is_described(client: TestClient[Any]) -> None:
    described = client.get("/api/v1/openapi/openapi.json").json()
    for path, ways in described["paths"].items():
        for method, way in ways.items():
            media = {status: next(iter(one["content"])) for status, one in way["responses"].items()}
            # What goes on after the answer is taken up, and what is done is done.
            assert media.pop("202" if "202" in media else "200") == FILES.get(
                path.rpartition("/")[2], "application/json"
            )
            assert "401" in media
            assert set(media.values()) <= {"application/problem+json"}, (path, method, media)
            asked = {one["name"] for one in way.get("parameters", ())}
            in_body = method == "post" and path.startswith(NAMED_IN_BODY)
            by_name = "{" in path or in_body or bool(asked & NAMED_IN_QUERY)
            assert ("404" in media) == by_name, (path, method)
    assert {"Answers", "Figure", "Person", "Problem", "Status"} <= set(described["components"]["schemas"])
