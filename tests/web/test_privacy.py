"""Privacy by the API: each answer is as described, and what names somebody is in no address."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from percorso.core.settings import Shop, Storage
from percorso.pipeline.building import build
from percorso.store.workspace import Workspace
from percorso.web.app import SHOWING, application
from percorso.web.jobs_documents import Job
from percorso.web.privacy_documents import Privacy, Readmitted, Restricted, Subject
from web.conftest import PERSONAL_CALLS

Client = TestClient[Any]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, bring: Callable[..., None]) -> Iterator[Client]:
    shop = Workspace.create(tmp_path_factory.mktemp("privacy") / "shop", Shop(), Storage(buckets=1))
    bring(shop, [*PERSONAL_CALLS, {"type": "page", "userId": "u2", "timestamp": "2026-03-01T10:00:00Z"}], "calls.jsonl")
    build(shop)
    with TestClient(application(shop, (SHOWING,)), base_url="http://127.0.0.1") as found:
        yield found


def ask(client: Client, act: str, **body: Any) -> Any:
    return client.post(f"/api/v1/privacy/{act}", json=body)


def test_look_export_restrict_release_erase_and_take_back_in_the_words_that_are_described(client: Client) -> None:
    msgspec.json.decode(client.get("/api/v1/privacy").content, type=Privacy)
    found = msgspec.json.decode(ask(client, "find", identifier="anna@example.com").content, type=Subject)
    assert found.events == 3
    packed = ask(client, "export", identifier="u1")
    assert packed.headers["content-type"] == "application/zip"
    assert packed.content[:2] == b"PK"
    assert "attachment" in packed.headers["content-disposition"]
    for act, rests in (("restrict", True), ("release", False)):
        told = msgspec.json.decode(ask(client, act, identifier="u1").content, type=Restricted)
        assert told.restricted is rests
    assert ask(client, "release", identifier="u1").json()["code"] == "not_restricted"
    assert ask(client, "erase", identifier="u1").json()["code"] == "not_confirmed"
    asked = ask(client, "erase", identifier="u1", confirmed=True)
    assert asked.status_code == 202
    job = over(client, msgspec.json.decode(asked.content, type=Job))
    assert (job.kind, job.state, job.said[0]) == (
        "erase",
        "done",
        "Forgotten everywhere; late news of them is not taken.",
    )
    assert "u1" not in json.dumps(client.get("/api/v1/jobs").json())
    assert client.get("/api/v1/people/u1").status_code == 404
    assert msgspec.json.decode(ask(client, "find", identifier="u1").content, type=Subject).erased
    assert msgspec.json.decode(ask(client, "readmit", identifier="u1").content, type=Readmitted).marks == 1
    shown = msgspec.json.decode(client.get("/api/v1/privacy").content, type=Privacy)
    assert [one.kind for one in shown.done] == ["readmit", "erase", "release", "restrict", "export"]
    assert "anna" not in json.dumps(client.get("/api/v1/privacy").json())


def over(client: Client, job: Job) -> Job:
    """Wait until a job is over, however long that takes."""
    for _ in range(600):
        job = msgspec.json.decode(client.get(f"/api/v1/jobs/{job.id}").content, type=Job)
        if job.ended_at is not None:
            return job
        time.sleep(0.1)
    raise TimeoutError


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "nobody_named"),
        ({"identifier": "u2", "request": "r"}, 400, "nobody_named"),
        ({"request": "r"}, 404, "unknown_request"),
        ({"identifier": "nobody"}, 404, "unknown_person"),
        ({"identifier": ""}, 400, "bad_request"),
        ({"identifier": "u2", "who": "u3"}, 400, "bad_request"),
    ],
)
def test_what_names_nobody_does_nothing(client: Client, body: dict[str, str], status: int, code: str) -> None:
    for act in ("find", "export", "erase", "restrict"):
        told = ask(client, act, **body, **({"confirmed": True} if act == "erase" else {}))
        assert (told.status_code, told.json()["code"]) == (status, code), act
