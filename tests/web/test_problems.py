from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from percorso.pipeline import overview
from percorso.store.workspace import Workspace
from percorso.web.app import application

Client = TestClient[Any]


def test_nobody_of_that_name_is_a_problem_that_says_what_to_try(client: Client) -> None:
    told = client.get("/api/v1/people/nobody")
    assert told.status_code == 404
    assert told.headers["content-type"].startswith("application/problem+json")
    assert told.json()["code"] == "unknown_person"
    italian = client.get("/api/v1/people/nobody?language=it").json()
    assert (italian["code"], italian["message"]) == ("unknown_person", "Nessuna persona risulta come «nobody».")
    assert told.json()["hint"]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/api/v1/answers?language=xx", 400), ("GET", "/api/v1/nothing", 404), ("POST", "/api/v1/answers", 405)],
)
def test_what_is_refused_is_a_problem_too(client: Client, method: str, address: str, status: int) -> None:
    told = client.request(method, address)
    assert told.status_code == status
    assert told.headers["content-type"].startswith("application/problem+json")
    assert {"code", "message", "hint"} <= set(told.json())
    assert client.get("/api/v1/nothing?language=it").json()["message"] == "A questo indirizzo non c’è nulla."


def test_a_failure_nobody_foresaw_tells_the_server_and_not_the_client(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(_workspace: Workspace) -> dict[str, Any]:
        raise ZeroDivisionError("the inner workings")

    monkeypatch.setattr(overview, "status", failing)
    with TestClient(application(shop), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        told = client.get("/api/v1/status")
    assert (told.status_code, told.json()["code"]) == (500, "internal_error")
    assert told.headers["content-type"].startswith("application/problem+json")
    assert told.headers["x-content-type-options"] == "nosniff"
    assert "inner workings" not in told.text
    assert "inner workings" in caplog.text
