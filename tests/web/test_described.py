from __future__ import annotations

from typing import Any

from litestar.testing import TestClient

Client = TestClient[Any]


def test_every_operation_says_that_it_may_be_asked_again_and_what_takes_a_body_how_large(
    client: Client,
) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert told == client.get("/api/v1/openapi/openapi.json").json()
    operations = [one for path in told["paths"].values() for one in path.values()]
    assert operations
    for one in operations:
        assert "503" in one["responses"]
        assert ("413" in one["responses"]) == ("requestBody" in one)


def test_a_body_that_is_too_large_is_refused_as_described(client: Client) -> None:
    told = client.post("/api/v1/annotations", content=b'"' + b"a" * 11_000_000 + b'"')
    assert (told.status_code, told.json()["code"]) == (413, "request_entity_too_large")
    assert told.headers["content-type"].startswith("application/problem+json")
