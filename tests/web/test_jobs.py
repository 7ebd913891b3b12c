from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from percorso.core.settings import Shop, Storage
from percorso.store.workspace import Workspace
from percorso.web.app import SHOWING, application
from percorso.web.jobs_documents import Job, Jobs

Client = TestClient[Any]
ORDERS = Path(__file__).parents[1] / "data/exports/woocommerce_ordini.csv"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    shop = Workspace.create(tmp_path_factory.mktemp("jobs") / "shop", Shop(), Storage(buckets=2))
    with TestClient(application(shop, (SHOWING,)), base_url="http://127.0.0.1") as found:
        yield found


def one(client: Client, job: str) -> Job:
    return msgspec.json.decode(client.get(f"/api/v1/jobs/{job}").content, type=Job)


def over(client: Client, job: str) -> Job:
    until = time.monotonic() + 120
    while (found := one(client, job)).state in ("waiting", "running") and time.monotonic() < until:
        time.sleep(0.1)
    return found


def test_a_dropped_file_becomes_answers_and_a_report_by_three_jobs(client: Client) -> None:
    dropped = client.post("/api/v1/uploads?name=ordini.csv", content=ORDERS.read_bytes()).json()
    asked = {"kind": "import", "upload": dropped["id"], "connector": "orders"}
    first = client.post("/api/v1/jobs", json=asked).json()
    second = client.post("/api/v1/jobs", json={"kind": "build", "after": first["id"]}).json()
    third = client.post("/api/v1/jobs", json={"kind": "report", "after": second["id"], "language": "it"}).json()
    assert over(client, third["id"]).state == "done"
    listed = msgspec.json.decode(client.get("/api/v1/jobs").content, type=Jobs).jobs
    assert [(job.kind, job.state) for job in listed] == [("report", "done"), ("build", "done"), ("import", "done")]
    assert listed[2].result
    assert listed[2].result["events"] > 0
    assert client.get("/api/v1/answers").status_code == 200
    saved = client.get(f"/api/v1/jobs/{third['id']}/report")
    assert saved.headers["content-disposition"].startswith("attachment")
    assert 'lang="it"' in saved.text
    assert client.get(f"/api/v1/jobs/{second['id']}/report").json()["code"] == "no_report"


def test_a_job_that_waits_is_cancelled(client: Client) -> None:
    first = client.post("/api/v1/jobs", json={"kind": "build"}).json()
    told = client.delete(f"/api/v1/jobs/{first['id']}")
    assert (told.status_code, told.json()["state"]) in ((200, "cancelled"), (200, "done"))
    assert over(client, first["id"]).state == told.json()["state"]


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"kind": "import"}, 400, "nothing_to_import"),
        ({"kind": "import", "upload": "0" * 16, "connector": "orders"}, 404, "unknown_upload"),
        ({"kind": "import", "upload": "../../etc/passwd", "connector": "orders"}, 400, "bad_request"),
        ({"kind": "erase"}, 400, "bad_request"),
        ({"kind": "build", "after": "0" * 16}, 404, "unknown_job"),
        ({"kind": "build", "command": "rm"}, 400, "bad_request"),
    ],
)
def test_what_is_no_job_is_refused(client: Client, wrong: dict[str, object], status: int, code: str) -> None:
    told = client.post("/api/v1/jobs", json=wrong)
    assert (told.status_code, told.json()["code"]) == (status, code)


def test_a_job_nobody_asked_for_is_not_found(client: Client) -> None:
    for asked in (client.get, client.delete):
        told = asked("/api/v1/jobs/nothing")
        assert (told.status_code, told.json()["code"]) == (404, "unknown_job")
